"""What a program on python-binance does in a day; prints what it saw as JSON."""

import asyncio
import json
import sys
from typing import Any

from binance import AsyncClient, BinanceSocketManager
from binance.exceptions import BinanceAPIException

TOLD = json.loads(sys.argv[1])
HTTP, WS = TOLD["url"], TOLD["url"].replace("http", "ws")


class Client(AsyncClient):
    API_URL = f"{HTTP}/api"
    MARGIN_API_URL = f"{HTTP}/sapi"
    WS_API_URL = f"{WS}/ws-api/v3"


class Sockets(BinanceSocketManager):
    STREAM_URL = f"{WS}/"


async def market(client: Client, sockets: Sockets) -> dict[str, Any]:
    async with sockets.symbol_miniticker_socket("BTCUSDT") as socket:
        ticker = await socket.recv()
    async with sockets.kline_socket("BTCUSDT", interval="1m") as socket:
        kline = await socket.recv()
    async with sockets.multiplex_socket(["btcusdt@aggTrade", "ethusdt@aggTrade"]) as socket:
        trade = await socket.recv()
    return {
        "price": await client.get_symbol_ticker(symbol="BTCUSDT"),
        "prices": await client.get_all_tickers(),
        "klines": await client.get_klines(symbol="BTCUSDT", interval="1h", limit=5),
        "history": await client.get_historical_klines(
            "BTCUSDT", "1d", "1 Jan, 2024", "5 Jan, 2024"
        ),
        "symbol": await client.get_symbol_info("BTCUSDT"),
        "exchange": await client.get_exchange_info(),
        "depth": await client.get_order_book(symbol="BTCUSDT", limit=5),
        "ticker": ticker,
        "kline": kline,
        "trade": trade,
    }


async def trading(client: Client) -> dict[str, Any]:
    price = (await client.get_symbol_ticker(symbol="BTCUSDT"))["price"]
    below = f"{float(price) * 0.9:.2f}"
    limit = await client.order_limit_buy(symbol="BTCUSDT", quantity="0.01", price=below)
    order_id = limit["orderId"]
    return {
        "limit": limit,
        "found": await client.get_order(symbol="BTCUSDT", orderId=order_id),
        "open": await client.get_open_orders(symbol="BTCUSDT"),
        "cancelled": await client.cancel_order(symbol="BTCUSDT", orderId=order_id),
        "tested": await client.create_test_order(
            symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.01"
        ),
        "market": await client.order_market_buy(symbol="BTCUSDT", quantity="0.01"),
        "by_socket": await client.ws_create_order(
            symbol="ETHUSDT", side="BUY", type="MARKET", quoteOrderQty="50"
        ),
        "all": await client.get_all_orders(symbol="BTCUSDT"),
        "trades": await client.get_my_trades(symbol="BTCUSDT"),
        "account": await client.get_account(),
        "rights": await client.get_account_api_permissions(),
        "refused": await refused(client),
    }


async def refused(client: Client) -> int:
    """The code of an order that cannot be."""
    try:
        await client.order_market_buy(symbol="BTCUSDT", quantity="1")
    except BinanceAPIException as error:
        return int(error.code)
    return 0


async def events(socket: Any) -> list[dict[str, Any]]:
    """User events until both market orders have been told of, and what they did to the balances."""
    seen: list[dict[str, Any]] = []
    while sum(one.get("X") == "FILLED" for one in seen) < 2 or seen[-1]["e"] == "executionReport":
        seen.append(await asyncio.wait_for(socket.recv(), 20))
    return seen


async def main() -> dict[str, Any]:
    client = await Client.create(
        TOLD["api_key"], TOLD.get("secret"), private_key=TOLD.get("private_key")
    )
    try:
        sockets = Sockets(client)
        saw = await market(client, sockets)
        async with sockets.user_socket() as socket:
            saw |= await trading(client)
            saw["events"] = await events(socket)
        return saw
    finally:
        await client.close_connection()


sys.stdout.write(json.dumps(asyncio.run(main())))
