"""Everything the bot must be told before it starts."""

from dataclasses import dataclass, field
from datetime import timedelta

from binance import Hosts
from bot.intents import BACKEND, MARGIN
from bot.telegram_limits import TELEGRAMS, Rates
from bot.web import Site
from storage import Vault


@dataclass(frozen=True)
class Plan:
    """Whoever starts the bot reads the settings."""

    token: str = field(repr=False)
    base_url: str
    file_url: str
    environment: str
    hosts: Hosts
    database_url: str
    vault: Vault
    admins: frozenset[int] = frozenset()
    approval_needed: bool = False
    language: str = "en"
    api_key: str | None = field(default=None, repr=False)
    warm_charts: bool = True
    recv_window: int = 5000
    grace: timedelta = BACKEND + MARGIN
    rates: Rates = TELEGRAMS
    site: Site | None = None  # no web pages without one
    keys_in_chat: bool = True
    server_ips: tuple[str, ...] = ()  # under which Binance sees us, if that is known
