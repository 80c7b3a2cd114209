"""From a trade that crosses a level to the call that tells of it, and how soon a bot is ready.

The engine, the storage (a file, each commit on disk) and the sender are the real ones; streams,
REST and Telegram are stood in for in this process, whose CPU time they share.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from binance.models import events
from binance.models.exchange import ExchangeInfo
from binance.models.market import AggTrade
from binance.public import spot
from binance.streams.events import Resumed
from binance.streams.market.inbox import Inbox
from bot.alerts import AlertEngine
from bot.alerts.conditions import Price, Relation, Term, Wish
from bot.alerts.track import spelt
from bot.notifications import Sender
from storage import Alert, Storage, Vault
from storage.users import User

SYMBOLS = [f"COIN{number}USDT" for number in range(400)]
PEOPLE = 1_000
PER_SECOND, CROSSINGS, SECONDS = 5_000, 20, 10
STEP = 0.005  # seconds between two bursts of trades
BEGUN = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = AggTrade.model_construct(
    agg_trade_id=1, price=Decimal(100), qty=Decimal(1), time=BEGUN, first_trade_id=1,
    last_trade_id=1, is_buyer_maker=False,
)  # fmt: skip


class Streams:
    """Every symbol's trades, as they are put here."""

    def __init__(self) -> None:
        self.inboxes: dict[str, Inbox[Any]] = {}

    @property
    def followed(self) -> bool:
        """Whether somebody has begun to read the trades of every symbol."""
        return len(self.inboxes) > len(SYMBOLS) and not any(self.inboxes.values())

    async def subscribe(self, subscription: Any) -> AsyncGenerator[Any, None]:
        inbox: Inbox[Any] = Inbox(Resumed())
        self.inboxes[getattr(subscription, "symbol", "")] = inbox
        inbox.put_gap()
        while True:
            yield await inbox.get()
            while inbox:
                yield inbox.take()


class Exchange:
    """REST that knows the first trade of every symbol, and no other."""

    async def send(self, request: Any, **_more: Any) -> Any:
        if isinstance(request, spot.ExchangeInfo):
            nothing: Any = ExchangeInfo
            return nothing.model_construct(symbols=[])
        return [FIRST] if request.from_id is None or request.from_id <= 1 else []


class Telegram:
    """Notes when the bot tells somebody something."""

    def __init__(self) -> None:
        self.told: dict[int, float] = {}

    async def send_message(self, *, chat_id: int, **_more: Any) -> Any:
        self.told.setdefault(chat_id, time.perf_counter())
        return _Sent()


class _Sent:
    message_id = 1


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Alerts of many people, each level of a symbol one above the other."""
    for number in range(count):
        symbol, level = SYMBOLS[number % len(SYMBOLS)], Decimal(101 + number // len(SYMBOLS))
        price = Price(symbol=symbol)
        term = Term(measure=price, relation=Relation.ABOVE, level=level)
        yield {
            "user_id": number % PEOPLE + 1, "environment": "sandbox", "symbol": symbol,
            "wish": Wish(condition=(term,)).model_dump(mode="json"), "state": "armed",
            "source": f"trades:{symbol}", "measure": spelt(price), "relation": ">",
            "level": level, "awaits": "above", "primed": True, "position": 1,
            "armed_at": BEGUN, "times_fired": 0,
        }  # fmt: skip


@asynccontextmanager
async def stored(count: int) -> AsyncIterator[Storage]:
    person = {
        "name": "somebody", "language": "en", "language_chosen": False, "status": "active",
        "reachable": True, "joined_at": BEGUN, "seen_at": BEGUN,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        url, vault = f"sqlite+aiosqlite:///{Path(folder)}/bot.db", Vault([Vault.new_key()])
        async with Storage.open(url, vault) as storage:
            async with storage.begin() as unit:
                session = unit.alerts._session  # noqa: SLF001  # there is no door for thousands
                people = [person | {"id": number + 1} for number in range(PEOPLE)]
                await session.execute(insert(User), people)
                await session.execute(insert(Alert), [*rows(count)])
            yield storage


@asynccontextmanager
async def at_work(storage: Storage, streams: Any, telegram: Any) -> AsyncIterator[None]:
    """The engine and the sender run, and every symbol is followed."""
    sender = Sender(storage, telegram, now=_now)
    engine = AlertEngine(
        storage, streams, Exchange(), sender, environment="sandbox", now=_now, places=len(SYMBOLS)
    )
    tasks = [asyncio.create_task(work.run()) for work in (engine, sender)]
    while not streams.followed:  # noqa: ASYNC110  # no event tells it
        await asyncio.sleep(0.001)
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _now() -> datetime:
    return datetime.now(UTC)


class Market:
    """Trades in turn of all symbols, at 100; at times one crosses a level that nobody crossed."""

    def __init__(self, streams: Streams) -> None:
        self._streams, self._ids = streams, dict.fromkeys(SYMBOLS, 1)
        self._turn = 0
        self.crossed: dict[int, float] = {}  # by whoever waited for it

    def trade(self, symbol: str, price: str) -> None:
        self._ids[symbol] = number = self._ids[symbol] + 1
        ms = round(time.time() * 1000)
        event = events.AggTrade(
            symbol=symbol, event_ms=ms, price=Decimal(price), qty=Decimal(1), ms=ms,
            is_buyer_maker=False, agg_trade_id=number, first_trade_id=number, last_trade_id=number,
        )  # fmt: skip
        self._streams.inboxes[symbol].put(event)

    def quiet(self, count: int) -> None:
        for _ in range(count):
            self._turn += 1
            self.trade(SYMBOLS[self._turn % len(SYMBOLS)], "100.5")

    def cross(self) -> None:
        number = len(self.crossed)
        self.crossed[number + 1] = time.perf_counter()
        self.trade(SYMBOLS[number], "101.5")

    async def run(self) -> None:
        """Keep to the rate, whatever the bot does with the time."""
        begun, done = time.perf_counter(), 0
        while (passed := time.perf_counter() - begun) < SECONDS:
            due = round(passed * PER_SECOND)
            self.quiet(due - done)
            done = due
            if len(self.crossed) < passed * CROSSINGS:
                self.cross()
            await asyncio.sleep(STEP)


async def crossings() -> tuple[str, str]:
    streams, telegram = Streams(), Telegram()
    async with stored(10_000) as storage, at_work(storage, streams, telegram):
        market, cpu = Market(streams), time.process_time()
        await market.run()
        cpu = time.process_time() - cpu
        await asyncio.sleep(0.5)
    taken = [(telegram.told[one] - at) * 1e3 for one, at in market.crossed.items()]
    cuts = statistics.quantiles(taken, n=100)
    return (
        f"crossing to send call: {len(taken)}, of 10,000 alerts, at {PER_SECOND:,} trades a second",
        f"p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, CPU {cpu / SECONDS:.0%}",
    )


async def loading() -> tuple[str, str]:
    async with stored(100_000) as storage:
        begun, cpu = time.perf_counter(), time.process_time()
        async with at_work(storage, Streams(), Telegram()):
            taken, cpu = time.perf_counter() - begun, time.process_time() - cpu
    return (
        "100,000 alerts from the file to an engine that follows all",
        f"{taken:.2f} s, CPU {cpu:.2f} s",
    )


def main() -> None:
    logging.disable()
    table = Table("what", "it takes", title="Alerts, from trade to Telegram")
    for row in (crossings, loading):
        table.add_row(*asyncio.run(row()))
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
