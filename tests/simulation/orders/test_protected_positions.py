"""What follows an entry on futures, in virtual time: no position goes without its stop unsaid."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from order_world.life import NOON
from order_world.quick_loop import QuickLoop
from order_world.store import Disk, MemoryStorage, Row

from binance.errors import (
    BinanceError,
    BreakerOpen,
    Busy,
    NoSuchOrder,
    NotAvailable,
    OrderRejected,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
)
from binance.models.futures.terms import OrderType, PositionSide
from binance.private import futures
from bot.deeds import Leg, Report, deed_of
from bot.door import Door
from bot.intents import Intents
from bot.posting import Posting
from bot.reconcile import Reconciler
from bot.refusals import NoKey

AWAY, BUSY = Unreachable("no connection"), Busy(-1001, "Service Unavailable.")
NO_STOP = "Your position in BTCUSDT has NO STOP."
NOT_YET = "🚨 <b>Your position in BTCUSDT has NO STOP yet.</b>"
WAITS = "🕓 <b>Waiting for its price</b>: SELL the whole position of BTCUSDT"


class Exchange:
    """One account on USD-M: an entry, what came of it, and the stops that arrive."""

    def __init__(self, loop: QuickLoop) -> None:
        self._loop = loop
        self.entry = "FILLED"
        self.position = Decimal("0.1")
        self.faults: list[BinanceError] = []
        self.always: BinanceError | None = None
        self.unreadable: BinanceError | None = None
        self.posts: list[tuple[float, str]] = []
        self.looks: list[float] = []
        self.suspended = self.arrived = False
        self.gone: set[int] = set()
        self.posted_with: list[int] = []
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
            case futures.QueryOrder():
                self.looks.append(self._loop.time())
                if self.entry == "AWAY":
                    raise AWAY
                if self.entry == "NONE":
                    raise NoSuchOrder(-2013, "Order does not exist.")
                return _order(self.entry)
            case futures.PositionInformation():
                if self.unreadable is not None:
                    raise self.unreadable
                return [SimpleNamespace(symbol="BTCUSDT", position_side=PositionSide.BOTH,
                                        position_amt=self.position)]  # fmt: skip

    def _posted(self, request: futures.NewAlgoOrder) -> Any:
        self.posts.append((self._loop.time(), request.client_algo_id))
        self.posted_with.append(self._key)
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


_FILL = Leg(
    order_id=4, status="PARTIALLY_FILLED", side="BUY", type="LIMIT", executed_qty=Decimal("0.05")
)


def _order(status: str) -> Any:
    executed = Decimal("0.1") if status == "FILLED" else Decimal(0)
    return SimpleNamespace(
        order_id=4, status=status, side="BUY", type="LIMIT", executed_qty=executed
    )


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
        self, *, waits: bool = False, found: bool = True, type_: str = "STOP_MARKET"
    ) -> None:
        """It is at Binance, and perhaps `waits`; or nobody knows, if it was not `found` yet."""
        entry = futures.NewOrder(
            symbol="BTCUSDT", side="BUY", type="LIMIT", quantity=Decimal("0.1"),
            price=Decimal(60_000), time_in_force="GTC",
        )  # fmt: skip
        end = futures.NewAlgoOrder(
            symbol="BTCUSDT", side="SELL", type=type_, trigger_price=Decimal(58_000),
            close_position=True,
        )  # fmt: skip
        self.stop, self.entry = end.client_algo_id, entry.new_client_order_id
        self.exchange.entry = "NEW" if waits else "FILLED"
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
                executed_qty=Decimal(0 if waits else "0.1"),
            )  # fmt: skip
            report = Report.of_one("BTCUSDT", leg)
            await unit.orders.move(
                self.entry, {"SENDING"}, "ACCEPTED", order_id=4, result=report.as_json()
            )

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


Played = Callable[[Callable[[Scene], Awaitable[None]]], Scene]


@pytest.fixture
def played() -> Played:
    """Play a scene to its end in virtual time."""

    def play(scene: Callable[[Scene], Awaitable[None]]) -> Scene:
        loop, failures = QuickLoop(), list[BaseException]()  # type: ignore[abstract]
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

    return play


def test_a_stop_that_certainly_did_not_leave_is_sent_again_under_its_name(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [BUSY, AWAY, BreakerOpen(3.0), RateLimited(3.0, 3.0)]
        await scene.entered()
        await scene.starts()
        await scene.until(60)

    scenery = played(scene)

    times = [at for at, _ in scenery.exchange.posts]
    gaps = [after - before for before, after in pairwise(times)]
    assert {name for _, name in scenery.exchange.posts} == {scenery.stop}
    assert len(times) == 5
    assert gaps[-1] > 2 * gaps[0]
    assert scenery.state == "ACCEPTED"
    assert scenery.first_lines == [NOT_YET, WAITS]
    assert scenery.told[0][0] < 0.2  # at once


def test_while_it_is_tried_the_person_reads_what_goes_on_and_where_to_look(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = AWAY
        await scene.entered()
        await scene.starts()
        await scene.until(30)

    scenery = played(scene)

    assert "Not sent so far: SELL the whole position of BTCUSDT" in scenery.last
    assert "I keep trying for 15 minutes, as long as the position is there" in scenery.last
    (row,) = scenery.disk.outbox.values()
    assert row.edits is None  # anew, with a sound
    assert row.keyboard == [[{"text": "📊 Positions", "callback_data": "go:positions:new"}]]


def test_after_an_unknown_outcome_it_is_never_sent_again(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [AWAY, Unknown("no answer")]
        await scene.entered()
        await scene.starts()
        await scene.until(120)

    scenery = played(scene)

    assert len(scenery.exchange.posts) == 2
    assert scenery.state == "ABSENT"
    assert scenery.first_lines[-1].startswith("❌ <b>Not executed</b>: SELL the whole position")
    assert NO_STOP in scenery.last


def test_after_a_quarter_of_an_hour_it_is_given_up_in_plain_words(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = BUSY
        await scene.entered()
        await scene.starts()
        await scene.until(880)
        assert scene.state == "PLANNED"
        await scene.until(930)

    scenery = played(scene)

    assert scenery.state == "NOT_SENT"
    assert [line.split("</b>")[0] for line in scenery.first_lines] == [
        NOT_YET.split("</b>", maxsplit=1)[0], "❌ <b>Not executed",
    ]  # fmt: skip
    assert NO_STOP in scenery.last
    assert 60 < len(scenery.exchange.posts) < 200


def test_a_restart_goes_on_trying_and_tells_nothing_twice(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = AWAY
        await scene.entered()
        await scene.starts()
        await scene.until(20)
        await scene.dies()
        await scene.until(25)
        await scene.starts()
        await scene.until(40)
        scene.exchange.always = None
        await scene.until(70)

    scenery = played(scene)

    assert scenery.state == "ACCEPTED"
    assert scenery.first_lines == [NOT_YET, WAITS]


def test_who_comes_back_after_an_hour_tries_once_more(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = AWAY
        await scene.entered()
        await scene.starts()
        await scene.until(20)
        await scene.dies()
        scene.exchange.always = None
        await scene.until(3600)
        await scene.starts()
        await scene.until(3602)

    assert played(scene).state == "ACCEPTED"


def test_a_position_that_is_closed_meanwhile_needs_no_stop(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = AWAY
        await scene.entered()
        await scene.starts()
        await scene.until(20)
        scene.exchange.position = Decimal(0)
        scene.exchange.always = None
        await scene.until(120)

    scenery = played(scene)

    assert scenery.state == "NOT_SENT"
    assert all(at < 20 for at, _ in scenery.exchange.posts)
    assert "Its position is closed already." in scenery.last
    assert "NO STOP" not in scenery.last


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        ("STOP_MARKET", "🚨 <b>Your position in BTCUSDT has NO STOP.</b>"),
        ("TAKE_PROFIT_MARKET", "⚠️ <b>Your position in BTCUSDT has no target.</b>"),
    ],
)
@pytest.mark.parametrize(
    "error", [OrderRejected(-2021, "Order would immediately trigger."), NotAvailable("none")]
)
def test_where_it_will_not_be_placed_the_person_reads_what_is_missing(
    played: Played, error: Any, type_: str, words: str
) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = error
        await scene.entered(type_=type_)
        await scene.starts()
        await scene.until(60)

    scenery = played(scene)

    assert len(scenery.exchange.posts) == 1
    assert scenery.first_lines[-1].startswith("❌ <b>Not executed</b>: SELL the whole position")
    assert words in scenery.last
    (row,) = scenery.disk.outbox.values()
    assert row.keyboard == [[{"text": "📊 Positions", "callback_data": "go:positions:new"}]]


def test_where_binance_has_one_already_none_is_missing(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = Rejected(-4130, "An open stop order is existing.")
        await scene.entered()
        await scene.starts()
        await scene.until(60)

    scenery = played(scene)

    assert "Not executed" in scenery.last
    assert "NO STOP" not in scenery.last


def test_a_suspended_account_leaves_no_position_unsaid(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.suspended = True
        await scene.entered()
        await scene.starts()
        await scene.until(60)

    scenery = played(scene)

    assert scenery.exchange.posts == []
    assert "Your account main is suspended" in scenery.last
    assert NO_STOP in scenery.last


def test_for_an_entry_that_was_cancelled_no_position_is_missed(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        scene.exchange.entry = "CANCELED"
        await scene.starts()
        await scene.until(60)

    scenery = played(scene)

    assert scenery.first_lines[-1].startswith("❌ <b>Not placed</b>")
    assert "position in BTCUSDT has" not in scenery.last


def test_a_stop_is_not_placed_for_a_position_that_was_closed_before(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.position = Decimal(0)
        await scene.entered()
        await scene.starts()
        await scene.until(60)

    scenery = played(scene)

    assert scenery.exchange.posts == []
    assert "Its position is closed already." in scenery.last


def test_a_position_that_shows_a_moment_after_its_entry_gets_its_stop(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.position = Decimal(0)
        await scene.entered()
        await scene.starts()
        await scene.until(5)
        scene.exchange.position = Decimal("0.1")
        await scene.until(20)

    scenery = played(scene)

    assert scenery.first_lines == [WAITS]


def test_a_short_position_is_none_that_this_stop_ends(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.position = Decimal("-0.1")
        await scene.entered()
        await scene.starts()
        await scene.until(60)

    assert played(scene).exchange.posts == []


def test_an_entry_that_turns_up_late_says_that_its_stop_was_called_off(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(found=False)
        scene.exchange.entry = "NONE"
        await scene.starts()
        await scene.until(60)
        assert scene.state == "NOT_SENT"
        scene.exchange.entry = "FILLED"
        scene.reconciler.hear(1, scene.entry)
        await scene.until(61)

    scenery = played(scene)

    assert scenery.exchange.posts == []
    assert "has appeared at Binance" in scenery.last
    assert "🚨 <b>This was called off meanwhile, and its position goes without it:</b>" in (
        scenery.last
    )
    assert "• SELL the whole position of BTCUSDT" in scenery.last
    assert "Set it anew or close the position: /positions" in scenery.last


def test_one_that_nothing_was_to_follow_says_nothing_of_it(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [Unknown("no answer")]
        await scene.entered()
        await scene.starts()
        await scene.until(60)
        scene.exchange.arrived = True
        scene.reconciler.hear(1, scene.stop)
        await scene.until(61)

    scenery = played(scene)

    assert "has appeared at Binance" in scenery.last
    assert "called off" not in scenery.last


def test_a_stop_goes_on_with_the_newer_key_of_its_account(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        await scene.starts()
        await scene.until(100)
        async with scene.storage.begin() as unit:
            await unit.orders.hand_over(1, [1], 2)
        scene.exchange.gone.add(1)
        await scene.until(200)
        scene.exchange.entry = "FILLED"
        await scene.until(220)

    scenery = played(scene)

    assert scenery.first_lines == [WAITS]
    assert scenery.exchange.posted_with == [2]


def test_without_any_key_it_is_said_what_the_order_goes_without(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        await scene.starts()
        await scene.until(100)
        scene.exchange.gone.add(1)
        await scene.until(120)

    scenery = played(scene)

    assert "This account is not connected any more" in scenery.last
    assert "If that order is filled, or fills yet, its position goes without this." in scenery.last


def test_the_stop_goes_out_at_once_when_the_stream_tells_of_the_fill(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        await scene.starts()
        await scene.until(100)
        scene.exchange.entry = "FILLED"
        scene.reconciler.hear(1, scene.entry)
        await scene.until(100.5)

    assert len(played(scene).exchange.posts) == 1


def test_a_fill_that_the_stream_tells_needs_no_answer_to_a_question(played: Played) -> None:
    """While Binance answers nothing the person reads at once that there is no stop yet."""

    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        await scene.starts()
        await scene.until(100)
        scene.exchange.entry, scene.exchange.always = "AWAY", AWAY
        scene.exchange.unreadable = AWAY
        scene.reconciler.hear(1, scene.entry, _FILL)
        await scene.until(101)

    assert played(scene).first_lines == [NOT_YET]


def test_what_happens_in_accounts_of_others_is_no_news(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        await scene.starts()
        await scene.until(100)
        scene.reconciler.hear(2, scene.entry, _FILL)
        await scene.until(140)

    assert played(scene).exchange.posts == []


def test_what_is_told_before_it_shows_is_asked_for_again_soon(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        await scene.starts()
        await scene.until(100)
        scene.reconciler.hear(1, scene.entry)
        await scene.until(100.2)
        scene.exchange.entry = "FILLED"
        await scene.until(101)

    assert len(played(scene).exchange.posts) == 1


def test_an_entry_of_which_the_stream_is_silent_is_looked_at_by_and_by(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        await scene.starts()
        await scene.until(100)
        scene.exchange.entry = "FILLED"
        await scene.until(111)

    scenery = played(scene)

    assert len(scenery.exchange.posts) == 1
    assert len(scenery.exchange.looks) < 30


def test_a_stop_of_which_nobody_knows_is_found_when_the_stream_names_it(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [Unknown("no answer")]
        await scene.entered()
        await scene.starts()
        await scene.until(19)
        scene.exchange.arrived = True
        scene.reconciler.hear(1, scene.stop)
        await scene.until(19.2)

    assert played(scene).state == "ACCEPTED"


def test_one_that_was_found_absent_is_looked_for_when_the_stream_names_it(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [Unknown("no answer")]
        await scene.entered()
        await scene.starts()
        await scene.until(3600)
        assert scene.state == "ABSENT"
        scene.exchange.arrived = True
        scene.reconciler.hear(1, scene.stop)
        await scene.until(3601)

    scenery = played(scene)

    assert scenery.state == "ACCEPTED"
    assert "has appeared at Binance" in scenery.last


def test_positions_that_cannot_be_read_hold_back_no_stop(played: Played) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.unreadable = AWAY
        await scene.entered()
        await scene.starts()
        await scene.until(2)

    assert played(scene).state == "ACCEPTED"
