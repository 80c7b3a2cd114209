"""Subscribing to flexible products, redeeming them, and what one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.earn import flexible, purse
from sandbox.exchange.sapi.earn.flexible import Flexible, FlexiblePositions
from sandbox.exchange.sapi.earn.products import FLEXIBLE, STARTED, YEAR_DAYS, FlexibleProduct
from sandbox.exchange.sapi.history import paged

if TYPE_CHECKING:
    from decimal import Decimal

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/simple-earn/flexible"


@TABLE.operation(f"GET {_ROOT}/list", weight=150, parameters="asset current size", permission=READ)
def products(call: Call) -> JSON:
    asset = call.params.text("asset")
    offered = [each for each in FLEXIBLE.values() if asset in {None, each.asset}]
    return paged(call, offered[::-1], lambda each: _product(call, each))


@TABLE.operation(
    f"GET {_ROOT}/position", weight=150, parameters="asset productId current size", permission=READ
)
def positions(call: Call) -> JSON:
    asset, product = call.params.text("asset"), call.params.text("productId")
    held = [
        each
        for each in call.account.part(FlexiblePositions).held.values()
        if asset in {None, each.product.asset} and product in {None, each.product.id}
    ]
    return paged(call, held[::-1], lambda each: _position(call, each))


@TABLE.operation(
    f"GET {_ROOT}/personalLeftQuota", weight=150, parameters="productId", permission=READ
)
def quota(call: Call) -> JSON:
    return {"leftPersonalQuota": plain(_quota(call, asked_product(call)))}


@TABLE.operation(
    f"GET {_ROOT}/subscriptionPreview", weight=150, parameters="productId amount", permission=READ
)
def preview(call: Call) -> JSON:
    product, amount = asked_product(call), call.params.required_decimal("amount")
    daily = amount * product.rate_on(call.core.seed, call.core.clock()) / YEAR_DAYS
    return {
        "totalAmount": number(amount),
        "rewardAsset": product.asset,
        "airDropAsset": "",
        "estDailyBonusRewards": number(min(amount, product.tier) * product.bonus / YEAR_DAYS),
        "estDailyRealTimeRewards": number(daily),
        "estDailyAirdropRewards": number(ZERO),
    }


@TABLE.operation(
    f"POST {_ROOT}/subscribe",
    weight=1,
    parameters="productId amount autoSubscribe sourceAccount",
    permission=TRADE,
)
def subscribe(call: Call) -> JSON:
    product, amount = asked_product(call), call.params.required_decimal("amount")
    source = call.params.choice("sourceAccount", purse.SOURCES) or "SPOT"
    if amount < product.least:
        raise refusals.below_least_purchase()
    if amount > _quota(call, product):
        raise refusals.beyond_personal_quota()
    paid = purse.take(call.core, call.account, product.asset, amount, source)
    purchase = flexible.subscribe(call.core, call.account, product, paid)
    if "autoSubscribe" in call.params:
        wished = call.params.flag("autoSubscribe")
        call.account.part(FlexiblePositions).held[product.id].auto_subscribe = wished
    return {"purchaseId": purchase, "success": True}


@TABLE.operation(
    f"POST {_ROOT}/redeem",
    weight=1,
    parameters="productId redeemAll amount destAccount",
    permission=TRADE,
)
def redeem(call: Call) -> JSON:
    product, everything = asked_product(call), call.params.flag("redeemAll")
    amount = None if everything else call.params.required_decimal("amount")
    target = call.params.choice("destAccount", purse.DESTINATIONS) or "SPOT"
    number_ = flexible.redeem(call.core, call.account, product, amount, target)
    return {"redeemId": number_, "success": True}


@TABLE.operation(
    f"POST {_ROOT}/setAutoSubscribe",
    weight=150,
    parameters="productId autoSubscribe",
    permission=READ,
)
def set_auto_subscribe(call: Call) -> JSON:
    held = call.account.part(FlexiblePositions).held.get(asked_product(call).id)
    call.params.required("autoSubscribe")
    if held is None:
        raise refusals.no_such_product()
    held.auto_subscribe = call.params.flag("autoSubscribe")
    return {"success": True}


def asked_product(call: Call) -> FlexibleProduct:
    product = FLEXIBLE.get(call.params.required("productId"))
    if product is None:
        raise refusals.no_such_product()
    return product


def _quota(call: Call, product: FlexibleProduct) -> Decimal:
    """Return how much more an account may put in."""
    held = call.account.part(FlexiblePositions).held.get(product.id)
    return max(product.most - held.amount, ZERO) if held else product.most


def _product(call: Call, product: FlexibleProduct) -> JSON:
    return {
        "asset": product.asset,
        "latestAnnualPercentageRate": number(product.rate_on(call.core.seed, call.core.clock())),
        "tierAnnualPercentageRate": product.tiers,
        "airDropPercentageRate": number(ZERO),
        "canPurchase": True,
        "canRedeem": True,
        "isSoldOut": False,
        "hot": product.asset == "USDT",
        "minPurchaseAmount": number(product.least),
        "productId": product.id,
        "subscriptionStartTime": STARTED,
        "status": "PURCHASING",
    }


def _position(call: Call, held: Flexible) -> JSON:
    product = held.product
    return {
        "totalAmount": number(held.total),
        "tierAnnualPercentageRate": product.tiers,
        "latestAnnualPercentageRate": number(product.rate_on(call.core.seed, call.core.clock())),
        "yesterdayAirdropPercentageRate": number(ZERO),
        "asset": product.asset,
        "airDropAsset": "",
        "canRedeem": True,
        "collateralAmount": number(ZERO),
        "productId": product.id,
        "yesterdayRealTimeRewards": number(held.yesterday),
        "cumulativeBonusRewards": number(held.bonus_paid),
        "cumulativeRealTimeRewards": number(held.realtime_paid),
        "cumulativeTotalRewards": number(held.realtime_paid + held.bonus_paid),
        "autoSubscribe": held.auto_subscribe,
    }
