"""What was locked, came back and was earned with locked products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.earn.locked import LockedPositions
from sandbox.exchange.sapi.history import PAGED, paged, span

if TYPE_CHECKING:
    from sandbox.exchange.sapi.earn.locked import Redemption, Reward, Subscription

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/simple-earn/locked/history"


@TABLE.operation(
    f"GET {_ROOT}/subscriptionRecord",
    weight=150,
    parameters=f"purchaseId asset {PAGED}",
    permission=READ,
)
def subscriptions(call: Call) -> JSON:
    purchase, asset = call.params.integer("purchaseId"), call.params.text("asset")
    asked = span(call)
    return paged(
        call,
        [
            each
            for each in call.account.part(LockedPositions).subscriptions
            if asked.covers(each.time)
            and purchase in {None, each.id}
            and asset in {None, each.product.asset}
        ],
        _subscription,
    )


@TABLE.operation(
    f"GET {_ROOT}/redemptionRecord",
    weight=150,
    parameters=f"positionId redeemId asset {PAGED}",
    permission=READ,
)
def redemptions(call: Call) -> JSON:
    position, redemption = (call.params.integer(name) for name in ("positionId", "redeemId"))
    asset, asked = call.params.text("asset"), span(call)
    return paged(
        call,
        [
            each
            for each in call.account.part(LockedPositions).redemptions
            if asked.covers(each.time)
            and position in {None, each.position.id}
            and redemption in {None, each.id}
            and asset in {None, each.position.product.asset}
        ],
        _redemption,
    )


@TABLE.operation(
    f"GET {_ROOT}/rewardsRecord",
    weight=150,
    parameters=f"positionId asset {PAGED}",
    permission=READ,
)
def rewards(call: Call) -> JSON:
    position, asset = call.params.integer("positionId"), call.params.text("asset")
    asked = span(call)
    return paged(
        call,
        [
            each
            for each in call.account.part(LockedPositions).rewards
            if asked.covers(each.time)
            and position in {None, each.position.id}
            and asset in {None, each.position.product.asset}
        ],
        _reward,
    )


def _subscription(record: Subscription) -> JSON:
    paid = record.paid
    return {
        "positionId": record.position,
        "purchaseId": str(record.id),
        "projectId": record.product.id,
        "time": record.time,
        "asset": record.product.asset,
        "amount": plain(record.amount),
        "lockPeriod": str(record.product.days),
        "type": record.kind,
        "sourceAccount": paid.source,
        "amtFromSpot": plain(paid.spot),
        "amtFromFunding": plain(paid.funding),
        "status": "SUCCESS",
    }


def _redemption(record: Redemption) -> JSON:
    position, product = record.position, record.position.product
    return {
        "positionId": position.id,
        "redeemId": record.id,
        "time": record.time,
        "asset": product.asset,
        "lockPeriod": str(product.days),
        "amount": plain(record.amount),
        "originalAmount": plain(position.amount),
        "type": record.kind,
        "deliverDate": record.deliver,
        "lossAmount": number(record.loss),
        "isComplete": record.delivered,
        "rewardAsset": product.asset,
        "rewardAmt": number(position.paid - record.loss),
        "extraRewardAsset": "",
        "estExtraRewardAmt": number(ZERO),
        "status": "PAID" if record.delivered else "PENDING",
    }


def _reward(record: Reward) -> JSON:
    return {
        "positionId": record.position.id,
        "time": record.time,
        "asset": record.position.product.asset,
        "lockPeriod": str(record.position.product.days),
        "amount": plain(record.amount),
        "type": "Locked Rewards",
    }
