"""Locking money, giving up on it, and what one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.earn import locked, purse
from sandbox.exchange.sapi.earn.locked import Locked, LockedPositions
from sandbox.exchange.sapi.earn.products import LOCKED, STARTED, LockedProduct
from sandbox.exchange.sapi.history import paged

if TYPE_CHECKING:
    from decimal import Decimal

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/simple-earn/locked"
_NO_EXTRA = {"extraRewardAsset": "", "boostRewardAsset": ""}


@TABLE.operation(f"GET {_ROOT}/list", weight=150, parameters="asset current size", permission=READ)
def products(call: Call) -> JSON:
    asset = call.params.text("asset")
    offered = [each for each in LOCKED.values() if asset in {None, each.asset}]
    return paged(call, offered[::-1], _product)


@TABLE.operation(
    f"GET {_ROOT}/position",
    weight=150,
    parameters="asset positionId projectId current size",
    permission=READ,
)
def positions(call: Call) -> JSON:
    asset, project = call.params.text("asset"), call.params.text("projectId")
    position = call.params.integer("positionId")
    held = [
        each
        for each in call.account.part(LockedPositions).held.values()
        if asset in {None, each.product.asset}
        and project in {None, each.product.id}
        and position in {None, each.id}
    ]
    return paged(call, held, _position)


@TABLE.operation(
    f"GET {_ROOT}/personalLeftQuota", weight=150, parameters="projectId", permission=READ
)
def quota(call: Call) -> JSON:
    return {"leftPersonalQuota": plain(_quota(call, _asked_product(call)))}


@TABLE.operation(
    f"GET {_ROOT}/subscriptionPreview",
    weight=150,
    parameters="projectId amount autoSubscribe",
    permission=READ,
)
def preview(call: Call) -> list[JSON]:
    product, amount = _asked_product(call), call.params.required_decimal("amount")
    again = call.params.flag("autoSubscribe", default=True)
    would_be = Locked(0, 0, product, amount, call.core.clock(), "NORMAL", auto_subscribe=again)
    return [
        {
            "rewardAsset": product.asset,
            "totalRewardAmt": number(would_be.reward * product.days),
            **_NO_EXTRA,
            "estTotalExtraRewardAmt": number(ZERO),
            "estDailyRewardAmt": number(would_be.reward),
            "nextPay": number(would_be.reward),
            "nextPayDate": would_be.next_pay,
            "valueDate": would_be.begins,
            "rewardsEndDate": would_be.ends,
            "deliverDate": would_be.ends,
            "nextSubscriptionDate": would_be.ends,
        }
    ]


@TABLE.operation(
    f"POST {_ROOT}/subscribe",
    weight=1,
    parameters="projectId amount autoSubscribe sourceAccount redeemTo",
    permission=TRADE,
)
def subscribe(call: Call) -> JSON:
    params, product = call.params, _asked_product(call)
    amount = params.required_decimal("amount")
    source = params.choice("sourceAccount", purse.SOURCES) or "SPOT"
    target = params.choice("redeemTo", ("SPOT", "FLEXIBLE")) or "SPOT"
    if amount < product.least:
        raise refusals.below_least_purchase()
    if amount > _quota(call, product):
        raise refusals.beyond_personal_quota()
    paid = purse.take(call.core, call.account, product.asset, amount, source)
    position = Locked(
        id=call.core.next_id(),
        parent=0,
        product=product,
        amount=amount,
        purchased=call.core.clock(),
        kind="NORMAL",
        auto_subscribe=params.flag("autoSubscribe", default=True),
        redeem_to=target,
    )
    record = locked.subscribe(call.core, call.account, position, paid)
    return {"purchaseId": record.id, "positionId": str(position.id), "success": True}


@TABLE.operation(f"POST {_ROOT}/redeem", weight=1, parameters="positionId", permission=TRADE)
def redeem(call: Call) -> JSON:
    redemption = locked.redeem_early(call.core, call.account, _asked_position(call))
    return {"redeemId": redemption.id, "success": True}


@TABLE.operation(
    f"POST {_ROOT}/setAutoSubscribe",
    weight=150,
    parameters="positionId autoSubscribe",
    permission=READ,
)
def set_auto_subscribe(call: Call) -> JSON:
    call.params.required("autoSubscribe")
    _asked_position(call).auto_subscribe = call.params.flag("autoSubscribe")
    return {"success": True}


@TABLE.operation(
    f"POST {_ROOT}/setRedeemOption",
    weight=50,
    parameters="positionId redeemTo",
    permission=READ,
)
def set_redeem_option(call: Call) -> JSON:
    call.params.required("redeemTo")
    target = call.params.choice("redeemTo", ("SPOT", "FLEXIBLE")) or "SPOT"
    _asked_position(call).redeem_to = target
    return {"success": True}


def _asked_product(call: Call) -> LockedProduct:
    product = LOCKED.get(call.params.required("projectId"))
    if product is None:
        raise refusals.no_such_product()
    return product


def _asked_position(call: Call) -> Locked:
    call.params.required("positionId")
    number_ = call.params.integer("positionId") or 0
    position = call.account.part(LockedPositions).held.get(number_)
    if position is None:
        raise refusals.no_such_product()
    return position


def _quota(call: Call, product: LockedProduct) -> Decimal:
    return max(product.most - call.account.part(LockedPositions).invested(product), ZERO)


def _product(product: LockedProduct) -> JSON:
    return {
        "projectId": product.id,
        "detail": {
            "asset": product.asset,
            "rewardAsset": product.asset,
            "duration": product.days,
            "renewable": True,
            "isSoldOut": False,
            "apr": plain(product.rate),
            "status": "PURCHASING",
            "subscriptionStartTime": STARTED,
            **_NO_EXTRA,
            "extraRewardAPR": "0",
            "boostApr": "0",
            "boostEndTime": STARTED,
        },
        "quota": {
            "totalPersonalQuota": plain(product.most),
            "minimum": plain(product.least),
        },
    }


def _position(held: Locked) -> JSON:
    product = held.product
    return {
        "positionId": held.id,
        "parentPositionId": held.parent,
        "projectId": product.id,
        "asset": product.asset,
        "amount": number(held.amount),
        "purchaseTime": held.purchased,
        "duration": str(product.days),
        "accrualDays": str(held.days_paid),
        "rewardAsset": product.asset,
        "APY": f"{product.yield_:.4f}",
        "rewardAmt": number(held.paid),
        **_NO_EXTRA,
        "extraRewardAPR": "0",
        "estExtraRewardAmt": number(ZERO),
        "boostApr": "0",
        "totalBoostRewardAmt": number(ZERO),
        "nextPay": number(held.reward),
        "nextPayDate": held.next_pay,
        "payPeriod": "1",
        "redeemAmountEarly": number(held.amount - held.paid),
        "rewardsEndDate": held.ends,
        "deliverDate": held.ends,
        "redeemPeriod": "1",
        "redeemingAmt": number(ZERO),
        "redeemTo": held.redeem_to,
        "partialAmtDeliverDate": held.ends,
        "canRedeemEarly": True,
        "canFastRedemption": False,
        "autoSubscribe": held.auto_subscribe,
        "type": held.kind,
        "status": "HOLDING",
        "canReStake": held.next_pay < held.ends - DAY,
    }
