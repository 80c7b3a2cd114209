"""All that a handler may reach for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from binance import Binance
from binance.streams.market import MarketStreams
from bot.alerts import AlertEngine
from bot.alerts.perpetuals import Perpetuals
from bot.charts import ChartStudio
from bot.depths import Depths
from bot.i18n import Say
from bot.keys import Keys
from bot.notifications import Sender
from bot.portfolio import Portfolios
from bot.prices import Prices
from bot.trading import Trading
from storage import Storage, User


@dataclass(frozen=True)
class Services:
    """The bot's parts, opened and running."""

    environment: str
    admins: frozenset[int]
    approval_needed: bool
    language: str
    storage: Storage
    binance: Binance
    streams: MarketStreams
    prices: Prices
    depths: Depths
    portfolios: Portfolios
    charts: ChartStudio
    alerts: AlertEngine
    perpetuals: Perpetuals
    keys: Keys
    trading: Trading
    sender: Sender
    now: Callable[[], datetime]
    started_at: datetime


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What a handler gets besides the update: the services, and who is talking."""

    person: User
    say: Say

    @property
    def asker(self) -> str:
        """In whose name Binance is asked, so that everybody gets a fair share of it."""
        return f"telegram {self.person.id}"

    @property
    def services(self) -> Services:
        services = self.bot_data["services"]
        assert isinstance(services, Services)
        return services


App = Application[ExtBot[Any], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
Handler = BaseHandler[Update, Context, Any]
