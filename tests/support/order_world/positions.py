"""An entry on futures and what is to follow it: one account, and the bot, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

from binance.errors import BinanceError, NoSuchOrder, Unreachable
from binance.models.futures.terms import OrderType, PositionSide
from binance.private import futures
from bot.deeds import Leg, Report, deed_of
from bot.door import Door
from bot.intents import Intents
from bot.posting import Posting
from bot.reconcile import Reconciler
from bot.refusals import NoKey
from order_world.life import NOON
from order_world.quick_loop import QuickLoop
from order_world.store import Disk, MemoryStorage, Row

AWAY = Unreachable("no connection")


class Exchange:
    """One account on USD-M: an entry, what came of it, and the stops that arrive."""

    def __init__(self, loop: QuickLoop) -> None:
        self._loop = loop
        self.entry = "FILLED"
        self.position, self.side = Decimal("0.1"), PositionSide.BOTH
        self.faults: list[BinanceError] = []
        self.always: BinanceError | None = None
        self.unreadable: BinanceError | None = None
        self.book: list[Any] | None = []
        self.posts: list[tuple[float, str]] = []
        self.looks: list[float] = []
        self.suspended = self.arrived = False
        self.gone: set[int] = set()
        self.posted_with: list[int] = []
        self.sent: list[futures.NewAlgoOrder] = []
        self._key = 0

    async def by_key(self, _user_id: int, key_id: int) -> Any:
        if key_id in self.gone:
            raise NoKey("This account is not connected any more: /account")
        state = "suspended" if self.suspended else "active"
        key = SimpleNamespace(id=key_id, user_id=1, state=state, label="main")
        self._key = key_id
        return SimpleNamespace(key=key, account=self)

    async def send(self, request: Any, **_: Any) -> Any:
        await asyncio.sleep(0.01)
        match request:
            case futures.NewAlgoOrder():
                return self._posted(request)
            case futures.QueryAlgoOrder() if self.arrived:
                return _WAITING
            case futures.QueryAlgoOrder():
                raise NoSuchOrder(-2013, "Order does not exist.")
            case futures.QueryOrder() if request.orig_client_order_id in self._stops:
                raise NoSuchOrder(-2013, "Order does not exist.")
            case futures.QueryOrder():
                return self._entry()
            case futures.PositionInformation():
                if self.unreadable is not None:
                    raise self.unreadable
                return [SimpleNamespace(symbol="BTCUSDT", position_side=self.side,
                                        position_amt=self.position)]  # fmt: skip
            case futures.OpenOrders():
                if self.book is None:
                    raise AWAY
                return self.book

    @property
    def _stops(self) -> set[str]:
        """Names of what waits for a price, in a store of its own."""
        return {one.client_algo_id for one in self.sent}

    def _entry(self) -> Any:
        self.looks.append(self._loop.time())
        if self.entry == "AWAY":
            raise AWAY
        if self.entry == "NONE":
            raise NoSuchOrder(-2013, "Order does not exist.")
        return _order(self.entry)

    def _posted(self, request: futures.NewAlgoOrder) -> Any:
        self.posts.append((self._loop.time(), request.client_algo_id))
        self.posted_with.append(self._key)
        self.sent.append(request)
        fault = self.faults.pop(0) if self.faults else self.always
        if fault is not None:
            raise fault
        return _WAITING

    async def allow(self, *_: Any) -> None:
        """No guard holds back what can only reduce."""

    async def release(self, *_: Any) -> None:
        pass

    def nudge(self) -> None:
        pass


_WAITING = SimpleNamespace(
    algo_id=9, algo_status="NEW", side="SELL", order_type=OrderType.STOP_MARKET
)


def _order(status: str) -> Any:
    return SimpleNamespace(
        order_id=4, status=status, side="BUY", type="LIMIT", executed_qty=_executed(status)
    )


def _executed(status: str) -> Decimal:
    return {"FILLED": Decimal("0.1"), "EXPIRED": Decimal("0.03")}.get(status, Decimal(0))


class Scene:
    """Alice, whose entry is at Binance, and the bot that has its stop to send."""

    def __init__(self, loop: QuickLoop) -> None:
        self.loop, self.exchange, self.disk = loop, Exchange(loop), Disk()
        self.storage: Any = MemoryStorage(self.disk, self.now, rng=Random(1))
        self.disk.users[1] = Row(id=1, language="en")
        self.reconciler: Reconciler
        self._task: asyncio.Task[None] | None = None
        self.stop = ""

    def now(self) -> Any:
        return NOON + timedelta(seconds=self.loop.time())

    async def entered(
        self,
        *,
        waits: bool = False,
        found: bool = True,
        type_: str = "STOP_MARKET",
        status: str = "FILLED",
        end: futures.NewAlgoOrder | None = None,
    ) -> None:
        """It is at Binance, and perhaps `waits`; or nobody knows, if it was not `found` yet.

        `end` is what follows it, if not an order of that type for the whole position.
        """
        entry = futures.NewOrder(
            symbol="BTCUSDT", side="BUY", type="LIMIT", quantity=Decimal("0.1"),
            price=Decimal(60_000), time_in_force="GTC",
        )  # fmt: skip
        end = end or futures.NewAlgoOrder(
            symbol="BTCUSDT", side="SELL", type=type_, trigger_price=Decimal(58_000),
            close_position=True,
        )  # fmt: skip
        self.stop, self.entry = end.client_algo_id, entry.new_client_order_id
        self.exchange.entry = "NEW" if waits else status
        async with self.storage.begin() as unit:
            for part, request in enumerate((entry, end)):
                deed = deed_of(request)
                await unit.orders.intend(
                    client_order_id=deed.client_id, user_id=1, chat_id=1, key_id=1,
                    environment="sandbox", ticket_id="t", part=part, kind=deed.kind.name,
                    market="usdm", symbol="BTCUSDT", payload=deed.payload, recv_window=5000,
                    signed_at=self.now(), message_id=None if part else 77,
                )  # fmt: skip
            if not found:
                return
            leg = Leg(
                order_id=4, status=self.exchange.entry, side="BUY", type="LIMIT",
                executed_qty=_executed(self.exchange.entry),
            )  # fmt: skip
            report = Report.of_one("BTCUSDT", leg)
            await unit.orders.move(
                self.entry, {"SENDING"}, "ACCEPTED", order_id=4, result=report.as_json()
            )

    async def begins(self, *, until: float, **entered: Any) -> None:
        """The entry was `entered`, the bot starts, and time goes on."""
        await self.entered(**entered)
        await self.starts()
        await self.until(until)

    async def starts(self) -> None:
        exchange: Any = self.exchange
        intents = Intents(self.storage, exchange, exchange, now=self.now)
        posting = Posting(Door(exchange), intents)
        self.reconciler = Reconciler(
            self.storage, exchange, intents, posting, environment="sandbox", now=self.now
        )
        await self.reconciler.recover()
        self._task = self.loop.create_task(self.reconciler.run())

    async def dies(self) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait([self._task])

    async def until(self, seconds: float) -> None:
        await asyncio.sleep(seconds - self.loop.time())

    @property
    def told(self) -> list[tuple[float, str]]:
        rows = sorted(self.disk.outbox.values(), key=lambda row: row.id)
        return [((row.created_at - NOON).total_seconds(), row.text) for row in rows]

    @property
    def first_lines(self) -> list[str]:
        return [text.splitlines()[0].split(" when ")[0].split(" at ")[0] for _, text in self.told]

    @property
    def last(self) -> str:
        return self.told[-1][1]

    @property
    def state(self) -> str:
        return str(self.disk.orders[self.stop].state)


def played(scene: Callable[[Scene], Awaitable[None]]) -> Scene:
    """Play a scene to its end; what fails in it fails here."""
    loop, failures = QuickLoop(), list[BaseException]()  # type: ignore[abstract]  # it is enough
    made = Scene(loop)

    async def live() -> None:
        try:
            await scene(made)
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            failures.append(error)
        loop.stop()

    loop.create_task(live())
    loop.run()
    loop.abandon()
    while loop._ready:
        handle = loop._ready.popleft()
        handle.callback(*handle.args)
    if failures:
        raise failures[0]
    return made


def after(
    until: float, *, waits: bool = False, type_: str = "STOP_MARKET", **exchange: Any
) -> Scene:
    """What came of an entry by then, at an exchange that was like this all the time."""

    async def scene(scene: Scene) -> None:
        assert exchange.keys() <= vars(scene.exchange).keys()
        for name, value in exchange.items():
            setattr(scene.exchange, name, value)
        await scene.begins(waits=waits, type_=type_, until=until)

    return played(scene)
