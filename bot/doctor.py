"""Is everything in order? A table of what the bot needs, each line checked."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from binance import Binance, Hosts
from binance.errors import BinanceError, Unreachable
from binance.models.events import Product
from binance.public import coin_futures, futures, spot
from binance.request import Public
from binance.streams.connection import SocketPolicy
from binance.streams.users.reach import addresses, reach
from bot.i18n import LANGUAGES, catalog
from bot.plan import Plan
from storage import AlreadyRunning, Storage, StorageError, VaultError, audited, listed, utc_now

SKEW = 0.5  # seconds between our clock and Binance's that are worth a word
FREE = 200 * 2**20  # bytes of disk below which the database may soon not grow


MARKET_NAMES: dict[Product, str] = {"spot": "spot", "usdm": "USD-M", "coinm": "COIN-M"}


@dataclass(frozen=True)
class Market:
    """A market beside spot: where it is, and how it is asked whether it is there."""

    name: str
    origin: Callable[[Hosts], str | None]
    ping: Public[dict[str, Any]]


BESIDE_SPOT = [
    Market("USD-M futures", lambda hosts: hosts.usdm_rest, futures.Ping()),
    Market("COIN-M futures", lambda hosts: hosts.coinm_rest, coin_futures.Ping()),
]


@dataclass(frozen=True)
class Finding:
    """One line of the table; `good` is None for what is only worth knowing."""

    what: str
    good: bool | None
    tells: str


async def examine(plan: Plan) -> bool:
    """Check everything and print the table; True when nothing is wrong."""
    findings = [
        Finding("Configuration", True, f"{plan.environment}, {_vault(plan)}"),
        await _of("Database", _database, plan),
        await _of("Audit", _audit, plan),
        _disk(plan),
        await _of("Telegram", _telegram, plan),
        *await _binance(plan),
        _languages(),
    ]
    table = Table(title="Doctor")
    for column in ("", "What", "Finding"):
        table.add_column(column)
    for one in findings:
        table.add_row({True: "✔", False: "✘", None: "•"}[one.good], one.what, one.tells)
    Console().print(table)
    return all(one.good is not False for one in findings)


async def _of(what: str, check: Callable[[Plan], Awaitable[Finding]], plan: Plan) -> Finding:
    try:
        return await check(plan)
    except AlreadyRunning:
        return Finding(what, None, "in use by a running bot, so it works")
    except (StorageError, VaultError) as error:
        return Finding(what, False, str(error))


def _vault(plan: Plan) -> str:
    ids = plan.vault.key_ids
    return f"encryption key {ids[0]}" + (f" and {len(ids) - 1} older" if ids[1:] else "")


async def _database(plan: Plan) -> Finding:
    """Open it, write to it, and open everything sealed: the encryption keys fit."""
    async with Storage.open(plan.database_url, plan.vault, now=utc_now) as storage:
        await storage.check()
        async with storage.read() as unit:
            keys = await unit.keys.all_active(plan.environment)
            for key in keys:
                await unit.keys.opened(key)
            unopened = await unit.sealed.unopened_others()
            people = await unit.users.count()
            waiting = (await unit.outbox.counts()).get("pending", 0)
    if unopened:
        return Finding("Database", False, f"no encryption key opens {listed(unopened)}")
    tells = f"{people} people, {len(keys)} connected accounts, {waiting} messages waiting"
    return Finding("Database", True, tells)


async def _audit(plan: Plan) -> Finding:
    """Follow the chain of the audit, also while the bot runs."""
    chain = await audited(plan.database_url)
    if chain.broken is not None:
        return Finding("Audit", False, f"entry {chain.broken} is not as it was written, or is gone")
    end = f", ends in {chain.head[:12]}" if chain.head else ""
    return Finding("Audit", True, f"{chain.entries:,} entries, none changed{end}")


def _disk(plan: Plan) -> Finding:
    path = plan.database_url.removeprefix("sqlite+aiosqlite:///")
    folder = path.rpartition("/")[0] or "."
    free = shutil.disk_usage(folder).free
    return Finding("Disk", free > FREE, f"{free // 2**20:,} MiB free in {folder}")


async def _telegram(plan: Plan) -> Finding:
    request = HTTPXRequest(connect_timeout=5, httpx_kwargs={"trust_env": False})
    try:
        async with Bot(plan.token, plan.base_url, plan.file_url, request=request) as bot:
            return Finding("Telegram", True, f"@{bot.username} answers")
    except InvalidToken:
        return Finding("Telegram", False, "the token is refused: copy it again from @BotFather")
    except TelegramError as error:
        if plan.environment == "sandbox":
            return Finding("Telegram", None, "the sandbox is not running: make run starts it")
        return Finding("Telegram", False, f"not reached ({type(error).__name__})")


async def _binance(plan: Plan) -> list[Finding]:
    async with Binance(plan.hosts, timeout=5, max_wait=5) as binance:
        try:
            await binance.send(spot.Ping())
            await binance.resync()
            symbols = await binance.symbols()
        except BinanceError as error:
            if plan.environment == "sandbox":
                return [Finding("Binance", None, "the sandbox is not running: make run starts it")]
            return [Finding("Binance", False, f"not reached ({error})")]
        health = binance.health()
        beside = [await _beside_spot(binance, market) for market in _beside(plan)]
    pools = ", ".join(f"{one.name} {one.used} of {one.limit}" for one in health.pools)
    offset = health.clock_offset
    return [
        Finding("Binance", True, f"{plan.hosts.spot_rest} answers, {len(symbols):,} symbols"),
        Finding("Clock", abs(offset) < SKEW, f"{offset * 1000:+.0f} ms from Binance's"),
        Finding("Limits", True, f"weight used this minute: {pools}"),
        *beside,
        await _user_streams(plan),
    ]


def _beside(plan: Plan) -> list[Market]:
    """The markets beside spot that the environment has."""
    return [market for market in BESIDE_SPOT if market.origin(plan.hosts) is not None]


async def _beside_spot(binance: Binance, market: Market) -> Finding:
    try:
        await binance.send(market.ping)
    except BinanceError as error:
        return Finding(market.name, False, f"not reached ({error})")
    return Finding(market.name, True, f"{market.origin(binance.hosts)} answers")


async def _user_streams(plan: Plan) -> Finding:
    """Whether accounts could be followed; of a running bot's, /status tells more."""
    closed, opened = [], []
    for product, address in addresses(plan.hosts).items():
        name = MARKET_NAMES[product]
        try:
            await reach(address, SocketPolicy(open_timeout=5))
        except Unreachable as error:
            closed.append(f"{name} ({error})")
        else:
            opened.append(name)
    if closed:
        return Finding("User streams", False, f"not reached: {', '.join(closed)}")
    return Finding("User streams", True, f"can be opened: {', '.join(opened)}")


def _languages() -> Finding:
    for language in LANGUAGES:
        catalog(language)
    return Finding("Languages", True, ", ".join(LANGUAGES.values()))
