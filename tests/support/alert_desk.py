"""The alert engine at work in virtual time, between an exchange and an outbox that tests can see.

A test lets things happen (`trade`, `minute`, `passes`), takes the streams or the bot `away`
meanwhile, and reads what Alice was told.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

from alert_listing import NOON, SYMBOLS
from alert_tape import BTC, LENGTHS, Tape, opening
from alert_world.prompt_sqlite import Connection
from sqlalchemy import select

from binance.errors import Unreachable
from binance.models import events
from binance.models.events.contracts import MarkPrice
from binance.models.events.klines import KlineEvent, StreamKline
from binance.models.market import AggTrade, Interval
from binance.streams.events import Resumed
from bot.alerts import AlertEngine, grammar
from bot.alerts.conditions import Options, Wish
from storage import Alert, Message, Storage, Vault
from storage.engine import READER, WRITER, connect

ALICE, BOB = 1001, 1002
# Made without most of their fields, which nobody reads here.
_Kline: Any = StreamKline
_KlineEvent: Any = KlineEvent
_MarkPrice: Any = MarkPrice
_Ticker: Any = events.MiniTicker
VAULT = Vault([Vault.new_key()])


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


class Streams:
    """Delivers what happens to whoever listens, unless it is `down`."""

    def __init__(self) -> None:
        self.listening: list[tuple[tuple[str, ...], asyncio.Queue[Any]]] = []
        self.down = False

    async def subscribe(self, *subscriptions: Any) -> AsyncGenerator[Any, None]:
        names = tuple(one.stream for one in subscriptions)
        entry = names, asyncio.Queue[Any]()
        self.listening.append(entry)
        if not self.down:
            entry[1].put_nowait(Resumed())
        try:
            while True:
                yield await entry[1].get()
        finally:
            self.listening.remove(entry)

    @property
    def names(self) -> set[str]:
        """What anybody listens to, beside the tickers of all symbols."""
        return {name for names, _ in self.listening for name in names} - {"!miniTicker@arr"}

    def tell(self, name: str, event: Any) -> None:
        for names, queue in self.listening if not self.down else ():
            if name in names:
                queue.put_nowait(event)

    def resume(self) -> None:
        self.down = False
        for _, queue in self.listening:
            queue.put_nowait(Resumed())


@dataclass
class Sender:
    """Where somebody says that there is something new to send."""

    nudged: int = 0

    def nudge(self) -> None:
        self.nudged += 1


@dataclass
class Told:
    """A message in the outbox, as Alice reads it."""

    text: str
    silent: bool
    keyboard: list[Any] = field(repr=False)


class Desk:
    """One database, one exchange, and one process after another that runs the engine."""

    def __init__(self, path: Path) -> None:
        self._began = asyncio.get_running_loop().time()
        self._path, self._updates = path, 0
        self.tape, self.streams, self.sender = Tape(self.now), Streams(), Sender()
        self.places, self.relisted = 300, 0
        self.relist_fails = False
        self._writer = connect(path, WRITER, connections=1, opener=self._open)
        self._readers = connect(path, READER, connections=4, opener=self._open)
        self.storage = Storage(path, self._writer, self._readers, VAULT, self.now)
        self.engine = self.new_engine()

    async def _open(self, *_args: Any, **_more: Any) -> Connection:
        return Connection(self._path, _no_pause)

    def new_engine(self) -> AlertEngine:
        """As a start of the bot makes one."""
        return AlertEngine(
            self.storage, self.streams, self.tape, self.sender,  # type: ignore[arg-type]  # fakes
            environment="sandbox", now=self.now, places=self.places,
            relist=self._relist,
        )  # fmt: skip

    async def _relist(self) -> None:
        self.relisted += 1
        if self.relist_fails:
            raise Unreachable("no way")

    def now(self) -> datetime:
        passed = asyncio.get_running_loop().time() - self._began
        return NOON + timedelta(milliseconds=round(passed * 1000))

    @asynccontextmanager
    async def on(self) -> AsyncIterator[AlertEngine]:
        """The bot runs; at the end it is gone, without a word."""
        self.engine = self.new_engine()
        task = asyncio.create_task(self.engine.run())
        await self.settles()
        try:
            yield self.engine
        finally:
            task.cancel()
            [ended] = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError), ended

    async def leave(self) -> None:
        await self._writer.dispose()
        await self._readers.dispose()

    # what happens

    async def passes(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def settles(self) -> None:
        """Until everything that can go on without more time has gone on."""
        await asyncio.sleep(1e-6)

    async def trade(
        self, price: str | float, *, after: float = 1, symbol: str = BTC, qty: str | int = 1
    ) -> AggTrade:
        """Something is traded, and told of unless the stream is down."""
        await asyncio.sleep(after)
        made = self.tape.trade(str(price), self.now(), symbol=symbol, qty=qty)
        self.streams.tell(f"{symbol.lower()}@aggTrade", _event(made, symbol))
        await self.settles()
        return made

    async def trades(self, *prices: str | float, **more: Any) -> None:
        for price in prices:
            await self.trade(price, **more)

    async def minute(self, price: float, *, qty: str | int = 1, symbol: str = BTC) -> None:
        """A minute with one trade in its middle, to whose end time passes, and its candle."""
        opened = opening(self.now(), Interval.M1)
        if self.now() > opened + timedelta(seconds=29):
            opened += timedelta(minutes=1)
        await asyncio.sleep((opened + timedelta(seconds=30) - self.now()).total_seconds())
        await self.trade(price, after=0, symbol=symbol, qty=qty)
        self.candle(symbol, closed=False)
        end = opened + timedelta(minutes=1)
        await asyncio.sleep((end - self.now()).total_seconds())
        self.candle(symbol, closed=True)
        await self.settles()

    def candle(self, symbol: str = BTC, *, closed: bool) -> None:
        """The minute's candle is told of, as it stands or as it has just closed."""
        opened = opening(self.now(), Interval.M1)
        opened -= LENGTHS[Interval.M1] if closed else timedelta(0)
        kline = self.tape.markets[symbol].candle(opened, Interval.M1)
        event = _KlineEvent.model_construct(
            event_time=self.now(), symbol=symbol,
            kline=_Kline.model_construct(
                **dict(kline), interval=Interval.M1, closed=closed, symbol=symbol
            ),
        )  # fmt: skip
        self.streams.tell(f"{symbol.lower()}@kline_1m", event)

    async def funding(self, percent: str, *, after: float = 1, symbol: str = BTC) -> None:
        """The funding rate is now so; as long as it is told of at all."""
        await asyncio.sleep(after)
        self.tape.rates[symbol] = Decimal(percent) / 100
        event = _MarkPrice.model_construct(
            symbol=symbol, event_time=self.now(), funding_rate=self.tape.rates[symbol]
        )
        self.streams.tell(f"{symbol.lower()}@markPrice", event)
        await self.settles()

    @asynccontextmanager
    async def silence(self) -> AsyncIterator[None]:
        """The streams are down meanwhile."""
        self.streams.down = True
        yield
        self.streams.resume()
        await self.settles()

    # what people do and read

    async def arm(self, text: str, who: int = ALICE) -> Alert:
        """What `/alert …` does."""
        self._updates += 1
        armed = await self.engine.arm(self._updates, who, self.wish(text))
        await self.settles()
        assert armed is not None
        return armed.alert

    async def edit(self, alert: Alert, text: str) -> Alert:
        self._updates += 1
        armed = await self.engine.edit(self._updates, ALICE, alert.id, self.wish(text))
        await self.settles()
        assert armed is not None
        return armed.alert

    def wish(self, text: str) -> Wish:
        return grammar.parse(text, SYMBOLS, now=self.now())

    async def arm_with(self, text: str, **options: Any) -> Alert:
        """As `arm`, with options that take no words: `until` to the second."""
        wish = self.wish(text)
        wish = wish.model_copy(update={"options": Options(**options)})
        self._updates += 1
        armed = await self.engine.arm(self._updates, ALICE, wish)
        await self.settles()
        assert armed is not None
        return armed.alert

    async def alert(self, alert: Alert) -> Alert:
        """As it is now."""
        async with self.storage.read() as unit:
            found = await unit.alerts.get(alert.id)
        assert found is not None
        return found

    async def told(self) -> list[Told]:
        async with self.storage.read() as unit:
            rows = await unit.outbox._session.scalars(select(Message).order_by(Message.id))
            return [Told(_plain(one.text), one.silent, one.keyboard or []) for one in rows]

    async def fired(self, alert: Alert) -> tuple[Any, Any, int]:
        """The value it fired at, how many seconds after noon, and how often by now."""
        now = await self.alert(alert)
        after = None if now.crossed_at is None else (now.crossed_at - NOON).total_seconds()
        return now.fired_value, after, now.times_fired

    def seconds(self) -> float:
        """How long after noon it is."""
        return (self.now() - NOON).total_seconds()


async def _no_pause(_sql: str) -> None: ...


def _plain(text: str) -> str:
    return unescape(re.sub("<[^>]+>", "", text))


def _event(trade: AggTrade, symbol: str) -> events.AggTrade:
    at = ms(trade.time)
    return events.AggTrade(
        event_ms=at, ms=at, symbol=symbol, agg_trade_id=trade.agg_trade_id, price=trade.price,
        qty=trade.qty, first_trade_id=trade.first_trade_id, last_trade_id=trade.last_trade_id,
        is_buyer_maker=False,
    )  # fmt: skip


def ticker(symbol: str, at: datetime) -> Any:
    """What the stream of all symbols tells of one that trades."""
    return _Ticker.model_construct(symbol=symbol, event_time=at)
