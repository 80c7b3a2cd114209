"""Market data over REST: its rows agree with one another."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.exchange import Exchange

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand


async def asked(http: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await http.get(f"/api/v3/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_clock_is_the_one_that_was_given(http: httpx.AsyncClient, clock: Hand) -> None:
    assert await asked(http, "ping") == {}
    assert await asked(http, "time") == {"serverTime": clock.milliseconds}


async def test_every_symbol_is_described(http: httpx.AsyncClient) -> None:
    info = await asked(http, "exchangeInfo")

    bitcoin = next(each for each in info["symbols"] if each["symbol"] == "BTCUSDT")
    filters = {each["filterType"]: each for each in bitcoin["filters"]}
    assert len(info["symbols"]) == 12
    assert (bitcoin["baseAsset"], bitcoin["quoteAsset"]) == ("BTC", "USDT")
    assert filters["PRICE_FILTER"]["tickSize"] == "0.01000000"
    assert filters["LOT_SIZE"]["stepSize"] == "0.00001000"
    assert filters["NOTIONAL"]["minNotional"] == "5.00000000"
    kinds = [limit["rateLimitType"] for limit in info["rateLimits"]]
    assert kinds == ["REQUEST_WEIGHT", "ORDERS", "ORDERS", "RAW_REQUESTS"]


async def test_the_description_can_be_narrowed(http: httpx.AsyncClient) -> None:
    one = await asked(http, "exchangeInfo", symbol="ETHBTC", showPermissionSets="false")
    two = await asked(http, "exchangeInfo", symbols='["ETHBTC","BTCUSDT"]')
    none = await asked(http, "exchangeInfo", permissions="MARGIN")
    halted = await asked(http, "exchangeInfo", symbolStatus="HALT")

    assert [each["symbol"] for each in one["symbols"]] == ["ETHBTC"]
    assert one["symbols"][0]["permissionSets"] == []
    assert [each["symbol"] for each in two["symbols"]] == ["ETHBTC", "BTCUSDT"]
    assert none["symbols"] == halted["symbols"] == []


async def test_the_ticker_equals_a_day_of_candles(http: httpx.AsyncClient) -> None:
    ticker = await asked(http, "ticker/24hr", symbol="ETHUSDT")
    start, end = ticker["openTime"], ticker["closeTime"]
    first = await asked(
        http, "klines", symbol="ETHUSDT", interval="1m", startTime=start, limit=1_000
    )
    rest = await asked(
        http,
        "klines",
        symbol="ETHUSDT",
        interval="1m",
        startTime=first[-1][6] + 1,
        endTime=end,
        limit=1_000,
    )

    rows = first + rest
    assert ticker["openPrice"] == rows[0][1]
    assert Decimal(ticker["highPrice"]) == max(Decimal(row[2]) for row in rows)
    assert Decimal(ticker["lowPrice"]) == min(Decimal(row[3]) for row in rows)
    assert ticker["lastPrice"] == rows[-1][4]
    assert Decimal(ticker["volume"]) == sum(Decimal(row[5]) for row in rows)
    assert Decimal(ticker["quoteVolume"]) == sum(Decimal(row[7]) for row in rows)
    assert ticker["count"] == sum(row[8] for row in rows)
    assert ticker["lastId"] - ticker["firstId"] + 1 == ticker["count"]


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
        "aggTrades?symbol=BTCUSDT&startTime=99999999999999",
        "aggTrades?symbol=BTCUSDT&fromId=99999999999999999999",
        "historicalTrades?symbol=BTCUSDT&fromId=99999999999999999999",
    ],
)
async def test_there_is_nothing_in_the_future(http: httpx.AsyncClient, query: str) -> None:
    assert (await http.get(f"/api/v3/{query}")).json() == []


async def test_tickers_agree_with_the_book(http: httpx.AsyncClient) -> None:
    depth = await asked(http, "depth", symbol="ETHUSDT", limit=5_000)
    book = await asked(http, "ticker/bookTicker", symbol="ETHUSDT")
    day = await asked(http, "ticker/24hr", symbol="ETHUSDT")

    assert [book["bidPrice"], book["bidQty"]] == depth["bids"][0]
    assert [book["askPrice"], book["askQty"]] == depth["asks"][0]
    assert (day["bidPrice"], day["askPrice"]) == (book["bidPrice"], book["askPrice"])
    assert len(depth["bids"]) > 500
    assert Decimal(depth["bids"][-1][0]) > 0


async def test_tickers_come_alone_or_as_a_list(http: httpx.AsyncClient) -> None:
    one = await asked(http, "ticker/price", symbol="BTCUSDT")
    some = await asked(http, "ticker/price", symbols='["BTCUSDT"]')
    everything = await asked(http, "ticker/24hr", type="MINI")

    assert some == [one]
    assert len(everything) == 12
    assert "priceChange" not in everything[0]


async def test_the_average_price_lies_within_its_minutes(http: httpx.AsyncClient) -> None:
    average = Decimal((await asked(http, "avgPrice", symbol="BTCUSDT"))["price"])
    rows = await asked(http, "klines", symbol="BTCUSDT", interval="1m", limit=5)

    assert min(Decimal(row[3]) for row in rows) <= average
    assert average <= max(Decimal(row[2]) for row in rows)


async def test_a_replay_plays_from_the_start(tmp_path: Any, clock: Hand) -> None:
    import httpx

    file = tmp_path / "BTCUSDT-1m.csv"
    file.write_text("0,100.00,120.00,90.00,110.00,5.0,59999,0,0,0,0,0\n")
    exchange = Exchange(replay=file, now=clock)
    transport = httpx.ASGITransport(exchange.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://exchange") as http:
        await asked(http, "time")
        clock.at += 59.999
        (candle,) = await asked(http, "klines", symbol="BTCUSDT", interval="1m", limit=1)

    assert candle[1:5] == ["100.00000000", "120.00000000", "90.00000000", "110.00000000"]


@pytest.mark.parametrize("price", ["0", "-1", "67000.001"])
async def test_a_price_off_the_grid_moves_nothing(http: httpx.AsyncClient, price: str) -> None:
    answer = await http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": price})

    assert answer.status_code == 400
    assert "error" in answer.json()


async def test_the_state_is_there_to_look_at(http: httpx.AsyncClient) -> None:
    await asked(http, "time")

    state = (await http.get("/sandbox/state")).json()

    assert set(state["symbols"]) >= {"BTCUSDT", "ETHBTC"}
    assert state["weights"] == {"127.0.0.1": {"api": 1}}
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
