"""Every stream of spot's market: what it says, when, and how the documents have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import binance_catalogue as documents
from tests.support.stream_tour import SPOT_AMOUNTS, Heard, waiting
from tests.support.tour import problems

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site

DAY = 86_400
BLOCKS = "<symbol>@blockTrade"


def example(stream: str) -> str:
    """Return a name that a stream may have."""
    placeholders = {
        "@<updateSpeed>": "@100ms",
        "<symbol>": "btcusdt",
        "<interval>": "1m",
        "<windowSize>": "1h",
        "<levels>": "10",
    }
    for placeholder, value in placeholders.items():
        stream = stream.replace(placeholder, value)
    return stream


async def heard(
    site: Site, clock: Hand, stream: str, seconds: int = 4, *, step: int = 1
) -> list[Any]:
    """Return what a stream says in some seconds."""
    talk = await site.talk(f"/stream?streams={stream}")
    for _ in range(0, seconds, step):
        clock.at += step
        site.beat()
    events = await waiting(talk)
    await talk.socket.close()
    return [event["data"] for event in events]


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")
async def test_streams_speak_as_documented(site: Site, clock: Hand) -> None:
    spot = Heard("spot", more=SPOT_AMOUNTS)
    spot.answers[BLOCKS] += await block_trades(site, clock)
    for stream in spot.offered():
        if stream != BLOCKS:
            spot.answers[stream] += await heard(site, clock, example(stream))

    assert problems(spot, {}) == []


async def block_trades(site: Site, clock: Hand) -> list[Any]:
    """Return what is told around midnight, when the day's block trade is."""
    clock.at = clock.at // DAY * DAY + DAY - 1
    return await heard(site, clock, example(BLOCKS), seconds=4_200, step=600)


async def test_rolling_windows_are_those_of_rest(site: Site, clock: Hand) -> None:
    sizes = ("1h", "4h", "1d")
    names = "/".join(f"ethusdt@ticker_{size}/!ticker_{size}@arr" for size in sizes)
    one, *_ = events = await heard(site, clock, names, seconds=1)

    arrays = [each for each in events if isinstance(each, list)]
    for size, array in zip(sizes, arrays, strict=True):
        asked = {"symbol": "ETHUSDT", "windowSize": size}
        row = (await site.http.get("/api/v3/ticker", params=asked)).json()
        (now,) = [each for each in array if each["s"] == "ETHUSDT"]
        assert now in events
        assert now["e"] == f"{size}Ticker"
        names_of_rest = ("openPrice", "volume", "highPrice", "lowPrice", "openTime", "lastId")
        assert [now[name] for name in "ovhlOL"] == [row[name] for name in names_of_rest]
    assert set(one) == set("eEspPwcohlvqOCFLn")


async def test_the_average_price_is_that_of_rest(site: Site, clock: Hand) -> None:
    *_, event = await heard(site, clock, "btcusdt@avgPrice")

    row = (await site.http.get("/api/v3/avgPrice", params={"symbol": "BTCUSDT"})).json()
    assert (event["w"], event["T"], event["i"]) == (row["price"], row["closeTime"], "5m")


async def test_the_reference_price_is_that_of_rest(site: Site, clock: Hand) -> None:
    *_, event = await heard(site, clock, "btcusdt@referencePrice")

    row = (await site.http.get("/api/v3/referencePrice", params={"symbol": "BTCUSDT"})).json()
    assert (event["r"], event["t"]) == (row["referencePrice"], row["timestamp"])


async def test_a_block_trade_is_told_once(site: Site, hire: Hire, clock: Hand) -> None:
    (event,) = await block_trades(site, clock)

    alice = await hire(site.http)
    header, asked = {"X-MBX-APIKEY": alice.api_key}, {"symbol": "BTCUSDT", "fromId": event["t"]}
    answer = await site.http.get("/api/v3/historicalBlockTrades", params=asked, headers=header)
    (row,) = answer.json()
    assert (event["t"], event["p"], event["q"]) == (row["id"], row["price"], row["qty"])
    assert (event["T"], event["m"]) == (row["time"], row["isBuyerMaker"])


@pytest.mark.parametrize(
    "stream", ["!ticker@arr", "BTCUSDT@trade", "btcusdt@kline_7m", "btcbusd@miniTicker", "x@y"]
)
async def test_what_there_is_not_is_silent(site: Site, clock: Hand, stream: str) -> None:
    assert await heard(site, clock, stream) == []


async def test_symbols_may_be_written_in_chinese(site: Site, clock: Hand) -> None:
    talk = await site.talk("/ws")
    await talk.ask("SUBSCRIBE", ["币安人生usdt@miniTicker"])
    clock.at += 1
    site.beat()

    assert (await talk.hear())["s"] == "币安人生USDT"


async def test_a_plus_in_the_address_is_a_plus(site: Site, clock: Hand) -> None:
    east = await heard(site, clock, "btcusdt@kline_1d@+08:00")
    west = await heard(site, clock, "btcusdt@kline_1d")

    assert {event["k"]["t"] % (DAY * 1000) for event in east} == {16 * 3_600_000}
    assert {event["k"]["t"] % (DAY * 1000) for event in west} == {0}


async def test_times_come_in_microseconds_for_whoever_asks(site: Site, clock: Hand) -> None:
    names = "btcusdt@kline_1m/btcusdt@trade/btcusdt@bookTicker/ethusdt@miniTicker"
    fine = await site.talk(f"/stream?streams={names}&timeUnit=MICROSECOND")
    plain = await site.talk(f"/stream?streams={names}")
    for _ in range(6):
        clock.at += 1
        site.beat()

    for one, other in zip(await waiting(fine), await waiting(plain), strict=True):
        assert _coarse(one) == other


def _coarse(value: Any) -> Any:
    """Take the microseconds out again."""
    if isinstance(value, dict):
        return {name: _coarse(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_coarse(each) for each in value]
    is_time = type(value) is int and value > 10**15
    return value // 1_000 if is_time else value
