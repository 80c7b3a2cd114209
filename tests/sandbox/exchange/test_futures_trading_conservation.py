"""Random play on futures: whatever happens, wallets are the sum of their history."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.exchange.core import Core
from sandbox.exchange.futures.trading.orders import Order, Ticket
from sandbox.exchange.futures.trading.rules import check
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from sandbox.exchange.futures.trading.ledger import Ledger

NOON = 1_795_176_000.0
SYMBOLS = ("BTCUSDT", "BTCUSD_PERP")
moves = st.tuples(
    st.sampled_from(SYMBOLS),
    st.sampled_from(["BUY", "SELL"]),
    st.sampled_from(["MARKET", "GTC", "IOC", "GTX", "FOK"]),
    st.integers(2, 150),
    st.integers(-300, 300),
    st.integers(0, 1),
    st.booleans(),
)
falls = st.sampled_from([-3, -2, -1, 0, 0, 1, 2, 3, 12])


@given(st.lists(st.tuples(moves, falls), min_size=10, max_size=30), st.booleans(), st.booleans())
@settings(max_examples=20, deadline=None)
def test_wallets_are_the_sum_of_their_history(
    played: list[Any], isolated: bool, hedged: bool
) -> None:
    core = Core(seed=1, speed=1.0, replay=None, now=lambda: NOON)
    ledgers = [_open(core, label, isolated, hedged) for label in ("alice", "bob")]

    for number, ((symbol, *what), fall) in enumerate(played):
        with suppress(ApiError):  # refused: too little margin, or nothing to reduce
            _place(core, ledgers, number, symbol, *what)
        if number % 4 == 3:
            spot = core.market.pairs["BTCUSDT"]
            price = spot.last.price * (100 + fall) / 100
            core.engine.move(spot, price // spot.listing.tick * spot.listing.tick)
        core.advance()

    for pair in ledgers:
        for ledger in pair.values():
            assert dict(ledger.wallets) == _history_summed(ledger)
            _check_positions(ledger)
            _check_orders(ledger)


def _open(core: Core, label: str, isolated: bool, hedged: bool) -> dict[bool, Ledger]:
    account, floor = core.registry.open_account(label), core.futures.floor
    ledgers = {inverse: floor.ledger(account, inverse=inverse) for inverse in (False, True)}
    floor.bookkeeper.transfer(ledgers[False], "USDT", Decimal(5_000))
    floor.bookkeeper.transfer(ledgers[True], "BTC", Decimal("0.1"))
    for symbol, ledger in zip(SYMBOLS, ledgers.values(), strict=True):
        ledger.settings[symbol].isolated = isolated
        ledger.settings[symbol].leverage = 50
        ledger.mode.hedged = hedged
    return ledgers


def _place(
    core: Core,
    ledgers: list[dict[bool, Ledger]],
    number: int,
    symbol: str,
    side: str,
    force: str,
    size: int,
    away: int,
    who: int,
    reducing: bool,
) -> None:
    contract, floor = core.futures.contracts[symbol], core.futures.floor
    ledger, limited = ledgers[who][contract.inverse], force != "MARKET"
    price = core.futures.pair(symbol).last.price + away * contract.tick
    sides = {(False, "BUY"): "LONG", (False, "SELL"): "SHORT"}
    opening = sides.get((reducing, side), "SHORT" if side == "BUY" else "LONG")
    ticket = Ticket(
        symbol=symbol,
        side=side,
        type="LIMIT" if limited else "MARKET",
        quantity=contract.step * size,
        client_id=str(number),
        price=price if limited else Decimal(0),
        position_side=opening if ledger.mode.hedged else "BOTH",
        time_in_force=force if limited else "GTC",
        reduce_only=reducing and not ledger.mode.hedged,
    )
    check(ticket, contract, floor.mark(symbol))
    floor.engine.place(ledger, ticket)


def _history_summed(ledger: Ledger) -> dict[str, Decimal]:
    return {
        asset: sum((each.amount for each in ledger.income if each.asset == asset), Decimal(0))
        for asset in ledger.wallets
    }


def _check_positions(ledger: Ledger) -> None:
    """Positions are what was bought less what was sold; closed ones have no wallet."""
    assert all(position.isolated_wallet >= 0 for position in ledger.held())
    closed = [each for each in ledger.positions.values() if not each.amount]
    assert all(position.isolated_wallet == 0 for position in closed)
    for position in ledger.positions.values():
        amount = sum(
            fill.quantity if fill.order.ticket.side == "BUY" else -fill.quantity
            for fill in ledger.fills
            if fill.order.ticket.symbol == position.symbol
            and fill.order.ticket.position_side == position.side
        )
        assert position.amount == amount
        assert position.amount * {"LONG": 1, "SHORT": -1, "BOTH": 0}[position.side] >= 0


def _check_orders(ledger: Ledger) -> None:
    for order in ledger.orders.values():
        _check_order(order)
        assert (order.id in ledger.working) == order.open


def _check_order(order: Order) -> None:
    assert order.executed == sum(fill.quantity for fill in order.fills)
    assert 0 <= order.executed <= order.quantity
    if order.ticket.limited:
        assert all(order.ticket.accepts(fill.price) for fill in order.fills)
