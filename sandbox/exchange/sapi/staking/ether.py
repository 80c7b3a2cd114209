"""Staking ETH: it becomes WBETH, which BETH can be wrapped into too."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi.history import PAGED
from sandbox.exchange.sapi.staking import history, ledger
from sandbox.exchange.sapi.staking.ledger import Staking
from sandbox.exchange.sapi.staking.pools import BETH, ETH

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/eth-staking"
_RATE = "conversionRatio"


@TABLE.operation("GET /sapi/v2/eth-staking/account", weight=150, permission=READ)
def account(call: Call) -> JSON:
    now = call.core.clock()
    wrapped, beth = (ledger.holding(call.account, each) for each in (ETH.token, BETH))
    profit = call.account.part(Staking).book(ETH).profit(now - 30 * DAY)
    return {
        "holdingInETH": number(wrapped * ETH.rate(now) + beth),
        "holdings": {"wbethAmount": number(wrapped), "bethAmount": number(beth)},
        "thirtyDaysProfitInETH": number(profit),
        "profit": {"amountFromWBETH": number(profit), "amountFromBETH": plain(ZERO)},
    }


@TABLE.operation(f"GET {_ROOT}/eth/quota", weight=150, permission=READ)
def quota(_: Call) -> JSON:
    return {
        "leftStakingPersonalQuota": plain(ETH.most),
        "leftRedemptionPersonalQuota": plain(ETH.most),
        "minStakeAmount": number(ETH.least),
        "minRedeemAmount": "0.00000001",
        "redeemPeriod": ETH.redeem_days,
        "stakeable": True,
        "redeemable": True,
        "commissionFee": "0.10000000",
        "calculating": False,
    }


@TABLE.operation(
    "POST /sapi/v2/eth-staking/eth/stake", weight=150, parameters="amount", permission=TRADE
)
def stake(call: Call) -> JSON:
    amount = call.params.required_decimal("amount")
    record = ledger.stake(call.core, call.account, ETH, amount)
    return {
        "success": True,
        "wbethAmount": number(record.due),
        "purchaseId": record.id,
        _RATE: number(record.rate),
    }


@TABLE.operation(
    f"POST {_ROOT}/eth/redeem", weight=150, parameters="amount asset", permission=TRADE
)
def redeem(call: Call) -> JSON:
    amount = call.params.required_decimal("amount")
    token = call.params.choice("asset", (ETH.token, BETH)) or BETH
    record = ledger.redeem(call.core, call.account, ETH, token, amount)
    return {
        "success": True,
        "ethAmount": number(record.due),
        "redeemId": record.id,
        _RATE: number(record.rate),
        "arrivalTime": record.arrives,
    }


@TABLE.operation(f"POST {_ROOT}/wbeth/wrap", weight=150, parameters="amount", permission=TRADE)
def wrap(call: Call) -> JSON:
    record = ledger.wrap(call.core, call.account, call.params.required_decimal("amount"))
    return {
        "success": True,
        "wbethAmount": number(record.due),
        "exchangeRate": number(record.rate),
    }


@TABLE.operation(
    f"GET {_ROOT}/eth/history/stakingHistory",
    weight=150,
    parameters=f"purchaseId {PAGED}",
    permission=READ,
)
def staking_history(call: Call) -> JSON:
    return history.stakes(call, ETH, _RATE)


@TABLE.operation(
    f"GET {_ROOT}/eth/history/redemptionHistory",
    weight=150,
    parameters=f"redeemId {PAGED}",
    permission=READ,
)
def redemption_history(call: Call) -> JSON:
    return history.redemptions(call, ETH, _RATE)


@TABLE.operation(
    f"GET {_ROOT}/eth/history/rateHistory", weight=150, parameters=PAGED, permission=READ
)
def rate_history(call: Call) -> JSON:
    return history.rates(call, ETH, dict)


@TABLE.operation(
    f"GET {_ROOT}/eth/history/wbethRewardsHistory", weight=150, parameters=PAGED, permission=READ
)
def rewards_history(call: Call) -> JSON:
    return history.rewards(call, ETH)


@TABLE.operation(
    f"GET {_ROOT}/wbeth/history/wrapHistory", weight=150, parameters=PAGED, permission=READ
)
def wrap_history(call: Call) -> JSON:
    return history.wraps(call, call.account.part(Staking).book(ETH).wraps)


@TABLE.operation(
    f"GET {_ROOT}/wbeth/history/unwrapHistory", weight=150, parameters=PAGED, permission=READ
)
def unwrap_history(call: Call) -> JSON:
    """Return an empty page: what was wrapped can be redeemed, but no longer unwrapped."""
    return history.wraps(call, [])
