"""Which orders of a book would open a position without the stop that is there for it."""

from decimal import Decimal
from typing import Any

import pytest
from contract_listing import algo_order, in_book
from followed_account import ALICE, connected

from binance.errors import Unreachable
from binance.models.futures.terms import OrderType, PositionSide
from binance.models.order_terms import Side
from binance.private import coin_futures, futures
from bot.deeds import deed_of
from bot.leftovers import CancelCoinLeftover, CancelUsdLeftover
from bot.openings import Openings
from storage import Storage

STOP = CancelUsdLeftover.of(algo_order("STOP_MARKET"))
LONG = STOP.model_copy(update={"position_side": PositionSide.LONG})
SHORT = STOP.model_copy(update={"position_side": PositionSide.SHORT, "side": Side.BUY})


async def found(storage: Storage, closers: list[Any], *book: Any) -> list[str]:
    async def send(request: Any) -> Any:
        assert request.symbol == closers[0].symbol
        return book

    told = await Openings(storage, environment="sandbox").without(send, closers)
    assert told is not None
    return [one.client_order_id for one in told]


async def test_only_what_opens_the_position_that_the_stop_closes_is_found(
    storage: Storage,
) -> None:
    book = [
        in_book("entry"), in_book("short", side=Side.SELL), in_book("reduces", reduce_only=True),
        in_book("closes", close_position=True, type=OrderType.STOP_MARKET),
        in_book("elsewhere", symbol="ETHUSDT"),
    ]  # fmt: skip

    assert await found(storage, [STOP], *book) == ["entry"]


async def test_in_hedge_mode_each_side_has_its_own_entries(storage: Storage) -> None:
    book = [
        in_book("long", position_side=PositionSide.LONG),
        in_book("closes", side=Side.SELL, position_side=PositionSide.LONG),
        in_book("short", side=Side.SELL, position_side=PositionSide.SHORT),
    ]

    assert await found(storage, [LONG], *book) == ["long"]
    assert await found(storage, [SHORT], *book) == ["short"]
    assert await found(storage, [LONG, SHORT], *book) == ["long", "short"]
    assert await found(storage, [STOP], *book) == []


@pytest.mark.parametrize(
    ("type_", "filled", "told"),
    [
        ("STOP_MARKET", "0", []),
        ("STOP_MARKET", "0.01", ["entry"]),  # with its position that stop is given up
        ("TAKE_PROFIT_MARKET", "0", ["entry"]),
    ],
)
async def test_an_entry_has_the_stop_that_is_kept_until_it_fills(
    storage: Storage, clock: Any, type_: str, filled: str, told: list[str]
) -> None:
    await kept(storage, clock, type_)

    assert await found(storage, [STOP], in_book("entry", filled)) == told


async def kept(storage: Storage, clock: Any, type_: str) -> None:
    """An entry at Binance, and what is sent once it fills."""
    key = await connected(storage)
    later = deed_of(
        futures.NewAlgoOrder(
            symbol="BTCUSDT",
            side="SELL",
            type=type_,
            trigger_price=Decimal(58_000),
            close_position=True,
        )
    )
    async with storage.begin() as unit:
        for part, name in enumerate(("entry", later.client_id)):
            await unit.orders.intend(
                client_order_id=name, user_id=ALICE, chat_id=ALICE, key_id=key.id,
                environment="sandbox", ticket_id="t", part=part, symbol="BTCUSDT", market="usdm",
                kind=later.kind.name, payload=later.payload, recv_window=5000, signed_at=clock(),
            )  # fmt: skip


async def test_each_market_is_asked_at_its_own_endpoint(storage: Storage) -> None:
    asked = []

    async def send(request: Any) -> Any:
        asked.append(request)
        raise Unreachable("away")

    coin = CancelCoinLeftover.of(algo_order("STOP_MARKET", symbol="BTCUSD_PERP"))
    openings = Openings(storage, environment="sandbox")

    assert await openings.without(send, [STOP]) is None
    assert await openings.without(send, [coin]) is None
    assert asked == [
        futures.OpenOrders(symbol="BTCUSDT"), coin_futures.OpenOrders(symbol="BTCUSD_PERP"),
    ]  # fmt: skip
