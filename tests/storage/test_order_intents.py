from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest
from sqlalchemy.exc import IntegrityError

from storage import Fill, Market, OrderIntent, OrderState, Storage, Unit
from storage.orders import BEFORE, SETTINGS

ALICE, BOB = 1001, 1002
STATES: tuple[OrderState, ...] = get_args(OrderState)
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.10"}


async def intended(
    unit: Unit,
    name: str = "x-1",
    *,
    user_id: int = ALICE,
    symbol: str = "BTCUSDT",
    part: int = 0,
    kind: str = "order",
    market: Market = "spot",
) -> OrderIntent:
    return await unit.orders.intend(
        client_order_id=name,
        user_id=user_id,
        chat_id=user_id,
        key_id=1,
        environment="live",
        ticket_id=f"ticket of {name}",
        symbol=symbol,
        payload=ORDER,
        recv_window=5000,
        signed_at=AT,
        part=part,
        kind=kind,
        market=market,
    )


async def test_an_intent_is_written_as_sending(storage: Storage) -> None:
    async with storage.begin() as unit:
        intent = await intended(unit)

        assert await unit.orders.get("x-1") == intent
        assert await unit.orders.get("x-2") is None
    assert (intent.state, intent.payload, intent.recv_window) == ("SENDING", ORDER, 5000)


async def test_a_ticket_leads_to_one_intent(storage: Storage) -> None:
    async with storage.begin() as unit:
        await intended(unit, "x-1")
        with pytest.raises(IntegrityError):
            await unit.orders.intend(
                client_order_id="x-2",
                user_id=ALICE,
                chat_id=ALICE,
                key_id=1,
                environment="live",
                ticket_id="ticket of x-1",
                symbol="BTCUSDT",
                payload=ORDER,
                recv_window=5000,
                signed_at=AT,
            )


@pytest.mark.parametrize("to", STATES)
@pytest.mark.parametrize("start", STATES)
async def test_an_intent_moves_only_forward(
    storage: Storage, start: OrderState, to: OrderState
) -> None:
    """Even when the caller would allow every way."""
    async with storage.begin() as unit:
        await intended(unit, part=int(start == "PLANNED"))
        if start not in ("PLANNED", "SENDING"):
            assert await unit.orders.move("x-1", {"SENDING"}, start)

        moved = await unit.orders.move("x-1", STATES, to)
        found = await unit.orders.get("x-1")

    assert found is not None
    assert found.state == (to if moved else start)
    assert (moved is not None) == (start in BEFORE[to])


async def test_an_intent_that_is_elsewhere_is_not_moved(storage: Storage) -> None:
    async with storage.begin() as unit:
        await intended(unit)
        await unit.orders.move("x-1", {"SENDING"}, "UNKNOWN", reason="timeout", deadline_at=AT)

        assert await unit.orders.move("x-1", {"SENDING"}, "ABSENT") is None
        assert await unit.orders.move("x-2", {"SENDING"}, "ABSENT") is None
        found = await unit.orders.get("x-1")
    assert found is not None
    assert (found.state, found.reason, found.deadline_at) == ("UNKNOWN", "timeout", AT)


@pytest.mark.parametrize(
    ("known", "told", "after"),
    [
        ("NEW", "PARTIALLY_FILLED", "PARTIALLY_FILLED"),
        ("PARTIALLY_FILLED", "PARTIALLY_FILLED", "PARTIALLY_FILLED"),
        ("PARTIALLY_FILLED", "FILLED", "FILLED"),
        ("PARTIALLY_FILLED", "NEW", "PARTIALLY_FILLED"),
        ("FILLED", "NEW", "FILLED"),
        ("FILLED", "CANCELED", "FILLED"),
        ("EXPIRED", "PARTIALLY_FILLED", "EXPIRED"),
    ],
)
async def test_late_news_of_an_order_undo_nothing(
    storage: Storage, known: str, told: str, after: str
) -> None:
    async with storage.begin() as unit:
        await intended(unit)
        await unit.orders.move("x-1", {"SENDING"}, "ACCEPTED", status=known, order_id=9)
        await unit.orders.move("x-1", {"ACCEPTED"}, "ACCEPTED", status=told)
        found = await unit.orders.get("x-1")

    assert found is not None
    assert (found.status, found.order_id) == (after, 9)


async def test_a_settled_order_can_still_be_given_its_message(storage: Storage) -> None:
    async with storage.begin() as unit:
        await intended(unit)
        await unit.orders.move("x-1", {"SENDING"}, "ACCEPTED", status="FILLED")

        placed = await unit.orders.move("x-1", {"ACCEPTED"}, "ACCEPTED", message_id=5)

    assert placed is not None
    assert (placed.status, placed.message_id) == ("FILLED", 5)


async def test_what_is_unresolved_is_found_again_after_a_restart(storage: Storage) -> None:
    async with storage.begin() as unit:
        for name in ("sending", "unknown", "accepted"):
            await intended(unit, name)
        await unit.orders.move("unknown", {"SENDING"}, "UNKNOWN")
        await unit.orders.move("accepted", {"SENDING"}, "ACCEPTED")

        unresolved = await unit.orders.unresolved("live")
        assert await unit.orders.unresolved("testnet") == []
    assert {intent.client_order_id for intent in unresolved} == {"sending", "unknown"}


