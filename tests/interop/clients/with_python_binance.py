# /// script
# requires-python = ">=3.11"
# dependencies = ["python-binance==1.0.37"]
# ///
"""python-binance, unchanged but for its addresses."""

import asyncio
from decimal import Decimal
from typing import Any

from diary import TOLD, Diary

from binance import AsyncClient, BinanceSocketManager
from binance.exceptions import BinanceAPIException

HTTP, WS = TOLD["url"], TOLD["url"].replace("http", "ws")

diary = Diary("python-binance")


class Client(AsyncClient):
    API_URL = f"{HTTP}/api"
    MARGIN_API_URL = f"{HTTP}/sapi"
    FUTURES_URL = f"{HTTP}/fapi"
    FUTURES_DATA_URL = f"{HTTP}/futures/data"
    FUTURES_COIN_URL = f"{HTTP}/dapi"
    WS_API_URL = f"{WS}/ws-api/v3"


class Sockets(BinanceSocketManager):
    STREAM_URL = f"{WS}/"


async def client(kind: str) -> Any:
    keys = TOLD["accounts"][kind]
    return await Client.create(
        keys["api_key"], keys.get("secret"), private_key=keys.get("private_key")
    )


async def market_data(api: Any) -> None:
    area = "market data"
    async with diary.awaits(area, "prices"):
        assert Decimal((await api.get_symbol_ticker(symbol="BTCUSDT"))["price"]) > 1000
        every = {one["symbol"] for one in await api.get_all_tickers()}
        assert {"BTCUSDT", "ETHUSDT"} <= every
    async with diary.awaits(area, "candles, also of the past"):
        assert len(await api.get_klines(symbol="BTCUSDT", interval="1h", limit=5)) == 5
        days = await api.get_historical_klines("BTCUSDT", "1d", "1 Jan, 2024", "5 Jan, 2024")
        assert len(days) == 5
    async with diary.awaits(area, "exchangeInfo"):
        filters = {one["filterType"] for one in (await api.get_symbol_info("BTCUSDT"))["filters"]}
        assert filters >= {"PRICE_FILTER", "LOT_SIZE"}
        assert (await api.get_exchange_info())["rateLimits"]
    async with diary.awaits(area, "depth"):
        depth = await api.get_order_book(symbol="BTCUSDT", limit=5)
        assert Decimal(depth["bids"][0][0]) < Decimal(depth["asks"][0][0])


async def streams(sockets: Any) -> None:
    area = "streams"
    async with diary.awaits(area, "miniTicker"):
        async with sockets.symbol_miniticker_socket("BTCUSDT") as socket:
            assert (await socket.recv())["e"] == "24hrMiniTicker"
    async with diary.awaits(area, "kline"):
        async with sockets.kline_socket("BTCUSDT", interval="1m") as socket:
            assert (await socket.recv())["k"]["i"] == "1m"
    async with diary.awaits(area, "several at once"):
        wanted = ["btcusdt@aggTrade", "ethusdt@aggTrade"]
        async with sockets.multiplex_socket(wanted) as socket:
            assert (await socket.recv())["data"]["e"] == "aggTrade"
    async with diary.awaits(area, "diff depth"):
        async with sockets.depth_socket("BTCUSDT") as socket:
            assert (await socket.recv())["e"] == "depthUpdate"


async def trading(kind: str) -> None:
    api = await client(kind)
    try:
        async with diary.awaits(f"user events, {kind} key", "orders and balances are told"):
            async with Sockets(api).user_socket() as socket:
                told = await orders(api, f"spot trading, {kind} key")
                assert_told(await events(socket), told, await api.get_account())
    finally:
        await api.close_connection()


