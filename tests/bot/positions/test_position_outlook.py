"""What an order meets in the book of its contract, and where its position would be liquidated."""

from decimal import Decimal
from typing import Any

import pytest
from contract_listing import contract

from binance.models.futures.account import Account, AccountAsset
from binance.models.futures.positions import Position
from binance.models.futures.settings import LeverageBracket
from binance.models.market import Level, OrderBook
from binance.models.order_terms import Side
from binance.streams.books import LocalBook
from bot.positions import Direction, outlook
from bot.positions.charges import Charges
from bot.positions.questions import Meeting
from bot.positions.standing import Standing

D = Decimal
MARK = D(100)
BIDS = (Level(D(99), D(1)), Level(D(98), D(2)))
ASKS = (Level(D(101), D(1)), Level(D(102), D(2)))


def book(bids: tuple[Level, ...] = BIDS, asks: tuple[Level, ...] = ASKS) -> LocalBook:
    return LocalBook(OrderBook(last_update_id=1, bids=bids, asks=asks), limit=10)


@pytest.mark.parametrize(
    ("side", "price", "filled", "average", "complete"),
    [
        (Side.BUY, 105, 2, "101.5", True),
        (Side.BUY, 101, 1, "101", False),
        (Side.SELL, 98, 2, "98.5", True),
        (Side.SELL, 99, 1, "99", False),
    ],
)
def test_a_price_that_somebody_meets_takes_what_is_there_up_to_it(
    side: Side, price: int, filled: int, average: str, complete: bool
) -> None:
    meets = outlook.meeting(book(), side, D(2), D(price), MARK)

    assert meets.takes
    assert meets.fill is not None
    assert (meets.fill.qty, meets.fill.avg_price) == (D(filled), D(average))
    assert meets.fill.complete is complete


@pytest.mark.parametrize(("side", "price"), [(Side.BUY, "100.5"), (Side.SELL, "99.5")])
def test_a_price_beyond_the_mark_that_nobody_meets_waits(side: Side, price: str) -> None:
    assert outlook.meeting(book(), side, D(2), D(price), MARK) == Meeting(takes=False)


@pytest.mark.parametrize("seen", [None, book(bids=(), asks=())])
def test_without_offers_the_mark_price_tells_that_it_takes_but_not_how_much(
    seen: LocalBook | None,
) -> None:
    assert outlook.meeting(seen, Side.BUY, D(2), D("100.5"), MARK) == Meeting(takes=True)
    assert outlook.meeting(seen, Side.BUY, D(2), D("99.5"), MARK) == Meeting(takes=False)
    assert outlook.meeting(seen, Side.SELL, D(2), D("99.5"), MARK) == Meeting(takes=True)


def standing(held: str, wallet: int, **changes: Any) -> Standing:
    """One-way mode and crossed margin, with a position entered at 75,000."""
    asset = AccountAsset.model_construct(asset="USDT", cross_wallet_balance=D(wallet))
    there = Position.model_construct(
        symbol="BTCUSDT", position_amt=D(held), entry_price=D(75_000), isolated_wallet=D(900)
    )
    bracket = LeverageBracket(
        bracket=1, initial_leverage=125, notional_floor=D(0), notional_cap=D(50_000),
        maint_margin_ratio=D("0.004"), cum=D(0),
    )  # fmt: skip
    known: Any = {
        "contract": contract("BTCUSDT"), "hedged": False, "together": False, "leverage": 5,
        "isolated": False, "wallet": Account.model_construct(assets=(asset,), positions=()),
        "positions": (there,), "brackets": [bracket], "premium": None, "waiting": (),
        "charges": Charges(maker=D("0.0002"), taker=D("0.0005"), in_bnb=False),
    }  # fmt: skip
    return Standing(**known | changes)


@pytest.mark.parametrize(
    ("held", "direction", "left"),
    [("0.1", Direction.SHORT, 5000 - 1000), ("-0.1", Direction.LONG, 5000 + 1000)],
)
def test_a_position_that_is_turned_round_begins_with_what_the_old_one_left(
    held: str, direction: Direction, left: int
) -> None:
    price, fee, sign = D(65_000), D("6.5"), direction.sign

    foretold = outlook.liquidation(standing(held, 5000), direction, D("0.2"), price, 5)

    ratio = D("0.004")
    wanted = (left - fee - sign * D("0.1") * price) / (D("0.1") * (ratio - sign))
    assert foretold is not None
    assert abs(foretold - wanted) < 1
    if direction is Direction.SHORT:
        assert round(foretold) == 104_517


def test_an_isolated_position_that_is_turned_round_begins_with_a_margin_of_its_own() -> None:
    one = standing("0.1", 5000, isolated=True)

    foretold = outlook.liquidation(one, Direction.SHORT, D("0.2"), D(65_000), 5)

    assert foretold is not None
    assert round(foretold) == round(D(6500 + 1300) / D("0.1004"))
