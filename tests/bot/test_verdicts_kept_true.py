"""A verdict that said "waiting" is changed when the order goes on, and only to what is true."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from followed_account import ALICE, connected
from sqlalchemy import select

from binance.errors import NoSuchOrder, OrderRejected
from binance.models.futures.terms import OrderType as ContractOrderType
from binance.models.order_terms import OrderStatus, OrderType, Side, TimeInForce
from binance.private.futures import NewAlgoOrder, QueryAlgoOrder, QueryOrder
from binance.private.spot import AmendOrder, NewOco, NewOrder
from binance.request import Private
from bot.accounts import uid
from bot.deeds import Leg, Report, deed_of
from bot.fills import Execution, Progress, Telling
from bot.fills.verdicts import EARLY
from bot.following.order_fills import OrderFills
from bot.intents import Intents
from storage import ApiKey, Fill, Message, OrderIntent, OrderPlace, Storage

MESSAGE = 77  # in which the order was confirmed
tickets = count(1)
LIMIT = NewOrder(
    symbol="BTCUSDT", side=Side.BUY, type=OrderType.LIMIT, time_in_force=TimeInForce.GTC,
    quantity=Decimal("0.02"), price=Decimal(60000),
)  # fmt: skip
STOP = NewAlgoOrder(
    symbol="BTCUSDT", side=Side.SELL, type=ContractOrderType.STOP_MARKET,
    quantity=Decimal("0.01"), trigger_price=Decimal(50000),
)  # fmt: skip
ENDS = [
    ("CANCELED", "❌ <b>Cancelled</b>: BUY 0.02 BTCUSDT at 60,000"),
    ("EXPIRED", "⚠️ <b>Expired</b>: BUY 0.02 BTCUSDT at 60,000."),
    ("EXPIRED_IN_MATCH", "⚠️ <b>Expired, to prevent a trade with yourself</b>: BUY 0.02 BTCUSDT"),
    ("REJECTED", "⚠️ <b>Rejected by Binance</b>: BUY 0.02 BTCUSDT at 60,000."),
]
POINTER = "What was filled is told in a message of its own."


class Counting:
    async def release(self, *_: Any) -> None:
        pass


@pytest.fixture
def telling(clock: Any) -> Telling:
    return Telling(now=clock)


@pytest.fixture
def intents(storage: Storage, nudged: Any, clock: Any, telling: Telling) -> Intents:
    return Intents(storage, nudged, Counting(), now=clock, growing=telling)


@pytest.fixture
def fills(storage: Storage, nudged: Any, telling: Telling) -> OrderFills:
    return OrderFills(storage, nudged, telling)


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    return await connected(storage)


async def confirmed(
    storage: Storage, clock: Any, key: ApiKey, request: Private[Any] = LIMIT,
    message: int | None = MESSAGE,
) -> OrderIntent:  # fmt: skip
    deed = deed_of(request)
    async with storage.begin() as unit:
        intent = await unit.orders.intend(
            client_order_id=deed.client_id, user_id=ALICE, chat_id=ALICE, message_id=message,
            key_id=key.id, environment=key.environment, ticket_id=f"t{next(tickets)}",
            kind=deed.kind.name, market=deed.kind.market, symbol=deed.symbol,
            payload=deed.payload, recv_window=5000, signed_at=clock(),
        )  # fmt: skip
    clock.passes(1)
    return intent


def leg(order: int = 28, status: str = "NEW", type_: str = "LIMIT") -> Leg:
    return Leg(order_id=order, status=status, side=Side.BUY, type=type_)


def reported(*legs: Leg, number: int = 28) -> Report:
    status = legs[0].status if len(legs) == 1 else "EXECUTING"
    return Report(number=number, status=status, symbol="BTCUSDT", legs=legs)


def place(key: ApiKey, order: int = 28, **more: Any) -> OrderPlace:
    there = OrderPlace(key.environment, uid(key), "spot", "BTCUSDT", order)
    return there._replace(**more)


def traded(clock: Any, key: ApiKey, number: int = 1, order: int = 28, name: str = "") -> Execution:
    return Execution(
        Fill(
            **place(key, order)._asdict(), trade_id=number, user_id=ALICE,
            client_order_id=name or None, side="BUY", price=Decimal(60000), qty=Decimal("0.01"),
            quote_qty=Decimal(600), commission=Decimal(0), commission_asset=None, at=clock(),
        )
    )  # fmt: skip


def stands(status: str, executed: str = "0") -> Progress:
    return Progress(Decimal(executed), Decimal(60000), Decimal("0.02"), status)


async def over(fills: OrderFills, key: ApiKey, status: str, order: int = 28) -> None:
    """The stream tells that an order is over, of which nothing was filled."""
    async with fills._storage.begin() as unit:
        await fills._telling.stands(unit, key, place(key, order), stands(status))


async def rows(storage: Storage) -> list[Message]:
    async with storage.read() as unit:
        return list(await unit.outbox._session.scalars(select(Message).order_by(Message.id)))


async def shown(storage: Storage, at: int = MESSAGE) -> Message:
    """What a message shows in the end."""
    return [one for one in await rows(storage) if one.edits == at][-1]


def buttons(message: Message) -> list[str]:
    return [one["text"] for row in message.keyboard or [] for one in row]


async def test_an_order_that_fills_is_no_longer_said_to_wait(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key)
    await intents.accepted(intent, reported(leg()))
    assert "Waiting in the book" in (await shown(storage)).text

    await fills.happened(key, traded(clock, key), stands("PARTIALLY_FILLED", "0.01"))
    part = await shown(storage)
    await fills.happened(key, traded(clock, key, 2), stands("FILLED", "0.02"))
    whole = await shown(storage)

    assert part.text.splitlines() == [
        "◐ <b>Partly filled</b>, the rest waits: BUY 0.02 BTCUSDT at 60,000",
        "Order <code>28</code>",
        POINTER,
    ]
    assert whole.text.startswith("✅ <b>Filled</b>: BUY 0.02 BTCUSDT at 60,000\n")
    assert part.silent
    assert whole.silent
    assert buttons(part) == ["💼 Balance", "📋 Orders", "❌ Cancel order"]
    assert buttons(whole) == ["💼 Balance"]


async def test_the_change_comes_after_the_verdict_and_alone_of_its_kind(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))
    for _ in range(3):
        await fills.happened(key, traded(clock, key), stands("FILLED", "0.02"))

    verdict, fill, mended = await rows(storage)

    assert (verdict.edits, fill.edits, mended.edits) == (MESSAGE, None, MESSAGE)
    assert mended.only_in_place
    assert not verdict.only_in_place
    async with storage.read() as unit:
        assert await unit.verdicts.of(LIMIT.new_client_order_id) == []


@pytest.mark.parametrize(("status", "words"), ENDS)
async def test_an_order_that_ends_unfilled_says_so_and_points_nowhere(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills,
    status: str, words: str,
) -> None:  # fmt: skip
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))

    await over(fills, key, status)

    mended = await shown(storage)
    assert mended.text.startswith(words)
    assert POINTER not in mended.text
    assert buttons(mended) == ["💼 Balance"]
    assert len(await rows(storage)) == 2


async def test_late_news_take_nothing_back(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))
    await fills.happened(key, traded(clock, key), stands("FILLED", "0.02"))

    for late in ("NEW", "PARTIALLY_FILLED", "CANCELED"):
        await over(fills, key, late)
    again = await confirmed(
        storage, clock, key, LIMIT.model_copy(update={"new_client_order_id": "again"})
    )
    await intents.accepted(again, reported(leg()))

    assert "<b>Filled</b>" in (await shown(storage)).text


async def test_a_triggered_stop_is_not_said_to_wait_for_its_price_again(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    stopped = leg(type_="STOP_LOSS_LIMIT")
    await intents.accepted(await confirmed(storage, clock, key), reported(stopped))
    await fills.triggered(key, place(key))

    await over(fills, key, "NEW")

    mended = await shown(storage)
    assert mended.text.startswith("🕓 <b>Triggered, and waits in the book at its limit</b>: BUY")
    assert mended.silent
    await fills.happened(key, traded(clock, key), stands("PARTIALLY_FILLED", "0.01"))
    await fills.triggered(key, place(key))
    assert (await shown(storage)).text.startswith("◐ <b>Partly filled</b>")


async def test_what_filled_before_its_verdict_is_never_said_to_wait(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    """A later part of a ticket has no message of its own: its fill may be told before it."""
    intent = await confirmed(storage, clock, key, message=None)
    filled = stands("FILLED", "0.02")
    await fills.happened(key, traded(clock, key, name=intent.client_order_id), filled)

    await intents.accepted(intent, reported(leg()))

    texts = [one.text for one in await rows(storage)]
    assert not any("Waiting" in text for text in texts)
    assert texts[-1].startswith("✅ <b>Filled</b>: BUY 0.02 BTCUSDT at 60,000")


@pytest.mark.parametrize(("status", "words"), ENDS)
async def test_what_ended_before_its_verdict_is_never_said_to_wait(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills,
    status: str, words: str,
) -> None:  # fmt: skip
    """The stream may be faster than the answer to the POST."""
    intent = await confirmed(storage, clock, key)
    await over(fills, key, status)

    await intents.accepted(intent, reported(leg()))

    assert (await shown(storage)).text.startswith(words)
    async with storage.read() as unit:
        assert not await unit.verdicts.of(intent.client_order_id)


async def test_a_conditional_order_that_triggered_before_its_verdict_never_waits(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key, STOP)
    await over(fills, key, "CANCELED", 900)  # an order of the book with that number is another one
    await fills.conditional(key, place(key, 900, market="usdm"), "TRIGGERED")

    await intents.accepted(intent, reported(leg(900, type_="STOP_MARKET")))

    assert (await shown(storage)).text.startswith("✅ <b>Triggered</b>: ")


async def test_of_thousands_of_orders_that_ended_only_the_last_are_remembered(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    verdicts = fills._telling._verdicts
    async with storage.begin() as unit:
        for number in range(EARLY + 20):
            await verdicts.stands(unit, (), place(key, number), ("CANCELED", Decimal(0)))

    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))

    assert len(verdicts._early) == EARLY
    assert (await shown(storage)).text.startswith("❌ <b>Cancelled")


async def test_a_verdict_that_was_sent_as_a_new_message_is_changed_there(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key, message=None)
    await intents.accepted(intent, reported(leg()))
    (news,) = await rows(storage)
    clock.passes(timedelta(days=30).total_seconds())
    async with storage.begin() as unit:
        await unit.outbox.claim(news.id)
        await unit.outbox.sent(news.id, 501)
        await unit.outbox.purge(clock())  # it is still needed

    await over(fills, key, "CANCELED")

    assert "Cancelled" in (await shown(storage, -news.id)).text
    async with storage.begin() as unit:
        assert await unit.outbox.purge(clock()) == 1


async def test_a_message_in_which_the_fills_grow_is_left_to_them(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key)
    part = stands("PARTIALLY_FILLED", "0.01")
    await fills.happened(key, traded(clock, key, name=intent.client_order_id), part)
    await intents.accepted(intent, reported(leg(status="PARTIALLY_FILLED")))

    await fills.happened(key, traded(clock, key, 2), stands("FILLED", "0.02"))

    assert not any(one.only_in_place for one in await rows(storage))
    assert "0.02 at 60,000" in (await shown(storage)).text


AT_MARKET = NewOrder(
    symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=Decimal("0.02")
)
WHOLE = Leg(
    order_id=28, status="FILLED", side=Side.BUY, type="MARKET", executed_qty=Decimal("0.02")
)


async def messages(storage: Storage) -> list[str]:
    """What the chat shows in the end of what has no confirmation to be changed."""
    shown: dict[int, str] = {}
    for one in await rows(storage):
        shown[one.id if one.edits is None else -one.edits] = one.text
    return list(shown.values())


@pytest.mark.parametrize("is_sent", [True, False])
async def test_a_later_part_of_a_ticket_grows_in_the_message_that_told_its_verdict(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills, is_sent: bool
) -> None:
    intent = await confirmed(storage, clock, key, AT_MARKET, message=None)
    await intents.accepted(intent, reported(WHOLE))
    assert await messages(storage) == [
        "✅ <b>Filled</b>: BUY 0.02 BTCUSDT at market\n0.02 filled\nOrder <code>28</code>"
    ]
    if is_sent:
        (verdict,) = await rows(storage)
        async with storage.begin() as unit:
            await unit.outbox.claim(verdict.id)
            await unit.outbox.sent(verdict.id, 501)

    for number, executed in ((1, "0.01"), (2, "0.02")):
        trade = traded(clock, key, number, name=intent.client_order_id)
        await fills.happened(key, trade, stands("FILLED", executed))

    (text,) = await messages(storage)
    assert text.splitlines()[:2] == [
        "✅ <b>Filled</b>: BUY 0.02 BTCUSDT at market", "0.02 at 60,000, together 1,200.00"
    ]  # fmt: skip


@pytest.mark.parametrize("doubt", [False, True])
async def test_a_later_part_that_fills_before_its_verdict_has_one_message_too(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills, doubt: bool
) -> None:
    intent = await confirmed(storage, clock, key, AT_MARKET, message=None)
    trade = traded(clock, key, name=intent.client_order_id)
    await fills.happened(key, trade, stands("PARTIALLY_FILLED", "0.01"))
    if doubt:
        await intents.unknown(intent)

    await intents.accepted(intent, reported(WHOLE), found=doubt)

    (text,) = await messages(storage)
    assert text.splitlines()[:2] == [
        "✅ <b>Filled</b>: BUY 0.02 BTCUSDT at market", "0.02 at 60,000, together 1,200.00"
    ]  # fmt: skip


async def test_a_later_part_fills_in_the_message_of_the_doubt_about_it(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key, AT_MARKET, message=None)
    await intents.unknown(intent)
    await fills.happened(
        key, traded(clock, key, name=intent.client_order_id), stands("PARTIALLY_FILLED", "0.01")
    )
    (text,) = await messages(storage)
    assert text.startswith("◐ <b>Partly filled</b>, the rest waits: BUY 0.02 BTCUSDT at market")

    await intents.accepted(intent, reported(WHOLE), found=True)

    (text,) = await messages(storage)
    assert text.startswith("✅ <b>Filled</b>: BUY 0.02 BTCUSDT at market\n0.02 at 60,000")


async def test_a_doubt_about_a_later_part_does_not_stay_in_the_chat(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents
) -> None:
    intent = await confirmed(storage, clock, key, AT_MARKET, message=None)
    await intents.unknown(intent)
    assert "Status unknown" in (await messages(storage))[0]

    await intents.absent(intent)

    texts = await messages(storage)
    assert len(texts) == 2  # one of them with a sound
    assert all(text.startswith("❌ <b>Not executed</b>") for text in texts)


async def test_that_a_later_part_has_appeared_after_all_is_loud_and_stays(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key, AT_MARKET, message=None)
    await intents.unknown(intent)
    await intents.absent(intent)
    await intents.surfaced(intent, reported(WHOLE))

    trade = traded(clock, key, name=intent.client_order_id)
    await fills.happened(key, trade, stands("FILLED", "0.02"))

    doubted, absent, late = await messages(storage)
    assert doubted.startswith("✅ <b>Filled</b>: BUY 0.02 BTCUSDT at market\n0.02 at 60,000")
    assert absent.startswith("❌ <b>Not executed</b>")
    assert late.startswith("⚠️ <b>An order I had reported as not executed has appeared at Binance")


async def test_a_later_part_at_market_that_is_said_to_wait_fills_there(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key, AT_MARKET, message=None)
    await intents.accepted(intent, reported(leg(type_="MARKET")))

    trade = traded(clock, key, name=intent.client_order_id)
    await fills.happened(key, trade, stands("FILLED", "0.02"))

    (text,) = await messages(storage)
    assert text.startswith("✅ <b>Filled</b>: BUY 0.02 BTCUSDT at market\n")


async def test_a_later_part_that_waits_with_a_rest_is_told_of_where_its_fills_are(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    intent = await confirmed(storage, clock, key, message=None)
    half = WHOLE.model_copy(update={"status": "PARTIALLY_FILLED", "executed_qty": Decimal("0.01")})
    await intents.accepted(intent, reported(half))

    await over(fills, key, "CANCELED")

    (text,) = await messages(storage)
    assert text.startswith("◑ <b>Cancelled after a part</b>: BUY 0.02 BTCUSDT at 60,000")


async def test_a_message_that_tells_of_another_order_by_now_is_left_alone(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))
    other = LIMIT.model_copy(update={"new_client_order_id": "other", "quantity": Decimal(1)})
    await intents.accepted(
        await confirmed(storage, clock, key, other), reported(leg(29), number=29)
    )

    await over(fills, key, "CANCELED")

    assert "BUY 1 BTCUSDT" in (await shown(storage)).text
    await over(fills, key, "CANCELED", order=29)
    assert "Cancelled</b>: BUY 1 BTCUSDT" in (await shown(storage)).text


async def test_somebody_elses_order_of_that_number_changes_nothing(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))
    stranger = replace(key, user_id=1002, account_uid=6)

    async with storage.begin() as unit:
        await fills._telling.stands(unit, stranger, place(stranger), stands("CANCELED"))

    assert len(await rows(storage)) == 1


def oco() -> NewOco:
    return NewOco(
        symbol="BTCUSDT", side=Side.SELL, quantity=Decimal("0.01"),
        above_type=OrderType.LIMIT_MAKER, above_price=Decimal(70000),
        below_type=OrderType.STOP_LOSS, below_stop_price=Decimal(50000),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("FILLED", "EXPIRED", "✅ <b>Done</b>: "),
        ("CANCELED", "CANCELED", "❌ <b>Over, nothing was filled</b>: "),
    ],
)
async def test_a_pair_is_in_place_until_both_of_its_orders_are_over(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills,
    first: str, second: str, words: str,
) -> None:  # fmt: skip
    await intents.accepted(
        await confirmed(storage, clock, key, oco()), reported(leg(31), leg(32), number=5)
    )
    if first == "FILLED":
        await fills.happened(key, traded(clock, key, order=31), stands("FILLED", "0.01"))
    else:
        await over(fills, key, first, 31)
    assert "In place" in (await shown(storage)).text

    await over(fills, key, second, 32)

    mended = await shown(storage)
    assert mended.text.startswith(words)
    assert (POINTER in mended.text) == (first == "FILLED")


async def test_a_pair_of_which_one_filled_before_the_verdict_is_done_when_the_other_ends(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    pair = await confirmed(storage, clock, key, oco())
    await fills.happened(key, traded(clock, key, order=31), stands("FILLED", "0.01"))
    await intents.accepted(pair, reported(leg(31), leg(32), number=5))

    await over(fills, key, "EXPIRED", 32)

    assert (await shown(storage)).text.startswith("✅ <b>Done</b>: ")


async def test_of_an_order_that_was_reduced_both_verdicts_are_kept_true(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))
    less = AmendOrder(symbol="BTCUSDT", order_id=28, new_qty=Decimal("0.01"))
    await intents.accepted(await confirmed(storage, clock, key, less, 78), reported(leg()))

    await over(fills, key, "CANCELED")

    assert "Cancelled" in (await shown(storage)).text
    assert "Cancelled" in (await shown(storage, 78)).text


def less(qty: str) -> AmendOrder:
    return AmendOrder(symbol="BTCUSDT", order_id=28, new_qty=Decimal(qty))


async def test_an_order_that_was_reduced_is_not_said_to_buy_all_that_was_ordered(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))

    await intents.accepted(await confirmed(storage, clock, key, less("0.01"), 78), reported(leg()))
    waiting = await shown(storage)
    await fills.happened(key, traded(clock, key), stands("FILLED", "0.01"))
    whole = await shown(storage)

    order = "BUY 0.02 BTCUSDT at 60,000, reduced to 0.01"
    assert waiting.text.splitlines()[0] == f"🕓 <b>Waiting in the book</b>: {order}"
    assert "❌ Cancel order" in buttons(waiting)
    assert whole.text.splitlines()[0] == f"✅ <b>Filled</b>: {order}"


async def test_an_order_that_was_reduced_twice_is_of_the_least_amount(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))
    for qty, message in (("0.01", 78), ("0.005", 79)):
        change = await confirmed(storage, clock, key, less(qty), message)
        await intents.accepted(change, reported(leg()))

    await over(fills, key, "CANCELED")

    heads = [(await shown(storage, at)).text.splitlines()[0] for at in (MESSAGE, 78, 79)]
    begins = "❌ <b>Cancelled</b>: "
    assert heads == [
        f"{begins}BUY 0.02 BTCUSDT at 60,000, reduced to 0.005",
        f"{begins}reduce order <code>28</code> to 0.01 BTCUSDT, reduced to 0.005",
        f"{begins}reduce order <code>28</code> to 0.005 BTCUSDT",
    ]


async def test_an_order_that_could_not_be_reduced_is_of_all_that_was_ordered(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(await confirmed(storage, clock, key), reported(leg()))
    change = await confirmed(storage, clock, key, less("0.01"), 78)
    await intents.rejected(change, OrderRejected(-2038, "Order amend is not supported."))

    await over(fills, key, "CANCELED")

    assert "reduced" not in (await shown(storage)).text


async def test_fills_of_a_reduced_order_are_of_what_is_left_of_it(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    order = await confirmed(storage, clock, key)
    first = traded(clock, key, name=order.client_order_id)
    await fills.happened(key, first, stands("PARTIALLY_FILLED", "0.01"))
    await intents.accepted(order, reported(leg(status="PARTIALLY_FILLED")))
    change = await confirmed(storage, clock, key, less("0.015"), 78)
    await intents.accepted(change, reported(leg(status="PARTIALLY_FILLED")))

    await fills.happened(key, traded(clock, key, 2), stands("FILLED", "0.015"))

    told = (await shown(storage)).text
    assert told.startswith("✅ <b>Filled</b>: BUY 0.02 BTCUSDT at 60,000, reduced to 0.015")


async def test_a_conditional_order_no_longer_waits_once_it_is_triggered(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    await intents.accepted(
        await confirmed(storage, clock, key, STOP), reported(leg(900, type_="STOP_MARKET"))
    )
    assert "Waiting for its price" in (await shown(storage)).text
    there = place(key, 900, market="usdm")

    await over(fills, key, "CANCELED", 900)  # an order of the book with that number is another one
    async with storage.begin() as unit:
        await fills._telling.stands(unit, key, there, stands("CANCELED"))
    assert len(await rows(storage)) == 1
    await fills.conditional(key, there, "TRIGGERED")

    mended = await shown(storage)
    assert mended.text.startswith("✅ <b>Triggered</b>: ")
    assert buttons(mended) == ["📊 Positions"]
    assert OrderStatus.NEW not in mended.text


def forgetful(*, became: bool) -> tuple[Any, list[Private[Any]]]:
    """Binance, which denies the conditional order, and knows or denies what it `became`."""
    asked: list[Private[Any]] = []

    async def ask(_connected: Any, request: Private[Any]) -> None:
        asked.append(request)
        if isinstance(request, QueryAlgoOrder) or not became:
            raise NoSuchOrder(-2013, "Order does not exist.")

    return ask, asked


@pytest.mark.parametrize(
    ("became", "told"),
    [
        (True, "✅ <b>Triggered</b>: SELL 0.01 BTCUSDT"),
        (False, "⚠️ <b>Over</b>: SELL 0.01 BTCUSDT"),
    ],
)
async def test_a_conditional_order_that_binance_forgot_while_nobody_listened_waits_no_more(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills,
    became: bool, told: str,
) -> None:  # fmt: skip
    stop = await confirmed(storage, clock, key, STOP)
    await intents.accepted(stop, reported(leg(900, type_="STOP_MARKET")))
    ask, asked = forgetful(became=became)
    account: Any = SimpleNamespace(key=key)

    for _ in range(2):
        await fills.look_at_conditional(account, "usdm", ask, lagging=clock())

    mended = await shown(storage)
    assert mended.text.startswith(told)
    assert buttons(mended) == ["📊 Positions"]
    assert asked == [
        QueryAlgoOrder(algo_id=900),
        QueryOrder(symbol="BTCUSDT", orig_client_order_id=stop.client_order_id),
    ]


async def test_a_conditional_order_that_was_only_just_placed_may_be_denied_and_waits(
    storage: Storage, clock: Any, key: ApiKey, intents: Intents, fills: OrderFills
) -> None:
    before = clock()
    clock.passes(1)
    stop = await confirmed(storage, clock, key, STOP)
    await intents.accepted(stop, reported(leg(900, type_="STOP_MARKET")))
    ask, _ = forgetful(became=False)
    account: Any = SimpleNamespace(key=key)

    await fills.look_at_conditional(account, "usdm", ask, lagging=before)

    assert "Waiting for its price" in (await shown(storage)).text