async def test_an_absent_order_is_watched_for_a_late_fill(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        await intended(unit)
        await unit.orders.move("x-1", {"SENDING"}, "ABSENT", watch_until=later(60))

        assert len(await unit.orders.watched("live", now())) == 1
        assert await unit.orders.watched("live", later(60)) == []
        assert await unit.orders.move("x-1", {"ABSENT"}, "ACCEPTED", status="FILLED")
        assert await unit.orders.watched("live", now()) == []


async def test_a_persons_orders_come_newest_first(
    storage: Storage, wait: Callable[[float], None]
) -> None:
    for name, symbol in (("x-1", "BTCUSDT"), ("x-2", "ETHUSDT"), ("x-3", "ETHUSDT")):
        wait(1)
        async with storage.begin() as unit:
            await intended(unit, name, symbol=symbol)

    async with storage.read() as unit:
        latest = await unit.orders.of(ALICE, 2)
        assert [intent.client_order_id for intent in latest] == ["x-3", "x-2"]
        assert await unit.orders.symbols(ALICE, "live") == {"BTCUSDT", "ETHUSDT"}
        assert await unit.orders.symbols(ALICE, "demo") == set()


def a_fill(trade_id: int, *, symbol: str = "BTCUSDT", user_id: int = ALICE) -> Fill:
    return Fill(
        environment="live",
        account_uid=5,
        symbol=symbol,
        trade_id=trade_id,
        user_id=user_id,
        order_id=9,
        client_order_id=None,
        side="BUY",
        price=Decimal("67123.40"),
        qty=Decimal("0.00001"),
        quote_qty=Decimal("0.671234"),
        commission=Decimal("0.00000001"),
        commission_asset="BNB",
        at=AT,
    )


async def test_a_fill_told_twice_is_recorded_once(storage: Storage) -> None:
    async with storage.begin() as unit:
        fills = (a_fill(1), a_fill(1), a_fill(1, symbol="ETHUSDT"))

        assert [await unit.fills.record(fill) for fill in fills] == [True, False, True]


async def test_fills_come_back_exactly_and_newest_first(storage: Storage) -> None:
    async with storage.begin() as unit:
        for trade_id, symbol in ((1, "BTCUSDT"), (2, "ETHUSDT"), (3, "BTCUSDT")):
            await unit.fills.record(a_fill(trade_id, symbol=symbol))

        assert await unit.fills.of(ALICE, None, 2) == [a_fill(3), a_fill(2, symbol="ETHUSDT")]
        assert await unit.fills.of(ALICE, "BTCUSDT", 10) == [a_fill(3), a_fill(1)]
        assert await unit.fills.symbols("live", 5) == {"BTCUSDT", "ETHUSDT"}


async def test_a_fill_cursor_moves_only_forward(storage: Storage) -> None:
    async with storage.begin() as unit:
        assert await unit.fills.cursor("live", 5, "BTCUSDT") is None
        for trade_id in (10, 12, 11):
            await unit.fills.move_cursor("live", 5, "BTCUSDT", trade_id)

        assert await unit.fills.cursor("live", 5, "BTCUSDT") == 12
        assert await unit.fills.cursor("live", 6, "BTCUSDT") is None


async def test_an_order_is_found_by_the_number_that_binance_gave_it(storage: Storage) -> None:
    async with storage.begin() as unit:
        for name in ("x-1", "x-2"):
            await intended(unit, name, symbol="BTCUSDT" if name == "x-1" else "ETHUSDT")
            await unit.orders.move(name, {"SENDING"}, "ACCEPTED", order_id=7)

        found = await unit.orders.numbered(ALICE, "live", "ETHUSDT", 7)
        others = [
            await unit.orders.numbered(BOB, "live", "ETHUSDT", 7),
            await unit.orders.numbered(ALICE, "testnet", "ETHUSDT", 7),
            await unit.orders.numbered(ALICE, "live", "ETHUSDT", 8),
        ]

    assert found is not None
    assert found.client_order_id == "x-2"
    assert others == [None] * 3


@pytest.mark.parametrize(
    ("kind", "market"), [("oco", "spot"), ("amend", "spot"), ("order", "usdm")]
)
async def test_numbers_of_lists_of_changes_and_of_other_markets_are_no_orders_of_spot(
    storage: Storage, kind: str, market: Market
) -> None:
    async with storage.begin() as unit:
        await intended(unit, kind=kind, market=market)
        await unit.orders.move("x-1", {"SENDING"}, "ACCEPTED", order_id=7)

        assert await unit.orders.numbered(ALICE, "live", "BTCUSDT", 7) is None


async def test_a_market_of_which_only_a_setting_was_chosen_is_not_used(storage: Storage) -> None:
    async with storage.begin() as unit:
        await intended(unit, kind=SETTINGS[0], market="usdm")
        await unit.orders.move("x-1", {"SENDING"}, "ACCEPTED")

        assert not await unit.orders.used(ALICE, 1, "usdm")
        assert await unit.orders.ordered(1, "usdm") == {}


@pytest.mark.parametrize(
    ("to", "used"),
    [(None, True), ("UNKNOWN", True), ("ACCEPTED", True), ("REJECTED", False), ("NOT_SENT", False)],
)
async def test_a_market_is_used_once_something_may_have_arrived_there(
    storage: Storage, to: OrderState | None, *, used: bool
) -> None:
    async with storage.begin() as unit:
        await intended(unit, market="usdm")
        if to is not None:
            await unit.orders.move("x-1", {"SENDING"}, to)

        assert await unit.orders.used(ALICE, 1, "usdm") is used
        assert not await unit.orders.used(ALICE, 1, "coinm")
        assert not await unit.orders.used(ALICE, 2, "usdm")