async def orders(api: Any, area: str) -> dict[str, Any]:
    """Trade; return what the user events have to agree with."""
    price = Decimal((await api.get_symbol_ticker(symbol="BTCUSDT"))["price"])
    below = f"{price * Decimal('0.9'):.2f}"
    async with diary.awaits(area, "limit order, query, cancel"):
        limit = await api.order_limit_buy(symbol="BTCUSDT", quantity="0.01", price=below)
        number = limit["orderId"]
        assert (await api.get_order(symbol="BTCUSDT", orderId=number))["status"] == "NEW"
        assert [one["orderId"] for one in await api.get_open_orders(symbol="BTCUSDT")] == [number]
        gone = await api.cancel_order(symbol="BTCUSDT", orderId=number)
        assert gone["status"] == "CANCELED"
    async with diary.awaits(area, "test order"):
        wanted = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
        assert await api.create_test_order(**wanted) == {}
    async with diary.awaits(area, "market order, its trades, the balance"):
        market = await api.order_market_buy(symbol="BTCUSDT", quantity="0.01")
        trades = await api.get_my_trades(symbol="BTCUSDT", orderId=market["orderId"])
        assert sum(Decimal(one["qty"]) for one in trades) == Decimal("0.01")
        fees = sum(Decimal(one["commission"]) for one in trades)
        assert free(await api.get_account(), "BTC") == Decimal("0.51") - fees
    async with diary.awaits(area, "order.place by socket"):
        by_socket = await api.ws_create_order(
            symbol="ETHUSDT", side="BUY", type="MARKET", quoteOrderQty="50"
        )
        assert by_socket["status"] == "FILLED"
    async with diary.awaits(area, "OCO list"):
        await one_cancels_the_other(api, price)
    async with diary.awaits(area, "rights of the key"):
        assert (await api.get_account_api_permissions())["enableReading"] is True
    async with diary.awaits(area, "refusal"):
        assert await refused(api) == -2010
    return {"limit": number, "market": market["orderId"], "by_socket": by_socket["orderId"]}


async def one_cancels_the_other(api: Any, price: Decimal) -> None:
    made = await api.create_oco_order(
        symbol="BTCUSDT", side="SELL", quantity="0.01", aboveType="LIMIT_MAKER",
        abovePrice=f"{price * Decimal('1.1'):.2f}", belowType="STOP_LOSS",
        belowStopPrice=f"{price * Decimal('0.9'):.2f}",
    )  # fmt: skip
    assert made["contingencyType"] == "OCO"
    assert len(await api.get_open_orders(symbol="BTCUSDT")) == 2
    await api.cancel_order(symbol="BTCUSDT", orderId=made["orders"][0]["orderId"])
    assert await api.get_open_orders(symbol="BTCUSDT") == []


async def refused(api: Any) -> int:
    """Return the code of an order that cannot be."""
    try:
        await api.order_market_buy(symbol="BTCUSDT", quantity="1")
    except BinanceAPIException as error:
        return int(error.code)
    return 0


async def events(socket: Any) -> list[dict[str, Any]]:
    """Collect what is told until nothing has come for a second."""
    seen: list[dict[str, Any]] = []
    try:
        while True:
            event = await asyncio.wait_for(socket.recv(), 20 if not seen else 1)
            seen.append(event.get("event", event))
    except TimeoutError:
        return seen


def assert_told(seen: list[dict[str, Any]], ids: dict[str, Any], account: dict[str, Any]) -> None:
    told = {(one["i"], one["x"], one["X"]) for one in seen if one["e"] == "executionReport"}
    assert {
        (ids["limit"], "NEW", "NEW"),
        (ids["limit"], "CANCELED", "CANCELED"),
        (ids["market"], "TRADE", "FILLED"),
        (ids["by_socket"], "TRADE", "FILLED"),
    } <= told, told
    positions = [one for one in seen if one["e"] == "outboundAccountPosition"]
    balances = {one["a"]: Decimal(one["f"]) for event in positions for one in event["B"]}
    assert balances["BTC"] == free(account, "BTC")
    assert balances["USDT"] == free(account, "USDT")


def free(account: dict[str, Any], asset: str) -> Decimal:
    (balance,) = [one for one in account["balances"] if one["asset"] == asset]
    return Decimal(balance["free"])


async def futures(kind: str) -> None:
    area = f"USD-M futures, {kind} key"
    api = await client(kind)
    try:
        async with diary.awaits(area, "mark price, funding, candles"):
            assert Decimal((await api.futures_mark_price(symbol="BTCUSDT"))["markPrice"]) > 0
            assert await api.futures_funding_rate(symbol="BTCUSDT", limit=3)
            assert await api.futures_klines(symbol="BTCUSDT", interval="1h", limit=3)
        async with diary.awaits(area, "transfer, order, position, closing it"):
            await api.make_universal_transfer(type="MAIN_UMFUTURE", asset="USDT", amount="2000")
            await api.futures_create_order(
                symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.01"
            )
            (position,) = [
                one
                for one in await api.futures_position_information(symbol="BTCUSDT")
                if Decimal(one["positionAmt"])
            ]
            assert Decimal(position["positionAmt"]) == Decimal("0.01")
            await api.futures_create_order(
                symbol="BTCUSDT", side="SELL", type="MARKET", quantity="0.01", reduceOnly="true"
            )
    finally:
        await api.close_connection()


async def main() -> None:
    api = await client("hmac")
    try:
        await market_data(api)
        await streams(Sockets(api))
    finally:
        await api.close_connection()
    for kind in TOLD["accounts"]:
        await trading(kind)
    await futures("hmac")


asyncio.run(main())
diary.close()
