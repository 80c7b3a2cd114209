"""Random play of three people: money, states, books and events add up after every step."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sandbox.exchange.core import Core
from sandbox.exchange.trading.lists import Plan
from sandbox.exchange.trading.orders import CONTINGENT, ORDER_TYPES, ZERO, Order, Peg, Ticket
from sandbox.exchange.wire.errors import ApiError

BTC, USDT, BNB = "BTC", "USDT", "BNB"
WEALTH = {USDT: Decimal(40_000), BTC: Decimal("0.6"), BNB: Decimal("0.05")}
STEP, TICK = Decimal("0.00001"), Decimal("0.01")
RANK = {"PENDING_NEW": 0, "NEW": 1, "PARTIALLY_FILLED": 2}

people = st.integers(0, 2)
sides = st.sampled_from(["BUY", "SELL"])
quantities = st.integers(1, 30_000).map(lambda steps: STEP * steps)
near = st.integers(-30_000, 30_000).map(lambda ticks: TICK * ticks)
distances = st.integers(1, 60_000).map(lambda ticks: TICK * ticks)
modes = st.sampled_from(["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT", "TRANSFER"])


class Told:
    """What somebody knows who was there from the start and only listens."""

    def __init__(self) -> None:
        self.balances = {asset: (amount, Decimal(0)) for asset, amount in WEALTH.items()}
        self.open: dict[int, str] = {}
        self.lists: dict[int, str] = {}

    def __call__(self, event: dict[str, Any]) -> None:
        if event["e"] == "outboundAccountPosition":
            rows = event["B"]
            self.balances |= {row["a"]: (Decimal(row["f"]), Decimal(row["l"])) for row in rows}
        elif event["e"] == "listStatus":
            assert self.lists.get(event["g"]) != "ALL_DONE"
            self.lists[event["g"]] = event["L"]
        elif event["e"] == "executionReport":
            self._see(event)

    def _see(self, event: dict[str, Any]) -> None:
        before, after = self.open.pop(event["i"], None), event["X"]
        if before is None:
            assert event["x"] == "NEW"
        else:
            assert RANK.get(after, 3) >= RANK[before], (before, after)
        if after in RANK:
            self.open[event["i"]] = after


class Play(RuleBasedStateMachine):
    """Three people at one market; two of them belong to one trade group."""

    @initialize()
    def open(self) -> None:
        self.at = 1_795_176_000.0
        self.core = Core(seed=1, speed=1.0, replay=None, now=lambda: self.at)
        self.pair = self.core.market.pairs["BTCUSDT"]
        self.accounts = [self.core.registry.open_account(name, WEALTH) for name in "abc"]
        self.accounts[0].commission.enabled_for_account = True
        self.accounts[1].trade_group = self.accounts[2].trade_group = 7
        self.told = {account.uid: Told() for account in self.accounts}
        for account in self.accounts:
            self.core.listeners[account.uid].append(self.told[account.uid])
        self.deposits: dict[int, int] = defaultdict(int)
        self.names = 0

    # What people do

    @rule(
        who=people,
        side=sides,
        type_=st.sampled_from(ORDER_TYPES),
        quantity=quantities,
        away=near,
        stop=distances,
        force=st.sampled_from(["GTC", "GTC", "IOC", "FOK"]),
        trailing=st.sampled_from([None, None, 10, 40]),
        slices=st.sampled_from([1, 1, 3]),
        peg=st.sampled_from([None, None, Peg("PRIMARY_PEG"), Peg("MARKET_PEG", 2)]),
        mode=modes,
    )
    def order(self, who: int, type_: str, peg: Peg | None, mode: str, **wish: Any) -> None:
        ticket = self._ticket(type_=type_, peg=peg, prevention=mode, **wish)
        with suppress(ApiError):
            self.core.engine.place(self.accounts[who], ticket)

    @rule(who=people, side=sides, amount=st.integers(5, 20_000))
    def spend(self, who: int, side: str, amount: int) -> None:
        ticket = Ticket("BTCUSDT", side, "MARKET", self._name(), quote_quantity=Decimal(amount))
        with suppress(ApiError):
            self.core.engine.place(self.accounts[who], ticket)

    @rule(who=people, side=sides, quantity=quantities, above=distances, below=distances)
    def pair_up(
        self, who: int, side: str, quantity: Decimal, above: Decimal, below: Decimal
    ) -> None:
        self._place(who, None, self._oco(side, quantity, above, below))

    @rule(
        who=people,
        side=sides,
        quantity=quantities,
        away=near,
        above=distances,
        below=distances,
        kind=st.sampled_from(["OTO", "OTO", "OTOCO", "OPO", "OPOCO"]),
        then=st.sampled_from(ORDER_TYPES),
    )
    def trigger(
        self,
        who: int,
        side: str,
        quantity: Decimal,
        away: Decimal,
        above: Decimal,
        below: Decimal,
        kind: str,
        then: str,
    ) -> None:
        pays = kind.startswith("OPO")
        side = "BUY" if pays else side
        working = self._ticket(side=side, type_="LIMIT", quantity=quantity, away=away)
        later = "SELL" if side == "BUY" else "BUY"
        sold = ZERO if pays else quantity
        others = [self._ticket(side=later, type_=then, quantity=sold, away=above, stop=below)]
        if kind.endswith("OCO"):
            others = self._oco(later, sold, above, below)
        self._place(who, working, others, pays=pays)

    @rule(who=people, which=st.integers(0, 50))
    def cancel(self, who: int, which: int) -> None:
        if order := self._open(who, which):
            self.core.engine.cancel(order, self._name())

    @rule(who=people, which=st.integers(0, 50), share=st.integers(1, 99), renamed=st.booleans())
    def amend(self, who: int, which: int, share: int, renamed: bool) -> None:
        if order := self._open(who, which):
            quantity = order.quantity * share / 100 // STEP * STEP
            name = self._name() if renamed else order.ticket.client_id
            with suppress(ApiError):
                self.core.engine.amend(order, quantity, name)

    @rule(who=people, amount=st.integers(1, 500))
    def deposit(self, who: int, amount: int) -> None:
        account = self.accounts[who]
        self.core.engine.deposit(account, USDT, Decimal(amount))
        self.deposits[account.uid] += amount

    @rule(away=near)
    def move(self, away: Decimal) -> None:
        self.core.engine.move(self.pair, self.pair.last.price + away)

    @rule(seconds=st.integers(1, 40))
    def wait(self, seconds: int) -> None:
        self.at += seconds
        self.core.advance()

    # What must be true

    @invariant()
    def nothing_is_negative_and_only_what_is_needed_is_locked(self) -> None:
        for account in self.accounts:
            locked: dict[str, Decimal] = defaultdict(Decimal)
            for hold in {order.hold for order in account.open_orders()}:
                locked[hold.asset] += hold.amount
                if not any(order.pending for order in hold.orders if order.open):
                    assert hold.amount == max(order.needed for order in hold.orders)
            for asset, balance in account.balances.items():
                assert balance.free >= 0
                assert balance.locked == locked[asset], asset

    @invariant()
    def money_moves_by_trades_only(self) -> None:
        expected = {account.uid: dict(WEALTH) for account in self.accounts}
        for account in self.accounts:
            expected[account.uid][USDT] += self.deposits[account.uid]
            for order in account.orders.values():
                _count(order, expected[account.uid])
        for account in self.accounts:
            for asset, balance in account.balances.items():
                assert balance.free + balance.locked == expected[account.uid].get(asset, 0)

    @invariant()
    def events_lead_to_the_same_state(self) -> None:
        for account in self.accounts:
            told = self.told[account.uid]
            truth = {name: (each.free, each.locked) for name, each in account.balances.items()}
            assert truth == {name: told.balances.get(name, (0, 0)) for name in truth}
            assert told.open == {order.id: order.status for order in account.open_orders()}
            assert told.lists == {
                each.id: "ALL_DONE" if each.done else "EXECUTING"
                for each in account.order_lists.values()
            }

    @invariant()
    def orders_keep_their_word(self) -> None:
        for account in self.accounts:
            for order in account.orders.values():
                assert 0 <= order.executed + order.prevented <= order.quantity
                assert order.status != "FILLED" or not order.remaining
                for fill in order.fills if order.ticket.limited else ():
                    assert order.accepts(fill.price)
            for orders in account.order_lists.values():
                assert sum(bool(order.executed) for order in orders.others) <= 1
                assert orders.done == (not orders.open_orders())

    @invariant()
    def the_book_is_not_crossed(self) -> None:
        bids, asks = (self.core.engine.levels("BTCUSDT", side, 3) for side in ("BUY", "SELL"))
        assert bids[0][0] < asks[0][0]

    # How it is put

    def _name(self) -> str:
        self.names += 1
        return f"n{self.names}"

    def _open(self, who: int, which: int) -> Order | None:
        orders = self.accounts[who].open_orders()
        return orders[which % len(orders)] if orders else None

    def _ticket(
        self,
        *,
        side: str,
        type_: str,
        quantity: Decimal,
        away: Decimal,
        stop: Decimal = TICK,
        force: str = "GTC",
        trailing: int | None = None,
        slices: int = 1,
        **more: Any,
    ) -> Ticket:
        last, limited = self.pair.last.price, type_ not in {"MARKET", "STOP_LOSS", "TAKE_PROFIT"}
        contingent = type_ in CONTINGENT
        if not limited or (type_ == "LIMIT_MAKER" and more.get("peg") == Peg("MARKET_PEG", 2)):
            more.pop("peg", None)
        above = type_.startswith("STOP") == (side == "BUY")
        return Ticket(
            symbol="BTCUSDT",
            side=side,
            type=type_,
            client_id=self._name(),
            time_in_force=force if limited and type_ != "LIMIT_MAKER" else "GTC",
            price=last + away if limited else ZERO,
            quantity=quantity,
            iceberg_quantity=quantity / slices // STEP * STEP if limited and slices > 1 else ZERO,
            stop_price=(last + stop if above else last - stop) if contingent else ZERO,
            trailing_delta=trailing if contingent else None,
            **more,
        )

    def _oco(self, side: str, quantity: Decimal, above: Decimal, below: Decimal) -> list[Ticket]:
        last, sells = self.pair.last.price, side == "SELL"
        limit, stop = (last + above, last - below) if sells else (last - below, last + above)
        return [
            Ticket(
                symbol="BTCUSDT",
                side=side,
                type="STOP_LOSS_LIMIT",
                client_id=self._name(),
                price=stop,
                stop_price=stop,
                quantity=quantity,
            ),
            Ticket("BTCUSDT", side, "LIMIT_MAKER", self._name(), price=limit, quantity=quantity),
        ]

    def _place(
        self, who: int, working: Ticket | None, others: list[Ticket], *, pays: bool = False
    ) -> None:
        plan = Plan("BTCUSDT", self._name(), working, others, pays=pays)
        with suppress(ApiError):
            self.core.engine.place_list(self.accounts[who], plan)


def _count(order: Order, has: dict[str, Decimal]) -> None:
    gives, gets = (USDT, BTC) if order.ticket.side == "BUY" else (BTC, USDT)
    for fill in order.fills:
        paid, received = (fill.quote, fill.quantity)
        if order.ticket.side == "SELL":
            paid, received = received, paid
        has[gives] -= paid
        has[gets] += received
        has[fill.commission_asset] -= fill.commission
    for match in order.matches:
        if match.mode == "TRANSFER" and match.taker.account is not match.maker.account:
            worth = match.price * match.quantity
            paid, received = (
                (worth, match.quantity) if order.ticket.side == "BUY" else (match.quantity, worth)
            )
            has[gives] -= paid
            has[gets] += received


TestPlay = Play.TestCase
TestPlay.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, derandomize=True
)
