"""Staking SOL: it becomes BNSOL, which earns a boost beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY, SECOND
from sandbox.exchange.money.amounts import number, plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi.history import PAGED, paged, span
from sandbox.exchange.sapi.staking import history, ledger
from sandbox.exchange.sapi.staking.ledger import Staking
from sandbox.exchange.sapi.staking.pools import SOL

if TYPE_CHECKING:
    from sandbox.exchange.sapi.staking.ledger import Boost

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/sol-staking"
_RATE = "exchangeRate"


@TABLE.operation(f"GET {_ROOT}/account", weight=150, permission=READ)
def account(call: Call) -> JSON:
    now, held = call.core.clock(), ledger.holding(call.account, SOL.token)
    profit = call.account.part(Staking).book(SOL).profit(now - 30 * DAY)
    return {
        "bnsolAmount": number(held),
        "holdingInSOL": number(held * SOL.rate(now)),
        "thirtyDaysProfitInSOL": number(profit),
    }


@TABLE.operation(f"GET {_ROOT}/sol/quota", weight=150, permission=READ)
def quota(call: Call) -> JSON:
    return {
        "leftStakingPersonalQuota": plain(SOL.most),
        "leftRedemptionPersonalQuota": plain(SOL.most),
        "minStakeAmount": number(SOL.least),
        "minRedeemAmount": "0.00000001",
        "redeemPeriod": SOL.redeem_days,
        "stakeable": True,
        "redeemable": True,
        "soldOut": False,
        "commissionFee": "0.10000000",
        "nextEpochTime": (call.core.clock() // DAY + 1) * DAY,
        "calculating": False,
    }


@TABLE.operation(f"POST {_ROOT}/sol/stake", weight=150, parameters="amount", permission=TRADE)
def stake(call: Call) -> JSON:
    amount = call.params.required_decimal("amount")
    record = ledger.stake(call.core, call.account, SOL, amount)
    return {
        "success": True,
        "bnsolAmount": number(record.due),
        "purchaseId": record.id,
        _RATE: number(record.rate),
    }


@TABLE.operation(f"POST {_ROOT}/sol/redeem", weight=150, parameters="amount", permission=TRADE)
def redeem(call: Call) -> JSON:
    amount = call.params.required_decimal("amount")
    record = ledger.redeem(call.core, call.account, SOL, SOL.token, amount)
    return {
        "success": True,
        "solAmount": number(record.due),
        "redeemId": record.id,
        _RATE: number(record.rate),
        "arrivalTime": record.arrives,
    }


@TABLE.operation(f"POST {_ROOT}/sol/claim", weight=150, permission=TRADE)
def claim(call: Call) -> JSON:
    ledger.claim(call.core, call.account, SOL)
    return {"success": True}


@TABLE.operation(
    f"GET {_ROOT}/sol/history/unclaimedRewards",
    weight=150,
    permission=READ,
)
def unclaimed(call: Call) -> list[JSON]:
    waiting = call.account.part(Staking).book(SOL).unclaimed
    return [{"amount": number(waiting), "rewardsAsset": SOL.coin}]


@TABLE.operation(
    f"GET {_ROOT}/sol/history/stakingHistory",
    weight=150,
    parameters=f"purchaseId {PAGED}",
    permission=READ,
)
def staking_history(call: Call) -> JSON:
    return history.stakes(call, SOL, _RATE)


@TABLE.operation(
    f"GET {_ROOT}/sol/history/redemptionHistory",
    weight=150,
    parameters=f"redeemId {PAGED}",
    permission=READ,
)
def redemption_history(call: Call) -> JSON:
    return history.redemptions(call, SOL, _RATE)


@TABLE.operation(
    f"GET {_ROOT}/sol/history/rateHistory", weight=150, parameters=PAGED, permission=READ
)
def rate_history(call: Call) -> JSON:
    boost = {"boostAPR": number(SOL.boost), "rewardsAsset": SOL.coin}
    return history.rates(call, SOL, lambda: {"boostRewards": [boost]})


@TABLE.operation(
    f"GET {_ROOT}/sol/history/bnsolRewardsHistory", weight=150, parameters=PAGED, permission=READ
)
def rewards_history(call: Call) -> JSON:
    return history.rewards(call, SOL)


@TABLE.operation(
    f"GET {_ROOT}/sol/history/boostRewardsHistory",
    weight=150,
    parameters=f"type {PAGED}",
    permission=READ,
)
def boost_history(call: Call) -> JSON:
    call.params.required("type")
    kind = call.params.choice("type", ("CLAIM", "DISTRIBUTE"))
    asked = span(call, longest=92)
    boosts = call.account.part(Staking).book(SOL).boosts
    found = [each for each in boosts if each.kind == kind and asked.covers(each.time)]
    return paged(call, found, _boost)


def _boost(record: Boost) -> JSON:
    return {
        "time": record.time // SECOND,  # the one history that counts in seconds
        "token": SOL.coin,
        "amount": plain(record.amount),
        "bnsolHolding": plain(record.holding),
        "status": "SUCCESS",
    }
