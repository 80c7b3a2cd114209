"""How an account stands: what its key may do, what is enabled, what it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.money.amounts import plain
from sandbox.exchange.operations.table import FUTURES, MARGIN, READ, TRADE, Call, Table
from sandbox.exchange.sapi.history import UNREAD
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()


class Switches:
    """What an account's owner has switched on, beside what its commission knows of."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.interest_burn = False  # BNB pays for interest


@TABLE.operation("GET /sapi/v1/system/status", weight=1, parameters=UNREAD)
def system_status(_: Call) -> JSON:
    return {"status": 0, "msg": "normal"}


@TABLE.operation("GET /sapi/v1/account/status", weight=1, permission=READ)
def account_status(_: Call) -> JSON:
    return {"data": "Normal"}


@TABLE.operation("GET /sapi/v1/account/apiTradingStatus", weight=1, permission=READ)
def trading_status(_: Call) -> JSON:
    return {
        "data": {
            "isLocked": False,
            "plannedRecoverTime": 0,
            "triggerCondition": {"GCR": 150, "IFER": 150, "UFR": 300},
            "updateTime": 0,
        }
    }


@TABLE.operation("GET /sapi/v1/account/apiRestrictions", weight=1, permission=READ)
def restrictions(call: Call) -> JSON:
    return {"createTime": call.owner.created, **call.owner.permissions}


@TABLE.operation("GET /sapi/v1/account/info", weight=1, permission=READ)
def info(call: Call) -> JSON:
    return {
        "vipLevel": 0,
        "isMarginEnabled": _enabled(call, MARGIN),
        "isFutureEnabled": _enabled(call, FUTURES),
        "isOptionsEnabled": _enabled(call, "enableVanillaOptions"),
        "isPortfolioMarginRetailEnabled": _enabled(call, "enablePortfolioMarginTrading"),
    }


@TABLE.operation("GET /sapi/v1/bnbBurn", weight=1, permission=READ)
def burn(call: Call) -> JSON:
    return _burn(call.account)


@TABLE.operation(
    "POST /sapi/v1/bnbBurn",
    weight=1,
    parameters="spotBNBBurn interestBNBBurn spotBnbBurn interestBnbBurn",
    permission=TRADE,
)
def set_burn(call: Call) -> JSON:
    switches, params = call.account.part(Switches), call.params
    commission = call.account.commission
    spot, interest = (_spelt(params, name) for name in ("spotBNBBurn", "interestBNBBurn"))
    if spot not in params and interest not in params:
        raise errors.missing_both(spot, interest)
    commission.enabled_for_account = params.flag(spot, default=commission.enabled_for_account)
    switches.interest_burn = params.flag(interest, default=switches.interest_burn)
    return _burn(call.account)


def _enabled(call: Call, permission: str) -> bool:
    """Tell whether any key of the account may do this, since nothing else enables a product."""
    keys = call.core.registry.keys.values()
    return any(each.account is call.account and each.may(permission) for each in keys)


def _spelt(params: Params, name: str) -> str:
    """Return the spelling that was sent: the documents have both."""
    other = name.replace("BNB", "Bnb")
    return other if other in params else name


@TABLE.operation("GET /sapi/v1/asset/tradeFee", weight=1, parameters="symbol", permission=READ)
def trade_fee(call: Call) -> list[JSON]:
    symbol = call.params.optional_symbol()
    if symbol is not None and symbol not in LISTINGS:
        raise errors.bad_symbol()
    rates = call.account.commission.standard
    maker, taker = plain(rates.maker), plain(rates.taker)
    return [
        {"symbol": each, "makerCommission": maker, "takerCommission": taker}
        for each in LISTINGS
        if symbol in {None, each}
    ]


def _burn(account: Account) -> JSON:
    return {
        "spotBNBBurn": account.commission.enabled_for_account,
        "interestBNBBurn": account.part(Switches).interest_burn,
    }
