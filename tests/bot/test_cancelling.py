"""Orders that somebody wants gone: told what became of each once that is certain, never before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any, cast

import pytest
from followed_account import ALICE, Accounts, connected, told, until

from binance.errors import BadKey, BinanceError, NoSuchOrder, RateLimited, Unknown, Unreachable
from binance.models.futures.answers import Done
from binance.models.order_terms import Side
from binance.models.orders import CancelledOrder, Order
from binance.private import futures, spot
from bot.cancelling import Cancelling, Wanted, kept
from bot.cancelling.service import KIND
from bot.statements.resting import Standing
from bot.statements.resting_of import Resting
from bot.tickets import Tap
from storage import ApiKey, Storage

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NO_ANSWER = Unknown("no answer")
BUSY = RateLimited(30, 0)
numbers = count(1)


@dataclass
class Exchange:
    """Two markets with open orders; cancellations fail as a test says, and lists lag behind.

    Of a failure it is said whether the order is cancelled all the same.
    """

    orders: dict[int, str] = field(default_factory=dict)
    failures: list[tuple[BinanceError, bool]] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    lags: int = 0
    key: BinanceError | None = None
    blind: BinanceError | None = None
    asked: list[Any] = field(default_factory=list)
    owner: str = "alice"
    _shown: dict[int, str] = field(default_factory=dict)

    async def gather(self, requests: list[Any], **_: Any) -> list[Any]:
        return [await self._answer(one) for one in requests]

    async def send(self, request: Any, **_: Any) -> Any:
        answer = await self._answer(request)
        if isinstance(answer, BinanceError):
            raise answer
        return answer

    async def on(self, _connected: Any, markets: list[str]) -> Standing:
        """In place of the lists of what is open."""
        await asyncio.sleep(0)
        unread = tuple(one for one in markets if one in self.silent)
        there = tuple(
            shown(number, market)
            for market in markets
            for number, status in self.orders.items()
            if status == "NEW" and market not in unread and market_of(number) == market
        )
        return Standing(there, cast("Any", unread))

    async def _answer(self, request: Any) -> Any:
        self.asked.append(request)
        await asyncio.sleep(0)
        if self.key is not None:
            return self.key
        if isinstance(request, spot.QueryOrder | futures.QueryOrder):
            return self.blind or self._query(request.order_id)
        which = self._meant(request)
        failure, carried_out = self.failures.pop(0) if self.failures else (None, True)
        before = {number: self.orders[number] for number in which if number in self.orders}
        if carried_out:
            self.orders |= dict.fromkeys(
                (number for number, status in before.items() if status == "NEW"), "CANCELED"
            )
        if failure is not None:
            return failure
        by_symbol = isinstance(request, futures.CancelOpenOrders | futures.CancelOpenAlgoOrders)
        if "NEW" not in before.values() and not by_symbol:
            return NoSuchOrder(-2011, "Unknown order sent.")
        return (
            cancelled(which[0]) if isinstance(request, spot.CancelOrder) else Done.model_construct()
        )

    def _meant(self, request: Any) -> list[int]:
        if isinstance(request, spot.CancelOrder | futures.CancelOrder):
            assert request.order_id is not None
            return [request.order_id]
        if isinstance(request, futures.CancelOpenAlgoOrders):
            return []
        market = "spot" if isinstance(request, spot.CancelOpenOrders) else "usdm"
        return [number for number in self.orders if market_of(number) == market]

    def _query(self, number: int) -> Any:
        """What is told may be older than what is so."""
        if number not in self.orders:
            return NoSuchOrder(-2013, "Order does not exist.")
        if self.lags:
            self.lags -= 1
            return queried(number, self._shown.get(number, "NEW"))
        return queried(number, self.orders[number])


def market_of(number: int) -> str:
    return "spot" if number < 100 else "usdm"


def shown(number: int, market: str = "spot", status: str = "NEW") -> Resting:
    return Resting(
        market=cast("Any", market), symbol="BTCUSDT", order_id=number, side=Side.BUY,
        kind="LIMIT", qty=Decimal("0.01"), filled=Decimal(0), price=Decimal(60_000), trigger=None,
        at=NOON, status=status,
    )  # fmt: skip


def queried(number: int, status: str) -> Order:
    return Order.model_validate(
        _told(number, status) | {"time": 1, "updateTime": 1, "isWorking": 1}
    )


def cancelled(number: int) -> CancelledOrder:
    more = {"origClientOrderId": "o", "transactTime": 1}
    return CancelledOrder.model_validate(_told(number, "CANCELED") | more)


def _told(number: int, status: str) -> dict[str, Any]:
    return {
        "symbol": "BTCUSDT", "orderId": number, "clientOrderId": "o", "side": "BUY",
        "type": "LIMIT", "status": status, "price": "60000", "origQty": "0.01",
        "executedQty": "0.01" if status == "FILLED" else "0", "cummulativeQuoteQty": "0",
        "timeInForce": "GTC",
    }  # fmt: skip


class Scene:
    """Alice's account, and whoever works on what she wants gone."""

    def __init__(self, storage: Storage, clock: Any, nudged: Any, key: ApiKey) -> None:
        self.exchange, self.key = Exchange(), key
        self.accounts = Accounts(storage, self.exchange)
        cast("Any", self.accounts).recv_window = 5000
        cast("Any", self.accounts).of = self._current
        self._storage, self._clock, self._nudged = storage, clock, nudged
        self.soon = 60.0  # seconds, not of the clock that is moved by hand
        self.cancelling = self.begun_anew()

    async def _current(self, user_id: int) -> Any:
        return await self.accounts.by_key(user_id, self.key.id)

    def begun_anew(self) -> Cancelling:
        """As after a restart: what was known in memory is gone."""
        resting = cast("Any", self)
        self.cancelling = Cancelling(
            self._storage, cast("Any", self.accounts), resting, self._nudged,
            environment="sandbox", now=self._clock, sleep=self._sleep, soon=self.soon,
        )  # fmt: skip
        return self.cancelling

    async def one(self, number: int, *, update_id: int | None = None) -> bool:
        wanted = Wanted.of(shown(number, market_of(number)))
        wanted = wanted.model_copy(update={"shown": None})
        return await self.cancelling.one(
            update_id or next(numbers), ALICE, ALICE, wanted, key_id=self.key.id
        )

    async def many(self, *orders: int, side: str | None = None) -> bool:
        """She was asked whether all of these are to go, and says yes."""
        payload = {
            "key": self.key.id,
            "wanted": {"market": None, "symbol": None, "side": side},
            "orders": kept(tuple(Wanted.of(shown(one, market_of(one))) for one in orders)),
        }
        async with self._storage.begin() as unit:
            until = self._clock().replace(hour=13)
            ticket = await unit.tickets.issue(ALICE, ALICE, KIND, payload, until)
        return await self.cancelling.confirmed(Tap(next(numbers), ALICE, ALICE, 77, ticket.id))

    async def told(self) -> list[str]:
        return [text.splitlines()[0] for text in await told(self._storage)]

    async def ends(self) -> list[str]:
        """Let somebody work on it until all of it was told; each message's first line."""
        async with self.working(), asyncio.timeout(20):
            while await self.left():  # noqa: ASYNC110  # no event tells it
                await asyncio.sleep(0.001)
        return await self.told()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.cancelling.run())
            yield
            task.cancel()

    async def left(self) -> int:
        async with self._storage.read() as unit:
            return len(await unit.cancellations.unfinished("sandbox"))

    def forget(self, _key_id: int) -> None:
        """In place of the list of open orders that is remembered."""

    def seen(self, *_: Any, **__: Any) -> None:
        """Nothing is remembered."""

    async def on(self, connected: Any, markets: list[str], *, used: bool) -> Standing:
        assert used, "a market that refuses the key does not say that nothing is open"
        return await self.exchange.on(connected, markets)

    async def _sleep(self, seconds: float) -> None:
        self._clock.passes(seconds)
        await asyncio.sleep(0)


