"""Contracts follow spot, and everything that is said about their prices agrees."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Trader

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
ON_BITCOIN = ("BTCUSDT", "BTCUSDT_261225", "BTCUSD_PERP", "BTCUSD_270326")


async def asked(http: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await http.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(http: httpx.AsyncClient, path: str, **params: Any) -> tuple[int, str]:
    answer = await http.get(path, params=params)
    assert answer.status_code == 400, answer.text
    return answer.json()["code"], answer.json()["msg"]


def venue(symbol: str) -> str:
    return "/dapi/v1" if "USD_" in symbol else "/fapi/v1"


async def marks(http: httpx.AsyncClient, symbol: str) -> dict[str, Decimal]:
    row = await asked(http, f"{venue(symbol)}/premiumIndex", symbol=symbol)
    row = row[0] if isinstance(row, list) else row
    return {name: Decimal(row[name]) for name in ("markPrice", "indexPrice")}


async def last_price(http: httpx.AsyncClient, symbol: str) -> Decimal:
    row = await asked(http, f"{venue(symbol)}/ticker/price", symbol=symbol)
    return Decimal((row[0] if isinstance(row, list) else row)["price"])


async def test_the_index_is_the_spot_price_and_marks_stay_near_it(http: httpx.AsyncClient) -> None:
    rows = await asked(http, "/fapi/v1/premiumIndex")
    rows += await asked(http, "/dapi/v1/premiumIndex")
    spot = await asked(http, "/api/v3/ticker/price", symbol="BTCUSDT")

    by_symbol = {row["symbol"]: row for row in rows}
    assert {Decimal(by_symbol[each]["indexPrice"]) for each in ON_BITCOIN} == {
        Decimal(spot["price"])
    }
    for row in rows:
        premium = Decimal(row["markPrice"]) / Decimal(row["indexPrice"]) - 1
        assert abs(premium) < (Decimal("0.04") if row["nextFundingTime"] == 0 else Decimal("0.004"))


@pytest.mark.parametrize("symbol", ON_BITCOIN)
async def test_who_moves_spot_moves_the_contracts(
    http: httpx.AsyncClient, clock: Hand, symbol: str
) -> None:
    spot = Decimal((await asked(http, "/api/v3/ticker/price", symbol="BTCUSDT"))["price"])
    before, price = await marks(http, symbol), await last_price(http, symbol)

    await http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": "80000"})

    after, factor = await marks(http, symbol), 80_000 / spot
    assert after["indexPrice"] == 80_000
    assert after["markPrice"] == pytest.approx(before["markPrice"] * factor, rel=Decimal("1e-9"))
    moved = await last_price(http, symbol)
    assert moved == pytest.approx(price * factor, rel=Decimal("1e-5"))
    clock.at += 60
    assert await last_price(http, symbol) == pytest.approx(moved, rel=Decimal("0.01"))
    await http.post("/sandbox/reset")
    clock.at += 60
    assert await last_price(http, symbol) == pytest.approx(price, rel=Decimal("0.01"))


@pytest.mark.parametrize("symbol", ["ETHUSDT", "BTCUSD_PERP"])
async def test_candles_are_made_of_the_trades_they_cover(
    http: httpx.AsyncClient, clock: Hand, symbol: str
) -> None:
    clock.at += 90
    start = clock.milliseconds // MINUTE * MINUTE - MINUTE
    root, minute = venue(symbol), {"startTime": start, "endTime": start + MINUTE - 1}

    (row,) = await asked(http, f"{root}/klines", symbol=symbol, interval="1m", **minute)
    trades = await asked(http, f"{root}/aggTrades", symbol=symbol, limit=1000, **minute)

    prices = [Decimal(each["p"]) for each in trades]
    amounts = [Decimal(each["q"]) for each in trades]
    assert [Decimal(each) for each in row[1:6]] == [
        prices[0],
        max(prices),
        min(prices),
        prices[-1],
        sum(amounts),
    ]
    assert row[8] == len(trades)
    pairs = zip(prices, amounts, strict=True)
    inverse = root == "/dapi/v1"
    worth = sum(100 * amount / price if inverse else price * amount for price, amount in pairs)
    assert Decimal(row[7]) == pytest.approx(worth, rel=Decimal("1e-6"))
    bought = sum(Decimal(each["q"]) for each in trades if not each["m"])
    assert Decimal(row[9]) == bought


async def test_mark_candles_hold_every_mark_that_was_told(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    clock.at = clock.at // 60 * 60
    told = []
    for _ in range(59):
        told.append((await marks(http, "BTCUSDT"))["markPrice"])
        clock.at += 1
    told.append((await marks(http, "BTCUSDT"))["markPrice"])

    rows = await asked(http, "/fapi/v1/markPriceKlines", symbol="BTCUSDT", interval="1m", limit=1)

    _, open_, high, low, close, *_ = rows[0]
    assert Decimal(low) <= min(told) <= max(told) <= Decimal(high)
    assert (Decimal(open_), Decimal(close)) == (told[0], told[-1])


@pytest.mark.parametrize("kind", ["klines", "markPriceKlines", "premiumIndexKlines"])
async def test_longer_candles_are_shorter_ones_put_together(
    http: httpx.AsyncClient, kind: str
) -> None:
    asked_of = {"symbol": "SOLUSDT", "limit": 1}
    (day,) = await asked(http, f"/fapi/v1/{kind}", interval="1d", **asked_of)
    hours = await asked(http, f"/fapi/v1/{kind}", symbol="SOLUSDT", interval="1h", startTime=day[0])

    rows = [[Decimal(each) for each in row[1:6]] for row in hours]
    opens, highs, lows, closes, volumes = zip(*rows, strict=True)
    whole = [opens[0], max(highs), min(lows), closes[-1], sum(volumes)]
    assert [Decimal(each) for each in day[1:6]] == whole


async def test_index_candles_are_those_of_spot(http: httpx.AsyncClient) -> None:
    index = await asked(http, "/dapi/v1/indexPriceKlines", pair="ETHUSD", interval="15m", limit=50)
    spot = await asked(http, "/api/v3/klines", symbol="ETHUSDT", interval="15m", limit=50)

    assert [[row[0], *row[1:5]] for row in index] == [[row[0], *row[1:5]] for row in spot]


async def test_nothing_is_older_than_its_contract(http: httpx.AsyncClient) -> None:
    info = await asked(http, "/fapi/v1/exchangeInfo")
    onboard = {each["symbol"]: each["onboardDate"] for each in info["symbols"]}

    rows = await asked(http, "/fapi/v1/klines", symbol="BTCUSDT_270326", interval="1d", limit=1500)

    first = onboard["BTCUSDT_270326"]
    assert first - DAY < rows[0][0] <= first
    rates = await asked(http, "/fapi/v1/fundingRate", symbol="BTCUSDT", startTime=0, limit=1)
    assert 0 <= rates[0]["fundingTime"] - onboard["BTCUSDT"] < 8 * HOUR


async def test_funding_is_paid_every_eight_hours_for_years(http: httpx.AsyncClient) -> None:
    rows = await asked(
        http, "/fapi/v1/fundingRate", symbol="BTCUSDT", startTime=1_640_995_200_000, limit=200
    )

    times = [row["fundingTime"] for row in rows]
    assert times == [1_640_995_200_000 + place * 8 * HOUR for place in range(200)]
    assert len({row["fundingRate"] for row in rows}) > 3
    assert all(abs(Decimal(row["fundingRate"])) <= Decimal("0.003") for row in rows)


async def test_the_rate_foretold_at_the_end_is_the_one_that_is_paid(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    row = await asked(http, "/fapi/v1/premiumIndex", symbol="SOLUSDT")
    assert row["nextFundingTime"] % (8 * HOUR) == 0
    assert 0 < row["nextFundingTime"] - clock.milliseconds <= 8 * HOUR

    clock.at = row["nextFundingTime"] / 1000

    foretold = await asked(http, "/fapi/v1/premiumIndex", symbol="SOLUSDT")
    (paid,) = await asked(http, "/fapi/v1/fundingRate", symbol="SOLUSDT", limit=1)
    assert paid["fundingTime"] == row["nextFundingTime"]
    assert foretold["lastFundingRate"] == paid["fundingRate"]
    assert foretold["markPrice"] == paid["markPrice"]


async def test_contracts_are_delivered_and_others_take_their_places(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    before = await asked(http, "/dapi/v1/exchangeInfo")
    clock.at = 1_798_185_600  # 2026-12-25 08:00 UTC

    after = await asked(http, "/dapi/v1/exchangeInfo")

    types = [
        {each["symbol"]: each["contractType"] for each in info["symbols"] if each["pair"] == pair}
        for info, pair in ((before, "BTCUSD"), (after, "BTCUSD"))
    ]
    assert types == [
        {
            "BTCUSD_PERP": "PERPETUAL",
            "BTCUSD_261225": "CURRENT_QUARTER",
            "BTCUSD_270326": "NEXT_QUARTER",
        },
        {
            "BTCUSD_PERP": "PERPETUAL",
            "BTCUSD_270326": "CURRENT_QUARTER",
            "BTCUSD_270625": "NEXT_QUARTER",
        },
    ]
    gone = await refused(http, "/dapi/v1/depth", symbol="BTCUSD_261225")
    assert gone == (-1121, "Invalid symbol.")
    delivered = await asked(http, "/futures/data/delivery-price", pair="BTCUSDT")
    assert delivered[0]["deliveryTime"] == clock.milliseconds


async def test_a_contract_is_worth_its_index_when_it_is_delivered(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    clock.at = 1_798_185_600 - 60

    near = await marks(http, "ETHUSDT_261225")

    assert near["markPrice"] == pytest.approx(near["indexPrice"], rel=Decimal("1e-5"))


async def test_statistics_come_from_the_same_market(http: httpx.AsyncClient) -> None:
    period = {"period": "1h", "limit": 24}
    takers = await asked(http, "/futures/data/takerlongshortRatio", symbol="BTCUSDT", **period)
    rows = await asked(http, "/fapi/v1/klines", symbol="BTCUSDT", interval="1h", limit=24)
    open_ = await asked(http, "/futures/data/openInterestHist", symbol="BTCUSDT", **period)
    basis = await asked(
        http, "/futures/data/basis", pair="BTCUSD", contractType="CURRENT_QUARTER", **period
    )

    assert [each["timestamp"] for each in takers] == [row[0] for row in rows]
    for each, row in zip(takers, rows, strict=True):
        bought, sold = Decimal(each["buyVol"]), Decimal(each["sellVol"])
        assert (bought, bought + sold) == (Decimal(row[9]), Decimal(row[5]))
    now = await asked(http, "/fapi/v1/openInterest", symbol="BTCUSDT")
    assert Decimal(open_[-1]["sumOpenInterest"]) == Decimal(now["openInterest"])
    for row in basis:
        difference = Decimal(row["futuresPrice"]) - Decimal(row["indexPrice"])
        assert Decimal(row["basis"]) == difference


@pytest.mark.parametrize(
    ("path", "params", "error"),
    [
        ("/fapi/v1/depth", {"symbol": "NOSUCH"}, (-1121, "Invalid symbol.")),
        ("/fapi/v1/depth", {"symbol": "BTCUSD_PERP"}, (-1121, "Invalid symbol.")),
        ("/fapi/v1/depth", {"symbol": "DEFIUSDT"}, (-1121, "Invalid symbol.")),
        ("/fapi/v1/indexInfo", {"symbol": "BTCUSDT"}, (-1121, "Invalid symbol.")),
        (
            "/fapi/v1/depth",
            {"symbol": "BTCUSDT", "limit": 7},
            (-4021, "'7' is not valid depth limit."),
        ),
        ("/fapi/v1/klines", {"symbol": "BTCUSDT", "interval": "1s"}, (-1120, "Invalid interval.")),
        (
            "/fapi/v1/indexPriceKlines",
            {"pair": "NOSUCH", "interval": "1m"},
            (-4144, "Invalid pair"),
        ),
        (
            "/dapi/v1/continuousKlines",
            {"pair": "BNBUSD", "interval": "1m", "contractType": "NEXT_QUARTER"},
            (-4104, "Invalid contract type"),
        ),
        (
            "/dapi/v1/klines",
            {"symbol": "BTCUSD_PERP", "interval": "1d", "startTime": 0, "endTime": 201 * DAY},
            (-4165, "Maximum time interval is 200 days"),
        ),
        (
            "/dapi/v1/ticker/price",
            {"symbol": "BTCUSD_PERP", "pair": "BTCUSD"},
            (-1128, "Combination of optional parameters invalid."),
        ),
    ],
)
async def test_refusals_are_worded_as_binance_words_them(
    http: httpx.AsyncClient, path: str, params: dict[str, Any], error: tuple[int, str]
) -> None:
    assert await refused(http, path, **params) == error


async def test_both_venues_draw_on_one_pool_and_funding_on_its_own(
    http: httpx.AsyncClient,
) -> None:
    async def used(path: str, **params: Any) -> Any:
        return (await http.get(path, params=params)).headers.get("X-MBX-USED-WEIGHT-1M")

    assert await used("/fapi/v1/klines", symbol="BTCUSDT", interval="1m", limit=1001) == "10"
    assert await used("/dapi/v1/depth", symbol="BTCUSD_PERP", limit=1000) == "30"
    assert await used("/fapi/v1/premiumIndex") == "40"
    assert await used("/fapi/v1/fundingRate", symbol="BTCUSDT", limit=1) is None
    assert await used("/dapi/v1/ping") == "41"


async def test_old_trades_need_a_key(http: httpx.AsyncClient, alice: Trader) -> None:
    asked_for: dict[str, Any] = {"symbol": "BTCUSDT", "limit": 5}
    without = await http.get("/fapi/v1/historicalTrades", params=asked_for)
    headers = {"X-MBX-APIKEY": alice.api_key}
    recent = await http.get("/fapi/v1/historicalTrades", params=asked_for, headers=headers)

    first = recent.json()[0]["id"]
    again = await http.get(
        "/fapi/v1/historicalTrades", params=asked_for | {"fromId": first}, headers=headers
    )
    assert without.json()["code"] == -2014
    assert again.json() == recent.json()
