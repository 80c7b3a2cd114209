"""Flexible positions: they grow with every minute, and what they earned is paid every day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import ZERO, down
from sandbox.exchange.money.wallets import WALLETS, Wallet, wallet
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.earn import purse
from sandbox.exchange.sapi.earn.products import FLEXIBLE, YEAR_DAYS, FlexibleProduct
from sandbox.exchange.sapi.upkeep import falls_due
from sandbox.exchange.sapi.wallet import dividends

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.sapi.earn.purse import Paid
    from sandbox.exchange.trading.accounts import Account

_YEAR = Decimal(YEAR_DAYS * DAY)


@dataclass
class Flexible:
    """Money in a flexible product; what it earns joins it at midnight."""

    product: FlexibleProduct
    settled: int  # up to when rewards are counted
    amount: Decimal = ZERO
    accrued: Decimal = ZERO
    bonus: Decimal = ZERO
    realtime_paid: Decimal = ZERO
    bonus_paid: Decimal = ZERO
    yesterday: Decimal = ZERO
    auto_subscribe: bool = False

    @property
    def total(self) -> Decimal:
        return self.amount + down(self.accrued)

    def grow(self, rate: Decimal, until: int) -> None:
        """Count what is earned until a moment of the same day."""
        years = (until - self.settled) / _YEAR
        self.accrued += self.amount * rate * years
        self.bonus += min(self.amount, self.product.tier) * self.product.bonus * years
        self.settled = until


@dataclass(frozen=True)
class Subscription:
    id: int
    product: FlexibleProduct
    paid: Paid
    kind: str  # NORMAL or AUTO
    time: int


@dataclass(frozen=True)
class Redemption:
    id: int
    product: FlexibleProduct
    amount: Decimal
    destination: str
    time: int


@dataclass(frozen=True)
class Reward:
    product: FlexibleProduct
    amount: Decimal
    kind: str  # REALTIME or BONUS
    time: int


class FlexiblePositions:
    """An account's flexible positions by product, and their history, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.held: dict[str, Flexible] = {}
        self.subscriptions: list[Subscription] = []
        self.redemptions: list[Redemption] = []
        self.rewards: list[Reward] = []


def subscribe(
    core: Core,
    account: Account,
    product: FlexibleProduct,
    paid: Paid,
    *,
    kind: str = "NORMAL",
    time: int | None = None,
) -> int:
    """Put money in that was taken from a wallet; return the purchase's id."""
    positions, now = account.part(FlexiblePositions), core.clock() if time is None else time
    position = positions.held.setdefault(product.id, Flexible(product, now))
    _bring_up(core, account, position, now)
    position.amount += paid.amount
    record = Subscription(core.next_id(), product, paid, kind, now)
    positions.subscriptions.append(record)
    return record.id


def redeem(
    core: Core, account: Account, product: FlexibleProduct, amount: Decimal | None, target: str
) -> int:
    """Take an amount out, or everything; return the redemption's id."""
    positions, now = account.part(FlexiblePositions), core.clock()
    position = positions.held.get(product.id)
    if position is None:
        raise refusals.bad_redemption()
    _bring_up(core, account, position, now)
    amount = position.total if amount is None else amount
    if not ZERO < amount <= position.total:
        raise refusals.bad_redemption()
    _collect(positions, position, now)
    position.amount -= amount
    if not position.amount:
        _pay_bonus(core, account, position, now)
        del positions.held[product.id]
    WALLETS[purse.DESTINATIONS[target]](core, account).change(product.asset, amount)
    record = Redemption(core.next_id(), product, amount, target, now)
    positions.redemptions.append(record)
    return record.id


@falls_due
def grow(core: Core, account: Account) -> None:
    for position in tuple(account.part(FlexiblePositions).held.values()):
        _bring_up(core, account, position, core.clock())


def _bring_up(core: Core, account: Account, position: Flexible, now: int) -> None:
    """Count what was earned day by day, and pay at each midnight that has passed."""
    while position.settled < now:
        midnight = (position.settled // DAY + 1) * DAY
        rate = position.product.rate_on(core.seed, position.settled)
        position.grow(rate, min(now, midnight))
        if position.settled == midnight:
            _close_day(core, account, position, midnight)


def _close_day(core: Core, account: Account, position: Flexible, midnight: int) -> None:
    position.yesterday = down(position.accrued)
    _collect(account.part(FlexiblePositions), position, midnight)
    _pay_bonus(core, account, position, midnight)
    if position.auto_subscribe:
        _subscribe_again(core, account, position, midnight)


def _collect(positions: FlexiblePositions, position: Flexible, time: int) -> None:
    """Let what was earned at the daily rate join the position."""
    reward = down(position.accrued)
    if reward:
        position.accrued -= reward
        position.amount += reward
        position.realtime_paid += reward
        positions.rewards.append(Reward(position.product, reward, "REALTIME", time))


def _pay_bonus(core: Core, account: Account, position: Flexible, time: int) -> None:
    """Pay what was earned beside the rate into the spot wallet."""
    reward, product = down(position.bonus), position.product
    if reward:
        position.bonus -= reward
        position.bonus_paid += reward
        account.part(FlexiblePositions).rewards.append(Reward(product, reward, "BONUS", time))
        reason = f"{product.asset} Flexible Bonus Tiered APR"
        dividends.pay(core, account, product.asset, reward, time=time, reason=reason)


def _subscribe_again(core: Core, account: Account, position: Flexible, time: int) -> None:
    """Put in what is free in the spot wallet, as its owner wished."""
    product, free = position.product, account.balance(position.product.asset).free
    if free >= product.least:
        paid = purse.take(core, account, product.asset, free, "SPOT")
        subscribe(core, account, product, paid, kind="AUTO", time=time)


class _Earn:
    """Flexible positions as a wallet that can pay."""

    def __init__(self, core: Core, account: Account) -> None:
        self._core = core
        self._account = account

    def free(self, asset: str) -> Decimal:
        held = self._account.part(FlexiblePositions).held.get(f"{asset}001")
        return held.total if held else ZERO

    def change(self, asset: str, amount: Decimal) -> None:
        product = FLEXIBLE[f"{asset}001"]
        if amount > 0:
            subscribe(self._core, self._account, product, purse.Paid("SPOT", amount, ZERO))
        else:
            redeem(self._core, self._account, product, -amount, "SPOT")
            WALLETS["MAIN"](self._core, self._account).change(asset, amount)


@wallet("EARN")
def earn(core: Core, account: Account) -> Wallet:
    return _Earn(core, account)