@pytest.fixture
async def scene(storage: Storage, clock: Any, nudged: Any) -> Scene:
    return Scene(storage, clock, nudged, await connected(storage))


async def test_an_order_is_cancelled_and_told_once(scene: Scene, storage: Storage) -> None:
    scene.exchange.orders = {1: "NEW"}

    assert await scene.one(1, update_id=5)
    assert not await scene.one(1, update_id=5), "Telegram brings it once more"

    assert await scene.ends() == [
        "❌ Cancelled: BUY 0.01 <b>BTCUSDT</b> at 60,000 · <code>1</code>"
    ]
    async with storage.read() as unit:
        told = [one.action for one in await unit.audit.of(ALICE, 9)]
    assert told == ["order.cancelled", "order.cancel_asked"]


@pytest.mark.parametrize("carried_out", [False, True])
async def test_without_an_answer_it_is_sent_again_until_that_is_certain(
    scene: Scene, *, carried_out: bool
) -> None:
    scene.exchange.orders = {1: "NEW"}
    scene.exchange.failures = [(NO_ANSWER, False), (NO_ANSWER, carried_out)]

    await scene.one(1)

    assert (await scene.ends())[-1].startswith("❌ Cancelled: BUY 0.01")
    assert scene.exchange.orders == {1: "CANCELED"}


