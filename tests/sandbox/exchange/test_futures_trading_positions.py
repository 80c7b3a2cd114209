"""The arithmetic of positions, of linear and of inverse contracts."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.exchange.futures.market.listed import listed
from sandbox.exchange.futures.trading.arithmetic import worth
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.positions import Position

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract

CONTRACTS = listed(1_795_176_000_000)
LINEAR, INVERSE = CONTRACTS["BTCUSDT"], CONTRACTS["BTCUSD_PERP"]
trades = st.lists(
    st.tuples(
        st.integers(-500, 500).filter(bool).map(Decimal),
        st.integers(10_000, 90_000).map(Decimal),
    ),
    min_size=1,
    max_size=20,
)


def position(contract: Contract = LINEAR) -> Position:
    return Position(contract, "BOTH")


def test_adding_averages_the_entry_price() -> None:
    long = position()

    assert long.trade(Decimal(1), Decimal(60_000)) == 0
    assert long.trade(Decimal(3), Decimal(64_000)) == 0

    assert (long.amount, long.entry_price) == (4, 63_000)
    assert long.unrealized(Decimal(64_000)) == 4_000


def test_reducing_realizes_a_part_and_keeps_the_entry_price() -> None:
    long = position()
    long.trade(Decimal(4), Decimal(63_000))

    assert long.trade(Decimal(-1), Decimal(65_000)) == 2_000

    assert (long.amount, long.entry_price, long.realized) == (3, 63_000, 2_000)


def test_a_short_gains_when_the_price_falls() -> None:
    short = position()
    short.trade(Decimal(-2), Decimal(60_000))

    assert short.unrealized(Decimal(59_000)) == 2_000
    assert short.trade(Decimal(2), Decimal(59_000)) == 2_000
    assert (short.amount, short.entry_price) == (0, 0)


def test_more_than_what_is_held_flips_a_position() -> None:
    turned = position()
    turned.trade(Decimal(1), Decimal(60_000))

    assert turned.trade(Decimal(-3), Decimal(61_000)) == 1_000
    assert (turned.amount, turned.entry_price) == (-2, 61_000)


def test_an_inverse_contract_gains_in_coin() -> None:
    long = position(INVERSE)
    long.trade(Decimal(100), Decimal(50_000))  # 10,000 dollars, 0.2 bitcoin

    assert long.notional(Decimal(50_000)) == Decimal("0.2")
    assert long.unrealized(Decimal(100_000)) == Decimal("0.1")
    assert long.trade(Decimal(-50), Decimal(100_000)) == Decimal("0.05")


def test_an_inverse_entry_price_is_a_harmonic_mean() -> None:
    long = position(INVERSE)
    long.trade(Decimal(10), Decimal(40_000))
    long.trade(Decimal(10), Decimal(60_000))

    assert round(long.entry_price, 8) == 48_000


def test_breaking_even_takes_the_fees_of_what_is_open() -> None:
    long = position()
    long.trade(Decimal(2), Decimal(60_000), fee=Decimal(60))
    long.trade(Decimal(-1), Decimal(60_000), fee=Decimal(30))

    assert long.fees == 30
    assert long.break_even_price == 60_030


@given(trades, st.sampled_from([LINEAR, INVERSE]))
@settings(max_examples=60, deadline=None)
def test_profits_are_what_selling_brought_less_what_buying_cost(
    made: list[tuple[Decimal, Decimal]], contract: Contract
) -> None:
    held = position(contract)
    closing = Decimal(50_000)

    profit = sum(held.trade(quantity, price) for quantity, price in made)

    amounts = list(accumulate(quantity for quantity, _ in made))
    flow = sum(quantity * (worth(contract, closing) - worth(contract, at)) for quantity, at in made)
    assert held.amount == amounts[-1]
    assert profit + held.unrealized(closing) == pytest.approx(flow, abs=Decimal("1E-15"))


@given(st.decimals(1, 2_000_000_000, places=2))
@settings(max_examples=60, deadline=None)
def test_maintenance_margin_grows_without_a_jump(notional: Decimal) -> None:
    brackets = brackets_of("BTC", inverse=False)
    little = Decimal("0.01")

    more = brackets.maintenance(notional + little) - brackets.maintenance(notional)

    assert 0 < more <= little
    assert 0 < brackets.maintenance(notional) < notional
