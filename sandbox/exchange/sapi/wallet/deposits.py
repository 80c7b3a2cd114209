"""Deposits: coins that came from outside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.money.amounts import plain
from sandbox.exchange.sapi.wallet.coins import coins

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.sapi.wallet.networks import Network
    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
SUCCESS = 1


@dataclass(frozen=True)
class Deposit:
    """One deposit; in the sandbox the chain is quick, and it is credited at once."""

    id: int
    coin: str
    amount: Decimal
    network: Network
    address: str
    memo: str
    transaction: str
    time: int
    internal: bool


class Deposits:
    """An account's deposits, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Deposit] = []


def credit(
    core: Core,
    account: Account,
    asset: str,
    amount: Decimal,
    *,
    network: Network | None = None,
    internal: str | None = None,
) -> Deposit | None:
    """Give an account what was sent to its address, by a chain or by an `internal` transfer.

    What is no coin of ours leaves no record.
    """
    core.engine.deposit(account, asset, amount)
    coin = coins().get(asset)
    if coin is None or not coin.routes or amount <= 0:
        return None
    way = network or coin.routes[0].network
    number = core.next_id()
    record = Deposit(
        id=number,
        coin=asset,
        amount=amount,
        network=way,
        address=way.address(account),
        memo=way.memo_of(account),
        transaction=internal or transaction_id(number),
        time=core.clock(),
        internal=internal is not None,
    )
    account.part(Deposits).records.append(record)
    return record


def transaction_id(number: int) -> str:
    """Return what a chain calls a transaction."""
    return hashlib.blake2b(str(number).encode(), digest_size=32).hexdigest()


def view(record: Deposit, *, source: bool) -> JSON:
    confirmed = record.network.confirmations
    shown: JSON = {
        "id": str(record.id),
        "amount": plain(record.amount),
        "coin": record.coin,
        "network": record.network.code,
        "status": SUCCESS,
        "address": record.address,
        "addressTag": record.memo,
        "txId": record.transaction,
        "insertTime": record.time,
        "completeTime": record.time,
        "transferType": int(record.internal),
        "confirmTimes": f"{confirmed}/{confirmed}",
        "unlockConfirm": record.network.unlock,
        "walletType": 0,
        "travelRuleStatus": 0,
    }
    return shown | ({"sourceAddress": ""} if source else {})
