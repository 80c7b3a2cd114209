"""What is listed: symbols of every kind and status, and what may be done with them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.exchange.market.listing import LISTINGS

if TYPE_CHECKING:
    import httpx

CLOSED = {"BTCBUSD": "BREAK", "EOSUSDT": "CANCEL_ONLY"}


async def asked(http: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await http.get(f"/api/v3/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(http: httpx.AsyncClient, path: str, **params: Any) -> int:
    answer = await http.get(f"/api/v3/{path}", params=params)
    assert answer.status_code == 400, answer.text
    code: int = answer.json()["code"]
    return code


async def names(http: httpx.AsyncClient, **params: Any) -> list[str]:
    info = await asked(http, "exchangeInfo", **params)
    return [symbol["symbol"] for symbol in info["symbols"]]


async def test_every_symbol_is_described(http: httpx.AsyncClient) -> None:
    info = await asked(http, "exchangeInfo")

    bitcoin = next(each for each in info["symbols"] if each["symbol"] == "BTCUSDT")
    filters = {each["filterType"]: each for each in bitcoin["filters"]}
    assert len(info["symbols"]) == len(LISTINGS) >= 30
    assert (bitcoin["baseAsset"], bitcoin["quoteAsset"]) == ("BTC", "USDT")
    assert filters["PRICE_FILTER"]["tickSize"] == "0.01000000"
    assert filters["LOT_SIZE"]["stepSize"] == "0.00001000"
    assert filters["NOTIONAL"]["minNotional"] == "5.00000000"
    kinds = [limit["rateLimitType"] for limit in info["rateLimits"]]
    assert kinds == ["REQUEST_WEIGHT", "ORDERS", "ORDERS", "RAW_REQUESTS"]
    assert {"baseAsset": "BTC", "symbols": ["BTCUSDT", "BTCUSDC"]} in info["sors"]


async def test_quotes_are_those_of_the_live_exchange(http: httpx.AsyncClient) -> None:
    info = await asked(http, "exchangeInfo")

    quotes = {each["quoteAsset"] for each in info["symbols"] if each["status"] == "TRADING"}
    assert quotes == {"USDT", "BTC", "ETH", "BNB", "USDC", "FDUSD", "TRY", "EUR"}


async def test_the_description_can_be_narrowed(http: httpx.AsyncClient) -> None:
    one = await asked(http, "exchangeInfo", symbol="ETHBTC", showPermissionSets="false")

    assert [each["symbol"] for each in one["symbols"]] == ["ETHBTC"]
    assert one["symbols"][0]["permissionSets"] == []
    assert await names(http, symbols='["ETHBTC","BTCUSDT"]') == ["ETHBTC", "BTCUSDT"]
    assert await names(http, symbolStatus="BREAK") == ["BTCBUSD"]
    assert await names(http, symbolStatus="HALT") == []
    assert len(await names(http, symbolStatus="TRADING")) == len(LISTINGS) - len(CLOSED)


async def test_permissions_choose_symbols(http: httpx.AsyncClient) -> None:
    margin = await names(http, permissions="MARGIN")
    both = await names(http, permissions='["MARGIN","SPOT"]')

    assert "BTCUSDT" in margin
    assert "USDTTRY" not in margin
    assert len(both) == len(LISTINGS)
    assert await names(http, permissions="LEVERAGED") == []
    assert await refused(http, "exchangeInfo", permissions="WISHES") == -1130
    assert await refused(http, "exchangeInfo", permissions="[SPOT") == -1130


@pytest.mark.parametrize(
    "params",
    [
        {"symbol": "BTCUSDT", "symbols": '["ETHBTC"]'},
        {"symbol": "BTCUSDT", "permissions": "SPOT"},
        {"symbols": '["BTCUSDT"]', "symbolStatus": "TRADING"},
    ],
)
async def test_one_way_to_choose_symbols_is_enough(
    http: httpx.AsyncClient, params: dict[str, str]
) -> None:
    assert await refused(http, "exchangeInfo", **params) == -1128


async def test_execution_rules_hold_where_there_is_a_reference_price(
    http: httpx.AsyncClient,
) -> None:
    rules = {each["symbol"]: each["rules"] for each in await rules_of(http)}

    for symbol, found in rules.items():
        answer = await http.get("/api/v3/referencePrice", params={"symbol": symbol})
        assert bool(found) == (answer.status_code == 200)
    (stable,) = rules["USDCUSDT"]
    assert (stable["ruleType"], stable["bidLimitMultUp"]) == ("PRICE_RANGE", "1.0100")
    assert [each["symbol"] for each in await rules_of(http, symbolStatus="BREAK")] == ["BTCBUSD"]
    assert await refused(http, "executionRules", symbol="BTCUSDT", symbolStatus="BREAK") == -1128


async def rules_of(http: httpx.AsyncClient, **params: Any) -> Any:
    return (await asked(http, "executionRules", **params))["symbolRules"]


async def test_a_symbol_need_not_be_ascii(http: httpx.AsyncClient) -> None:
    price = await asked(http, "ticker/price", symbol="币安人生USDT")
    some = await asked(http, "ticker/price", symbols='["币安人生USDT","BTCUSDT"]')
    raw = await http.get(
        "/api/v3/klines?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&interval=1m"
    )

    assert price["symbol"] == "币安人生USDT"
    assert some[0] == price
    assert Decimal(raw.json()[-1][4]) == Decimal(price["price"])
    assert "币安人生USDT".encode() in (await http.get("/api/v3/exchangeInfo")).content


@pytest.mark.parametrize("symbol", CLOSED)
async def test_a_closed_market_has_its_past_and_its_last_price(
    http: httpx.AsyncClient, symbol: str
) -> None:
    day = await asked(http, "ticker/24hr", symbol=symbol)
    price = await asked(http, "ticker/price", symbol=symbol)
    candle = (await asked(http, "klines", symbol=symbol, interval="1m"))[-1]
    depth = await asked(http, "depth", symbol=symbol)

    until = LISTINGS[symbol].until
    assert candle[0] <= until <= candle[6]
    assert candle[4] == price["price"] == day["lastPrice"]
    assert (day["count"], day["firstId"], day["lastId"]) == (0, -1, -1)
    assert {day["volume"], day["openPrice"], day["bidPrice"], day["askQty"]} == {"0.00000000"}
    assert (depth["bids"], depth["asks"]) == ([], [])
    assert await refused(http, "ticker", symbol=symbol) == -2016
    assert await refused(http, "ticker/tradingDay", symbol=symbol) == -2016


@pytest.mark.parametrize("path", ["ticker/price", "ticker/bookTicker", "ticker/24hr"])
async def test_a_status_chooses_among_all_symbols(http: httpx.AsyncClient, path: str) -> None:
    closed = await asked(http, path, symbolStatus="BREAK")
    some = await asked(http, path, symbols='["BTCBUSD","BTCUSDT"]', symbolStatus="TRADING")

    assert [row["symbol"] for row in closed] == ["BTCBUSD"]
    assert [row["symbol"] for row in some] == ["BTCUSDT"]
    assert await refused(http, path, symbol="BTCBUSD", symbolStatus="TRADING") == -1220
    assert await refused(http, path, symbolStatus="ASLEEP") == -1122


async def test_a_book_of_another_status_is_refused(http: httpx.AsyncClient) -> None:
    assert await refused(http, "depth", symbol="BTCUSDT", symbolStatus="HALT") == -1220
    assert await asked(http, "depth", symbol="BTCUSDT", symbolStatus="TRADING", limit=5)
