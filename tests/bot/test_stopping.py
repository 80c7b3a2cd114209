"""Stopping everything: at once, whatever fails, until nothing is open any more."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from guarded_world import ALICE, BOB
from sqlalchemy import select

from binance.errors import BadKey, BinanceError, NotAvailable, Rejected, Unknown, Unreachable
from binance.models.futures.terms import PositionSide
from binance.private import coin_futures, futures, spot
from binance.public import futures as listed
from bot.guards import Stopping, Tap
from bot.guards.catalogue import stake_of
from bot.guards.stakes import Harmless
from bot.guards.stopping import Deed
from bot.refusals import NoKey, Refused
from storage import Message, Storage

Clock = Any
updates = count(1)


def of(symbol: str) -> Any:
    return SimpleNamespace(symbol=symbol)


def position(symbol: str, amount: str, side: PositionSide = PositionSide.BOTH) -> Any:
    return SimpleNamespace(symbol=symbol, position_amt=Decimal(amount), position_side=side)


@dataclass
class Account:
    """What is open by market; cancelling and closing take it away, unless an error is due."""

    opened: dict[type[Any], list[Any]] = field(default_factory=dict)
    errors: dict[type[Any], list[BinanceError]] = field(default_factory=dict)
    most: Decimal | None = None
    sent: list[Any] = field(default_factory=list)

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        assert isinstance(stake_of(request), Harmless) or isinstance(request, listed.ExchangeInfo)
        del priority
        self.sent.append(request)
        due = self.errors.get(type(request), [])
        if due:
            raise due.pop(0)
        for asked, cancels in CANCELS.items():
            if isinstance(request, cancels):
                self._take(asked, request.symbol)
        if isinstance(request, futures.NewOrder):
            return self._close(request)
        if isinstance(request, listed.ExchangeInfo):
            lot = SimpleNamespace(max_qty=self.most)
            contract = SimpleNamespace(symbol="BTCUSDT", lot_size=lambda **_: lot)
            return SimpleNamespace(symbols=(contract,))
        return list(self.opened.get(type(request), []))

    def _take(self, asked: type[Any], symbol: str) -> None:
        self.opened[asked] = [one for one in self.opened.get(asked, []) if one.symbol != symbol]

    def _close(self, order: futures.NewOrder) -> None:
        assert order.quantity is not None
        if self.most is not None and order.quantity > self.most:
            raise Rejected(-4005, "Quantity greater than max quantity.")
        (held,) = [
            one for one in self.opened[futures.PositionInformation] if one.symbol == order.symbol
        ]
        held.position_amt -= order.quantity.copy_sign(held.position_amt)


CANCELS: dict[type[Any], type[Any]] = {
    spot.OpenOrders: spot.CancelOpenOrders,
    futures.OpenOrders: futures.CancelOpenOrders,
    futures.OpenAlgoOrders: futures.CancelOpenAlgoOrders,
    coin_futures.OpenOrders: coin_futures.CancelOpenOrders,
    coin_futures.OpenAlgoOrders: coin_futures.CancelOpenAlgoOrders,
}


@dataclass
class Accounts:
    account: Account
    gone: bool = False

    async def by_key(self, user_id: int, _key_id: int) -> Any:
        assert user_id == ALICE
        if self.gone:
            raise NoKey("gone")
        return SimpleNamespace(account=self.account)


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def accounts(account: Account) -> Accounts:
    return Accounts(account)


@pytest.fixture
async def stopping(storage: Storage, accounts: Accounts, nudged: Any, clock: Clock) -> Stopping:
    async with storage.begin() as unit:
        await unit.keys.add(
            ALICE, "live", "hmac", "key", "secret",
            account_uid=1, can_trade=True, ip_restricted=True,
        )  # fmt: skip
    return Stopping(storage, accounts, nudged, environment="live", now=clock)


async def press(
    stopping: Stopping, deed: Deed, user_id: int = ALICE, *, admin: bool = False
) -> Deed | None:
    (ticket,) = await stopping.ask(user_id, user_id, deed)
    return await stopping.act(Tap(next(updates), user_id, user_id, ticket), admin=admin)


async def told(storage: Storage) -> list[str]:
    async with storage.read() as unit:
        return list(await unit.users._session.scalars(select(Message.text).order_by(Message.id)))


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
    assert "Nothing of yours is open" in text
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
    assert [(one.side, one.quantity, one.reduce_only) for one in orders] == [
        ("SELL", 2, True), ("BUY", 3, True)
    ]  # fmt: skip
    assert "2 positions were closed" in (await told(storage))[-1]


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


async def test_markets_that_the_key_may_not_use_are_passed_over(
    storage: Storage, stopping: Stopping, account: Account
) -> None:
    account.errors = {
        futures.OpenOrders: [BadKey(-2015, "no right")],
        coin_futures.OpenOrders: [NotAvailable("none here")],
    }
    await press(stopping, "stop")
    await stopping.advance()

    assert "Nothing of yours is open" in (await told(storage))[0]


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


async def test_it_goes_on_after_a_restart(
    storage: Storage, accounts: Accounts, nudged: Any, clock: Clock, stopping: Stopping
) -> None:
    accounts.account.opened = {spot.OpenOrders: [of("A")]}
    await press(stopping, "stop")

    again = Stopping(storage, accounts, nudged, environment="live", now=clock)
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
    assert await stopping.act(Tap(next(updates), BOB, BOB, ticket), admin=True) is None
    assert await stopped(storage)

    assert await stopping.act(Tap(next(updates), ALICE, ALICE, ticket), admin=False) == "resume"

    assert not await stopped(storage)
    assert await stopping.advance() == 0


async def test_one_tap_stops_once(storage: Storage, stopping: Stopping) -> None:
    (ticket,) = await stopping.ask(ALICE, ALICE, "stop")
    tap = Tap(next(updates), ALICE, ALICE, ticket)

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
    storage: Storage, accounts: Accounts, nudged: Any, clock: Clock
) -> None:
    class StepUp:
        async def demand(self, _user_id: int, _why: str) -> None:
            raise Refused("A code, please.")

    strict = Stopping(
        storage, accounts, nudged, environment="live", now=clock, step_up=StepUp(),
        grace=timedelta(0),
    )  # fmt: skip
    assert await press(strict, "stop") == "stop"
    with pytest.raises(Refused, match="code"):
        await press(strict, "resume")
    assert await stopped(storage)
