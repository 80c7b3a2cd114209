"""What a schedule plays on: an exchange, a Telegram and the line between, all on loopback."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sandbox.exchange import Exchange
from sandbox.server import serving
from sandbox.telegram import Telegram
from schedules.line import Line
from schedules.nursery import Nursery, orders
from schedules.screens import Screens
from storage import Vault

MARKET = 1  # one seed for all, so that what was drawn of its past serves every schedule
WAITING = """
SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending'))
     + (SELECT count(*) FROM order_intents WHERE state IN ('SENDING', 'UNKNOWN'))
     + (SELECT count(*) FROM cancellations WHERE state = 'open')
"""


@dataclass
class Stage:
    """The world around one bot, and the bot."""

    http: httpx.AsyncClient
    exchange_port: int
    telegram_port: int
    line: Line
    screens: Screens
    nursery: Nursery
    folder: Path
    bug: str | None
    keys: dict[str, int]
    vault_key: str = field(default_factory=Vault.new_key)
    pid: int | None = None
    kills: int = 0

    @property
    def exchange_url(self) -> str:
        return f"http://127.0.0.1:{self.exchange_port}"

    @property
    def telegram_url(self) -> str:
        return f"http://127.0.0.1:{self.telegram_port}"

    @property
    def database(self) -> Path:
        return self.folder / "bot.db"

    def start(self) -> None:
        told = orders(
            telegram=self.telegram_url,
            exchange_port=self.exchange_port,
            database=self.database,
            vault_key=self.vault_key,
            log=self.folder / "bot.log",
            bug=self.bug,
        )
        self.pid = self.nursery.start(told)

    def kill(self) -> None:
        if self.pid is None:
            return
        code, self.pid = self.nursery.kill(self.pid), None
        self.kills += 1
        assert code == -9, f"the bot had ended by itself: {self.log()}"

    def log(self) -> str:
        path = self.folder / "bot.log"
        return path.read_text()[-3000:] if path.exists() else ""

    def waiting(self) -> int:
        """How many messages and verdicts are still to come, as the bot itself knows."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return int(database.execute(WAITING).fetchone()[0])

    async def telegram(self, path: str, body: Any) -> Any:
        return await self._post(f"{self.telegram_url}/sandbox/{path}", body)

    async def exchange(self, path: str, body: Any) -> Any:
        return await self._post(f"{self.exchange_url}/sandbox/{path}", body)

    async def ask(self, path: str, **query: Any) -> Any:
        """Ask the exchange something, when it bans nobody: we share the bot's address."""
        while True:
            answer = await self.http.get(f"{self.exchange_url}{path}", params=query)
            if answer.status_code not in {418, 429}:
                answer.raise_for_status()
                return answer.json()
            await asyncio.sleep(0.2)

    async def clear_faults(self) -> None:
        self.line.clear()
        await self.http.delete(f"{self.exchange_url}/sandbox/faults")
        await self.http.delete(f"{self.telegram_url}/sandbox/faults")

    async def _post(self, url: str, body: Any) -> Any:
        answer = await self.http.post(url, json=body)
        answer.raise_for_status()
        return answer.json()


@asynccontextmanager
async def stage_in(
    folder: Path, nursery: Nursery, *, lag: float, bug: str | None
) -> AsyncIterator[Stage]:
    """Open everything; the bot does not run yet."""
    await asyncio.to_thread(_prepare, folder, nursery.database)
    exchange, keys = Exchange(seed=MARKET), dict[str, int]()
    line = Line(exchange.app(), lag=lag, whose=keys.__getitem__)
    screens = Screens()
    async with AsyncExitStack() as stack:
        exchange_port = await stack.enter_async_context(serving(line))
        telegram_port = await stack.enter_async_context(serving(Telegram().app()))
        heartbeat = asyncio.create_task(exchange.run())
        stack.callback(heartbeat.cancel)
        # a connection each: one that rested may be closed in the moment in which it is used again
        alone = httpx.Limits(max_keepalive_connections=0)
        http = await stack.enter_async_context(
            httpx.AsyncClient(trust_env=False, timeout=60, limits=alone)
        )
        stage = Stage(http, exchange_port, telegram_port, line, screens, nursery, folder, bug, keys)
        await stack.enter_async_context(screens.watching(http, stage.telegram_url))
        stack.callback(stage.kill)
        yield stage


def _prepare(folder: Path, database: Path) -> None:
    folder.mkdir()
    shutil.copy(database, folder / "bot.db")
