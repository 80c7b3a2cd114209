"""What the tours of USD-M and COIN-M have in common: most of their endpoints are twins."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.support.tour import Tour

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Trader

_TRAILING = "conditional orders wait in a store of their own, and none of these can show one"
_OF_TRAILING = dict.fromkeys(("*.activatePrice", "*.priceRate"), _TRAILING)
EXCUSED = dict.fromkeys(
    ("POST */order*", "DELETE */order", "* */batchOrders", "GET */openOrder*"), _OF_TRAILING
)
"""Fields that differ on both venues, and why."""


@dataclass(frozen=True)
class Venue:
    """One of the two, and what is traded there."""

    product: str
    root: str
    symbol: str
    pair: str
    quantity: Decimal
    margin: Decimal
    """What is added to an isolated position: so little that it can still be liquidated."""


class FuturesTour(Tour):
    """A tour of one venue, whose endpoints are named without its root: "GET order"."""

    def __init__(self, trader: Trader, venue: Venue) -> None:
        super().__init__(trader, venue.product)
        self.venue = venue

    async def at(self, name: str, **params: Any) -> Any:
        method, path = name.split()
        return await self.ask(f"{method} {self.venue.root}/{path}", **params)

    async def on(self, name: str, **params: Any) -> Any:
        """Ask about the contract that the tour is about."""
        return await self.at(name, symbol=self.venue.symbol, **params)

    async def all_rows(self, endpoint: str, **params: Any) -> None:
        """Ask about all contracts; each row counts as an answer about one."""
        self.answers[endpoint] += await self.ask(endpoint, **params)
        self.answers[endpoint] = [each for each in self.answers[endpoint] if isinstance(each, dict)]

    async def away(self, by: str) -> Decimal:
        """Return a price at a distance from the mark price, on the grid."""
        answer = await self.on("GET premiumIndex")
        row = answer[0] if isinstance(answer, list) else answer
        return (Decimal(row["markPrice"]) * Decimal(by)).quantize(Decimal("0.1"))

    def terms(self, **more: Any) -> dict[str, Any]:
        """Return the terms of an order; it buys unless it is told otherwise."""
        return {"side": "BUY", "quantity": self.venue.quantity} | more


async def market_data(tour: FuturesTour) -> None:
    for name in ("ping", "time", "exchangeInfo", "fundingInfo"):
        await tour.at(f"GET {name}")
    for name in ("depth", "trades", "historicalTrades", "aggTrades", "fundingRate"):
        await tour.on(f"GET {name}", limit=5)
    for name in ("24hr", "price", "bookTicker"):
        await tour.on(f"GET ticker/{name}")
    await tour.on("GET premiumIndex")
    await tour.on("GET openInterest")
    hours: dict[str, Any] = {"interval": "1h", "limit": 2}
    for name in ("klines", "markPriceKlines", "premiumIndexKlines"):
        await tour.on(f"GET {name}", **hours)
    hours |= {"pair": tour.venue.pair}
    await tour.at("GET indexPriceKlines", **hours)
    await tour.at("GET continuousKlines", **hours, contractType="PERPETUAL")


async def ratios(tour: FuturesTour, **whose: str) -> None:
    await tour.ask("GET /futures/data/openInterestHist", **whose, period="1h")
    for name in ("globalLongShortAccount", "topLongShortAccount", "topLongShortPosition"):
        await tour.ask(f"GET /futures/data/{name}Ratio", **whose, period="1h")


async def choices(tour: FuturesTour) -> None:
    for hedged in ("true", "false"):
        await tour.at("POST positionSide/dual", dualSidePosition=hedged)
    await tour.at("GET positionSide/dual")
    await tour.on("POST leverage", leverage=20)
    await tour.on("POST marginType", marginType="ISOLATED")


async def orders(tour: FuturesTour) -> None:
    """Open a position, and change and cancel orders that wait below the market."""
    position = tour.terms(type="MARKET", quantity=3 * tour.venue.quantity)
    await tour.on("POST order", **position, newOrderRespType="RESULT")
    below, lower = await tour.away("0.9"), await tour.away("0.89")
    limit = tour.terms(type="LIMIT", timeInForce="GTC", price=below)
    named = {"orderId": (await tour.on("POST order", **limit))["orderId"]}
    await tour.on("PUT order", **named, **tour.terms(price=lower), modifyId=7)
    for name in ("orderAmendment", "order", "openOrder"):
        await tour.on(f"GET {name}", **named)
    await tour.on("GET openOrders")
    await tour.on("DELETE order", **named)
    await batches(tour, limit, lower)
    await tour.on("POST countdownCancelAll", countdownTime=60_000)
    await tour.on("DELETE allOpenOrders")


async def batches(tour: FuturesTour, order: dict[str, Any], price: Decimal) -> None:
    """Send everything together with something that is refused."""

    def both(good: Any, bad: Any) -> str:
        return json.dumps([good, bad], default=str)

    order |= {"symbol": tour.venue.symbol}
    made = await tour.at("POST batchOrders", batchOrders=both(order, order | {"quantity": 0}))
    number = made[0]["orderId"]
    change = tour.terms(symbol=tour.venue.symbol, price=price, orderId=number)
    await tour.at("PUT batchOrders", batchOrders=both(change, change | {"orderId": 1}))
    await tour.on("DELETE batchOrders", orderIdList=both(number, 1))


async def conditionals(tour: FuturesTour) -> None:
    below, above = await tour.away("0.96"), await tour.away("1.04")
    terms = tour.terms(algoType="CONDITIONAL", side="SELL")
    await tour.on("POST algoOrder", **terms, type="STOP_MARKET", triggerPrice=below)
    profit = terms | {"type": "TAKE_PROFIT", "triggerPrice": above, "price": above}
    named = {"algoId": (await tour.on("POST algoOrder", **profit))["algoId"]}
    await tour.at("GET algoOrder", **named)
    await tour.at("GET openAlgoOrders")
    await tour.at("DELETE algoOrder", **named)
    await tour.on("DELETE algoOpenOrders")


async def trailing_stop(tour: FuturesTour) -> None:
    """Let the price fall until a trailing stop becomes an order."""
    terms = tour.terms(algoType="CONDITIONAL", side="SELL", type="TRAILING_STOP_MARKET")
    made = await tour.on("POST algoOrder", **terms, callbackRate="0.2")
    await tour.trader.move(await tour.away("0.99"))
    algo = await tour.at("GET algoOrder", algoId=made["algoId"])
    await tour.on("GET order", orderId=algo["actualOrderId"])
    await tour.on("GET allAlgoOrders")
    await tour.on("GET allOrders")
    await tour.on("GET userTrades")


async def margin(tour: FuturesTour) -> None:
    await tour.on("POST positionMargin", type=1, amount=tour.venue.margin)
    await tour.on("GET positionMargin/history")
    await tour.on("GET commissionRate")
    await tour.at("GET adlQuantile")


async def liquidation(tour: FuturesTour) -> None:
    await tour.trader.move(await tour.away("0.9"))
    await tour.on("GET forceOrders")
    await tour.at("GET income", limit=1_000)


async def listening(tour: FuturesTour) -> None:
    for method in ("POST", "PUT", "DELETE"):
        await tour.at(f"{method} listenKey")
