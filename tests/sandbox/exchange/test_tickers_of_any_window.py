"""Tickers of a day, a trading day and any window: they are the candles they cover."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.exchange.market.intervals import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Site

JSON = dict[str, Any]


async def asked(http: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await http.get(f"/api/v3/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def candles(http: httpx.AsyncClient, symbol: str, start: int) -> list[list[Any]]:
    """Return all minutes from a moment until now."""
    rows: list[list[Any]] = []
    while True:
        rows += await asked(
            http, "klines", symbol=symbol, interval="1m", startTime=start, limit=1_000
        )
        if len(rows) % 1_000 or not rows:
            return rows
        start = rows[-1][6] + 1


def made_of(rows: list[list[Any]]) -> JSON:
    return {
        "openPrice": rows[0][1],
        "highPrice": max((row[2] for row in rows), key=Decimal),
        "lowPrice": min((row[3] for row in rows), key=Decimal),
        "lastPrice": rows[-1][4],
        "volume": f"{sum(Decimal(row[5]) for row in rows):.8f}",
        "quoteVolume": f"{sum(Decimal(row[7]) for row in rows):.8f}",
        "count": sum(row[8] for row in rows),
    }


@pytest.mark.parametrize(
    ("size", "length"), [("1m", MINUTE), ("59m", 59 * MINUTE), ("4h", 4 * HOUR), ("1d", DAY)]
)
async def test_a_window_equals_the_candles_it_covers(
    http: httpx.AsyncClient, clock: Hand, size: str, length: int
) -> None:
    clock.at += 17.5
    window = await asked(http, "ticker", symbol="ETHUSDT", windowSize=size)

    rows = await candles(http, "ETHUSDT", window["openTime"])
    assert window == window | made_of(rows)
    assert window["openTime"] == clock.milliseconds // MINUTE * MINUTE - length
    assert window["closeTime"] == clock.milliseconds
    assert window["lastId"] - window["firstId"] + 1 == window["count"]


async def test_a_week_is_as_the_longest_window(http: httpx.AsyncClient) -> None:
    week = await asked(http, "ticker", symbol="BTCUSDT", windowSize="7d", type="MINI")

    rows = await asked(
        http, "klines", symbol="BTCUSDT", interval="1h", startTime=week["openTime"], limit=169
    )
    assert week["highPrice"] == max((row[2] for row in rows), key=Decimal)
    assert week["count"] == sum(row[8] for row in rows)
    assert "priceChange" not in week


async def test_the_change_is_from_the_open_to_the_last_price(http: httpx.AsyncClient) -> None:
    row = await asked(http, "ticker", symbol="SOLUSDT", windowSize="2h")

    change = Decimal(row["lastPrice"]) - Decimal(row["openPrice"])
    assert Decimal(row["priceChange"]) == change
    percent = change / Decimal(row["openPrice"]) * 100
    assert Decimal(row["priceChangePercent"]) == round(percent, 3)
    assert Decimal(row["lowPrice"]) <= Decimal(row["weightedAvgPrice"]) <= Decimal(row["highPrice"])
    assert not {"bidPrice", "prevClosePrice", "lastQty"} & set(row)


async def test_the_last_24_hours_begin_at_a_millisecond(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    clock.at += 33.25
    day = await asked(http, "ticker/24hr", symbol="ETHUSDT")
    opens = day["openTime"]
    trades = await asked(http, "aggTrades", symbol="ETHUSDT", startTime=opens - MINUTE, limit=1_000)
    rest = await candles(http, "ETHUSDT", opens + MINUTE)

    before = [trade for trade in trades if trade["T"] < opens]
    first = [trade for trade in trades if opens <= trade["T"] < rest[0][0]]
    assert day["closeTime"] - opens == DAY
    assert day["openPrice"] == first[0]["p"]
    assert day["prevClosePrice"] == before[-1]["p"]
    assert day["count"] == len(first) + sum(row[8] for row in rest)
    volume = sum(Decimal(trade["q"]) for trade in first) + sum(Decimal(row[5]) for row in rest)
    assert Decimal(day["volume"]) == volume
    assert day["lastPrice"] == rest[-1][4]


@pytest.mark.parametrize(("zone", "hours"), [("0", 0), ("8", 8), ("-3", -3)])
async def test_a_trading_day_begins_at_midnight_in_its_time_zone(
    http: httpx.AsyncClient, zone: str, hours: int
) -> None:
    day = await asked(http, "ticker/tradingDay", symbol="BTCUSDT", timeZone=zone)

    assert (day["openTime"] + hours * HOUR) % DAY == 0
    assert day["closeTime"] == day["openTime"] + DAY - 1
    assert day == day | made_of(await candles(http, "BTCUSDT", day["openTime"]))


async def test_a_trading_day_that_has_just_begun_has_no_trades(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    clock.at = (clock.at // 86_400 + 1) * 86_400
    day = await asked(http, "ticker/tradingDay", symbol="EURUSDT")

    assert day["count"] in {0, 1}
    assert Decimal(day["openPrice"]) > 0


@pytest.mark.parametrize("path", ["ticker", "ticker/tradingDay"])
async def test_windows_are_of_symbols_that_are_named(http: httpx.AsyncClient, path: str) -> None:
    one = await asked(http, path, symbol="BTCUSDT")
    some = await asked(http, path, symbols='["BTCUSDT","ETHBTC"]')
    answers = {
        name: (await http.get(f"/api/v3/{path}", params=params)).json()["code"]
        for name, params in {
            "none": {},
            "type": {"symbol": "BTCUSDT", "type": "LONG"},
            "twice": {"symbols": '["BTCUSDT","BTCUSDT"]'},
        }.items()
    }

    assert [row["symbol"] for row in some] == ["BTCUSDT", "ETHBTC"]
    assert some[0] == one
    assert answers == {"none": -1102, "type": -1139, "twice": -1151}


@pytest.mark.parametrize("size", ["60m", "0h", "24h", "8d", "1d2h", "1s"])
async def test_a_window_of_a_size_that_is_not_offered_is_refused(
    http: httpx.AsyncClient, size: str
) -> None:
    query = {"symbol": "BTCUSDT", "windowSize": size}

    assert (await http.get("/api/v3/ticker", params=query)).json()["code"] == -1130


@pytest.mark.parametrize(
    ("query", "weight"),
    [
        ("ticker?symbol=BTCUSDT", 4),
        ('ticker?symbols=["BTCUSDT","ETHBTC","BNBBTC"]', 12),
        ("ticker/tradingDay?symbol=BTCUSDT", 4),
        ("ticker/24hr?symbol=BTCUSDT", 2),
        ("ticker/24hr", 80),
        ('ticker/price?symbols=["BTCUSDT"]', 4),
        ("ticker/bookTicker", 4),
        ("depth?symbol=BTCUSDT&limit=101", 25),
        ("depth?symbol=BTCUSDT&limit=9999", 250),
        ("executionRules", 40),
        ('executionRules?symbols=["BTCUSDT","ETHBTC"]', 4),
        ("executionRules?symbol=BTCUSDT", 2),
        ("referencePrice?symbol=BTCUSDT", 2),
        ("uiKlines?symbol=BTCUSDT&interval=1s", 2),
        ("exchangeInfo", 20),
    ],
)
async def test_a_request_weighs_what_the_documents_say(
    http: httpx.AsyncClient, query: str, weight: int
) -> None:
    answer = await http.get(f"/api/v3/{query}")

    assert answer.status_code == 200
    assert answer.headers["X-MBX-USED-WEIGHT-1M"] == str(weight)


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("ticker", "ticker", {"symbols": ["BTCUSDT", "ETHBTC"], "windowSize": "1h"}),
        ("ticker.tradingDay", "ticker/tradingDay", {"symbol": "BTCUSDT", "timeZone": "3"}),
        ("ticker.24hr", "ticker/24hr", {"symbol": "币安人生USDT", "type": "MINI"}),
        ("ticker.book", "ticker/bookTicker", {"symbolStatus": "BREAK"}),
        ("referencePrice", "referencePrice", {"symbol": "BTCUSDT"}),
        ("referencePrice.calculation", "referencePrice/calculation", {"symbol": "BTCUSDT"}),
        ("executionRules", "executionRules", {"symbols": ["BTCUSDT", "BTCTRY"]}),
        ("exchangeInfo", "exchangeInfo", {"permissions": ["MARGIN"]}),
        ("uiKlines", "uiKlines", {"symbol": "BTCUSDT", "interval": "3d"}),
    ],
)
async def test_both_doors_answer_alike(site: Site, method: str, path: str, params: JSON) -> None:
    talk = await site.talk("/ws-api/v3")
    spelt = {
        name: json.dumps(value, separators=(",", ":")) if isinstance(value, list) else value
        for name, value in params.items()
    }

    answer = await talk.ask(method, params)

    assert answer["result"] == await asked(site.http, path, **spelt)
