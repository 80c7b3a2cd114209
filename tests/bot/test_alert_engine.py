"""Alerts: the first trade beyond the price fires, once, whatever the stream and process do."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from binance.errors import Unreachable
from binance.models import events
from binance.models.market import AggTrade
from binance.streams.events import Resumed
from bot.alerts import LIMIT, AlertEngine
from bot.alerts.conditions import Price, Relation, Term, Wish
from bot.refusals import Refused
from storage import Alert, Message, Storage

ALICE, BOB = 1001, 1002
updates = iter(range(1, 10**6))


class Streams:
    """Delivers what a test lets happen, and knows who listens."""

    def __init__(self) -> None:
        self.listening: dict[str, asyncio.Queue[events.AggTrade | Resumed]] = {}
        self.joined: dict[str, int] = {}

    async def subscribe(self, stream: Any) -> AsyncGenerator[events.AggTrade | Resumed, None]:
        if not hasattr(stream, "symbol"):  # of all symbols, for new ones
            await asyncio.Event().wait()
        queue = self.listening[stream.symbol] = asyncio.Queue()
        self.joined[stream.symbol] = self.joined.get(stream.symbol, 0) + 1
        queue.put_nowait(Resumed())
        try:
            while True:
                item = await queue.get()
                try:
                    yield item
                finally:
                    queue.task_done()
        finally:
            del self.listening[stream.symbol]
            while not queue.empty():
                queue.get_nowait()
                queue.task_done()

    def put(self, item: AggTrade | Resumed) -> None:
        event = item if isinstance(item, Resumed) else _event(item)
        for queue in self.listening.values():
            queue.put_nowait(event)

    async def brings(self, *items: AggTrade | Resumed) -> None:
        """Deliver and wait until all of it was looked at."""
        for item in items:
            self.put(item)
        await self.idle()

    async def idle(self) -> None:
        for queue in list(self.listening.values()):
            await asyncio.wait_for(queue.join(), 20)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110  # no event tells it
                await asyncio.sleep(0.001)
        await self.idle()


def _event(trade: AggTrade) -> events.AggTrade:
    ms = round(trade.time.timestamp() * 1000)
    return events.AggTrade(
        event_ms=ms, ms=ms, symbol="BTCUSDT", agg_trade_id=trade.agg_trade_id, price=trade.price,
        qty=trade.qty, first_trade_id=trade.first_trade_id, last_trade_id=trade.last_trade_id,
        is_buyer_maker=False,
    )  # fmt: skip


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
def new_engine(
    storage: Storage, streams: Any, tape: Any, nudged: Any, clock: Any
) -> Callable[[], AlertEngine]:
    """As a start of the bot makes one."""
    return lambda: AlertEngine(storage, streams, tape, nudged, environment="sandbox", now=clock)


@pytest.fixture
def engine(new_engine: Callable[[], AlertEngine]) -> AlertEngine:
    return new_engine()


@asynccontextmanager
async def running(engine: AlertEngine) -> AsyncIterator[None]:
    task = asyncio.create_task(engine.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def live(engine: AlertEngine, tape: Any, clock: Any) -> AsyncIterator[AlertEngine]:
    """The engine at work on a market that trades at 100."""
    tape.trade(100, clock())
    async with running(engine):
        yield engine


async def arm(
    engine: AlertEngine,
    price: str,
    *,
    above: bool = True,
    who: int = ALICE,
    symbol: str = "BTCUSDT",
) -> Alert:
    armed = await engine.arm(next(updates), who, beyond(price, above=above, symbol=symbol))
    assert armed is not None
    return armed.alert


def beyond(price: str, *, above: bool = True, symbol: str = "BTCUSDT") -> Wish:
    relation = Relation.ABOVE if above else Relation.BELOW
    term = Term(measure=Price(symbol=symbol), relation=relation, level=Decimal(price))
    return Wish(condition=(term,))


async def watched(engine: AlertEngine, streams: Streams, price: str, **more: Any) -> Alert:
    armed = await arm(engine, price, **more)
    await streams.until(lambda: "BTCUSDT" in streams.listening)
    return armed


async def messages(storage: Storage) -> list[Message]:
    async with storage.read() as unit:
        rows = await unit.outbox._session.scalars(select(Message).order_by(Message.id))
        return list(rows)


async def alert_of(storage: Storage, alert: Alert) -> Alert:
    async with storage.read() as unit:
        found = await unit.alerts.get(alert.id)
    assert found is not None
    return found


async def test_it_fires_once_at_the_first_trade_beyond_the_price(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any, nudged: Any
) -> None:
    alert = await watched(live, streams, "110")

    await streams.brings(*(tape.trade(price, clock()) for price in ("109.99", "110.01", "120")))

    fired = await alert_of(storage, alert)
    assert (fired.state, fired.position, fired.fired_value) == ("fired", 3, Decimal("110.01"))
    (told,) = await messages(storage)
    assert told.text == (
        "🔔 <b>BTCUSDT &gt; 110</b> · #1\nTraded at <b>110.01</b> at 12:00:00 UTC."
    )
    assert (told.chat_id, told.kind) == (ALICE, "alert")
    assert nudged.times == 1


@pytest.mark.parametrize(("above", "beyond"), [(True, "110.00000001"), (False, "109.99999999")])
async def test_the_very_price_is_not_beyond_it(
    above: bool, beyond: str, live: AlertEngine, streams: Streams, storage: Storage, tape: Any,
    clock: Any,
) -> None:  # fmt: skip
    alert = await watched(live, streams, "110", above=above, who=BOB)

    await streams.brings(tape.trade("110.00000000", clock()))
    assert (await alert_of(storage, alert)).state == "armed"

    await streams.brings(tape.trade(beyond, clock()))
    assert (await alert_of(storage, alert)).position == 3


async def test_what_was_traded_before_it_was_armed_does_not_fire_it(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    old = tape.trade(150, clock())
    alert = await watched(live, streams, "110")

    await streams.brings(old, Resumed())

    assert (await alert_of(storage, alert)).state == "armed"


async def test_each_alert_is_told_to_its_owner_in_their_language(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    await watched(live, streams, "110")
    await arm(live, "110", who=BOB)
    await arm(live, "90", above=False)

    await streams.brings(tape.trade(111, clock()))

    to_alice, to_bob = await messages(storage)
    assert (to_alice.chat_id, to_bob.chat_id) == (ALICE, BOB)
    assert "Traded at" in to_alice.text
    assert "Traded at" not in to_bob.text


async def test_trades_the_stream_lost_are_fetched_and_the_alert_says_when(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    alert = await watched(live, streams, "110")
    tape.trade(115, clock())
    tape.trade(100, clock() + timedelta(seconds=1))
    clock.passes(3 * 3600)

    await streams.brings(Resumed())

    fired = await alert_of(storage, alert)
    assert (fired.position, fired.fired_value) == (2, Decimal(115))
    assert fired.crossed_at == clock() - timedelta(hours=3)
    (told,) = await messages(storage)
    assert told.text.endswith("at 12:00:00 UTC.\nThat was 3 hours ago: word of it reached me late.")


async def test_a_hole_in_the_ids_is_filled_without_being_told_of_it(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    alert = await watched(live, streams, "110")
    tape.trade(115, clock())

    await streams.brings(tape.trade(100, clock()))

    assert (await alert_of(storage, alert)).position == 2


async def test_a_trade_that_comes_twice_is_looked_at_once(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    await watched(live, streams, "110")
    await arm(live, "10", above=False)
    trade = tape.trade(115, clock())

    await streams.brings(trade, trade, Resumed(), trade)

    assert len(await messages(storage)) == 1


async def test_after_a_restart_the_missed_trades_are_read_from_where_it_stopped(
    storage: Storage, streams: Any, tape: Any, nudged: Any, clock: Any
) -> None:
    tape.trade(100, clock())
    first, second = (
        AlertEngine(storage, streams, tape, nudged, environment="sandbox", now=clock)
        for _ in range(2)
    )
    async with running(first):
        alert = await watched(first, streams, "110")
        clock.passes(120)
        await streams.brings(tape.trade(101, clock()))
        await first.watches.save_cursors()
    tape.trade(120, clock())
    tape.trade(90, clock())
    clock.passes(600)
    tape.asked.clear()

    async with running(second):
        await streams.until(lambda: "BTCUSDT" in streams.listening)

    fired = await alert_of(storage, alert)
    assert (fired.position, fired.fired_value) == (3, Decimal(120))
    assert "10 minutes ago" in (await messages(storage))[0].text
    assert tape.asked[0].from_id == 3


async def test_a_restart_without_a_cursor_begins_where_the_alert_was_armed(
    new_engine: Callable[[], AlertEngine], storage: Storage, streams: Streams, tape: Any, clock: Any
) -> None:
    tape.trade(100, clock())
    async with running(first := new_engine()):
        alert = await arm(first, "110")
    tape.trade(120, clock())

    async with running(new_engine()):
        await streams.until(lambda: "BTCUSDT" in streams.listening)

    assert (await alert_of(storage, alert)).position == 2


async def test_an_alert_fires_in_one_process_only(
    engine: AlertEngine, storage: Storage, streams: Any, tape: Any, nudged: Any, clock: Any
) -> None:
    tape.trade(100, clock())
    other = Streams()
    one, two = (
        AlertEngine(storage, each, tape, nudged, environment="sandbox", now=clock)  # type: ignore[arg-type]  # fakes
        for each in (streams, other)
    )
    async with running(engine):
        await arm(engine, "110")
    async with running(one), running(two):
        await streams.until(lambda: "BTCUSDT" in streams.listening)
        await other.until(lambda: "BTCUSDT" in other.listening)
        trade = tape.trade(115, clock())
        await asyncio.gather(streams.brings(trade), other.brings(trade))

    assert len(await messages(storage)) == 1


async def in_line(storage: Storage, count: int) -> None:
    """Until so many transactions wait for the one that is open."""
    async with asyncio.timeout(20):
        while len(storage._writing._waiters or ()) < count:  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.001)


async def test_what_was_traded_while_the_alert_was_written_down_still_counts(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    await watched(live, streams, "500")
    await streams.brings(tape.trade(100, clock()))  # its cursor is saved, the next one's is not
    async with storage.begin():
        arming = asyncio.create_task(arm(live, "110"))
        await in_line(storage, 1)
        await streams.brings(tape.trade(115, clock()))
    alert = await arming

    await streams.brings(tape.trade(100, clock()))

    assert (await alert_of(storage, alert)).position == 3


async def test_an_alert_written_down_while_another_fires_is_not_overlooked(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    await watched(live, streams, "110")
    await arm(live, "10", above=False)
    async with storage.begin():
        arming = asyncio.create_task(arm(live, "112"))
        await in_line(storage, 1)
        streams.put(tape.trade(115, clock()))
        await in_line(storage, 2)  # first the new alert is written down, then the other fires
    alert = await arming

    await streams.brings(tape.trade(100, clock()))

    assert (await alert_of(storage, alert)).position == 2


async def test_a_repeated_update_arms_nothing(live: AlertEngine, storage: Storage) -> None:
    first = await live.arm(7, ALICE, beyond("110"))
    again = await live.arm(7, ALICE, beyond("110"))

    assert (first is not None, again) == (True, None)
    async with storage.read() as unit:
        assert await unit.alerts.count(ALICE, "sandbox") == 1


async def test_there_is_a_limit_for_each_person(live: AlertEngine) -> None:
    for number in range(LIMIT):
        await arm(live, str(200 + number))

    with pytest.raises(Refused):
        await arm(live, "500")
    await arm(live, "500", who=BOB)


async def test_nobody_listens_to_a_market_without_alerts(
    live: AlertEngine, streams: Streams, tape: Any, clock: Any
) -> None:
    await watched(live, streams, "110")

    streams.put(tape.trade(115, clock()))
    await streams.until(lambda: not streams.listening)

    await watched(live, streams, "120")
    assert streams.joined == {"BTCUSDT": 2}


async def test_one_market_is_listened_to_once_for_everybody(
    live: AlertEngine, streams: Streams
) -> None:
    await watched(live, streams, "110")
    await arm(live, "120", who=BOB)
    await arm(live, "90", above=False)

    assert streams.joined == {"BTCUSDT": 1}


async def test_a_deleted_alert_does_not_fire_and_only_its_owner_deletes_it(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    alert = await watched(live, streams, "110")

    assert await live.delete(BOB, alert.id) is None
    assert (await alert_of(storage, alert)).state == "armed"
    assert await live.delete(ALICE, alert.id) is not None
    await streams.brings(tape.trade(115, clock()))

    assert await messages(storage) == []


async def test_an_alert_that_another_process_deleted_does_not_fire(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    alert = await watched(live, streams, "110")
    async with storage.begin() as unit:
        assert await unit.alerts.rest(ALICE, alert.id, "deleted") is not None

    await streams.brings(tape.trade(115, clock()))

    assert await messages(storage) == []


async def test_missed_trades_are_asked_for_until_they_are_had(
    live: AlertEngine, streams: Streams, storage: Storage, tape: Any, clock: Any
) -> None:
    alert = await watched(live, streams, "110")
    tape.trade(115, clock())
    tape.failures = [Unreachable("no way")]

    await streams.brings(Resumed())

    assert tape.failures == []
    assert (await alert_of(storage, alert)).position == 2
