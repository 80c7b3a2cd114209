# /// script
# requires-python = ">=3.11"
# dependencies = ["unicorn-binance-rest-api==2.12.0", "unicorn-binance-websocket-api==2.16.1"]
# ///
"""The UNICORN suite, unchanged but for its addresses; it signs with HMAC only."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from diary import TOLD, Diary, refused
from unicorn_binance_rest_api import BinanceAPIException, BinanceRestApiManager
from unicorn_binance_websocket_api import BinanceWebSocketApiManager

logging.disable(logging.CRITICAL)
HTTP, WS = TOLD["url"], TOLD["url"].replace("http", "ws")
KEYS = TOLD["accounts"]["hmac"]

diary = Diary("unicorn-binance-rest-api", "unicorn-binance-websocket-api")


class Client(BinanceRestApiManager):
    API_URL = f"{HTTP}/api"
    MARGIN_API_URL = f"{HTTP}/sapi"
    FUTURES_URL = f"{HTTP}/fapi"
    FUTURES_DATA_URL = f"{HTTP}/futures/data"


def rest() -> Any:
    return Client(
        KEYS["api_key"], KEYS["secret"], tld="com", warn_on_update=False, disable_colorama=True
    )


def sockets(exchange: str = "binance.com") -> Any:
    return BinanceWebSocketApiManager(
        exchange=exchange, warn_on_update=False, disable_colorama=True,
        restful_base_uri=f"{HTTP}/", websocket_base_uri=f"{WS}/",
        websocket_api_base_uri=f"{WS}/ws-api/v3",
    )  # fmt: skip


def market_data(client: Any) -> None:
    area = "market data"
    with diary.tries(area, "exchangeInfo"):
        assert client.get_symbol_info("BTCUSDT")["baseAsset"] == "BTC"
    with diary.tries(area, "tickers and book"):
        assert float(client.get_symbol_ticker(symbol="BTCUSDT")["price"]) > 0
        assert len(client.get_order_book(symbol="BTCUSDT", limit=5)["bids"]) == 5
    with diary.tries(area, "candles, also of the past"):
        assert len(client.get_klines(symbol="BTCUSDT", interval="1h", limit=5)) == 5
        days = client.get_historical_klines("BTCUSDT", "1d", "1 Jan, 2024", "5 Jan, 2024")
        assert len(days) == 5
    with diary.tries(area, "aggregate trades"):
        assert client.get_aggregate_trades(symbol="BTCUSDT", limit=5)


def trading(client: Any) -> None:
    area = "spot trading, hmac key"
    price = float(client.get_symbol_ticker(symbol="BTCUSDT")["price"])
    with diary.tries(area, "limit order, query, cancel"):
        order = client.order_limit_buy(
            symbol="BTCUSDT", quantity="0.01", price=f"{price * 0.9:.2f}"
        )
        found = client.get_order(symbol="BTCUSDT", orderId=order["orderId"])
        assert found["status"] == "NEW"
        gone = client.cancel_order(symbol="BTCUSDT", orderId=order["orderId"])
        assert gone["status"] == "CANCELED"
    with diary.tries(area, "market order, trades, account"):
        assert client.order_market_buy(symbol="BTCUSDT", quantity="0.01")["status"] == "FILLED"
        assert client.get_my_trades(symbol="BTCUSDT")
        assert client.get_account()["canTrade"]
    with diary.tries(area, "refusal"):
        with refused(BinanceAPIException) as refusal:
            client.order_market_buy(symbol="BTCUSDT", quantity="90")
        assert refusal.error.code == -2010, refusal.error


def futures(client: Any) -> None:
    area = "USD-M futures"
    with diary.tries(area, "mark price, funding, candles"):
        assert float(client.futures_mark_price(symbol="BTCUSDT")["markPrice"]) > 0
        assert client.futures_funding_rate(symbol="BTCUSDT", limit=3)
        assert client.futures_klines(symbol="BTCUSDT", interval="1h", limit=3)
    with diary.tries(area, "account"):
        assert client.futures_account_balance()


def streams() -> None:
    manager = sockets()
    try:
        listen("streams", manager, ["aggTrade", "trade", "kline_1m", "miniTicker", "ticker"])
        listen("streams", manager, ["bookTicker", "depth5", "depth"])
        with diary.tries("user events", "order.place's report on the user stream"):
            told_of_an_order(manager)
    finally:
        manager.stop_manager()


def futures_streams() -> None:
    manager = sockets("binance.com-futures")
    try:
        listen("USD-M futures, streams", manager, ["aggTrade", "markPrice", "kline_1m"])
    finally:
        manager.stop_manager()


def listen(area: str, manager: Any, channels: list[str]) -> None:
    for channel in channels:
        with diary.tries(area, channel):
            stream = manager.create_stream([channel], ["btcusdt"])
            heard = first(manager, stream, lambda event: "stream" in event)
            assert heard["stream"].startswith("btcusdt@")
            manager.stop_stream(stream)


def told_of_an_order(manager: Any) -> None:
    stream = manager.create_stream(
        ["arr"], ["!userData"], api_key=KEYS["api_key"], api_secret=KEYS["secret"]
    )
    time.sleep(3)
    order = rest().order_market_buy(symbol="ETHUSDT", quoteOrderQty="50")
    heard = first(manager, stream, lambda event: "executionReport" in json.dumps(event))
    assert str(order["orderId"]) in json.dumps(heard)


def first(manager: Any, stream: str, wanted: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        text = manager.pop_stream_data_from_stream_buffer()
        if text and wanted(event := json.loads(text)):
            return event
        time.sleep(0.02)
    raise TimeoutError(f"nothing was heard on {stream}")


def main() -> None:
    client = rest()
    for part in (market_data, trading, futures):
        part(client)
    streams()
    futures_streams()
    client.stop_manager()


main()
diary.close()