async def test_binances_answer_counts_more_than_a_query_that_lags_behind(scene: Scene) -> None:
    scene.exchange.orders, scene.exchange.lags = {1: "NEW"}, 9

    await scene.one(1)

    assert (await scene.ends())[0].startswith("❌ Cancelled: BUY 0.01")


async def test_an_order_that_is_over_is_not_called_open_because_a_query_lags(scene: Scene) -> None:
    scene.exchange.orders, scene.exchange.lags = {1: "FILLED"}, 3

    await scene.one(1)

    told = await scene.ends()
    assert told[-1].startswith("It was filled before it could be cancelled: BUY 0.01")
    assert not [text for text in told if "Not cancelled" in text]


async def test_it_is_called_open_only_when_no_request_can_arrive_any_more(
    scene: Scene, clock: Any
) -> None:
    scene.exchange.orders = {1: "NEW"}
    scene.exchange.failures = [(NO_ANSWER, False)] * 99
    scene.soon = 0
    scene.begun_anew()

    await scene.one(1)
    checking, *verdicts = await scene.ends()

    assert checking == "⏳ <b>Cancelling 1 order</b>"
    assert len(verdicts) == 2, "in its place, and anew"
    assert all("Not cancelled</b>, it is still open: BUY 0.01" in text for text in verdicts)
    assert (clock() - NOON).total_seconds() >= 50 + 25, "a minute of tries, and recvWindow behind"
    cancels = [one for one in scene.exchange.asked if isinstance(one, spot.CancelOrder)]
    assert 5 < len(cancels) < 20


async def test_what_was_held_back_after_a_doubt_does_not_end_the_doubt(scene: Scene) -> None:
    scene.exchange.orders = {1: "NEW"}
    scene.exchange.failures = [(NO_ANSWER, False), (BUSY, False), (BUSY, False), (NO_ANSWER, True)]
    scene.exchange.lags = 4

    await scene.one(1)

    assert (await scene.ends())[-1].startswith("❌ Cancelled")


async def test_what_certainly_did_not_leave_is_told_at_once_with_the_reason(
    scene: Scene, storage: Storage, clock: Any
) -> None:
    scene.exchange.orders, scene.exchange.failures = {1: "NEW"}, [(BUSY, False)]

    await scene.one(1)
    (first,) = await scene.ends()

    assert first.startswith("⚠️ <b>Not cancelled</b>, it is still open: BUY 0.01")
    assert "Try again in 30 seconds" in (await told(storage))[0]
    assert clock() == NOON


async def test_many_are_gone_only_where_their_market_says_so(
    scene: Scene, storage: Storage
) -> None:
    scene.exchange.orders = {1: "NEW", 2: "NEW", 101: "NEW"}
    scene.exchange.failures = [(NO_ANSWER, True)] * 99
    scene.exchange.silent = {"usdm"}
    scene.soon = 0
    scene.begun_anew()

    await scene.many(1, 2, 101)
    async with scene.working():
        (checking,) = await until(storage, 1)
        scene.exchange.silent = set()
        last = (await until(storage, 2))[-1]

    assert checking.startswith("⏳ <b>Cancelling 3 orders</b>")
    assert last == "❌ 3 orders are gone."


async def test_a_market_that_never_answers_is_not_called_done(
    scene: Scene, storage: Storage
) -> None:
    scene.exchange.orders = {1: "NEW", 101: "NEW", 102: "NEW"}
    scene.exchange.failures = [(NO_ANSWER, False)] * 999
    scene.exchange.silent = {"spot", "usdm"}

    await scene.many(1, 101, 102)
    await scene.ends()

    last = (await told(storage))[-1]
    assert last.startswith("❓ <b>I could not find out whether these 3 orders are cancelled:</b>")
    assert "BUY 0.01 <b>BTCUSDT</b> · USD-M at 60,000 · <code>102</code>" in last


async def test_of_one_side_no_other_order_is_cancelled(scene: Scene, storage: Storage) -> None:
    scene.exchange.orders = {1: "NEW", 2: "NEW", 3: "NEW"}

    await scene.many(1, 2, side="BUY")

    assert await scene.ends() == ["❌ 2 orders are gone."]
    assert scene.exchange.orders[3] == "NEW"
    async with storage.read() as unit:
        (entry,) = await unit.audit.of(ALICE, 9)
    assert (entry.action, entry.detail) == ("orders.cancelled", {"side": "BUY"})


