"""What an account staked, redeemed and earned."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import ZERO, down
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.staking.pools import BETH, ETH, SOL, Pool
from sandbox.exchange.sapi.upkeep import falls_due
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

_YEAR_DAYS = 365


@dataclass
class Swap:
    """One asset given for another one, which may take days to arrive."""

    id: int
    gives: str
    amount: Decimal
    gets: str
    due: Decimal
    rate: Decimal
    time: int
    arrives: int
    arrived: bool = True


@dataclass(frozen=True)
class Reward:
    """What a day added to what the tokens are worth."""

    time: int
    amount: Decimal
    holding: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Boost:
    """A reward beside that, on the day it fell due or was claimed."""

    time: int
    amount: Decimal
    holding: Decimal
    kind: str  # DISTRIBUTE or CLAIM


@dataclass
class Book:
    """An account's dealings with one pool, earliest first."""

    settled: int | None = None
    stakes: list[Swap] = field(default_factory=list)
    redemptions: list[Swap] = field(default_factory=list)
    wraps: list[Swap] = field(default_factory=list)
    rewards: list[Reward] = field(default_factory=list)
    boosts: list[Boost] = field(default_factory=list)
    unclaimed: Decimal = ZERO

    def profit(self, since: int) -> Decimal:
        return sum((each.amount for each in self.rewards if each.time > since), start=ZERO)


class Staking:
    """An account's books."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._books = {ETH.coin: Book(), SOL.coin: Book()}

    def book(self, pool: Pool) -> Book:
        return self._books[pool.coin]


def stake(core: Core, account: Account, pool: Pool, amount: Decimal) -> Swap:
    """Give coins, get tokens at today's rate."""
    if amount != round(amount, pool.places):
        raise errors.too_precise("amount")
    if not pool.least <= amount <= pool.most:
        raise errors.not_valid("amount")
    rate = pool.rate(core.clock())
    record = _record(core, (pool.coin, amount), (pool.token, down(amount / rate)), rate)
    _carry_out(core, account, record)
    account.part(Staking).book(pool).stakes.append(record)
    return record


def redeem(core: Core, account: Account, pool: Pool, token: str, amount: Decimal) -> Swap:
    """Give tokens, get coins some days later; they stop earning at once."""
    if not amount:
        raise errors.not_valid("amount")
    rate = Decimal(1) if token == BETH else pool.rate(core.clock())
    record = _record(core, (token, amount), (pool.coin, down(amount * rate)), rate)
    record.arrives, record.arrived = record.time + pool.redeem_days * DAY, False
    _carry_out(core, account, record)
    account.part(Staking).book(pool).redemptions.append(record)
    return record


def wrap(core: Core, account: Account, amount: Decimal) -> Swap:
    """Give BETH, get WBETH."""
    if not amount:
        raise errors.not_valid("amount")
    rate = ETH.rate(core.clock())
    record = _record(core, (BETH, amount), (ETH.token, down(amount / rate)), rate)
    _carry_out(core, account, record)
    account.part(Staking).book(ETH).wraps.append(record)
    return record


def claim(core: Core, account: Account, pool: Pool) -> None:
    """Pay out the boost rewards that have gathered."""
    book, now = account.part(Staking).book(pool), core.clock()
    if book.unclaimed:
        core.engine.deposit(account, pool.coin, book.unclaimed)
        book.boosts.append(Boost(now, book.unclaimed, holding(account, pool.token), "CLAIM"))
        book.unclaimed = ZERO


def holding(account: Account, token: str) -> Decimal:
    balance = account.balance(token)
    return balance.free + balance.locked


@falls_due
def settle(core: Core, account: Account) -> None:
    """Deliver what was redeemed, and write down what each day that is over has earned."""
    now = core.clock()
    for pool in (ETH, SOL):
        book = account.part(Staking).book(pool)
        for each in book.redemptions:
            if not each.arrived and each.arrives <= now:
                each.arrived = True
                core.engine.deposit(account, each.gets, each.due)
        _close_days(account, pool, book, now)


def _close_days(account: Account, pool: Pool, book: Book, now: int) -> None:
    today = now // DAY * DAY
    since, book.settled = book.settled, today
    held = account.balances.get(pool.token)
    if since is None or held is None or not held.free + held.locked:
        return
    for midnight in range(since + DAY, today + 1, DAY):
        rate = pool.rate(midnight)
        amount = holding(account, pool.token)
        earned = down(amount * (rate - pool.rate(midnight - DAY)))
        book.rewards.append(Reward(midnight, earned, amount, rate))
        boost = down(amount * rate * pool.boost / _YEAR_DAYS)
        if boost:
            book.unclaimed += boost
            book.boosts.append(Boost(midnight, boost, amount, "DISTRIBUTE"))


def _record(
    core: Core, gives: tuple[str, Decimal], gets: tuple[str, Decimal], rate: Decimal
) -> Swap:
    now = core.clock()
    return Swap(core.next_id(), *gives, *gets, rate=rate, time=now, arrives=now)


def _carry_out(core: Core, account: Account, record: Swap) -> None:
    if account.balance(record.gives).free < record.amount:
        raise refusals.not_enough()
    core.engine.deposit(account, record.gives, -record.amount)
    if record.arrived:
        core.engine.deposit(account, record.gets, record.due)
