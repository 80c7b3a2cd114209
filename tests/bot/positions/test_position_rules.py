"""The filters of contracts, the margin, and where a position is liquidated."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from contract_listing import contract
from hypothesis import given
from hypothesis import strategies as st

from binance.models.futures.settings import LeverageBracket
from binance.models.order_terms import Side
from bot.i18n import Say
from bot.positions import Direction, Exits, rules, sizing
from bot.positions.outlook import Lot, liquidated_at, result
from bot.refusals import Refused

D = Decimal
BTC = contract("BTCUSDT")
BRACKETS = [
    LeverageBracket(
        bracket=1, initial_leverage=125, notional_floor=D(0), notional_cap=D(50_000),
        maint_margin_ratio=D("0.004"), cum=D(0),
    ),
    LeverageBracket(
        bracket=2, initial_leverage=20, notional_floor=D(50_000), notional_cap=D(500_000),
        maint_margin_ratio=D("0.01"), cum=D(300),
    ),
]  # fmt: skip


def refusal(check: Callable[[], None]) -> str:
    with pytest.raises(Refused) as refused:
        check()
    return str(Say("en")(refused.value.text, **refused.value.values))


@pytest.mark.parametrize(
    ("quantity", "market", "reduces", "told"),
    [
        ("0.0004", True, False, "0.001 BTC or more (LOT_SIZE). 0.001 BTC would do, 0.0006 more"),
        ("0.001", True, False, None),
        ("121", True, False, "at most 120 BTC at once (MARKET_LOT_SIZE). 120 BTC would do, 1 less"),
        ("121", False, False, None),
        ("1001", False, False, "at most 1,000 BTC at once (LOT_SIZE)"),
        ("0.0015", True, False, "in steps of 0.001 (LOT_SIZE): 0.001 would do"),
    ],
)  # fmt: skip
def test_the_lot_that_is_failed_is_named_with_the_nearest_that_passes(
    quantity: str, market: bool, reduces: bool, told: str | None
) -> None:
    def check() -> None:
        rules.check_quantity(BTC, D(quantity), D(60_000), market=market, reduces=reduces)

    if told is None:
        check()
    else:
        assert told in refusal(check)


def test_what_only_reduces_may_be_worth_less_than_the_least_notional() -> None:
    def check(*, reduces: bool) -> None:
        rules.check_quantity(BTC, D("0.001"), D(20_000), market=True, reduces=reduces)

    check(reduces=True)
    told = refusal(lambda: check(reduces=False))
    assert "50 USDT or more (MIN_NOTIONAL). 0.003 BTC would do, 0.002 more" in told


def test_who_orders_for_money_is_told_how_much_of_it_would_do() -> None:
    def told(quantity: str, price: int) -> str:
        return refusal(
            lambda: rules.check_quantity(
                BTC, D(quantity), D(price), market=True, reduces=False, paid=D("60000.123456")
            )
        )

    assert "(LOT_SIZE). 0.001 BTC would do, about 60.01 USDT." in told("0", 60_000)
    assert "(MIN_NOTIONAL). 0.003 BTC would do, about 180.01 USDT." in told("0.001", 20_000)


@pytest.mark.parametrize(
    ("side", "price", "told"),
    [
        (Side.BUY, "63000", None),
        (Side.BUY, "63000.1", "too high (PERCENT_PRICE): 63,000 or less would do"),
        (Side.BUY, "30000", None),
        (Side.SELL, "57000", None),
        (Side.SELL, "56999.9", "too low (PERCENT_PRICE): 57,000 or more would do"),
        (Side.SELL, "99000", None),
    ],
)
def test_only_the_harmful_side_of_the_mark_price_is_closed(
    side: Side, price: str, told: str | None
) -> None:
    if told is None:
        rules.check_band(BTC, side, D(price), D(60_000))
    else:
        assert told in refusal(lambda: rules.check_band(BTC, side, D(price), D(60_000)))


def test_leverage_depends_on_how_large_the_position_is() -> None:
    rules.check_leverage(BTC, BRACKETS, 20, D(500_000))
    rules.check_leverage(BTC, BRACKETS, 125, D(50_000))

    assert "125x at most" in refusal(lambda: rules.check_leverage(BTC, BRACKETS, 126, D(1)))
    told = refusal(lambda: rules.check_leverage(BTC, BRACKETS, 50, D(50_001)))
    assert "With 50x a position in BTCUSDT may be worth at most 50,000 USDT" in told


LONG, SHORT = Direction.LONG, Direction.SHORT


@pytest.mark.parametrize(
    ("direction", "waits", "exits", "told"),
    [
        (LONG, False, Exits(profit=D(61_000), loss=D(58_000)), None),
        (LONG, False, Exits(profit=D(60_000)), "target at 60,000 would trigger at once"),
        (LONG, False, Exits(loss=D(59_000)), "must lie below 59,000"),
        (SHORT, False, Exits(profit=D(58_000), loss=D(61_000)), None),
        (SHORT, False, Exits(profit=D(59_500)), "must lie below 59,000"),
        (SHORT, False, Exits(loss=D(59_500)), "must lie above 60,000"),
        (LONG, False, Exits(loss=D("58000.05")), "steps of 0.1 (PRICE_FILTER)"),
        (LONG, True, Exits(profit=D(59_500), loss=D(58_000)), None),
        (LONG, True, Exits(profit=D(59_000)), "must lie above 59,000"),
        (LONG, True, Exits(loss=D(59_000)), "must lie below 59,000"),
        (SHORT, True, Exits(loss=D(59_500)), "must lie above 60,000"),
        (LONG, False, Exits(loss=D("58.250")), "“58.250” is read differently by different"),
        (SHORT, False, Exits(profit=D("51.105")), "Write 51.105 or 51105."),
        (LONG, False, Exits(loss=D("58.2")), "58.2 is too low (PRICE_FILTER)"),
    ],
)
def test_ends_lie_beyond_the_entry_and_but_for_targets_that_wait_behind_it_the_mark(
    direction: Direction, waits: bool, exits: Exits, told: str | None
) -> None:
    def check() -> None:
        sizing.check_exits(BTC, direction, exits, entry=D(59_000), mark=D(60_000), waits=waits)

    if told is None:
        check()
    else:
        assert told in refusal(check)


def test_of_a_short_entry_that_waits_above_the_market_the_target_lies_below_the_entry() -> None:
    def check(*, waits: bool) -> None:
        exits = Exits(profit=D(62_000), loss=D(66_000))
        sizing.check_exits(BTC, SHORT, exits, entry=D(65_000), mark=D(60_000), waits=waits)

    check(waits=True)
    assert "must lie below 60,000" in refusal(lambda: check(waits=False))


def test_the_limit_of_an_end_is_told_as_a_price_of_the_contract() -> None:
    def told(direction: Direction, exits: Exits) -> str:
        entry, mark = D("59000.01234567"), D("60000.98765432")
        return refusal(lambda: sizing.check_exits(BTC, direction, exits, entry=entry, mark=mark))

    assert told(Direction.LONG, Exits(profit=D(60_000))).endswith("above 60,000.9.")
    assert told(Direction.LONG, Exits(loss=D(59_500))).endswith("below 59,000.1.")


def test_what_an_end_brings_is_after_the_fees_of_both_trades() -> None:
    gained = result(Direction.LONG, D("0.1"), D(60_000), D(66_000), D("0.0005"))
    lost = result(Direction.SHORT, D("0.1"), D(60_000), D(66_000), D("0.0005"))

    assert gained == D(600) - D("6.3")
    assert lost == -D(600) - D("6.3")


def test_trades_make_a_position_larger_smaller_or_turn_it_around() -> None:
    lot = Lot(D(1), D(100))

    assert lot.with_trade(D(1), D(200)) == Lot(D(2), D(150))
    assert lot.with_trade(D("-0.5"), D(200)) == Lot(D("0.5"), D(100))
    assert lot.with_trade(D(-3), D(200)) == Lot(D(-2), D(200))
    assert lot.with_trade(D(-1), D(200)).amount == 0


@pytest.mark.parametrize(
    ("held", "traded", "brings"),
    [("0.1", "-0.2", -1000), ("0.1", "-0.05", -500), ("-0.1", "0.2", 1000), ("0.1", "0.2", 0)],
)
def test_only_what_closes_a_position_realises_its_profit_or_loss(
    held: str, traded: str, brings: int
) -> None:
    assert Lot(D(held), D(75_000)).realised_by(D(traded), D(65_000)) == brings


@pytest.mark.parametrize("direction", Direction)
def test_at_its_liquidation_price_a_position_has_just_its_maintenance_margin(
    direction: Direction,
) -> None:
    lot, balance = Lot(D(2) * direction.sign, D(60_000)), D(24_000)

    price = liquidated_at([lot], balance, BRACKETS)

    assert price is not None
    left = balance + lot.amount * (price - lot.entry)
    assert abs(left - (2 * price * D("0.01") - 300)) < D("0.01")


@given(st.decimals(D("0.001"), D(5), places=3), st.integers(10, 1_000_000))
def test_more_margin_never_brings_liquidation_nearer(quantity: Decimal, balance: int) -> None:
    lot = Lot(quantity, D(60_000))

    less, more = (liquidated_at([lot], D(one), BRACKETS) for one in (balance, balance * 2))

    assert more is None or less is None or more <= less


def test_both_sides_of_a_hedge_cancel_each_other_out() -> None:
    lots = [Lot(D(1), D(60_000)), Lot(D("-0.999"), D(60_000))]

    alone = liquidated_at(lots[:1], D(10_000), BRACKETS)
    hedged = liquidated_at(lots, D(10_000), BRACKETS)

    assert alone is not None
    assert hedged is None or hedged < alone or hedged > 60_000


@pytest.mark.parametrize(
    ("there", "more", "refused"), [(8, 2, False), (9, 2, True), (10, 0, False)]
)
def test_no_more_orders_wait_than_a_contract_allows(
    there: int, more: int, *, refused: bool
) -> None:
    rule = {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": 10}
    limited = contract("BTCUSDT", filters=[rule])

    def check() -> None:
        rules.check_count(limited, "MAX_NUM_ALGO_ORDERS", there, more)

    if refused:
        assert refusal(check) == (
            "9 orders of this kind are open on BTCUSDT, and 10 may be (MAX_NUM_ALGO_ORDERS). "
            "Cancel one first: /orders"
        )
    else:
        check()
    rules.check_count(limited, "MAX_NUM_ORDERS", 500, 1)