async def test_with_a_key_that_is_refused_it_is_said_that_nothing_was_cancelled(
    scene: Scene, storage: Storage
) -> None:
    scene.exchange.orders, scene.exchange.key = {1: "NEW"}, BadKey(-2015, "Invalid API-key")

    await scene.one(1)
    await scene.ends()

    (text,) = await told(storage)
    assert text.startswith("⚠️ <b>Not cancelled</b>, as nothing was sent:")
    assert "Binance refuses your API key" in text


async def test_a_key_that_is_gone_by_then_leaves_nobody_without_an_answer(
    scene: Scene, storage: Storage
) -> None:
    scene.exchange.orders = {1: "NEW"}
    await scene.one(1)
    async with storage.begin() as unit:
        await unit.keys.remove(ALICE, scene.key.id)

    assert "I could not find out" in (await scene.ends())[0]
    assert scene.exchange.asked == []


@pytest.mark.parametrize("steps", range(0, 24, 2))
async def test_whoever_is_killed_in_between_goes_on_and_tells(scene: Scene, steps: int) -> None:
    scene.exchange.orders = {1: "NEW"}
    scene.exchange.failures = [(NO_ANSWER, True)]
    await scene.one(1)
    async with scene.working():
        for _ in range(steps):
            await asyncio.sleep(0.0005)
    scene.begun_anew()

    told = [text for text in await scene.ends() if "Cancelling" not in text]

    assert len(told) == 1
    assert told[0].startswith("❌ Cancelled: BUY 0.01")


async def test_after_a_minute_a_wish_is_only_looked_at(scene: Scene, clock: Any) -> None:
    scene.exchange.orders = {1: "NEW"}
    await scene.one(1)
    scene.begun_anew()
    clock.passes(61)

    told = await scene.ends()

    assert told[-1].startswith("⚠️ <b>Not cancelled</b>, it is still open")
    assert scene.exchange.orders == {1: "NEW"}


@pytest.mark.parametrize(
    ("status", "begins"),
    [("FILLED", "It was filled before"), ("EXPIRED", "The order is expired: BUY")],
)
async def test_an_order_that_is_over_says_how(scene: Scene, status: str, begins: str) -> None:
    scene.exchange.orders = {1: status}

    await scene.one(1)

    assert (await scene.ends())[0].startswith(begins)


async def test_an_order_that_binance_does_not_know_is_not_called_cancelled(scene: Scene) -> None:
    await scene.one(1)

    assert await scene.ends() == ["Binance knows no such order: order 1 of BTCUSDT · spot"]


async def test_an_answer_that_names_no_order_does_not_say_how_it_ended(scene: Scene) -> None:
    scene.exchange.orders, scene.exchange.blind = {101: "FILLED"}, Unreachable("down")

    await scene.many(101)

    (told,) = await scene.ends()
    order = "BUY 0.01 <b>BTCUSDT</b> · USD-M at 60,000 · <code>101</code>"
    assert told == f"The order is not open any more: {order}"


async def test_of_what_was_not_sent_it_is_not_said_that_nobody_knows(
    scene: Scene, storage: Storage
) -> None:
    scene.exchange.orders, scene.exchange.blind = {1: "NEW"}, Unreachable("down")
    scene.exchange.failures = [(Unreachable("down"), False)]

    await scene.one(1)
    await scene.ends()

    assert (await told(storage))[0].splitlines() == [
        "⚠️ <b>Not cancelled</b>, as nothing was sent:",
        "order 1 of BTCUSDT · spot",
        "Binance cannot be reached at the moment. Try again in a minute.",
    ]


async def test_who_else_has_told_it_meanwhile_ends_the_tries(
    scene: Scene, storage: Storage
) -> None:
    scene.exchange.orders, scene.exchange.failures = {1: "NEW"}, [(NO_ANSWER, False)] * 99
    await scene.one(1)
    async with storage.begin() as unit:
        (wish,) = await unit.cancellations.unfinished("sandbox")
    async with scene.working(), asyncio.timeout(20):
        while len(scene.exchange.asked) < 3:  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.001)
        async with storage.begin() as unit:
            await unit.cancellations.finish(wish.id)
        await asyncio.sleep(0.05)
        tried = len(scene.exchange.asked)
        await asyncio.sleep(0.05)

    assert len(scene.exchange.asked) == tried
    assert await scene.told() == []


async def test_a_key_that_was_renewed_since_does_not_keep_an_order_from_being_cancelled(
    scene: Scene,
) -> None:
    scene.exchange.orders = {1: "NEW"}
    wanted = Wanted(market="spot", symbol="BTCUSDT", order_id=1)

    assert await scene.cancelling.one(next(numbers), ALICE, ALICE, wanted, key_id=99)

    assert (await scene.ends())[0].startswith("❌ Cancelled")
