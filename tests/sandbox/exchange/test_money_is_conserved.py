"""Random play: no money appears or vanishes, and events tell the truth about it."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.exchange.core import Core
from sandbox.exchange.trading.orders import Order, Ticket
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account

moves = st.tuples(
    st.sampled_from(["BUY", "SELL"]),
    st.sampled_from(["LIMIT", "MARKET", "LIMIT_MAKER"]),
    st.sampled_from(["GTC", "IOC", "FOK"]),
    st.integers(1, 30_000).map(lambda steps: Decimal(steps) / 100_000),
    st.integers(-40_000, 40_000).map(lambda ticks: Decimal(ticks) / 100),
    st.integers(0, 1),
)


@given(st.lists(moves, min_size=1, max_size=30))
@settings(max_examples=25, deadline=None)
def test_money_is_conserved_and_states_only_move_forward(played: list[Any]) -> None:
    events: list[tuple[Account, dict[str, Any]]] = []
    core = Core(seed=1, speed=1.0, replay=None, now=lambda: 1_795_176_000.0)
    core.engine._tell = lambda account, event: events.append((account, event))
    pair = core.market.pairs["BTCUSDT"]
    people = [core.registry.open_account(label) for label in ("alice", "bob")]

    for number, (side, type_, force, quantity, away, who) in enumerate(played):
        limited = type_ != "MARKET"
        ticket = Ticket(
            symbol="BTCUSDT",
            side=side,
            type=type_,
            client_id=str(number),
            time_in_force=force if type_ == "LIMIT" else "GTC",
            price=pair.last.price + away if limited else Decimal(0),
            quantity=quantity,
        )
        with suppress(ApiError):  # refused: too little money, or a maker that would take
            core.engine.place(people[who], ticket)
        if number % 5 == 4:
            core.engine.move(pair, pair.last.price + away)

    for account in people:
        _check_money(account)
        _check_events(account, [event for whose, event in events if whose is account])
    _check_book(core)


def _check_money(account: Account) -> None:
    free = {"USDT": Decimal(10_000), "BTC": Decimal("0.5"), "ETH": Decimal(2)}
    locked = dict.fromkeys(free, Decimal(0))
    for order in account.orders.values():
        _count(order, free, locked)
    for asset, balance in account.balances.items():
        assert balance.free >= 0
        assert balance.locked == locked[asset]
        assert balance.free == free[asset]


def _count(order: Order, free: dict[str, Decimal], locked: dict[str, Decimal]) -> None:
    gives, gets = ("USDT", "BTC") if order.ticket.side == "BUY" else ("BTC", "USDT")
    for fill in order.fills:
        paid, received = fill.quote, fill.quantity
        if order.ticket.side == "SELL":
            paid, received = received, paid
        free[gives] -= paid
        free[gets] += received - fill.commission
    if order.open:
        free[gives] -= order.locked
        locked[gives] += order.locked


_RANK = {"NEW": 0, "PARTIALLY_FILLED": 1}


def _check_events(account: Account, events: list[dict[str, Any]]) -> None:
    """Replay the account's events: they lead to its balances, and no state goes back."""
    shown = {asset: (balance.free, balance.locked) for asset, balance in account.balances.items()}
    replayed: dict[str, tuple[Decimal, Decimal]] = {}
    states: dict[int, str] = {}
    for event in events:
        if event["e"] == "outboundAccountPosition":
            rows = event["B"]
            replayed |= {row["a"]: (Decimal(row["f"]), Decimal(row["l"])) for row in rows}
            continue
        before = states.get(event["i"], "NEW")
        assert before in _RANK
        assert _RANK.get(event["X"], 2) >= _RANK[before]
        states[event["i"]] = event["X"]
    for asset, balance in replayed.items():
        assert balance == shown[asset]
    assert states == {order.id: order.status for order in account.orders.values()}


def _check_book(core: Core) -> None:
    bids, asks = (core.engine.levels("BTCUSDT", side, 5) for side in ("BUY", "SELL"))
    assert bids[0][0] < asks[0][0]
