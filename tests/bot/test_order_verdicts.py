"""Orders without an answer: found out about, told once, never wrongly called off."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from binance.errors import (
    BadKey,
    NoSuchOrder,
    NoSuchSymbol,
    OrderRejected,
    RateLimited,
    Unknown,
    Unreachable,
    Unreadable,
)
from binance.models.events import ExecutionReport, ExecutionType
from binance.models.orders import Order, OrderStatus, OrderType, Side, TimeInForce
from binance.private.spot import NewOrder, QueryOrder
from bot.deeds import Leg, Report
from bot.door import Door
from bot.intents import SEEN, WATCH, Intents, deed_in
from bot.posting import Posting
from bot.reconcile import UNREAD, Reconciler
from bot.refusals import NoKey
from storage import Message, OrderIntent, Storage

ALICE, BOB = 1001, 1002
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
GRACE = timedelta(seconds=20)
DEADLINE = 25  # seconds: recvWindow and the grace
tickets = count(1)

ABSENT = NoSuchOrder(-2013, "Order does not exist.")


class Account:
    """Answers questions about orders as it was told, and the last answer for ever."""

    def __init__(self) -> None:
        self.answers: list[Order | Exception | Callable[[], Any]] = []
        self.asked: list[QueryOrder] = []

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        assert isinstance(request, QueryOrder)
        self.asked.append(request)
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer


class Accounts:
    def __init__(self) -> None:
        self.account = Account()
        self.closed = False

    async def by_key(self, _user_id: int, key_id: int) -> Any:
        if self.closed:
            raise NoKey("Connect your Binance account first: /setkey")
        return SimpleNamespace(account=self.account, key=SimpleNamespace(id=key_id, state="active"))


class Counting:
    """A guard that lets everything pass, and counts what is given back."""

    def __init__(self) -> None:
        self.released: list[Any] = []

    async def allow(self, _user_id: int, _key_id: int, _request: Any) -> None:
        return

    async def weigh(self, _user_id: int, _key_id: int, _request: Any) -> Decimal:
        return Decimal(0)

    async def note(self, *_: Any) -> None:
        return

    async def release(self, _unit: Any, _user_id: int, request: Any) -> None:
        self.released.append(request)


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def intents(storage: Storage, nudged: Any, clock: Any) -> Intents:
    return Intents(storage, nudged, Counting(), now=clock, grace=GRACE)


@pytest.fixture
def reconciler(storage: Storage, accounts: Any, intents: Intents, clock: Any) -> Reconciler:
    posting = Posting(Door(Counting()), intents)
    return Reconciler(storage, accounts, intents, posting, environment="sandbox", now=clock)


async def intend(storage: Storage, clock: Any, who: int = ALICE) -> OrderIntent:
    order = NewOrder(
        symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=Decimal("0.01")
    )
    async with storage.begin() as unit:
        return await unit.orders.intend(
            client_order_id=order.new_client_order_id, user_id=who, chat_id=who, message_id=77,
            key_id=1, environment="sandbox", ticket_id=f"t{next(tickets)}", symbol="BTCUSDT",
            payload=order.model_dump(mode="json"), recv_window=5000, signed_at=clock(),
        )  # fmt: skip


@pytest.fixture
async def intent(storage: Storage, clock: Any) -> OrderIntent:
    return await intend(storage, clock)


def filled(intent: OrderIntent) -> Order:
    return Order.model_validate(
        {
            "symbol": "BTCUSDT", "orderId": 28, "clientOrderId": intent.client_order_id,
            "side": "BUY", "type": "MARKET", "status": "FILLED", "price": "0", "origQty": "0.01",
            "executedQty": "0.01", "cummulativeQuoteQty": "650", "timeInForce": "GTC",
            "time": 1, "updateTime": 1, "isWorking": True,
        }
    )  # fmt: skip


def report(intent: OrderIntent) -> ExecutionReport:
    return reported(intent.client_order_id)


def reported(client_order_id: str) -> ExecutionReport:
    nothing = Decimal(0)
    return ExecutionReport(
        event_time=NOON, symbol="BTCUSDT", client_order_id=client_order_id, side=Side.BUY,
        type=OrderType.MARKET, time_in_force=TimeInForce.GTC, orig_qty=nothing, price=nothing,
        execution_type=ExecutionType.NEW, status=OrderStatus.NEW, order_id=28,
        last_executed_qty=nothing, executed_qty=nothing, last_executed_price=nothing,
        commission=nothing, commission_asset=None, transact_time=NOON, trade_id=-1,
        is_working=True, is_maker=False, order_time=NOON, cummulative_quote_qty=nothing,
    )  # fmt: skip


async def state(storage: Storage, intent: OrderIntent) -> str:
    async with storage.read() as unit:
        found = await unit.orders.get(intent.client_order_id)
    assert found is not None
    return found.state


async def told(storage: Storage) -> list[tuple[int | None, str]]:
    """Which message was changed, or None for a new one, and its first line."""
    async with storage.read() as unit:
        rows = await unit.outbox._session.scalars(select(Message).order_by(Message.id))
        return [(row.edits, row.text.splitlines()[0]) for row in rows]


@asynccontextmanager
async def running(reconciler: Reconciler) -> AsyncIterator[None]:
    task = asyncio.create_task(reconciler.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.005)


FILLED = "✅ <b>Filled</b>: BUY 0.01 BTCUSDT at market"
CHECKING = "⏳ <b>Status unknown</b>: BUY 0.01 BTCUSDT at market"
REFUSED = "❌ <b>Not executed</b>: BUY 0.01 BTCUSDT at market"
NOBODY_KNOWS = "❓ <b>Status unknown</b>: BUY 0.01 BTCUSDT at market"
LATE = "⚠️ <b>An order I had reported as not executed has appeared at Binance.</b> Look at it now."


async def test_a_clear_answer_changes_the_message_that_was_confirmed(
    intents: Intents, storage: Storage, intent: OrderIntent, nudged: Any
) -> None:
    await intents.accepted(intent, Report.of_one("BTCUSDT", Leg.of(filled(intent))))

    assert await state(storage, intent) == "ACCEPTED"
    assert await told(storage) == [(77, FILLED)]
    assert nudged.times == 1


@pytest.mark.parametrize("error", [OrderRejected(-2010, "Account has insufficient balance"), None])
async def test_a_refusal_says_that_nothing_was_bought(
    error: OrderRejected | None, intents: Intents, storage: Storage, intent: OrderIntent
) -> None:
    if error is not None:
        await intents.rejected(intent, error)
    else:
        await intents.not_sent(intent, Unreachable("no way"))

    assert await state(storage, intent) == ("REJECTED" if error else "NOT_SENT")
    assert await told(storage) == [(77, REFUSED)]


async def test_the_order_that_was_confirmed_is_the_order_that_is_kept(intent: OrderIntent) -> None:
    order = deed_in(intent).request

    assert order.new_client_order_id == intent.client_order_id
    assert (order.symbol, order.side, order.quantity) == ("BTCUSDT", Side.BUY, Decimal("0.01"))


async def test_a_verdict_is_told_once_whoever_else_finds_it_out(
    intents: Intents, storage: Storage, intent: OrderIntent, clock: Any
) -> None:
    await intents.unknown(intent)
    clock.passes(SEEN.total_seconds() + 1)
    report = Report.of_one("BTCUSDT", Leg.of(filled(intent)))

    await asyncio.gather(*(intents.accepted(intent, report, found=True) for _ in range(3)))

    assert await told(storage) == [(77, CHECKING), (77, FILLED), (None, FILLED)]


async def test_a_verdict_is_never_taken_back(
    intents: Intents, storage: Storage, intent: OrderIntent
) -> None:
    await intents.accepted(intent, Report.of_one("BTCUSDT", Leg.of(filled(intent))))

    await intents.unknown(intent)
    await intents.absent(intent)
    await intents.rejected(intent, OrderRejected(-2010, "no"))
    await intents.not_sent(intent, Unreachable("no"))
    await intents.surfaced(intent, Report.of_one("BTCUSDT", Leg.of(filled(intent))))

    assert await state(storage, intent) == "ACCEPTED"
    assert await told(storage) == [(77, FILLED)]


async def test_what_may_have_left_is_never_called_not_sent(
    intents: Intents, storage: Storage, intent: OrderIntent
) -> None:
    await intents.unknown(intent)

    await intents.not_sent(intent, Unreachable("no"))

    assert await state(storage, intent) == "UNKNOWN"


async def test_only_an_order_that_was_asked_for_in_vain_is_absent(
    intents: Intents, storage: Storage, intent: OrderIntent
) -> None:
    await intents.absent(intent)

    assert await state(storage, intent) == "SENDING"
    assert await told(storage) == []


async def test_an_unknown_order_is_asked_for_by_its_name_and_found(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [ABSENT, Unknown("no answer"), RateLimited(1, 1), filled(intent)]

    async with running(reconciler):
        await until(lambda: is_in(storage, intent, "ACCEPTED"))

    assert {one.orig_client_order_id for one in accounts.account.asked} == {intent.client_order_id}
    # at once, while whoever tapped looks at it: a second message would look like a second order
    assert await told(storage) == [(77, CHECKING), (77, FILLED)]


async def is_in(storage: Storage, intent: OrderIntent, wanted: str) -> bool:
    return await state(storage, intent) == wanted


async def test_before_the_deadline_no_answer_means_absent(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [ABSENT]
    asking = await fresh(storage, intent)

    clock.passes(DEADLINE)
    assert await reconciler._ask(asking) is False
    assert await state(storage, intent) == "UNKNOWN"

    clock.passes(0.001)
    assert await reconciler._ask(asking) is True
    assert await state(storage, intent) == "ABSENT"
    assert await told(storage) == [(77, CHECKING), (77, REFUSED), (None, REFUSED)]


async def fresh(storage: Storage, intent: OrderIntent) -> OrderIntent:
    async with storage.read() as unit:
        found = await unit.orders.get(intent.client_order_id)
    assert found is not None
    return found


async def test_an_answer_that_was_asked_for_before_the_deadline_does_not_count_after_it(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)

    def slowly() -> Order:
        clock.passes(60)
        raise ABSENT

    accounts.account.answers = [slowly]

    assert await reconciler._ask(await fresh(storage, intent)) is False
    assert await state(storage, intent) == "UNKNOWN"


async def test_without_its_key_an_order_has_no_verdict_and_that_is_told_once(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.closed = True
    clock.passes(3600)

    for _ in range(2):
        assert await reconciler._ask(await fresh(storage, intent))

    assert await state(storage, intent) == "UNKNOWN"
    assert [line for edits, line in await told(storage) if edits is None] == [
        "❓ <b>Status unknown</b>: BUY 0.01 BTCUSDT at market"
    ]
    assert await reconciler._open() == []


async def test_that_the_answers_about_an_order_cannot_be_read_is_told_once_and_it_is_asked_for_on(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [Unreadable("QueryOrder: the answer does not fit")]
    clock.passes(DEADLINE + 1)

    for _ in range(UNREAD + 2):
        assert not await reconciler._ask(await fresh(storage, intent))

    assert await state(storage, intent) == "UNKNOWN"
    assert [line for edits, line in await told(storage) if edits is None] == [NOBODY_KNOWS]
    accounts.account.answers = [filled(intent)]
    assert await reconciler._ask(await fresh(storage, intent))
    assert (await told(storage))[-1][1] == FILLED


async def test_one_answer_that_cannot_be_read_may_be_an_accident_on_the_way(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [Unreadable("a page"), Unreachable("?")]
    for seconds in (DEADLINE + 1, 10, 10):
        clock.passes(seconds)
        await reconciler._ask(await fresh(storage, intent))

    assert [line for edits, line in await told(storage) if edits is None] == []


async def test_what_cannot_be_read_is_asked_for_ever_more_seldom(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [Unreadable("QueryOrder: the answer does not fit")]
    clock.passes(DEADLINE + 1)
    usual = reconciler._longest(intent)

    for _ in range(UNREAD):
        await reconciler._ask(await fresh(storage, intent))

    assert reconciler._longest(intent) > 100 * usual


async def test_of_an_order_in_a_symbol_that_is_gone_it_is_said_that_nobody_can_ask(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [NoSuchSymbol(-1121, "Invalid symbol.")]
    asking = await fresh(storage, intent)

    clock.passes(DEADLINE)
    assert await reconciler._ask(asking) is False
    assert await state(storage, intent) == "UNKNOWN"

    clock.passes(0.001)
    assert await reconciler._ask(asking) is True
    assert await told(storage) == [(77, CHECKING), (77, NOBODY_KNOWS), (None, NOBODY_KNOWS)]
    async with storage.read() as unit:
        texts = [row.text for row in await unit.outbox._session.scalars(select(Message))]
        (newest, *_) = await unit.audit.of(ALICE, 9)
        assert await unit.orders.unresolved("sandbox") == []
        assert await unit.orders.watched("sandbox", clock()) == []
    assert "Binance does not list BTCUSDT any more" in texts[-1]
    assert newest.action == "order.unlisted"


async def planned_behind(intent: OrderIntent, storage: Storage, clock: Any) -> None:
    order = NewOrder(
        symbol="BTCUSDT", side=Side.SELL, type=OrderType.MARKET, quantity=Decimal("0.01")
    )
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id=order.new_client_order_id, user_id=ALICE, chat_id=ALICE, key_id=1,
            environment="sandbox", ticket_id=intent.ticket_id, symbol="BTCUSDT", part=1,
            payload=order.model_dump(mode="json"), recv_window=5000, signed_at=clock(),
        )  # fmt: skip


async def test_what_was_to_follow_an_order_in_a_symbol_that_is_gone_is_not_told_of_its_fate(
    intents: Intents, storage: Storage, reconciler: Reconciler, intent: OrderIntent, clock: Any
) -> None:
    await planned_behind(intent, storage, clock)
    await intents.unknown(intent)
    await intents.unlisted(intent)

    async with running(reconciler):
        await until(lambda: nothing_is_planned(storage))

    async with storage.read() as unit:
        rows = list(await unit.outbox._session.scalars(select(Message).order_by(Message.id)))
    assert "I cannot find out whether the order that it was to follow is in place." in rows[-1].text


async def test_what_waits_for_a_fill_in_a_symbol_that_is_gone_waits_no_more(
    intents: Intents, storage: Storage, reconciler: Reconciler, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    def gone() -> None:
        clock.passes(DEADLINE + 1)
        raise NoSuchSymbol(-1121, "Invalid symbol.")

    await planned_behind(intent, storage, clock)
    rests = filled(intent).model_copy(
        update={"status": OrderStatus.NEW, "executed_qty": Decimal(0)}
    )
    await intents.accepted(intent, Report.of_one("BTCUSDT", Leg.of(rests)))
    accounts.account.answers = [gone]

    async with running(reconciler):
        await until(lambda: nothing_is_planned(storage))

    async with storage.read() as unit:
        rows = list(await unit.outbox._session.scalars(select(Message).order_by(Message.id)))
    assert "Binance does not know this contract any more." in rows[-1].text


async def nothing_is_planned(storage: Storage) -> bool:
    async with storage.read() as unit:
        return not await unit.orders.planned("sandbox")


@pytest.mark.parametrize("error", [Unknown("?"), Unreachable("?"), BadKey(-2015, "no")])
async def test_without_an_answer_there_is_no_verdict_however_late(
    error: Exception, reconciler: Reconciler, intents: Intents, storage: Storage,
    accounts: Accounts, intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [error]
    clock.passes(86_400)

    assert await reconciler._ask(await fresh(storage, intent)) is False

    assert await state(storage, intent) == "UNKNOWN"


async def test_after_a_crash_what_was_being_sent_is_unknown_and_found_out(
    reconciler: Reconciler, storage: Storage, accounts: Accounts, intent: OrderIntent
) -> None:
    accounts.account.answers = [filled(intent)]

    assert await reconciler.recover() == 1
    assert await state(storage, intent) == "UNKNOWN"
    async with running(reconciler):
        await until(lambda: is_in(storage, intent, "ACCEPTED"))

    assert await told(storage) == [(77, CHECKING), (77, FILLED)]


async def test_what_is_under_way_is_left_to_the_one_who_sends_it(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent,
) -> None:  # fmt: skip
    accounts.account.answers = [filled(intent)]
    async with running(reconciler):
        with intents.under_way(intent.client_order_id):
            intents.unresolved.set()
            await until(lambda: _cleared(intents))
            assert await state(storage, intent) == "SENDING"
        await until(lambda: is_in(storage, intent, "ACCEPTED"))


async def _cleared(intents: Intents) -> bool:
    return not intents.unresolved.is_set()


async def test_a_report_of_the_stream_resolves_it_at_once(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent,
) -> None:  # fmt: skip
    await intents.unknown(intent)
    accounts.account.answers = [filled(intent)]

    await reconciler.seen(BOB, report(intent))
    assert await state(storage, intent) == "UNKNOWN"

    await reconciler.seen(ALICE, report(intent))
    assert await state(storage, intent) == "ACCEPTED"


async def test_orders_of_others_are_no_concern_of_ours(
    reconciler: Reconciler, accounts: Accounts, intent: OrderIntent
) -> None:
    await reconciler.seen(ALICE, reported("web_1"))

    assert accounts.account.asked == []


async def absent(intents: Intents, intent: OrderIntent) -> None:
    await intents.unknown(intent)
    await intents.absent(intent)


async def test_an_order_that_appears_after_all_is_told_loudly(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent,
) -> None:  # fmt: skip
    await absent(intents, intent)
    accounts.account.answers = [ABSENT, filled(intent)]

    await reconciler.look_again(ALICE)
    assert await state(storage, intent) == "ABSENT"
    await reconciler.seen(ALICE, report(intent))

    assert await state(storage, intent) == "ACCEPTED"
    assert (await told(storage))[-2:] == [(77, LATE), (None, LATE)]


async def test_one_looks_for_absent_orders_of_this_person_and_for_a_day(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent, clock: Any,
) -> None:  # fmt: skip
    await absent(intents, intent)
    accounts.account.answers = [ABSENT]

    await reconciler.look_again(BOB)
    assert accounts.account.asked == []
    clock.passes(WATCH.total_seconds() - 1)
    await reconciler.look_again(ALICE)
    assert len(accounts.account.asked) == 1
    clock.passes(2)
    await reconciler.look_again(ALICE)
    assert len(accounts.account.asked) == 1


async def test_a_report_that_cannot_be_looked_into_stops_nothing(
    reconciler: Reconciler, intents: Intents, storage: Storage, accounts: Accounts,
    intent: OrderIntent,
) -> None:  # fmt: skip
    await absent(intents, intent)
    accounts.account.answers = [Unreachable("no way"), filled(intent)]

    await reconciler.seen(ALICE, report(intent))
    assert await state(storage, intent) == "ABSENT"

    await reconciler.look_again(ALICE)
    assert await state(storage, intent) == "ACCEPTED"


async def test_the_verdict_comes_in_the_readers_language(
    intents: Intents, storage: Storage, clock: Any
) -> None:
    intent = await intend(storage, clock, BOB)

    await intents.accepted(intent, Report.of_one("BTCUSDT", Leg.of(filled(intent))))

    ((_, text),) = await told(storage)
    assert "Filled" not in text
