"""Locked positions: they pay every day, and keep their money until their days are over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import ZERO, down
from sandbox.exchange.sapi.earn import flexible
from sandbox.exchange.sapi.earn.products import FLEXIBLE, LockedProduct
from sandbox.exchange.sapi.earn.purse import Paid
from sandbox.exchange.sapi.upkeep import falls_due
from sandbox.exchange.sapi.wallet import dividends

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account


@dataclass
class Locked:
    """Money in a locked product; its days are full ones, from midnight to midnight."""

    id: int
    parent: int
    product: LockedProduct
    amount: Decimal
    purchased: int
    kind: str  # NORMAL, or AUTO if it follows one that matured
    auto_subscribe: bool = True
    redeem_to: str = "SPOT"
    paid: Decimal = ZERO
    days_paid: int = 0

    @property
    def begins(self) -> int:
        return -(-self.purchased // DAY) * DAY

    @property
    def ends(self) -> int:
        return self.begins + self.product.days * DAY

    @property
    def next_pay(self) -> int:
        return self.begins + (self.days_paid + 1) * DAY

    @property
    def reward(self) -> Decimal:
        """What a day earns."""
        return down(self.product.daily(self.amount))


@dataclass(frozen=True)
class Subscription:
    id: int
    position: int
    product: LockedProduct
    amount: Decimal
    paid: Paid
    kind: str
    time: int


@dataclass
class Redemption:
    """Money on its way back; whoever did not wait gives the rewards back."""

    id: int
    position: Locked
    kind: str  # MATURE or ADVANCE
    loss: Decimal
    time: int
    deliver: int
    delivered: bool = False

    @property
    def amount(self) -> Decimal:
        return self.position.amount - self.loss


@dataclass(frozen=True)
class Reward:
    position: Locked
    amount: Decimal
    time: int


class LockedPositions:
    """An account's locked positions by id, and their history, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.held: dict[int, Locked] = {}
        self.subscriptions: list[Subscription] = []
        self.redemptions: list[Redemption] = []
        self.rewards: list[Reward] = []

    def invested(self, product: LockedProduct) -> Decimal:
        amounts = (each.amount for each in self.held.values() if each.product is product)
        return sum(amounts, start=ZERO)


def subscribe(core: Core, account: Account, position: Locked, paid: Paid) -> Subscription:
    """Lock money that was taken from a wallet."""
    positions = account.part(LockedPositions)
    positions.held[position.id] = position
    record = Subscription(
        id=core.next_id(),
        position=position.id,
        product=position.product,
        amount=position.amount,
        paid=paid,
        kind=position.kind,
        time=position.purchased,
    )
    positions.subscriptions.append(record)
    return record


def redeem_early(core: Core, account: Account, position: Locked) -> Redemption:
    """Give up a position: the rewards are lost, the rest comes at the next midnight."""
    now = core.clock()
    del account.part(LockedPositions).held[position.id]
    deliver = (now // DAY + 1) * DAY
    record = Redemption(core.next_id(), position, "ADVANCE", position.paid, now, deliver)
    account.part(LockedPositions).redemptions.append(record)
    return record


@falls_due
def settle(core: Core, account: Account) -> None:
    """Pay the rewards of the days that are over, end what has matured, deliver what is due."""
    positions, now = account.part(LockedPositions), core.clock()
    while due := [each for each in positions.held.values() if each.next_pay <= now]:
        _pay_day(core, account, min(due, key=lambda each: each.next_pay))
    for redemption in positions.redemptions:
        if not redemption.delivered and redemption.deliver <= now:
            _deliver(core, account, redemption)


def _pay_day(core: Core, account: Account, position: Locked) -> None:
    time, reward = position.next_pay, position.reward
    position.days_paid += 1
    if reward:
        position.paid += reward
        account.part(LockedPositions).rewards.append(Reward(position, reward, time))
        reason = f"{position.product.asset} Locked Rewards"
        dividends.pay(core, account, position.product.asset, reward, time=time, reason=reason)
    if position.days_paid == position.product.days:
        _mature(core, account, position)


def _mature(core: Core, account: Account, position: Locked) -> None:
    """End a position: its money is locked once more, or comes back."""
    positions, time = account.part(LockedPositions), position.ends
    del positions.held[position.id]
    if position.auto_subscribe:
        again = Locked(
            id=core.next_id(),
            parent=position.id,
            product=position.product,
            amount=position.amount,
            purchased=time,
            kind="AUTO",
            redeem_to=position.redeem_to,
        )
        subscribe(core, account, again, Paid("SPOT", ZERO, ZERO))
        return
    positions.redemptions.append(
        Redemption(core.next_id(), position, "MATURE", ZERO, time, deliver=time)
    )


def _deliver(core: Core, account: Account, redemption: Redemption) -> None:
    position, amount = redemption.position, redemption.amount
    redemption.delivered = True
    target = FLEXIBLE.get(f"{position.product.asset}001")
    if position.redeem_to == "FLEXIBLE" and target is not None:
        paid = Paid("SPOT", amount, ZERO)
        flexible.subscribe(core, account, target, paid, kind="AUTO")
    else:
        core.engine.deposit(account, position.product.asset, amount)
