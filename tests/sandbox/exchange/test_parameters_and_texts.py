"""What the exchange says about parameters that are not right."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Trader


MISSING = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."
LIMIT = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "0.01",
    "price": "60000",
}
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}


@pytest.mark.parametrize(
    ("query", "code", "text"),
    [
        ("ping?a=1", -1101, "Too many parameters; expected '0' and received '1'."),
        ("ticker/price?symbol=btcusdt", -1100, "Illegal characters found in parameter 'symbol';"),
        ("ticker/price?symbol=NOPE", -1121, "Invalid symbol."),
        ("ticker/price?symbol=BTCUSDT&symbols=[]", -1128, "Combination of optional parameters"),
        ("ticker/price?symbols=BTCUSDT", -1100, "Illegal characters found in parameter 'symbols'"),
        ("ticker/price?symbols=%5B%22BTCUSDT%22,%22BTCUSDT%22%5D", -1151, "Symbol is present mul"),
        ("ticker/24hr?symbol=BTCUSDT&type=HUGE", -1139, "Invalid ticker type."),
        ("klines?symbol=BTCUSDT", -1102, MISSING.format("interval")),
        ("klines?symbol=BTCUSDT&interval=2m", -1120, "Invalid interval."),
        ("klines?interval=1m", -1102, MISSING.format("symbol")),
        ("klines?symbol=&interval=1m", -1102, MISSING.format("symbol")),
        ("klines?symbol=BTCUSDT&interval=1m&limit=x", -1100, "Illegal characters found in para"),
        ("klines?symbol=BTCUSDT&interval=1m&limit=0", -1130, "Data sent for parameter 'limit'"),
        ("klines?symbol=BTCUSDT&interval=1m&limit=", -1105, "Parameter 'limit' was empty."),
        ("klines?symbol=BTCUSDT&interval=1m&timeZone=15", -1130, "Data sent for parameter 'time"),
        ("depth?symbol=BTCUSDT&limits=5", -1104, "Not all sent parameters were read; read '1'"),
        ("depth?symbol=BTCUSDT&symbol=ETHUSDT", -1101, "Duplicate values for a parameter"),
        ("depth?symbol=BTCUSDT&symbolStatus=HALT", -1220, "The symbol's status does not match"),
        ("aggTrades?symbol=BTCUSDT&fromId=1&startTime=1", -1128, "Combination of optional"),
        ("aggTrades?symbol=BTCUSDT&startTime=2&endTime=1", -1100, "Start time is greater"),
        ("exchangeInfo?symbol=BTCUSDT&permissions=SPOT", -1128, "Combination of optional"),
    ],
)
async def test_market_data(http: httpx.AsyncClient, query: str, code: int, text: str) -> None:
    answer = await http.get(f"/api/v3/{query}")

    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert answer.json()["msg"].startswith(text)


@pytest.mark.parametrize(
    ("order", "code", "text"),
    [
        ({"side": "BUY"}, -1102, MISSING.format("symbol")),
        (LIMIT | {"side": "HOLD"}, -1117, "Invalid side."),
        (LIMIT | {"type": "WISH"}, -1116, "Invalid orderType."),
        (LIMIT | {"timeInForce": "GTX"}, -1115, "Invalid timeInForce."),
        (LIMIT | {"price": ""}, -1102, MISSING.format("price")),
        (LIMIT | {"price": "6e4"}, -1100, "Illegal characters found in parameter 'price'; "),
        (LIMIT | {"price": "-1"}, -1100, "Illegal characters found in parameter 'price'; "),
        (LIMIT | {"quantity": "0.123456789"}, -1111, "Parameter 'quantity' has too much prec"),
        (LIMIT | {"quoteOrderQty": "10"}, -1106, "Parameter 'quoteOrderQty' sent when not"),
        (LIMIT | {"stopPrice": "1"}, -1106, "Parameter 'stopPrice' sent when not required."),
        (LIMIT | {"type": "LIMIT_MAKER"}, -1106, "Parameter 'timeInForce' sent when not req"),
        (LIMIT | {"type": "STOP_LOSS"}, -1106, "Parameter 'price' sent when not required."),
        (LIMIT | {"type": "STOP_LOSS_LIMIT"}, -1102, "Param 'stopPrice' or 'trailingDelta' must"),
        (LIMIT | {"timeInForce": "IOC", "icebergQty": "0.01"}, -1014, "Unsupported order comb"),
        (LIMIT | {"pegPriceType": "BEST"}, -1210, "Invalid pegPriceType."),
        (LIMIT | {"pegOffsetValue": "1"}, -1128, "Combination of optional parameters invalid."),
        (MARKET | {"pegPriceType": "MARKET_PEG"}, -2010, "This order type may not use pegged pri"),
        (LIMIT | {"selfTradePreventionMode": "NONE"}, -1013, "This symbol does not allow the"),
        (LIMIT | {"newClientOrderId": "a b"}, -1100, "Illegal characters found in parameter 'n"),
        (LIMIT | {"newClientOrderId": "x" * 37}, -1100, "Illegal characters found in paramete"),
        (LIMIT | {"strategyType": "1"}, -1134, "`strategyType` was less than 1000000."),
        (LIMIT | {"selfTradePreventionMode": "NO"}, -1130, "Data sent for parameter 'selfTrad"),
        (LIMIT | {"newOrderRespType": "ALL"}, -1130, "Data sent for parameter 'newOrderRespTy"),
        (LIMIT | {"icebergQty": "0.02"}, -2010, "IcebergQty exceeds QTY."),
        (LIMIT | {"wish": "1"}, -1104, "Not all sent parameters were read; read '8'"),
        (MARKET | {"price": "1"}, -1106, "Parameter 'price' sent when not required."),
        (MARKET | {"timeInForce": "GTC"}, -1106, "Parameter 'timeInForce' sent when not req"),
        (MARKET | {"quoteOrderQty": "1"}, -1128, "Combination of optional parameters invalid."),
        (MARKET | {"quantity": "0"}, -1013, "Filter failure: LOT_SIZE"),
        (LIMIT | {"price": "60000.001"}, -1013, "Filter failure: PRICE_FILTER"),
        (LIMIT | {"price": "0"}, -1013, "Filter failure: PRICE_FILTER"),
        (LIMIT | {"price": "10000"}, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
        (LIMIT | {"quantity": "0.000011"}, -1013, "Filter failure: LOT_SIZE"),
        (LIMIT | {"quantity": "9001"}, -1013, "Filter failure: LOT_SIZE"),
        (LIMIT | {"quantity": "0.00008"}, -1013, "Filter failure: NOTIONAL"),
        (LIMIT | {"icebergQty": "0.00001"}, -1013, "Filter failure: ICEBERG_PARTS"),
        (MARKET | {"quantity": "200"}, -1013, "Filter failure: MARKET_LOT_SIZE"),
        (MARKET | {"quantity": "0.00007"}, -1013, "Filter failure: NOTIONAL"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v3/order", "/api/v3/order/test"])
async def test_orders(
    alice: Trader, path: str, order: dict[str, str], code: int, text: str
) -> None:
    got = await alice.refused("POST", path, **order)

    assert got[0] == code
    assert got[1].startswith(text)


async def test_a_market_order_needs_an_amount(alice: Trader) -> None:
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET"}

    assert await alice.refused("POST", "/api/v3/order", **order) == (
        -1102,
        "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
    )


async def test_a_test_order_changes_nothing(alice: Trader) -> None:
    assert (await alice.send("POST", "/api/v3/order/test", **LIMIT)).json() == {}
    rates = await alice.send("POST", "/api/v3/order/test", **LIMIT, computeCommissionRates="true")

    assert rates.json()["standardCommissionForOrder"]["taker"] == "0.00100000"
    assert await alice.get("/api/v3/openOrders") == []
    assert (await alice.balances())["USDT"] == (Decimal(10_000), Decimal(0))


@pytest.mark.parametrize(
    ("method", "path", "params", "error"),
    [
        ("GET", "order", {"orderId": 1}, (-2013, "Order does not exist.")),
        ("GET", "order", {"origClientOrderId": "x"}, (-2013, "Order does not exist.")),
        ("DELETE", "order", {"orderId": 1}, (-2011, "Unknown order sent.")),
        ("DELETE", "openOrders", {}, (-2011, "Unknown order sent.")),
        (
            "GET",
            "order",
            {},
            (
                -1102,
                "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
            ),
        ),
        (
            "GET",
            "myTrades",
            {"startTime": 1, "endTime": 86_400_002},
            (-1127, "More than 24 hours between startTime and endTime."),
        ),
    ],
)
async def test_looking_for_what_is_not_there(
    alice: Trader, method: str, path: str, params: dict[str, Any], error: tuple[int, str]
) -> None:
    assert await alice.refused(method, f"/api/v3/{path}", symbol="BTCUSDT", **params) == error


async def test_an_unknown_path_is_not_found(http: httpx.AsyncClient) -> None:
    assert (await http.get("/api/v3/pong")).status_code == 404
