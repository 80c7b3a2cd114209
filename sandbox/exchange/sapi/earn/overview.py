"""Everything that an account has in Simple Earn."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import number
from sandbox.exchange.money.wallets import holdings
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.earn.flexible import FlexiblePositions
from sandbox.exchange.sapi.earn.locked import LockedPositions
from sandbox.exchange.trading.accounts import Account, Balance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sandbox.exchange.core import Core

JSON = dict[str, Any]
TABLE = Table()


@holdings("Earn")
def in_earn(_: Core, account: Account) -> Mapping[str, Balance]:
    """Return what may be taken out as free, what may not, or is on its way back, as locked."""
    held: dict[str, Balance] = defaultdict(Balance)
    for asset, amount in _flexible(account):
        held[asset].free += amount
    for asset, amount in _locked(account):
        held[asset].locked += amount
    return held


@TABLE.operation("GET /sapi/v1/simple-earn/account", weight=150, permission=READ)
def account(call: Call) -> JSON:
    flexible, locked = _flexible(call.account), _locked(call.account)
    totals = {"Amount": flexible + locked, "FlexibleAmount": flexible, "Locked": locked}
    return {
        f"total{name}In{unit}": number(prices.value(call.core, amounts, unit))
        for name, amounts in totals.items()
        for unit in (prices.BITCOIN, prices.DOLLAR)
    }


def _flexible(account: Account) -> list[tuple[str, Decimal]]:
    held = account.part(FlexiblePositions).held.values()
    return [(each.product.asset, each.total) for each in held]


def _locked(account: Account) -> list[tuple[str, Decimal]]:
    positions = account.part(LockedPositions)
    held = [(each.product.asset, each.amount) for each in positions.held.values()]
    coming = [each for each in positions.redemptions if not each.delivered]
    return held + [(each.position.product.asset, each.amount) for each in coming]
