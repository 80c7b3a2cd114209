"""A master account and its sub-accounts, which are accounts of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.money.wallets import move, open_wallet, transfer_failed
from sandbox.exchange.registry import random_text
from sandbox.exchange.sapi import refusals

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.operations.table import Call
    from sandbox.exchange.trading.accounts import Account

WALLETS = {
    "SPOT": "MAIN",
    "USDT_FUTURE": "UMFUTURE",
    "COIN_FUTURE": "CMFUTURE",
    "MARGIN": "MARGIN",
    "ISOLATED_MARGIN": "ISOLATEDMARGIN",
}
"""The wallets by what transfers within a family call them."""


@dataclass(frozen=True)
class Place:
    """One wallet of one member."""

    member: Account
    type: str
    symbol: str | None = None

    @property
    def email(self) -> str:
        return self.member.part(Family).email

    @property
    def wallet(self) -> str:
        name = WALLETS[self.type]
        return f"{name}:{self.symbol}" if self.symbol else name


@dataclass(frozen=True)
class Transfer:
    """Money that went from one member to another one, or between wallets of the same."""

    id: int
    source: Place
    target: Place
    asset: str
    amount: Decimal
    time: int
    client_id: str


class Family:
    """Where an account stands: above its sub-accounts, below its master, or alone."""

    def __init__(self, account: Account) -> None:
        name = re.sub(r"[^a-z0-9]", "", account.label.lower()) or "someone"
        self.account = account
        self.email = f"{name}{account.uid}@sandbox.test"
        self.master: Account | None = None
        self.subs: dict[str, Account] = {}
        self.transfers: list[Transfer] = []  # of the whole family, kept by its master
        self.futures_enabled = False


def create(core: Core, master: Account, name: str) -> Account:
    """Open a sub-account with an address that nobody can write to."""
    sub = core.registry.open_account(name, {})
    family, own = master.part(Family), sub.part(Family)
    own.email = f"{name}_virtual@{random_text(8).lower()}noemail.com"
    own.master = master
    family.subs[own.email] = sub
    return sub


def head(call: Call) -> Family:
    """Return the family of a master; sub-accounts may not ask for it."""
    family = call.account.part(Family)
    if family.master is not None:
        raise refusals.main_account_only()
    return family


def sub(call: Call, name: str = "email") -> Account:
    """Return the sub-account of the asking master that a mandatory parameter names."""
    found = head(call).subs.get(call.params.required(name))
    if found is None:
        raise refusals.not_related()
    return found


def member(family: Family, email: str | None) -> Account:
    """Return whom an address means in a family: its master if none is given."""
    if email is None or email == family.email:
        return family.account
    if email not in family.subs:
        raise refusals.not_related()
    return family.subs[email]


def master_of(account: Account) -> Family:
    """Return the family that a sub-account belongs to."""
    master = account.part(Family).master
    if master is None:
        raise refusals.not_related()
    return master.part(Family)


def send(
    core: Core,
    family: Family,
    source: Place,
    target: Place,
    asset: str,
    amount: Decimal,
    client_id: str = "",
) -> Transfer:
    """Move money within a family and write it down."""
    purses = [open_wallet(core, each.member, each.wallet) for each in (source, target)]
    if purses[0] is None or purses[1] is None or source == target:
        raise transfer_failed()
    move(purses[0], purses[1], asset, amount)
    record = Transfer(core.next_id(), source, target, asset, amount, core.clock(), client_id)
    family.transfers.append(record)
    return record
