"""Every answer of the WebSocket APIs, next to the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import binance_catalogue as documents
from tests.support.ed25519 import Ed25519
from tests.support.futures_trading import FuturesTrader
from tests.support.shapes import Shape, shape
from tests.support.socket_tour import SocketTour
from tests.support.spot_tour import BTC, CONDITIONAL, away, walk
from tests.support.tour import problems

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

LIMIT = shape(
    {"rateLimitType": "", "interval": "", "intervalNum": 0, "limit": 0, "count": 0},
)
COUNTED = {
    "order.place": "the clients' sample is of one who has not ordered yet",
    "sor.order.place": "likewise",
    "orderList.place.opo": "its sample leaves out the limits",
    "orderList.place.opoco": "likewise",
    "algoOrder.place": "counted since June 2026, when its sample was there already",
}
"""Methods that count as orders although their samples do not show it."""

AS_REST = "not in this sample, but in REST's of the same answer"
FILTERS = "each kind of filter has its own fields, and the sample shows one"
FAILED = "a sample of an error"
LOGGED_OFF = "the clients' sample is of one who is still logged on"
TRAILING = "conditional orders wait in a store of their own, and none of these can show one"
SPOT_EXCUSED: dict[str, dict[str, str]] = {
    "*": {f"*.{name}": "there only under its condition" for name in CONDITIONAL},
    "exchangeInfo": {
        "*.filters[].*": FILTERS,
        ".rateLimits[].count": "not in the documents' sample, only in the clients' model",
        ".exchangeFilters[]": "no filter concerns all symbols",
        ".symbols[].permissions[]": "empty since permissionSets took its place",
    },
    "myFilters": {
        ".symbolFilters[].*": FILTERS,
        ".assetFilters[]": "no filter concerns a whole asset",
        ".rateLimits": "in the clients' model, but not in the documents",
    },
    "myPreventedMatches": {
        "[].takerPreventedQuantity": "shown in the FAQ on self-trade prevention"
    },
    "referencePrice": {".code": FAILED, ".msg": FAILED},
    "referencePrice.calculation": {
        ".externalCalculationId": "only where the calculation is not the exchange's own"
    },
    "session.logout": {".apiKey": LOGGED_OFF, ".authorizedSince": LOGGED_OFF},
    "order.amend.keepPriority": {".listStatus": "the order is not of a list"},
    "order.cancelReplace": {
        ".newOrderResponse.workingTime": AS_REST,
        ".newOrderResponse.fills": AS_REST,
    },
    "orderList.cancel": {".orderReports[].origClientOrderId": AS_REST},
    "order.place": {
        ".*rice": AS_REST,
        ".*Qty": AS_REST,
        ".fills[].*": AS_REST,
        ".preventedMatches": AS_REST,
    },
}
USDM_EXCUSED: dict[str, dict[str, str]] = {
    "account.status": {".feeBurn": AS_REST},
    "depth": {".bids": "outside of the result in the sample", ".asks": "likewise"},
    "order.cancel": {".activatePrice": TRAILING, ".priceRate": TRAILING},
    "order.status": {".activatePrice": TRAILING, ".priceRate": TRAILING},
    "order.modify": {".pair": AS_REST},
    "algoOrder.place": {
        ".activatePrice": AS_REST,
        ".callbackRate": AS_REST,
        ".icebergQuantity": "a null, which the sample spells as a text",
    },
    "session.logout": {".apiKey": LOGGED_OFF, ".authorizedSince": LOGGED_OFF},
}
"""Fields that differ, and why."""


async def test_spot_methods_answer_as_documented(site: Site, hire: Hire, clock: Hand) -> None:
    alice, bob = await hire(site.http), Ed25519(site, clock)
    await bob.open_account()
    tour = SocketTour(alice, await site.talk("/ws-api/v3"), "spot")
    await session(tour, bob)
    await streams(tour)
    await walk(tour, clock)
    await cancel_one_of_a_pair(tour)
    await tour.say("session.logout")

    assert problems(tour, SPOT_EXCUSED) == []
    assert other_limits(tour) == []


async def test_usdm_methods_answer_as_documented(site: Site, hire: Hire, clock: Hand) -> None:
    dora, bob = await FuturesTrader.begin(site.http, hire), Ed25519(site, clock)
    await bob.open_account(permissions={"enableFutures": True})
    tour = SocketTour(dora.trader, await site.talk("/ws-fapi/v1"), "usdm")
    await session(tour, bob)
    await tour.say("session.logout")
    await futures_market(tour)
    await futures_orders(tour)
    await futures_account(tour)

    assert problems(tour, USDM_EXCUSED) == []
    assert other_limits(tour) == []


async def session(tour: SocketTour, bob: Ed25519) -> None:
    await tour.say("session.logon", bob.stamp())
    await tour.say("session.status")


async def streams(tour: SocketTour) -> None:
    """Listen to both: who has logged on, and who signs."""
    await tour.say("userDataStream.subscribe")
    signed = await tour.say("userDataStream.subscribe.signature", tour.trader.ws_params())
    await tour.say("session.subscriptions")
    await tour.say("userDataStream.unsubscribe", signed)


async def futures_market(tour: SocketTour) -> None:
    await tour.say("depth", {"symbol": BTC, "limit": 5})
    for name in ("book", "price"):
        await tour.say(f"ticker.{name}", {"symbol": BTC})


async def futures_orders(tour: SocketTour) -> None:
    buying = {"symbol": BTC, "side": "BUY", "quantity": "0.01"}
    await tour.sign("order.place", **buying, type="MARKET")
    waiting = buying | {"price": "60000"}
    order = await tour.sign("order.place", **waiting, type="LIMIT", timeInForce="GTC")
    named = {"symbol": BTC, "orderId": order["orderId"]}
    await tour.sign("order.modify", **waiting | named | {"price": "59000"}, modifyId=7)
    await tour.sign("order.status", **named)
    await tour.sign("order.cancel", **named)
    terms = {"algoType": "CONDITIONAL", "type": "TAKE_PROFIT", "triggerPrice": "60000"}
    algo = await tour.sign("algoOrder.place", **waiting, **terms)
    await tour.sign("algoOrder.cancel", algoId=algo["algoId"])


async def futures_account(tour: SocketTour) -> None:
    for name in ("balance", "status", "position"):
        for version in ("", "v2/"):
            await tour.sign(f"{version}account.{name}")
    for name in ("start", "ping", "stop"):
        await tour.say(f"userDataStream.{name}", {"apiKey": tour.trader.api_key})


def other_limits(tour: SocketTour) -> list[str]:
    """Return the methods whose answers do not show the limits that the documents show."""
    found = []
    for method, seen in tour.limits.items():
        messages = documents.messages(method, tour.product)
        documented = kinds(*(each.get("rateLimits", ()) for each in messages)) | {"REQUEST_WEIGHT"}
        if method in COUNTED:
            documented.add("ORDERS")
        if kinds(*seen) != documented or fields(seen) != LIMIT:
            found.append(f"{method}: {seen}")
    return found


def kinds(*answers: list[dict[str, Any]]) -> set[str]:
    return {limit["rateLimitType"] for limits in answers for limit in limits}


def fields(answers: list[list[dict[str, Any]]]) -> Shape:
    return shape(*(limit for limits in answers for limit in limits))


async def cancel_one_of_a_pair(tour: SocketTour) -> None:
    """Cancel an order of a list, which cancels the list, and is answered with all of it."""
    below, above = await away(tour, "0.9"), await away(tour, "1.1")
    pair = await tour.ask(
        "POST /api/v3/orderList/oco", symbol=BTC, side="SELL", quantity="0.01",
        aboveType="LIMIT_MAKER", abovePrice=above, belowType="STOP_LOSS", belowStopPrice=below,
    )  # fmt: skip
    number = pair["orders"][0]["orderId"]
    await tour.ask("DELETE /api/v3/order", symbol=BTC, orderId=number)
