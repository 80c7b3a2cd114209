"""The tour of spot: every endpoint of `/api`, in an order that gives each something to say."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand
    from tests.support.tour import Tour

BTC = "BTCUSDT"
CONDITIONAL = {
    "icebergQty",
    "stopPrice",
    "trailingDelta",
    "trailingTime",
    "strategyId",
    "strategyType",
    "preventedMatchId",
    "preventedQuantity",
    "usedSor",
    "workingFloor",
    "pegPriceType",
    "pegOffsetType",
    "pegOffsetValue",
    "peggedPrice",
    "expiryReason",
}
"""What an order shows only when it is such an order; samples have them all at once."""


async def walk(tour: Tour, clock: Hand) -> None:
    """Ask everything at least once."""
    await market(tour)
    await orders(tour, clock)
    await lists(tour)
    await account(tour)


async def market(tour: Tour) -> None:
    for name in ("ping", "time", "exchangeInfo"):
        await tour.ask(f"GET /api/v3/{name}")
    for name in ("depth", "trades", "aggTrades", "historicalTrades", "avgPrice", "ticker"):
        await tour.ask(f"GET /api/v3/{name}", symbol=BTC)
    for name in ("klines", "uiKlines"):
        await tour.ask(f"GET /api/v3/{name}", symbol=BTC, interval="1h", limit=2)
    await tour.ask("GET /api/v3/ticker", symbol=BTC, type="MINI")
    await tour.ask("GET /api/v3/ticker", symbols='["BTCUSDT"]')
    for name in ("24hr", "tradingDay"):
        await tour.ask(f"GET /api/v3/ticker/{name}", symbol=BTC)
        await tour.ask(f"GET /api/v3/ticker/{name}", symbol=BTC, type="MINI")
        await tour.ask(f"GET /api/v3/ticker/{name}", symbols='["BTCUSDT","ETHUSDT"]')
    for name in ("price", "bookTicker"):
        await tour.ask(f"GET /api/v3/ticker/{name}", symbol=BTC)
        await tour.ask(f"GET /api/v3/ticker/{name}")
    for name in ("referencePrice", "referencePrice/calculation"):
        await tour.ask(f"GET /api/v3/{name}", symbol=BTC)
    await tour.ask("GET /api/v3/executionRules", symbol=BTC)
    await tour.ask("GET /api/v3/historicalBlockTrades", symbol=BTC, fromId=0)


async def orders(tour: Tour, clock: Hand) -> None:
    below = await away(tour, "0.9")
    wanted: dict[str, Any] = {"symbol": BTC, "side": "BUY", "quantity": "0.02"}
    limit = wanted | {"type": "LIMIT", "timeInForce": "GTC", "price": below}
    for kind in ("ACK", "RESULT", "FULL"):
        market_order = wanted | {"type": "MARKET", "newOrderRespType": kind}
        made = await tour.ask("POST /api/v3/order", **market_order)
    await tour.ask("GET /api/v3/order", symbol=BTC, orderId=made["orderId"])
    await tour.ask("POST /api/v3/order", **limit | {"timeInForce": "IOC"})  # which expires
    await tour.ask("POST /api/v3/order/test", **limit)
    await tour.ask("POST /api/v3/order/test", **limit, computeCommissionRates="true")
    more = {"strategyId": 7, "strategyType": 1_000_000, "icebergQty": "0.01"}
    order = await tour.ask("POST /api/v3/order", **limit | more)
    number = order["orderId"]
    await tour.ask(
        "PUT /api/v3/order/amend/keepPriority", symbol=BTC, orderId=number, newQty="0.015"
    )
    await tour.ask("GET /api/v3/order/amendments", symbol=BTC, orderId=number)
    replaced = await tour.ask(
        "POST /api/v3/order/cancelReplace",
        **limit, cancelReplaceMode="STOP_ON_FAILURE", cancelOrderId=number,
    )  # fmt: skip
    number = replaced["newOrderResponse"]["orderId"]
    await tour.ask("DELETE /api/v3/order", symbol=BTC, orderId=number)
    trailing = wanted | {"type": "TAKE_PROFIT", "trailingDelta": 100}
    await tour.ask("POST /api/v3/order", **trailing, newOrderRespType="FULL")
    pegged = limit | {"pegPriceType": "PRIMARY_PEG", "pegOffsetType": "PRICE_LEVEL"}
    del pegged["price"]
    await tour.ask("POST /api/v3/order", **pegged, pegOffsetValue=2)
    await tour.ask("GET /api/v3/openOrders", symbol=BTC)
    await tour.ask("DELETE /api/v3/openOrders", symbol=BTC)
    await tour.ask("POST /api/v3/sor/order", **limit)
    await tour.ask("POST /api/v3/sor/order", **wanted | {"type": "MARKET"})
    await tour.ask("POST /api/v3/sor/order/test", **limit)
    await tour.ask("POST /api/v3/sor/order/test", **limit, computeCommissionRates="true")
    await prevented(tour, below)
    clock.at += 1
    await tour.ask("GET /api/v3/allOrders", symbol=BTC)


async def prevented(tour: Tour, below: Decimal) -> None:
    """Let the trader run into an order of their own."""
    sell = {"symbol": BTC, "side": "SELL", "quantity": "0.01", "type": "LIMIT", "price": below}
    best = (await tour.ask("GET /api/v3/ticker/bookTicker", symbol=BTC))["bidPrice"]
    bid = sell | {"side": "BUY", "timeInForce": "GTC", "price": best}
    await tour.ask("POST /api/v3/order", **bid)
    ask = sell | {"timeInForce": "IOC", "price": best, "selfTradePreventionMode": "EXPIRE_BOTH"}
    made = await tour.ask("POST /api/v3/order", **ask, newOrderRespType="FULL")
    await tour.ask("GET /api/v3/order", symbol=BTC, orderId=made["orderId"])
    await tour.ask("GET /api/v3/myPreventedMatches", symbol=BTC, orderId=made["orderId"])


async def lists(tour: Tour) -> None:
    below, stop, above = [await away(tour, by) for by in ("0.9", "0.89", "1.1")]
    pair: dict[str, Any] = {"symbol": BTC, "side": "SELL", "quantity": "0.01"}
    await tour.ask(
        "POST /api/v3/order/oco", **pair, price=above, stopPrice=below, stopLimitPrice=stop,
        stopLimitTimeInForce="GTC",
    )  # fmt: skip
    oco = await tour.ask(
        "POST /api/v3/orderList/oco", **pair, aboveType="LIMIT_MAKER", abovePrice=above,
        belowType="STOP_LOSS_LIMIT", belowStopPrice=below, belowPrice=stop,
        belowTimeInForce="GTC",
    )  # fmt: skip
    working: dict[str, Any] = {
        "symbol": BTC, "workingType": "LIMIT", "workingSide": "BUY", "workingPrice": below,
        "workingQuantity": "0.01", "workingTimeInForce": "GTC", "pendingSide": "SELL",
    }  # fmt: skip
    one = {"pendingType": "LIMIT", "pendingPrice": above, "pendingTimeInForce": "GTC"}
    both = {
        "pendingAboveType": "LIMIT_MAKER", "pendingAbovePrice": above,
        "pendingBelowType": "STOP_LOSS", "pendingBelowStopPrice": stop,
    }  # fmt: skip
    size = {"pendingQuantity": "0.01"}
    await tour.ask("POST /api/v3/orderList/oto", **working, **one, **size)
    await tour.ask("POST /api/v3/orderList/otoco", **working, **both, **size)
    await tour.ask("POST /api/v3/orderList/opo", **working, **one)
    await tour.ask("POST /api/v3/orderList/opoco", **working, **both)
    number = oco["orderListId"]
    await tour.ask("GET /api/v3/orderList", orderListId=number)
    await tour.ask("GET /api/v3/openOrderList")
    await tour.ask("DELETE /api/v3/orderList", symbol=BTC, orderListId=number)
    await tour.ask("GET /api/v3/allOrderList")
    await tour.ask("DELETE /api/v3/openOrders", symbol=BTC)


async def account(tour: Tour) -> None:
    await tour.ask("GET /api/v3/account")
    await tour.ask("GET /api/v3/account/commission", symbol=BTC)
    await tour.ask("GET /api/v3/rateLimit/order")
    await tour.ask("GET /api/v3/myTrades", symbol=BTC)
    await tour.ask("GET /api/v3/myAllocations", symbol=BTC)
    await tour.ask("GET /api/v3/myFilters", symbol=BTC)


async def away(tour: Tour, by: str) -> Decimal:
    """Return a price at a distance from the market's, on the grid."""
    price = Decimal((await tour.ask("GET /api/v3/ticker/price", symbol=BTC))["price"])
    return (price * Decimal(by)).quantize(Decimal("0.01"))
