"""A whole world in one process: exchange, Telegram, the bot between them, people in chats."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from usual_market import usual

import handlers
from binance import Hosts
from bot import application
from bot.plan import Plan
from bot.telegram_limits import Rate, Rates
from handlers import secrecy
from handlers.errors import on_error
from handlers.menu import greet
from sandbox.exchange import Exchange
from sandbox.server import App, serving
from sandbox.telegram import Telegram
from storage import Vault

TOKEN = "700000001:offline-sandbox-token-of-the-bot"
PATIENCE = 40.0  # seconds; a busy machine, or a disk that stalls

Message = dict[str, Any]
people = itertools.count(5001)


async def looks() -> AsyncIterator[None]:
    """Look at once, soon again, and ever more seldom: looking takes the time others need."""
    pause = 0.01
    while True:
        yield
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.1)


@dataclass
class Person:
    """Somebody in a chat with the bot: says, taps, and sees what the chat shows."""

    world: "World"
    id: int
    language: str = "en"
    known: set[int] = field(default_factory=set)

    async def says(self, text: str) -> Message:
        """Write to the bot and wait for its answer."""
        await self.writes(text)
        return await self.hears()

    async def writes(self, text: str, **extra: Any) -> int:
        self.known |= {one["message_id"] for one in await self.chat()}
        asked = {"user_id": self.id, "text": text, "language_code": self.language, **extra}
        return int((await self.world.telegram("message", asked))["message_id"])

    async def hears(self, having: str = "") -> Message:
        """The next message of the bot that was not there before, or has the words."""

        def fresh(one: Message) -> bool:
            text = one.get("text") or one.get("caption") or ""
            return one["from"] == "bot" and one["message_id"] not in self.known and having in text

        return await self.sees(fresh)

    async def sees(self, wanted: Callable[[Message], bool]) -> Message:
        """Wait until the chat shows such a message."""
        seen: list[Message] = []
        try:
            async with asyncio.timeout(PATIENCE):
                async for _ in looks():
                    seen = await self.chat()
                    for one in seen:
                        if wanted(one):
                            return one
        except TimeoutError:
            raise AssertionError(
                f"the chat never showed it: {[_brief(one) for one in seen]}"
            ) from None

    async def reads(self, words: str) -> Message:
        """Wait until some message of the bot has these words, edited or new."""
        return await self.sees(
            lambda one: (
                one["from"] == "bot" and words in (one.get("text") or one.get("caption") or "")
            )
        )

    async def finds(self, symbol: str, price: str) -> None:
        """Move the market and wait until the bot knows of it: what was traded, and what is offered.

        A market that lives does not stand still: the thousands must be right, and it is moved
        again as long as they are not.
        """
        thousands = f"{int(price):,}".partition(",")[0] + ","
        async with asyncio.timeout(PATIENCE):
            async for _ in looks():
                await self.world.price(symbol, price)
                traded = (await self.says(f"/price {symbol}"))["text"].splitlines()[0]
                offered = (await self.says(f"/depth {symbol}"))["text"]
                if thousands in traded and f"Bid {thousands}" in offered:
                    return

    async def taps(self, message: Message, label: str) -> Any:
        self.known |= {one["message_id"] for one in await self.chat()}
        tapped = {"user_id": self.id, "message_id": message["message_id"], "label": label}
        return await self.world.telegram("tap", tapped)

    async def forges(self, message: Message, data: str) -> Any:
        tapped = {"user_id": self.id, "message_id": message["message_id"], "data": data}
        return await self.world.telegram("tap", tapped)

    async def chat(self) -> list[Message]:
        answer = await self.world.http.get(f"{self.world.telegram_url}/sandbox/chat/{self.id}")
        return list(answer.json()["messages"])

    async def connects(self, **account: Any) -> dict[str, Any]:
        """Go through /setkey with an account made for the key that the bot shows."""
        begun = await self.says("/setkey")
        made = await self.world.account(public_key=_public_key(begun["text"]), **account)
        await self.says(made["api_key"])
        return made


@dataclass
class World:
    http: httpx.AsyncClient
    exchange_url: str
    telegram_url: str
    plan: Plan
    _stop: asyncio.Event | None = None
    _task: asyncio.Task[None] | None = None

    def person(self, language: str = "en") -> Person:
        return Person(self, next(people), language)

    async def telegram(self, path: str, body: Any = None) -> Any:
        answer = await self.http.post(f"{self.telegram_url}/sandbox/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    async def calls(self) -> list[dict[str, Any]]:
        return list((await self.http.get(f"{self.telegram_url}/sandbox/calls")).json())

    async def sent(self, words: str) -> dict[str, Any]:
        """Wait until the bot has sent these words, to whatever chat; return what it sent."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for call in await self.calls():
                    if words in str(call["parameters"].get("text")):
                        return dict(call["parameters"])
                await asyncio.sleep(0.05)

    async def exchange(self, path: str, body: Any = None) -> Any:
        answer = await self.http.post(f"{self.exchange_url}/sandbox/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    async def account(self, **account: Any) -> dict[str, Any]:
        return dict(await self.exchange("accounts", {"label": "journey", **account}))

    async def orders(self) -> list[dict[str, Any]]:
        return list((await self.http.get(f"{self.exchange_url}/sandbox/orders")).json())

    async def price(self, symbol: str, price: str) -> None:
        await self.exchange("price", {"symbol": symbol, "price": price})

    async def fault(self, kind: str, *, path: str, method: str | None = None, **more: Any) -> None:
        match = {"path": path} | ({"method": method} if method else {})
        await self.exchange("faults", [{"match": match, "kind": kind, **more}])

    async def telegram_fault(self, kind: str, *, path: str, **more: Any) -> None:
        await self.telegram("faults", [{"match": {"path": path}, "kind": kind, **more}])

    async def start(self) -> None:
        """Start the bot and wait until it listens."""
        self._stop, ready = asyncio.Event(), asyncio.Event()
        running = application.run(
            self.plan, handlers.routes(_hurried), on_error, self._stop,
            prompt=secrecy.erase, greet=greet, ready=ready.set,
        )  # fmt: skip
        self._task = asyncio.create_task(running)
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self._task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._task.done():
            await self._task

    async def stop(self) -> None:
        if self._stop is not None and self._task is not None:
            self._stop.set()
            await self._task
            self._task = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()


@asynccontextmanager
async def world_at(
    folder: Path,
    *,
    door: Callable[[App], App] = lambda app: app,
    now: Callable[[], float] = time.time,
    **plan: Any,
) -> AsyncIterator[World]:
    """Open a world; `door` is what stands before the exchange, `now` its clock."""
    exchange = usual(Exchange(seed=7, now=now))
    async with AsyncExitStack() as stack:
        exchange_port = await stack.enter_async_context(serving(door(exchange.app())))
        telegram = Telegram(exchange_url=f"http://127.0.0.1:{exchange_port}")
        telegram_port = await stack.enter_async_context(serving(telegram.app()))
        heartbeat = asyncio.create_task(exchange.run())
        stack.callback(heartbeat.cancel)
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        base = f"http://127.0.0.1:{telegram_port}"
        made = Plan(
            token=TOKEN,
            base_url=f"{base}/bot",
            file_url=f"{base}/file/bot",
            environment="sandbox",
            hosts=Hosts.sandbox(port=exchange_port),
            database_url=f"sqlite+aiosqlite:///{folder}/bot.db",
            vault=Vault([Vault.new_key()]),
            warm_charts=False,
            recv_window=1000,
            grace=timedelta(seconds=1),
            rates=Rates(person=Rate(30, 30)),  # Telegram's own are tested in virtual time
        )
        world = World(http, f"http://127.0.0.1:{exchange_port}", base, replace(made, **plan))
        try:
            yield world
        finally:
            await world.stop()


def _hurried() -> float:
    """A clock by which people may write as fast as a test does."""
    return time.monotonic() * 100


def _public_key(text: str) -> str:
    begin, end = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
    return text[text.index(begin) : text.index(end) + len(end)] + "\n"


def _brief(message: Message) -> str:
    return f"{message['from']}: {(message.get('text') or message.get('caption') or '')[:80]}"
