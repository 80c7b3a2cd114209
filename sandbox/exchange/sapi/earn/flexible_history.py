"""What was subscribed, redeemed and earned with flexible products, and at which rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import number, plain
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.earn.flexible import FlexiblePositions
from sandbox.exchange.sapi.earn.flexible_operations import asked_product
from sandbox.exchange.sapi.history import PAGED, paged, span

if TYPE_CHECKING:
    from sandbox.exchange.sapi.earn.flexible import Redemption, Reward, Subscription

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/simple-earn/flexible/history"


@TABLE.operation(
    f"GET {_ROOT}/subscriptionRecord",
    weight=150,
    parameters=f"productId purchaseId asset {PAGED}",
    permission=READ,
)
def subscriptions(call: Call) -> JSON:
    product, asset = call.params.text("productId"), call.params.text("asset")
    purchase, asked = call.params.integer("purchaseId"), span(call)
    return paged(
        call,
        [
            each
            for each in call.account.part(FlexiblePositions).subscriptions
            if asked.covers(each.time)
            and product in {None, each.product.id}
            and asset in {None, each.product.asset}
            and purchase in {None, each.id}
        ],
        _subscription,
    )


@TABLE.operation(
    f"GET {_ROOT}/redemptionRecord",
    weight=150,
    parameters=f"productId redeemId asset {PAGED}",
    permission=READ,
)
def redemptions(call: Call) -> JSON:
    product, asset = call.params.text("productId"), call.params.text("asset")
    redemption, asked = call.params.integer("redeemId"), span(call)
    return paged(
        call,
        [
            each
            for each in call.account.part(FlexiblePositions).redemptions
            if asked.covers(each.time)
            and product in {None, each.product.id}
            and asset in {None, each.product.asset}
            and redemption in {None, each.id}
        ],
        _redemption,
    )


@TABLE.operation(
    f"GET {_ROOT}/rewardsRecord",
    weight=150,
    parameters=f"productId asset type {PAGED}",
    permission=READ,
)
def rewards(call: Call) -> JSON:
    product, asset = call.params.text("productId"), call.params.text("asset")
    kind = call.params.choice("type", ("BONUS", "REALTIME", "REWARDS", "ALL")) or "ALL"
    asked = span(call)
    return paged(
        call,
        [
            each
            for each in call.account.part(FlexiblePositions).rewards
            if asked.covers(each.time)
            and product in {None, each.product.id}
            and asset in {None, each.product.asset}
            and kind in {"ALL", each.kind}
        ],
        _reward,
    )


@TABLE.operation(
    f"GET {_ROOT}/rateHistory",
    weight=150,
    parameters=f"productId aprPeriod {PAGED}",
    permission=READ,
)
def rates(call: Call) -> JSON:
    product, asked = asked_product(call), span(call, longest=366)
    call.params.choice("aprPeriod", ("DAY", "YEAR"))
    last = min(asked.end, call.core.clock())
    midnights = range(-(-asked.start // DAY) * DAY, last + 1, DAY)
    answer = paged(
        call,
        list(midnights),
        lambda time: {
            "productId": product.id,
            "asset": product.asset,
            "annualPercentageRate": number(product.rate_on(call.core.seed, time)),
            "time": time,
        },
    )
    return answer | {"total": str(answer["total"])}


def _subscription(record: Subscription) -> JSON:
    paid = record.paid
    return {
        "amount": number(paid.amount),
        "asset": record.product.asset,
        "time": record.time,
        "purchaseId": record.id,
        "productId": record.product.id,
        "type": record.kind,
        "sourceAccount": paid.source,
        "amtFromSpot": plain(paid.spot),
        "amtFromFunding": plain(paid.funding),
        "status": "SUCCESS",
    }


def _redemption(record: Redemption) -> JSON:
    return {
        "amount": number(record.amount),
        "asset": record.product.asset,
        "time": record.time,
        "projectId": record.product.id,
        "redeemId": record.id,
        "destAccount": record.destination,
        "status": "PAID",
    }


def _reward(record: Reward) -> JSON:
    return {
        "asset": record.product.asset,
        "rewards": number(record.amount),
        "projectId": record.product.id,
        "type": record.kind,
        "time": record.time,
    }
