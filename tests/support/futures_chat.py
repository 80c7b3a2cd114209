"""Somebody who trades futures in the chat, and beside it as the exchange's app would."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
from world import PATIENCE, Message, Person, World, looks

from tests.sandbox.exchange.conftest import Trader

RIGHTS = {"enableFutures": True, "permitsUniversalTransfer": True}
TRANSFERS = {"MAIN_UMFUTURE": ("USDT", "5000"), "MAIN_CMFUTURE": ("BTC", "0.5")}
ORDER, ALGO, LEVERAGE = "/fapi/v1/order", "/fapi/v1/algoOrder", "/fapi/v1/leverage"

Funded = Callable[[Person], Awaitable[Trader]]


@asynccontextmanager
async def funding(world: World) -> AsyncIterator[Funded]:
    """Connect people whose futures wallets are filled, and open their accounts beside the bot."""
    async with httpx.AsyncClient(base_url=world.exchange_url, trust_env=False) as http:

        async def connect(person: Person) -> Trader:
            made = await person.connects(
                balances={"USDT": "10000", "BTC": "1"}, permissions={"enableFutures": True}
            )
            other = await world.account(uid=made["uid"], permissions=RIGHTS)
            trader = Trader(http, time.time, other["api_key"], other["secret"], made["uid"])
            for way, (coin, amount) in TRANSFERS.items():
                transfer = {"type": way, "asset": coin, "amount": amount}
                await trader.done("POST", "/sapi/v1/asset/transfer", **transfer)
            return trader

        yield connect


async def held(trader: Trader) -> dict[tuple[str, str], str]:
    rows = [
        *await trader.done("GET", "/fapi/v3/positionRisk"),
        *await trader.done("GET", "/dapi/v1/positionRisk"),
    ]
    return {
        (one["symbol"], one["positionSide"]): one["positionAmt"]
        for one in rows
        if float(one["positionAmt"])
    }


async def eventually(find: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    found: Any = None
    try:
        async with asyncio.timeout(PATIENCE):
            async for _ in looks():
                found = await find()
                if found == wanted:
                    return
    except TimeoutError:
        raise AssertionError(f"it never was {wanted}: {found}") from None


async def waiting(trader: Trader) -> list[tuple[str, str, bool]]:
    rows = await trader.done("GET", "/fapi/v1/openAlgoOrders", symbol="BTCUSDT")
    return sorted((one["orderType"], one["side"], one["closePosition"]) for one in rows)


async def mark(trader: Trader, symbol: str = "BTCUSDT") -> Decimal:
    told = await trader.http.get("/fapi/v1/premiumIndex", params={"symbol": symbol})
    return Decimal(told.json()["markPrice"])


async def entered(trader: Trader, symbol: str = "BTCUSDT") -> Decimal:
    """Tell the mean price at which the position there is was opened."""
    path = "/dapi/v1/positionRisk" if symbol.endswith("_PERP") else "/fapi/v3/positionRisk"
    (row,) = [one for one in await trader.done("GET", path) if one["symbol"] == symbol]
    return Decimal(row["entryPrice"])


async def question(person: Person, words: str) -> Message:
    """Ask for something, and hear the question; what was filled before may be told meanwhile."""
    await person.writes(words)
    return await person.hears("SANDBOX")


async def leverage(trader: Trader, symbol: str = "BTCUSDT") -> int:
    (row,) = await trader.done("GET", "/fapi/v1/symbolConfig", symbol=symbol)
    return int(row["leverage"])


async def buys(trader: Trader, symbol: str, quantity: str, **more: str) -> None:
    path = "/dapi/v1/order" if symbol.endswith("_PERP") else ORDER
    order = {"symbol": symbol, "side": "BUY", "type": "MARKET", "quantity": quantity}
    await trader.done("POST", path, **order | more)


async def ends(trader: Trader, kind: str, price: Decimal | int, **more: str) -> int:
    """Let an order wait for a price to close a long position; its number."""
    order = {"symbol": "BTCUSDT", "side": "SELL", "algoType": "CONDITIONAL", "type": kind}
    terms = order | {"triggerPrice": str(price), "closePosition": "true"} | more
    sent = {name: value for name, value in terms.items() if value}
    path = "/dapi/v1/algoOrder" if terms["symbol"].endswith("_PERP") else ALGO
    return int((await trader.done("POST", path, **sent))["algoId"])
