"""All that a handler may reach for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from binance import Binance
from binance.streams.market import MarketStreams
from bot.accounts import Accounts
from bot.alerts import AlertEngine
from bot.alerts.perpetuals import Perpetuals
from bot.authenticators import Authenticators
from bot.cancelling import Cancelling
from bot.caution import Caution
from bot.changes import Changes
from bot.charts import ChartStudio
from bot.depths import Depths
from bot.following import EveryMarket
from bot.guards.protection import Protection
from bot.i18n import Say
from bot.key_questions import KeyQuestions
from bot.keys import Keys
from bot.notifications import Sender
from bot.people import People
from bot.portfolio import Portfolios
from bot.positions.desk import Desk
from bot.previews import Previews
from bot.prices import Prices
from bot.questions import Questions
from bot.statements import Statements
from bot.step_up import StepUp
from bot.trading import Trading
from bot.web import Forms
from storage import Storage, User


@dataclass(frozen=True)
class Services:
    """The bot's parts, opened and running."""

    environment: str
    admins: frozenset[int]
    approval_needed: bool
    language: str
    storage: Storage
    accounts: Accounts
    binance: Binance
    streams: MarketStreams
    following: EveryMarket
    prices: Prices
    depths: Depths
    portfolios: Portfolios
    statements: Statements
    cancelling: Cancelling
    charts: ChartStudio
    alerts: AlertEngine
    perpetuals: Perpetuals
    step_up: StepUp
    authenticators: Authenticators
    keys: Keys
    key_questions: KeyQuestions
    trading: Trading
    previews: Previews
    changes: Changes
    caution: Caution
    futures: Desk
    protection: Protection
    people: People
    questions: Questions
    sender: Sender
    now: Callable[[], datetime]
    started_at: datetime
    forms: Forms | None = None  # where there are no web pages
    keys_in_chat: bool = True
    server_ips: tuple[str, ...] = ()


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What a handler gets besides the update: the services, and who is talking."""

    person: User
    say: Say
    erased: bool | None = None  # what became of a message that may hold a secret, if it is one

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
