"""Stopping everything: at once, whatever fails, until nothing is open any more."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from guarded_world import ALICE, BOB
from sqlalchemy import select

from binance import Priority
from binance.errors import BadKey, BinanceError, NotAvailable, Rejected, Unknown, Unreachable
from binance.models.futures.terms import OrderType, PositionSide
from binance.models.order_terms import Side
from binance.private import coin_futures, futures, margin, spot
from binance.public import futures as listed
from bot.door import Door
from bot.explain import explain
from bot.guards import Stopping, Tap, notices
from bot.guards.catalogue import stake_of
from bot.guards.spared import LEEWAY
from bot.guards.stakes import Harmless
from bot.guards.stopping import Deed
from bot.guards.sweeping import Beyond, Spared, Still, Swept
from bot.i18n import Say
from bot.refusals import NoKey, Refused
from storage import Entry, Message, Storage

Clock = Any
updates = count(1)
ENGLISH, TURKISH = Say("en"), Say("tr")


numbers = count(1)


def of(symbol: str) -> Any:
    """An order that could open something."""
    return SimpleNamespace(
        symbol=symbol, reduce_only=False, close_position=False, position_side=PositionSide.BOTH,
        side=Side.SELL,
    )  # fmt: skip


def stop_of(
    symbol: str, created: datetime, kind: OrderType = OrderType.STOP_MARKET, **terms: Any
) -> Any:
    """A conditional order; unless the terms say else, it closes what is long."""
    number = next(numbers)
    told = {
        "close_position": True, "create_time": created, "order_type": kind,
        "algo_id": number, "client_algo_id": f"elsewhere {number}",
    } | terms  # fmt: skip
    return SimpleNamespace(**{**vars(of(symbol)), **told})


def isolated_account(symbol: str, *, enabled: bool = True) -> Any:
    return SimpleNamespace(symbol=symbol, enabled=enabled)


CLOSED = isolated_account("CLOSEDUSDT", enabled=False)


def position(symbol: str, amount: str, side: PositionSide = PositionSide.BOTH) -> Any:
    return SimpleNamespace(symbol=symbol, position_amt=Decimal(amount), position_side=side)


def contract(symbol: str, most: Decimal) -> Any:
    """One that takes ten times as much in a limit order as at market."""

    def lot_size(*, market: bool) -> Any:
        return SimpleNamespace(max_qty=most if market else most * 10)

    return SimpleNamespace(symbol=symbol, lot_size=lot_size)


@dataclass
class Account:
    """What is open by market; cancelling and closing take it away, unless an error is due."""

    opened: dict[type[Any], list[Any]] = field(default_factory=dict)
    errors: dict[type[Any], list[BinanceError]] = field(default_factory=dict)
    most: Decimal | None = None
    on_margin: list[tuple[str, bool]] = field(default_factory=list)  # symbols; and isolated or not
    sent: list[Any] = field(default_factory=list)

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        assert priority is Priority.CRITICAL  # it waits for nobody else's requests
        self.sent.append(request)
        due = self.errors.get(type(request), [])
        if due:
            raise due.pop(0)
        self._cancel(request)
        if isinstance(request, margin.CancelOpenOrders):
            self.on_margin.remove((request.symbol, bool(request.is_isolated)))
            return None
        if isinstance(request, margin.GetIsolatedAccounts):
            opened = {symbol for symbol, isolated in self.on_margin if isolated}
            return SimpleNamespace(assets=[*map(isolated_account, sorted(opened)), CLOSED])
        if isinstance(request, margin.OpenOrders):
            assert request.symbol != CLOSED.symbol
            place = (request.symbol, bool(request.is_isolated))
            return [of(one[0]) for one in self.on_margin if place in (one, (None, one[1]))]
        if (held := HELD.get(type(request))) is not None:
            return self._close(held, request)
        if isinstance(request, listed.ExchangeInfo):
            return SimpleNamespace(symbols=(contract("ETHUSDT", Decimal(1)), *self._contracts()))
        return list(self.opened.get(type(request), []))

    def _contracts(self) -> list[Any]:
        return [] if self.most is None else [contract("BTCUSDT", self.most)]

    def _cancel(self, request: Any) -> None:
        for asked, cancels in CANCELS.items():
            if isinstance(request, cancels):
                self._keep(asked, lambda one: one.symbol != request.symbol)
        for asked, cancels in CANCELS_ONE.items():
            if isinstance(request, cancels):
                self._keep(asked, lambda one: one.algo_id != request.algo_id)

    def _keep(self, asked: type[Any], stays: Callable[[Any], bool]) -> None:
        self.opened[asked] = [one for one in self.opened.get(asked, []) if stays(one)]

    def _close(self, asked: type[Any], order: Any) -> None:
        if self.most is not None and order.quantity > self.most:
            raise Rejected(-4005, "Quantity greater than max quantity.")
        (held,) = [one for one in self.opened[asked] if one.symbol == order.symbol]
        held.position_amt -= order.quantity.copy_sign(held.position_amt)


HELD: dict[type[Any], type[Any]] = {
    futures.NewOrder: futures.PositionInformation,
    coin_futures.NewOrder: coin_futures.PositionInformation,
}
CANCELS: dict[type[Any], type[Any]] = {
    spot.OpenOrders: spot.CancelOpenOrders,
    futures.OpenOrders: futures.CancelOpenOrders,
    futures.OpenAlgoOrders: futures.CancelOpenAlgoOrders,
    coin_futures.OpenOrders: coin_futures.CancelOpenOrders,
    coin_futures.OpenAlgoOrders: coin_futures.CancelOpenAlgoOrders,
}


CANCELS_ONE: dict[type[Any], type[Any]] = {
    futures.OpenAlgoOrders: futures.CancelAlgoOrder,
    coin_futures.OpenAlgoOrders: coin_futures.CancelAlgoOrder,
}
OF_COINM: list[type[Any]] = [
    coin_futures.OpenOrders, coin_futures.OpenAlgoOrders, coin_futures.PositionInformation
]  # fmt: skip
OF_MARGIN: list[type[Any]] = [margin.OpenOrders, margin.GetIsolatedAccounts]


@dataclass
class Accounts:
    """One account by each key, `account` by those that nothing else is said of."""

    account: Account
    gone: bool = False
    others: dict[int, Account | None] = field(default_factory=dict)

    async def by_key(self, user_id: int, key_id: int) -> Any:
        assert user_id in (ALICE, BOB)
        found = self.others.get(key_id, self.account)
        if self.gone or found is None:
            raise NoKey("gone")
        return SimpleNamespace(account=found, key=SimpleNamespace(user_id=user_id, id=key_id))


@dataclass
class Guard:
    """What is swept passes, because it can only reduce; anything else fails."""

    looked_at: list[Any] = field(default_factory=list)

    async def allow(self, _user_id: int, _key_id: int, request: Any) -> None:
        assert isinstance(stake_of(request), Harmless)
        self.looked_at.append(request)


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def accounts(account: Account) -> Accounts:
    return Accounts(account)


@pytest.fixture
def guard() -> Guard:
    return Guard()


@pytest.fixture
def door(guard: Any) -> Door:
    return Door(guard)


@pytest.fixture
async def stopping(
    storage: Storage, accounts: Accounts, door: Door, nudged: Any, clock: Clock
) -> Stopping:
    await add_key(storage)
    return Stopping(storage, accounts, door, nudged, environment="live", now=clock)


async def add_key(storage: Storage, user_id: int = ALICE, uid: int = 1) -> int:
    async with storage.begin() as unit:
        key = await unit.keys.add(
            user_id, "live", "hmac", f"key {user_id} {uid}", "secret",
            account_uid=user_id * 10 + uid, can_trade=True, ip_restricted=True,
        )  # fmt: skip
        return key.id


async def stop_until_the_last_look(stopping: Stopping, clock: Clock) -> None:
    await press(stopping, "stop")
    await stopping.advance()
    clock.passes(25)


async def press(
    stopping: Stopping, deed: Deed, user_id: int = ALICE, *, admin: bool = False
) -> Deed | None:
    (ticket,) = await stopping.ask(user_id, user_id, deed)
    return await stopping.act(Tap(next(updates), user_id, user_id, 7, ticket), admin=admin)


async def told(storage: Storage) -> list[str]:
    async with storage.read() as unit:
        return list(await unit.users._session.scalars(select(Message.text).order_by(Message.id)))


def cleared(
    say: Say, orders: int = 0, positions: int = 0, *, closing: bool = False, **beside: Any
) -> str:
    sweep: Any = SimpleNamespace(orders=orders, positions=positions, closing=closing)
    return notices.cleared(say, sweep, Swept(**beside))


async def stopped(storage: Storage, user_id: int = ALICE) -> bool:
    async with storage.read() as unit:
        return bool((await unit.guards.standing(user_id, "live", ())).stopped_by)


async def test_everything_open_is_cancelled_on_every_market(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock
) -> None:
    account.opened = {asked: [of("A"), of("A"), of("B")] for asked in CANCELS}
    await press(stopping, "stop")
    assert await stopped(storage)

    assert (await stopping.advance(), await stopping.advance()) == (1, 1)

    assert not any(account.opened.values())
    (text,) = await told(storage)
    assert text == cleared(ENGLISH, orders=15)
    assert "No order of yours is open" in text
    assert "15 orders were cancelled" in text
    clock.passes(25)
    assert await stopping.advance() == 0
    assert len(await told(storage)) == 1
    assert await stopped(storage)


async def test_positions_are_closed_only_when_that_was_asked_for(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    long_and_short = [position("BTCUSDT", "2"), position("ETHUSDT", "-3")]
    account.opened = {futures.PositionInformation: long_and_short}
    await press(stopping, "stop")
    await stopping.advance()
    assert not any(isinstance(one, futures.NewOrder) for one in account.sent)

    await press(stopping, "close")
    await stopping.advance()
    await stopping.advance()

    orders = [one for one in account.sent if isinstance(one, futures.NewOrder)]
    assert [(one.side, one.quantity, one.reduce_only, one.position_side) for one in orders] == [
        ("SELL", 2, True, None), ("BUY", 3, True, None)
    ]  # fmt: skip
    assert "2 positions were closed" in (await told(storage))[-1]


async def test_each_request_of_a_sweep_is_looked_at_by_the_guards(
    stopping: Stopping, account: Account, guard: Guard
) -> None:
    account.opened = {asked: [of("A")] for asked in CANCELS}
    account.opened[futures.PositionInformation] = [position("BTCUSDT", "2")]
    account.most = Decimal("0.5")  # for one order: so what the contract takes is asked for too

    await press(stopping, "close")
    await stopping.advance()

    assert {futures.NewOrder, listed.ExchangeInfo, *CANCELS.values()} <= set(
        map(type, account.sent)
    )
    assert guard.looked_at == account.sent


async def test_positions_that_stay_open_are_named_with_their_account(
    storage: Storage, stopping: Stopping, accounts: Accounts, account: Account
) -> None:
    other = await add_key(storage, uid=2)
    accounts.others[other] = Account(
        {coin_futures.PositionInformation: [position("BTCUSD_PERP", "-2")]}
    )
    account.opened = {
        futures.OpenAlgoOrders: [of("BTCUSDT")],
        futures.PositionInformation: [position("BTCUSDT", "0.002"), position("ETHUSDT", "0")],
    }
    await press(stopping, "stop")
    for _ in range(2):
        await stopping.advance()

    (text,) = await told(storage)
    still = [
        Still("BTCUSD_PERP", Decimal(-2), "Account 2"),
        Still("BTCUSDT", Decimal("0.002"), "Account 1"),
    ]
    assert text == cleared(ENGLISH, orders=1, still=still)
    assert "No order of yours is open" in text
    assert "LONG 0.002 BTCUSDT (Account 1), SHORT 2 BTCUSD_PERP (Account 2), all with" in text


async def test_positions_that_cannot_be_read_are_never_said_to_be_none(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.errors = {futures.PositionInformation: [Unreachable("no")]}
    await press(stopping, "stop")
    await stopping.advance()

    assert await told(storage) == [cleared(ENGLISH, unread=True)]


async def test_in_hedge_mode_the_side_of_the_position_says_that_it_reduces(
    stopping: Stopping, account: Account
) -> None:
    account.opened = {futures.PositionInformation: [position("BTCUSDT", "-2", PositionSide.SHORT)]}
    await press(stopping, "close")
    await stopping.advance()

    (order,) = [one for one in account.sent if isinstance(one, futures.NewOrder)]
    assert (order.side, order.position_side, order.reduce_only) == ("BUY", "SHORT", None)


async def test_a_position_too_large_for_one_order_is_closed_in_parts(
    stopping: Stopping, account: Account
) -> None:
    account.most = Decimal(2)
    held = position("BTCUSDT", "5")
    account.opened = {futures.PositionInformation: [held]}
    await press(stopping, "close")

    for _ in range(4):
        await stopping.advance()

    assert held.position_amt == 0


async def test_while_binance_is_away_it_is_stopped_tried_on_and_told_once(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.opened = {spot.OpenOrders: [of("A")]}
    account.errors = {
        spot.OpenOrders: [Unreachable("no"), Unreachable("no")],
        spot.CancelOpenOrders: [Unknown("no answer")],
    }
    await press(stopping, "stop")
    assert await stopped(storage)

    for _ in range(5):
        await stopping.advance()

    troubled, cleared = await told(storage)
    assert "I go on trying until it is done" in troubled
    assert "1 order was cancelled" in cleared


async def test_what_fails_on_one_market_does_not_spare_the_others(
    stopping: Stopping, account: Account
) -> None:
    account.opened = {spot.OpenOrders: [of("A")], coin_futures.OpenOrders: [of("B")]}
    account.errors = {spot.OpenOrders: [Unreachable("no")], futures.OpenOrders: [Unknown("no")]}
    await press(stopping, "stop")
    await stopping.advance()

    assert not account.opened[coin_futures.OpenOrders]


async def test_orders_on_margin_are_cancelled_in_each_account(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.on_margin = [("BTCUSDT", False), ("BTCUSDT", True), ("ETHUSDT", True)]
    await press(stopping, "stop")
    for _ in range(2):
        await stopping.advance()

    assert account.on_margin == []
    assert await told(storage) == [cleared(ENGLISH, orders=3)]


async def test_what_fails_in_one_isolated_account_does_not_spare_the_others(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.on_margin = [("BTCUSDT", True), ("ETHUSDT", True)]
    account.errors = {margin.OpenOrders: [Rejected(-3003, "No cross account."), Unknown("no")]}
    await press(stopping, "stop")
    await stopping.advance()
    assert account.on_margin == [("BTCUSDT", True)]
    for _ in range(2):
        await stopping.advance()

    assert account.on_margin == []
    assert (await told(storage))[1:] == [cleared(ENGLISH, orders=2)]


async def test_who_never_opened_a_margin_account_has_nothing_there(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.errors = {margin.OpenOrders: [Rejected(-3003, "Margin account does not exist.")]}
    await press(stopping, "stop")
    await stopping.advance()

    assert await told(storage) == [cleared(ENGLISH)]


async def test_a_market_that_is_not_there_is_passed_over(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.errors = {one: [NotAvailable("none here")] for one in OF_COINM + OF_MARGIN}
    await press(stopping, "stop")
    await stopping.advance()

    assert await told(storage) == [cleared(ENGLISH)]


@pytest.mark.parametrize("closing", [False, True])
async def test_a_market_that_the_key_may_not_use_is_named_and_nothing_said_of_it(
    storage: Storage, stopping: Stopping, account: Account, *, closing: bool
) -> None:
    account.errors = {one: [BadKey(-2015, "no right")] for one in OF_COINM + OF_MARGIN}
    await press(stopping, "close" if closing else "stop")
    await stopping.advance()

    (text,) = await told(storage)
    beyond = [Beyond("coinm"), Beyond("margin"), Beyond("isolated")]
    assert text == cleared(ENGLISH, closing=closing, beyond=beyond)
    assert "open at Binance any more" not in text
    assert "open any more where I can look" in text
    assert "I could not look at COIN-M futures, margin, isolated margin<" in text


@pytest.mark.parametrize("error", [BadKey(-2015, "no right"), NotAvailable("none here")])
async def test_what_cannot_be_looked_at_spares_nothing_else_of_its_market(
    storage: Storage, stopping: Stopping, accounts: Accounts, account: Account, error: BinanceError
) -> None:
    accounts.others[await add_key(storage, uid=2)] = Account()
    account.opened = {
        coin_futures.OpenOrders: [of("A")],
        coin_futures.PositionInformation: [position("BTCUSD_PERP", "-2")],
    }
    account.errors = {coin_futures.OpenAlgoOrders: [error] * 3}
    await press(stopping, "close")
    for _ in range(2):
        await stopping.advance()

    (text,) = await told(storage)
    beyond = [Beyond("coinm", "conditional", "Account 1")]
    assert text == cleared(ENGLISH, 1, 1, closing=True, beyond=beyond)
    assert "could not look at stops and targets of COIN-M futures (Account 1)" in text
    assert account.opened[coin_futures.OpenOrders] == []


async def test_orders_that_cannot_be_looked_at_are_named_as_such(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.errors = {coin_futures.OpenOrders: [BadKey(-2015, "no right")] * 3}
    await press(stopping, "stop")
    await stopping.advance()

    (text,) = await told(storage)
    assert text == cleared(ENGLISH, beyond=[Beyond("coinm", "orders")])


def test_what_one_account_tells_is_not_lost_over_the_next() -> None:
    first, second = Unreachable("first"), Unreachable("second")
    total = Swept(found=1, errors=[first], unread=True)

    total.add(Swept(found=2, errors=[second]))

    assert (total.found, total.errors, total.unread) == (3, [first, second], True)


async def test_what_is_out_of_reach_is_told_in_the_readers_language(
    storage: Storage, stopping: Stopping, accounts: Accounts
) -> None:
    await add_key(storage, BOB)
    accounts.account.errors = {futures.PositionInformation: [BadKey(-2015, "no right")]}
    await press(stopping, "stop", BOB)
    await stopping.advance()

    beyond = [Beyond("usdm", "positions")]
    assert await told(storage) == [cleared(TURKISH, beyond=beyond)]
    assert cleared(TURKISH, beyond=beyond) != cleared(ENGLISH, beyond=beyond)


async def test_what_was_on_its_way_is_found_by_the_last_look(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock
) -> None:
    await press(stopping, "stop")
    await stopping.advance()
    account.opened = {spot.OpenOrders: [of("LATE")]}
    assert await stopping.advance() == 1
    clock.passes(25)

    assert (await stopping.advance(), await stopping.advance()) == (1, 0)

    assert not account.opened[spot.OpenOrders]
    assert any("has arrived since" in text for text in await told(storage))


async def intend(storage: Storage, name: str, user_id: int = ALICE) -> None:
    """Write down a stop of ours that goes out now."""
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id=name, user_id=user_id, chat_id=user_id, key_id=1, environment="live",
            ticket_id=name, symbol="BTCUSDT", payload={}, recv_window=5000,
            signed_at=unit.orders._now(), kind="usdm algo", market="usdm",
        )  # fmt: skip


BTC_IS_LONG = [Still("BTCUSDT", Decimal("0.1"))]


async def test_the_stop_that_was_set_because_of_the_warning_outlives_the_last_look(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock
) -> None:
    account.opened = {
        futures.OpenAlgoOrders: [stop_of("BTCUSDT", clock())],
        futures.PositionInformation: [position("BTCUSDT", "0.1")],
    }
    await press(stopping, "stop")
    for _ in range(2):
        await stopping.advance()
    clock.passes(10)
    await intend(storage, "its new stop")
    # whatever Binance's clock may say
    ours = stop_of("BTCUSDT", clock() - timedelta(hours=1), client_algo_id="its new stop")
    account.opened[futures.OpenAlgoOrders] = [ours, stop_of("ETHUSDT", clock())]
    clock.passes(15)

    assert await stopping.advance() == 0

    assert len(account.opened[futures.OpenAlgoOrders]) == 2
    first, last = await told(storage)
    assert first == cleared(ENGLISH, orders=1, still=BTC_IS_LONG)
    spared = [Spared("BTCUSDT", long=True, stops=True), Spared("ETHUSDT", long=True, stops=True)]
    assert last == cleared(ENGLISH, orders=1, still=BTC_IS_LONG, spared=spared)
    assert "Only orders of yours are open that you set since to end a position" in last
    assert "Still open: LONG 0.1 BTCUSDT, with the stop that you set since" in last


@pytest.mark.parametrize("seconds", [0, LEEWAY.total_seconds()])
async def test_what_is_no_answer_to_the_stop_is_cancelled_at_the_last_look(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock, seconds: float
) -> None:
    await intend(storage, "on its way")
    await intend(storage, "another person's", BOB)
    await press(stopping, "stop")
    await stopping.advance()
    asked_at = clock()
    clock.passes(25)
    stays = stop_of(
        "ETHUSDT", clock(), close_position=False, position_side=PositionSide.SHORT, side=Side.BUY
    )
    account.opened = {
        futures.OpenAlgoOrders: [
            stop_of("BTCUSDT", clock(), client_algo_id="on its way"),
            stop_of("BTCUSDT", asked_at + timedelta(seconds=seconds)),
            stop_of("BTCUSDT", asked_at, client_algo_id="another person's"),
            stop_of("ETHUSDT", clock(), close_position=False),
            stop_of("ETHUSDT", clock(), close_position=False, position_side=PositionSide.SHORT),
            stays,
        ]
    }

    assert (await stopping.advance(), await stopping.advance()) == (1, 0)

    assert account.opened[futures.OpenAlgoOrders] == [stays]
    spared = [Spared("ETHUSDT", long=False, stops=True)]
    assert (await told(storage))[1:] == [
        notices.found_late(ENGLISH), cleared(ENGLISH, orders=5, spared=spared)
    ]  # fmt: skip


async def test_a_new_stop_goes_too_where_positions_are_closed(
    stopping: Stopping, account: Account, clock: Clock
) -> None:
    await press(stopping, "close")
    await stopping.advance()
    clock.passes(25)
    account.opened = {coin_futures.OpenAlgoOrders: [stop_of("BTCUSD_PERP", clock())]}

    assert (await stopping.advance(), await stopping.advance()) == (1, 0)
    assert account.opened[coin_futures.OpenAlgoOrders] == []


async def test_what_a_late_order_opened_is_named_though_the_rest_was_told(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock
) -> None:
    await stop_until_the_last_look(stopping, clock)
    account.opened = {
        futures.OpenOrders: [of("BTCUSDT")],
        futures.PositionInformation: [position("BTCUSDT", "0.1")],
    }

    assert (await stopping.advance(), await stopping.advance()) == (1, 0)

    assert await told(storage) == [
        cleared(ENGLISH), notices.found_late(ENGLISH),
        cleared(ENGLISH, orders=1, still=BTC_IS_LONG),
    ]  # fmt: skip


async def test_what_has_filled_meanwhile_is_named_at_the_last_look(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock
) -> None:
    await stop_until_the_last_look(stopping, clock)
    account.opened = {futures.PositionInformation: [position("BTCUSDT", "0.1")]}

    assert await stopping.advance() == 0

    assert await told(storage) == [cleared(ENGLISH), cleared(ENGLISH, still=BTC_IS_LONG)]


async def test_after_what_came_late_the_whole_is_told_even_if_nothing_else_has_changed(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock
) -> None:
    await stop_until_the_last_look(stopping, clock)
    account.opened = {spot.OpenOrders: [of("A")]}
    account.errors = {spot.CancelOpenOrders: [Unknown("no answer")]}
    await stopping.advance()
    account.opened = {}  # it was carried out

    assert await stopping.advance() == 0

    assert (await told(storage))[-1] == cleared(ENGLISH)


async def test_a_new_stop_is_told_of_the_account_that_it_is_in(
    storage: Storage, stopping: Stopping, accounts: Accounts, account: Account, clock: Clock
) -> None:
    other = accounts.others[await add_key(storage, uid=2)] = Account()
    for one in (account, other):
        one.opened = {futures.PositionInformation: [position("BTCUSDT", "0.1")]}
    await stop_until_the_last_look(stopping, clock)
    other.opened[futures.OpenAlgoOrders] = [stop_of("BTCUSDT", clock())]
    await stopping.advance()

    last = (await told(storage))[-1]
    assert "Still open: LONG 0.1 BTCUSDT (Account 1), without a stop" in last
    assert "Still open: LONG 0.1 BTCUSDT (Account 2), with the stop" in last


async def test_it_goes_on_after_a_restart(
    storage: Storage, accounts: Accounts, door: Door, nudged: Any, clock: Clock, stopping: Stopping
) -> None:
    accounts.account.opened = {spot.OpenOrders: [of("A")]}
    await press(stopping, "stop")

    again = Stopping(storage, accounts, door, nudged, environment="live", now=clock)
    await again.advance()

    assert not accounts.account.opened[spot.OpenOrders]


async def test_an_account_that_cannot_be_opened_is_told(
    storage: Storage, stopping: Stopping, accounts: Accounts
) -> None:
    accounts.gone = True
    await press(stopping, "stop")

    assert await stopping.advance() == 0
    assert "only you can cancel now" in (await told(storage))[0]


async def test_only_the_person_lets_it_go_on_and_the_sweeping_ends(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.errors = {spot.OpenOrders: [Unreachable("no")] * 9}
    await press(stopping, "stop")
    await stopping.advance()
    (ticket,) = await stopping.ask(ALICE, ALICE, "resume")
    assert await stopping.act(Tap(next(updates), BOB, BOB, 7, ticket), admin=True) is None
    assert await stopped(storage)

    assert await stopping.act(Tap(next(updates), ALICE, ALICE, 7, ticket), admin=False) == "resume"

    assert not await stopped(storage)
    assert await stopping.advance() == 0


async def test_one_tap_stops_once(storage: Storage, stopping: Stopping) -> None:
    (ticket,) = await stopping.ask(ALICE, ALICE, "stop")
    tap = Tap(next(updates), ALICE, ALICE, 7, ticket)

    assert [await stopping.act(tap, admin=False) for _ in range(2)] == ["stop", None]


async def test_everybody_is_stopped_by_an_administrator_alone(
    storage: Storage, stopping: Stopping
) -> None:
    with pytest.raises(Refused, match="administrators"):
        await press(stopping, "stop all", BOB)
    await press(stopping, "stop all", BOB, admin=True)
    assert await stopped(storage, ALICE)
    await press(stopping, "resume", ALICE)
    assert await stopped(storage, ALICE)

    await press(stopping, "resume all", BOB, admin=True)

    assert not await stopped(storage, ALICE)


async def test_going_on_needs_the_second_factor_and_stopping_does_not(
    storage: Storage, accounts: Accounts, door: Door, nudged: Any, clock: Clock
) -> None:
    asked: list[tuple[int, str]] = []

    class StepUp:
        async def demand(self, user_id: int, why: str) -> None:
            asked.append((user_id, why))
            raise Refused("A code, please.")

    strict = Stopping(
        storage, accounts, door, nudged, environment="live", now=clock, step_up=StepUp(),
        grace=timedelta(0),
    )  # fmt: skip
    assert await press(strict, "stop") == "stop"
    with pytest.raises(Refused, match="code"):
        await press(strict, "resume")
    assert await stopped(storage)
    assert await press(strict, "stop all", BOB, admin=True) == "stop all"
    with pytest.raises(Refused, match="code"):
        await press(strict, "resume all", BOB, admin=True)
    assert await stopped(storage, BOB)
    everybody = "Trading is to go on for everybody."
    assert asked == [(ALICE, "Trading is to go on."), (BOB, everybody)]
    assert not [why for _, why in asked if TURKISH(why) == why]


async def test_what_is_open_in_all_accounts_and_markets_is_counted_together(
    storage: Storage, stopping: Stopping, account: Account, accounts: Accounts
) -> None:
    second = await add_key(storage, uid=2)
    contracts = {
        futures.PositionInformation: [position("BTCUSDT", "0.5"), position("ETHUSDT", "1")],
        coin_futures.PositionInformation: [position("BTCUSD_PERP", "-7")],
    }
    accounts.others[second] = Account({spot.OpenOrders: [of("A"), of("B")]} | contracts)
    account.opened = {
        spot.OpenOrders: [of("A")],
        futures.PositionInformation: [position("SOLUSDT", "4")],
    }

    await press(stopping, "close")
    for _ in range(3):
        await stopping.advance()

    assert await told(storage) == [cleared(ENGLISH, 3, 4, closing=True)]
    orders = [one for one in accounts.others[second].sent if type(one) in HELD]
    assert [(one.symbol, one.side, one.quantity) for one in orders] == [
        ("BTCUSDT", "SELL", Decimal("0.5")), ("ETHUSDT", "SELL", 1), ("BTCUSD_PERP", "BUY", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("busy", [0, 1])
async def test_nothing_is_said_to_be_clean_while_one_of_the_accounts_is_not(
    storage: Storage, stopping: Stopping, accounts: Accounts, busy: int
) -> None:
    keys = [await add_key(storage, BOB, uid) for uid in (1, 2)]
    accounts.others = {key: Account() for key in keys}
    troubled = accounts.others[keys[busy]]
    assert troubled is not None
    troubled.errors = {spot.OpenOrders: [Unreachable("no")]}
    troubled.opened = {spot.OpenOrders: [of("A")]}
    await press(stopping, "stop", BOB)

    await stopping.advance()
    assert await told(storage) == [
        notices.troubled(TURKISH, explain(TURKISH, Unreachable("no")))
    ]  # fmt: skip
    await stopping.advance()
    assert len(await told(storage)) == 1
    await stopping.advance()
    assert (await told(storage))[1:] == [cleared(TURKISH, orders=1)]


async def test_an_account_out_of_reach_spares_no_other_one_and_is_named_beside_them(
    storage: Storage, stopping: Stopping, account: Account, accounts: Accounts, clock: Clock
) -> None:
    accounts.others[await add_key(storage, uid=2)] = None
    account.opened = {
        spot.OpenOrders: [of("A")],
        futures.PositionInformation: [position("BTCUSDT", "0.1")],
    }
    await press(stopping, "stop")

    for _ in range(2):
        assert await stopping.advance() == 1
    (text,) = await told(storage)
    still = [Still("BTCUSDT", Decimal("0.1"), "Account 1")]
    assert text == cleared(ENGLISH, orders=1, still=still, unreached=["Account 2"])
    assert "No order of yours is open any more where I can look" in text
    assert "I cannot reach Account 2<" in text

    account.opened[spot.OpenOrders] = [of("LATE")]
    clock.passes(25)
    assert (await stopping.advance(), await stopping.advance()) == (1, 0)
    assert account.opened[spot.OpenOrders] == []


async def test_only_who_has_no_account_within_reach_is_given_up(
    storage: Storage, stopping: Stopping, accounts: Accounts
) -> None:
    await add_key(storage, uid=2)
    accounts.gone = True
    await press(stopping, "stop")

    assert await stopping.advance() == 0
    assert await told(storage) == [notices.out_of_reach(ENGLISH)]


async def test_accounts_out_of_reach_are_named_in_the_readers_language(
    storage: Storage, stopping: Stopping, accounts: Accounts
) -> None:
    for uid in (1, 2, 3):
        accounts.others[await add_key(storage, BOB, uid)] = Account() if uid == 1 else None
    await press(stopping, "close", BOB)
    await stopping.advance()

    (text,) = await told(storage)
    async with storage.read() as unit:
        labels = [one.label for one in await unit.keys.accounts(BOB, "live")][1:]
    assert text == cleared(TURKISH, closing=True, unreached=labels)
    assert text != cleared(ENGLISH, closing=True, unreached=labels)
    assert ", ".join(labels) in text


async def test_who_cannot_be_reached_is_told_so_in_their_language(
    storage: Storage, stopping: Stopping, accounts: Accounts
) -> None:
    await add_key(storage, BOB)
    accounts.gone = True
    await press(stopping, "stop", BOB)
    await stopping.advance()

    assert await told(storage) == [notices.out_of_reach(TURKISH)]


async def test_a_key_that_is_being_made_has_nothing_to_sweep(
    storage: Storage, stopping: Stopping, account: Account, accounts: Accounts, clock: Clock
) -> None:
    async with storage.begin() as unit:
        pending = await unit.keys.begin_pair(
            ALICE, "live", private_pem="private", public_pem="public", fingerprint="print",
            expires_at=clock() + timedelta(hours=1),
        )  # fmt: skip
    accounts.others[pending.id] = None
    account.opened = {spot.OpenOrders: [of("A")]}
    await press(stopping, "stop")

    await stopping.advance()
    await stopping.advance()

    assert await told(storage) == [cleared(ENGLISH, orders=1)]


@pytest.mark.parametrize("where", [spot.OpenOrders, futures.OpenOrders, spot.CancelOpenOrders])
async def test_what_stands_in_the_way_is_told(
    storage: Storage, stopping: Stopping, account: Account, where: type[Any]
) -> None:
    error = Rejected(-1003, "Too much.")
    account.opened = {spot.OpenOrders: [of("A")]}
    account.errors = {where: [error]}
    await press(stopping, "stop")
    await stopping.advance()

    assert await told(storage) == [notices.troubled(ENGLISH, explain(ENGLISH, error))]


async def test_a_position_that_cannot_be_closed_is_told_and_not_counted(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    error = Rejected(-2019, "Margin is insufficient.")
    account.opened = {futures.PositionInformation: [position("BTCUSDT", "1")]}
    account.errors = {futures.NewOrder: [error]}
    await press(stopping, "close")
    for _ in range(3):
        await stopping.advance()

    assert await told(storage) == [
        notices.troubled(ENGLISH, explain(ENGLISH, error)),
        cleared(ENGLISH, positions=1, closing=True),
    ]


async def test_a_market_that_the_key_may_not_use_spares_no_other_one(
    stopping: Stopping, account: Account
) -> None:
    account.opened = {coin_futures.OpenOrders: [of("A")]}
    account.errors = {futures.OpenOrders: [BadKey(-2015, "no right")]}
    await press(stopping, "stop")
    await stopping.advance()

    assert account.opened == {coin_futures.OpenOrders: []}


async def test_where_nothing_tells_how_large_an_order_may_be_all_is_tried_again(
    stopping: Stopping, account: Account
) -> None:
    held = position("BTCUSDT", "5")
    account.opened = {futures.PositionInformation: [held]}
    account.errors = {futures.NewOrder: [Rejected(-4005, "Quantity greater than max quantity.")]}
    await press(stopping, "close")
    await stopping.advance()

    assert held.position_amt == 0


async def test_somebody_who_trades_on_meanwhile_is_not_told_that_all_is_over(
    storage: Storage, stopping: Stopping, accounts: Accounts
) -> None:
    class Resuming(Account):
        """While it is looked at, its owner decides to go on."""

        async def send(self, request: Any, *, priority: Any = None) -> Any:
            if isinstance(request, spot.OpenOrders):
                await press(stopping, "resume")
            return await super().send(request, priority=priority)

    for accounts.account in (Resuming(), Resuming({spot.OpenOrders: [of("A")]})):
        await press(stopping, "stop")
        assert await stopping.advance() == 0

    assert await told(storage) == []


async def test_what_arrived_late_is_told_in_the_readers_language(
    storage: Storage, stopping: Stopping, account: Account, clock: Clock
) -> None:
    await add_key(storage, BOB)
    await press(stopping, "stop", BOB)
    await stopping.advance()
    account.opened = {spot.OpenOrders: [of("LATE")]}
    clock.passes(25)
    await stopping.advance()

    assert (await told(storage))[1:] == [notices.found_late(TURKISH)]


async def test_each_time_that_it_is_stopped_is_told(
    storage: Storage, stopping: Stopping, clock: Clock
) -> None:
    for _ in range(2):
        await press(stopping, "stop")
        await stopping.advance()
        clock.passes(25)
        assert await stopping.advance() == 0

    assert await told(storage) == [cleared(ENGLISH)] * 2


async def test_a_button_stops_only_if_it_was_made_for_that(
    storage: Storage, stopping: Stopping, clock: Clock
) -> None:
    async with storage.begin() as unit:
        other = await unit.tickets.issue(
            ALICE, ALICE, "guard", {"guard": "order"}, clock() + timedelta(minutes=5)
        )

    for ticket in (other.id, "nothing"):
        assert await stopping.act(Tap(next(updates), ALICE, ALICE, 7, ticket), admin=True) is None
    assert not await stopped(storage)


async def test_who_is_no_administrator_is_told_so(stopping: Stopping) -> None:
    with pytest.raises(Refused) as refused:
        await press(stopping, "stop all", BOB)

    text = refused.value.text
    assert text == "That is for the administrators of this bot." != TURKISH(text)


async def test_the_audit_tells_who_stopped_and_whether_positions_were_to_be_closed(
    storage: Storage, stopping: Stopping
) -> None:
    for deed in ("stop", "close", "resume", "stop all", "resume all"):
        await press(stopping, deed, admin=True)

    async with storage.read() as unit:
        entries = list(await unit.users._session.scalars(select(Entry).order_by(Entry.id)))
    assert [(one.action, one.detail) for one in entries] == [
        ("panic", {"closing": False}), ("panic", {"closing": True}), ("resumed", {}),
        ("panic.all", {}), ("resumed.all", {}),
    ]  # fmt: skip


async def test_an_order_and_a_position_are_both_something_open(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.opened = {
        spot.OpenOrders: [of("A")],
        futures.PositionInformation: [position("BTCUSDT", "1")],
    }
    await press(stopping, "close")
    await stopping.advance()
    await stopping.advance()

    assert await told(storage) == [cleared(ENGLISH, 1, 1, closing=True)]
