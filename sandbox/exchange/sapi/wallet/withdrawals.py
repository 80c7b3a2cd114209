"""Withdrawals: coins on their way out, and how far they have come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import MINUTE, SECOND
from sandbox.exchange.money.amounts import plain
from sandbox.exchange.money.wallets import WALLETS
from sandbox.exchange.sapi.wallet import deposits

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.sapi.wallet.networks import Network
    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
AWAITING_APPROVAL, PROCESSING, COMPLETED = 2, 4, 6
_APPROVED_AFTER = 10 * SECOND
SOURCES = ("MAIN", "FUNDING")
"""The wallets that may be withdrawn from, by the number that `walletType` gives them."""


@dataclass(frozen=True)
class Withdrawal:
    """One withdrawal; its state follows from how long ago it was asked for."""

    id: str
    coin: str
    amount: Decimal  # that arrives
    fee: Decimal
    network: Network
    address: str
    memo: str
    name: str | None  # as the client calls it
    wallet: int
    time: int
    transaction: str
    internal: bool

    @property
    def arrives(self) -> int:
        """When it is completed; people of the same house need not wait for a chain."""
        return self.time if self.internal else self.time + self.network.minutes * MINUTE

    def status(self, now: int) -> int:
        if now >= self.arrives:
            return COMPLETED
        return PROCESSING if now >= self.time + _APPROVED_AFTER else AWAITING_APPROVAL


class Withdrawals:
    """An account's withdrawals, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Withdrawal] = []

    def on_the_way(self, now: int, wallet: int = 0) -> dict[str, Decimal]:
        """Return what has left the balance and has not arrived, by coin."""
        amounts: dict[str, Decimal] = defaultdict(Decimal)
        for each in self.records:
            if each.wallet == wallet and each.status(now) != COMPLETED:
                amounts[each.coin] += each.amount + each.fee
        return amounts


def send(core: Core, account: Account, withdrawal: Withdrawal) -> None:
    """Take the money and let it go its way; to somebody else's address here it goes at once."""
    wallet = WALLETS[SOURCES[withdrawal.wallet]](core, account)
    wallet.change(withdrawal.coin, -(withdrawal.amount + withdrawal.fee))
    account.part(Withdrawals).records.append(withdrawal)
    receiver = owner(core, withdrawal.network, withdrawal.address)
    if receiver is not None:
        deposits.credit(
            core,
            receiver,
            withdrawal.coin,
            withdrawal.amount,
            network=withdrawal.network,
            internal=withdrawal.transaction,
        )


def owner(core: Core, network: Network, address: str) -> Account | None:
    """Return whose deposit address this is, if anybody's here."""
    people = core.registry.accounts.values()
    return next((each for each in people if network.address(each) == address), None)


def view(record: Withdrawal, now: int) -> JSON:
    status = record.status(now)
    done = status == COMPLETED
    shown = {
        "id": record.id,
        "amount": plain(record.amount),
        "transactionFee": plain(record.fee),
        "coin": record.coin,
        "status": status,
        "address": record.address,
        "addressTag": record.memo or None,
        "txId": record.transaction if done else "",
        "applyTime": _spelt(record.time),
        "network": record.network.code,
        "transferType": int(record.internal),
        "withdrawOrderId": record.name,
        "info": "",
        "confirmNo": record.network.confirmations if done else 0,
        "walletType": record.wallet,
        "txKey": "",
        "completeTime": _spelt(record.arrives) if done else None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _spelt(time: int) -> str:
    return datetime.fromtimestamp(time / SECOND, UTC).strftime("%Y-%m-%d %H:%M:%S")
