"""Market data over REST: its rows agree with one another."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.exchange import Exchange
from sandbox.exchange.market.listing import LISTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox.exchange.conftest import Hand, Trader


async def asked(http: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await http.get(f"/api/v3/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_clock_is_the_one_that_was_given(http: httpx.AsyncClient, clock: Hand) -> None:
    assert await asked(http, "ping") == {}
    assert await asked(http, "time") == {"serverTime": clock.milliseconds}


async def test_a_candle_equals_its_aggregate_trades(http: httpx.AsyncClient) -> None:
    candle = (await asked(http, "klines", symbol="SOLBTC", interval="5m", limit=2))[0]
    trades = await asked(
        http, "aggTrades", symbol="SOLBTC", startTime=candle[0], endTime=candle[6], limit=1_000
    )

    prices = [Decimal(trade["p"]) for trade in trades]
    quantities = [Decimal(trade["q"]) for trade in trades]
    assert len(trades) == candle[8]
    assert (prices[0], prices[-1]) == (Decimal(candle[1]), Decimal(candle[4]))
    assert (max(prices), min(prices)) == (Decimal(candle[2]), Decimal(candle[3]))
    assert sum(quantities) == Decimal(candle[5])
    bought = [trade for trade in trades if not trade["m"]]
    assert sum(Decimal(trade["q"]) for trade in bought) == Decimal(candle[9])


async def test_aggregate_trades_are_numbered_without_gaps(http: httpx.AsyncClient) -> None:
    latest = await asked(http, "aggTrades", symbol="BTCUSDT", limit=1_000)
    again = await asked(http, "aggTrades", symbol="BTCUSDT", fromId=latest[500]["a"], limit=1_000)
    until = await asked(http, "aggTrades", symbol="BTCUSDT", endTime=latest[700]["T"], limit=10)

    assert [each["a"] for each in latest] == list(range(latest[0]["a"], latest[-1]["a"] + 1))
    assert again == latest[500:]
    assert until[-1]["T"] == latest[700]["T"]


async def test_trades_can_be_looked_up_by_id(http: httpx.AsyncClient) -> None:
    latest = await asked(http, "trades", symbol="BTCUSDT", limit=20)

    found = await asked(http, "historicalTrades", symbol="BTCUSDT", fromId=latest[5]["id"], limit=3)

    assert found == latest[5:8]


async def test_old_trades_are_there_without_being_stored(http: httpx.AsyncClient) -> None:
    (first,) = await asked(http, "aggTrades", symbol="BTCUSDT", fromId=0, limit=1)
    years_ago = await asked(
        http, "aggTrades", symbol="BTCUSDT", startTime=1_600_000_000_000, limit=5
    )

    assert 1_502_928_000_000 <= first["T"] < 1_502_928_060_000
    assert len(years_ago) == 5
    assert years_ago[0]["T"] >= 1_600_000_000_000


@pytest.mark.parametrize(
    "query",
    [
        "klines?symbol=BTCUSDT&interval=1M&startTime=99999999999999999999",
        "klines?symbol=BTCUSDT&interval=1m&endTime=0",
        "aggTrades?symbol=BTCUSDT&endTime=1502927999999",
        "aggTrades?symbol=BTCUSDT&startTime=99999999999999",
        "aggTrades?symbol=BTCUSDT&fromId=99999999999999999999",
        "historicalTrades?symbol=BTCUSDT&fromId=99999999999999999999",
    ],
)
async def test_there_is_nothing_outside_of_time(http: httpx.AsyncClient, query: str) -> None:
    assert (await http.get(f"/api/v3/{query}")).json() == []


async def test_tickers_agree_with_the_book(http: httpx.AsyncClient) -> None:
    depth = await asked(http, "depth", symbol="ETHUSDT", limit=5_000)
    book = await asked(http, "ticker/bookTicker", symbol="ETHUSDT")
    day = await asked(http, "ticker/24hr", symbol="ETHUSDT")

    assert [book["bidPrice"], book["bidQty"]] == depth["bids"][0]
    assert [book["askPrice"], book["askQty"]] == depth["asks"][0]
    assert (day["bidPrice"], day["askPrice"]) == (book["bidPrice"], book["askPrice"])
    assert len(depth["bids"]) == len(depth["asks"]) == 5_000


async def test_tickers_come_alone_or_as_a_list(http: httpx.AsyncClient) -> None:
    one = await asked(http, "ticker/price", symbol="BTCUSDT")
    some = await asked(http, "ticker/price", symbols='["BTCUSDT"]')
    everything = await asked(http, "ticker/24hr", type="MINI")

    assert some == [one]
    assert len(everything) == len(LISTINGS)
    assert "priceChange" not in everything[0]


async def test_the_average_price_lies_within_its_minutes(http: httpx.AsyncClient) -> None:
    average = Decimal((await asked(http, "avgPrice", symbol="BTCUSDT"))["price"])
    rows = await asked(http, "klines", symbol="BTCUSDT", interval="1m", limit=5)

    assert min(Decimal(row[3]) for row in rows) <= average
    assert average <= max(Decimal(row[2]) for row in rows)


async def test_a_replay_plays_from_the_start(tmp_path: Path, clock: Hand) -> None:
    file = tmp_path / "BTCUSDT-1m.csv"
    file.write_text("0,100.00,120.00,90.00,110.00,5.0,59999,0,0,0,0,0\n")
    transport = httpx.ASGITransport(Exchange(replay=file, now=clock).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://exchange") as http:
        await asked(http, "time")
        clock.at += 59.999
        (candle,) = await asked(http, "klines", symbol="BTCUSDT", interval="1m", limit=1)

    assert candle[1:5] == ["100.00000000", "120.00000000", "90.00000000", "110.00000000"]


async def test_candles_of_a_time_zone_open_at_its_midnight(http: httpx.AsyncClient) -> None:
    days = {
        zone: await asked(http, "klines", symbol="BTCUSDT", interval="1d", timeZone=zone, limit=2)
        for zone in ("0", "+8", "-1:00", "05:45")
    }

    opens = {zone: rows[-1][0] % 86_400_000 // 60_000 for zone, rows in days.items()}
    assert opens == {"0": 0, "+8": 16 * 60, "-1:00": 60, "05:45": 18 * 60 + 15}


@pytest.mark.parametrize("zone", ["15", "-12:01", "noon", "1:60", "1:2"])
async def test_a_time_zone_that_does_not_exist_is_refused(
    http: httpx.AsyncClient, zone: str
) -> None:
    query = {"symbol": "BTCUSDT", "interval": "1d", "timeZone": zone}

    answer = await http.get("/api/v3/klines", params=query)

    assert answer.json()["code"] == -1130


async def test_the_reference_price_is_the_mean_of_the_latest_trades(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    how = await asked(http, "referencePrice/calculation", symbol="BTCUSDT", symbolStatus="TRADING")
    found = await asked(http, "referencePrice", symbol="BTCUSDT")
    since = clock.milliseconds - how["bucketCount"] * how["bucketWidthMs"]
    trades = await asked(http, "aggTrades", symbol="BTCUSDT", startTime=since)

    prices = [Decimal(trade["p"]) for trade in trades]
    assert how["calculationType"] == "ARITHMETIC_MEAN"
    assert found["timestamp"] == clock.milliseconds  # on a full second no bucket counts in part
    assert Decimal(found["referencePrice"]) == (sum(prices) / len(prices)).quantize(
        Decimal("1E-8"), ROUND_DOWN
    )


@pytest.mark.parametrize("path", ["referencePrice", "referencePrice/calculation"])
@pytest.mark.parametrize("symbol", ["ETHBTC", "BTCBUSD"])
async def test_not_every_symbol_has_a_reference_price(
    http: httpx.AsyncClient, path: str, symbol: str
) -> None:
    answer = await http.get(f"/api/v3/{path}", params={"symbol": symbol})

    msg = "This symbol doesn't have a reference price."
    assert answer.json() == {"code": -2043, "msg": msg}


async def test_block_trades_are_numbered_by_day_and_lie_outside_the_tape(
    http: httpx.AsyncClient, alice: Trader, clock: Hand
) -> None:
    headers, query = {"X-MBX-APIKEY": alice.api_key}, {"symbol": "ETHUSDT", "fromId": 3_380}
    answer = await http.get("/api/v3/historicalBlockTrades", params=query, headers=headers)

    blocks = answer.json()
    assert [block["id"] for block in blocks] == list(range(3_380, 3_384))
    assert blocks[-1]["time"] // 86_400_000 == clock.milliseconds // 86_400_000
    for block in blocks:
        assert Decimal(block["price"]) * Decimal(block["qty"]) == Decimal(block["quoteQty"])
        assert not block["quoteQty"].endswith(".0")
        day = block["time"] // 86_400_000 * 86_400_000
        (candle,) = await asked(
            http, "klines", symbol="ETHUSDT", interval="1d", startTime=day, limit=1
        )
        assert Decimal(candle[1]) == Decimal(block["price"])


async def test_block_trades_need_a_key(http: httpx.AsyncClient, alice: Trader) -> None:
    query = {"symbol": "ETHUSDT", "fromId": 1}
    keyless = await http.get("/api/v3/historicalBlockTrades", params=query)
    first = await http.get(
        "/api/v3/historicalBlockTrades",
        params={"symbol": "ETHUSDT"},
        headers={"X-MBX-APIKEY": alice.api_key},
    )

    assert keyless.json()["code"] == -2014
    assert first.json()["code"] == -1102


@pytest.mark.parametrize("price", ["0", "-1", "67000.001"])
async def test_a_price_off_the_grid_moves_nothing(http: httpx.AsyncClient, price: str) -> None:
    answer = await http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": price})

    assert answer.status_code == 400
    assert "error" in answer.json()


async def test_a_closed_market_cannot_be_moved(http: httpx.AsyncClient) -> None:
    body = {"symbol": "BTCBUSD", "price": "67000.00"}

    answer = await http.post("/sandbox/price", json=body)

    assert answer.status_code == 400
    assert "BTCBUSD is not trading" in answer.json()["error"]


async def test_the_state_is_there_to_look_at(http: httpx.AsyncClient) -> None:
    await asked(http, "time")

    state = (await http.get("/sandbox/state")).json()

    assert set(state["symbols"]) >= {"BTCUSDT", "ETHBTC"}
    assert state["weights"]["127.0.0.1"]["api"] == 1
    assert (state["accounts"], state["orders"], state["faults"]) == (0, 0, 0)


async def test_a_reset_forgets_people_and_moved_prices(http: httpx.AsyncClient) -> None:
    body = {"symbol": "BTCUSDT", "price": "100000.00"}
    await http.post("/sandbox/price", json=body)
    await http.post("/sandbox/accounts", json={})

    await http.post("/sandbox/reset")

    state = (await http.get("/sandbox/state")).json()
    assert state["accounts"] == 0


async def test_control_answers_what_it_does_not_know(http: httpx.AsyncClient) -> None:
    unknown = await http.post("/sandbox/price", json={"symbol": "NOPE", "price": "1"})
    wrong = await http.post("/sandbox/faults", json=[{"kind": "wish"}])
    lost = await http.post("/sandbox/accounts/nobody", json={})

    assert (unknown.status_code, wrong.status_code, lost.status_code) == (404, 400, 404)
