"""The bot as it runs, put together from its own parts, in virtual time; updates come one by one."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from alert_desk import Streams
from alert_world.prompt_sqlite import Connection
from telegram import Update
from telegram.ext import Application, ContextTypes

import handlers
from authority.exchange import Call, Recorded
from authority.people import CAROL, NAMES
from authority.rows import Change, Database
from authority.telegram import Telegram, Told
from binance import Binance, Hosts
from bot import application
from bot.alerts import AlertEngine
from bot.assembly import assembled
from bot.listening import Listening
from bot.plan import Plan
from bot.services import App, Context, Services
from bot.web import Site
from handlers.errors import on_error
from storage import Storage, Vault, utc_now
from storage.engine import READER, WRITER, connect

ENVIRONMENT = "sandbox"
_MOMENT = 1e-6  # of virtual time, in which all that can go on goes on
_PAUSE = 3.0  # seconds between two updates, so that nobody floods


@dataclass(frozen=True)
class Effects:
    """All that came of one update."""

    rows: frozenset[Change]
    calls: tuple[Call, ...]
    told: tuple[Told, ...]


@dataclass
class Clock:
    """The time of the gate."""

    seconds: float

    def __call__(self) -> float:
        return self.seconds


class Pictures:
    """Draws nothing: what is in a picture is no matter of authority."""

    async def picture(self, _wish: object) -> bytes:
        return b"a picture"


@dataclass
class Stage:
    """One bot between a recorded Telegram and a recorded exchange."""

    app: App
    services: Services
    telegram: Telegram
    exchange: Recorded
    database: Database
    _update_ids: Any
    _gate_clock: "Clock"

    async def happens(self, kind: dict[str, Any]) -> Effects:
        """Let one update come in; what came of it since the last `keep`."""
        self.telegram.told.clear()
        self.exchange.rest()
        self._gate_clock.seconds += _PAUSE
        update = Update.de_json({"update_id": next(self._update_ids), **kind}, self.app.bot)
        await self.app.process_update(update)
        await asyncio.sleep(_MOMENT)
        rows = frozenset(self.database.changes())
        return Effects(rows, tuple(self.exchange.calls), tuple(self.telegram.told))

    def as_before(self) -> None:
        """Nothing of it happened, as far as the bot's memory goes."""
        self.database.put_back()
        for who in NAMES:
            self.services.accounts.forget(who)


@asynccontextmanager
async def staged(migrated: Path, folder: Path) -> AsyncIterator[Stage]:
    """Open the bot on a copy of empty tables; nobody has come yet."""
    path = folder / "bot.db"
    shutil.copy(migrated, path)
    vault = Vault([Vault.new_key()])
    telegram, exchange, clock = Telegram(), Recorded(), Clock(0)

    async def opener(*_: Any, **__: Any) -> Connection:
        return Connection(path, _at_once)

    async with AsyncExitStack() as stack:
        writer = connect(path, WRITER, connections=1, opener=opener)
        readers = connect(path, READER, connections=4, opener=opener)
        stack.push_async_callback(writer.dispose)
        stack.push_async_callback(readers.dispose)
        storage = Storage(path, writer, readers, vault, utc_now)
        binance = await stack.enter_async_context(
            Binance(Hosts.sandbox(), transport=exchange, now=exchange.now)
        )
        plan = _plan(path, vault)
        pictures: Any = Pictures()
        nobody = application._application(plan, Listening()).bot  # for the sender, which rests
        parts = assembled(plan, storage, binance, pictures, nobody)
        services = replace(parts.services, alerts=_alerts(parts.services))
        watching = asyncio.create_task(services.alerts.watches.run())
        stack.callback(watching.cancel)
        app = _application(telegram, services)
        application._register(app, handlers.routes(clock), on_error)
        await app.bot.initialize()
        database = Database(path)
        stack.callback(database.close)
        yield Stage(app, services, telegram, exchange, database, count(1), clock)


async def _at_once(_sql: str) -> None: ...


def _plan(path: Path, vault: Vault) -> Plan:
    return Plan(
        token="700000001:" + "A" * 35, base_url="http://127.0.0.1:1/bot",
        file_url="http://127.0.0.1:1/file/bot", environment=ENVIRONMENT, hosts=Hosts.sandbox(),
        database_url=f"sqlite+aiosqlite:///{path}", vault=vault, admins=frozenset({CAROL}),
        approval_needed=True, warm_charts=False, site=Site("http://127.0.0.1:8080"),
    )  # fmt: skip


def _alerts(services: Services) -> AlertEngine:
    """The engine with streams that are always there, and on which nothing happens."""
    streams: Any = Streams()
    return AlertEngine(
        services.storage, streams, services.binance, services.sender,
        environment=ENVIRONMENT, now=services.now,
    )  # fmt: skip


def _application(telegram: Telegram, services: Services) -> App:
    """As the bot makes its own, but for the way out and the processor of many updates."""
    app: App = (
        Application.builder()
        .token("700000001:" + "A" * 35)
        .request(telegram)
        .get_updates_request(Telegram())
        .context_types(ContextTypes(context=Context))
        .job_queue(None)
        .build()
    )
    app.bot_data["services"] = services
    app._initialized = True
    return app
