"""Futures streams: what is heard on which route, and that REST says the same."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.exchange.futures.market.sessions import SCHEDULES

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Talk


async def pass_time(site: Site, clock: Hand, seconds: float, step: float = 0.1) -> None:
    for _ in range(round(seconds / step)):
        clock.at += step
        site.beat()


async def heard(talk: Talk) -> list[Any]:
    """Return everything that was sent until now."""
    answer, events = None, []
    await talk.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":99}')
    while answer is None:
        message = await talk.hear()
        if isinstance(message, dict) and message.get("id") == 99:
            answer = message
        else:
            events.append(message)
    return events


async def rest(site: Site, path: str, **params: Any) -> Any:
    return (await site.http.get(path, params=params)).json()


@pytest.mark.parametrize(
    ("stream", "route"),
    [
        ("btcusdt@bookTicker", "public"),
        ("btcusdt@depth@100ms", "public"),
        ("btcusdt@aggTrade", "market"),
        ("btcusdt@markPrice@1s", "market"),
        ("!miniTicker@arr", "market"),
        ("defiusdt@compositeIndex", "market"),
    ],
)
async def test_a_stream_is_heard_on_its_route_and_silent_on_the_others(
    site: Site, clock: Hand, stream: str, route: str
) -> None:
    talks = {name: await site.talk(f"/{name}/ws") for name in ("public", "market", "private")}

    answers = [await talk.ask("SUBSCRIBE", [stream]) for talk in talks.values()]
    await pass_time(site, clock, 5)

    assert answers == [{"result": None, "id": 1}] * 3
    assert {name for name, talk in talks.items() if await heard(talk)} == {route}


async def test_the_old_address_knows_spot_only(site: Site, clock: Hand) -> None:
    old = await site.talk("/stream?streams=btcusdt@markPrice@1s/btcusdt@aggTrade/!markPrice@arr")

    await pass_time(site, clock, 5)

    events = await heard(old)
    assert {event["stream"] for event in events} == {"btcusdt@aggTrade"}
    assert not any("st" in event["data"] for event in events)


async def test_both_venues_are_mixed_in_the_arrays_of_all(site: Site, clock: Hand) -> None:
    market = await site.talk("/market/stream?streams=!ticker@arr/!markPrice@arr@1s")

    await pass_time(site, clock, 10, step=1)

    for event in await heard(market):
        rows = event["data"]
        if event["stream"] == "!markPrice@arr@1s":
            assert {row["s"]: row["st"] for row in rows}["BTCUSD_PERP"] == 2
        assert all(row["st"] == (2 if "USD_" in row["s"] else 1) for row in rows)


async def test_coin_m_is_heard_where_spot_is(site: Site, clock: Hand) -> None:
    stream = await site.talk("/stream?streams=btcusd_perp@aggTrade/btcusd@markPrice@1s")

    await pass_time(site, clock, 10)

    events = await heard(stream)
    trades = [each["data"] for each in events if each["stream"] == "btcusd_perp@aggTrade"]
    (marks, *_) = [each["data"] for each in events if each["stream"] == "btcusd@markPrice@1s"]
    assert {row["s"] for row in marks} == {"BTCUSD_PERP", "BTCUSD_261225", "BTCUSD_270326"}
    rows = await rest(
        site, "/dapi/v1/aggTrades", symbol="BTCUSD_PERP", fromId=trades[0]["a"], limit=len(trades)
    )
    names = ("a", "p", "q", "f", "l", "T", "m")
    assert [{name: each[name] for name in names} for each in trades] == rows


async def test_a_composite_index_follows_the_spot_prices_of_its_coins(
    site: Site, clock: Hand
) -> None:
    stream = await site.talk("/market/ws/defiusdt@compositeIndex")

    await pass_time(site, clock, 3, step=1)
    await site.http.post("/sandbox/price", json={"symbol": "LINKUSDT", "price": "50"})
    await pass_time(site, clock, 1, step=1)

    *before, after = await heard(stream)
    assert len(before) == 3
    for event in (*before, after):
        worth = {row["b"]: Decimal(row["w"]) * Decimal(row["i"]) for row in event["c"]}
        assert Decimal(event["p"]) == pytest.approx(sum(worth.values()), abs=Decimal("1e-8"))
        for row in event["c"]:
            share = worth[row["b"]] / Decimal(event["p"])
            assert Decimal(row["W"]) == pytest.approx(share, abs=Decimal("1e-8"))
    spot = {each: await rest(site, "/api/v3/ticker/price", symbol=f"{each}USDT") for each in worth}
    assert {row["b"]: Decimal(row["i"]) for row in after["c"]} == {
        asset: Decimal(row["price"]) for asset, row in spot.items()
    }
    (index,) = await rest(site, "/fapi/v1/indexInfo", symbol="DEFIUSDT")
    assert [list(row.values()) for row in index["baseAssetList"]] == [
        [row[name] for name in "bqwW"] for row in after["c"]
    ]


async def test_the_diffs_build_the_true_book(site: Site, clock: Hand) -> None:
    """The documented procedure, through moved prices, with a snapshot between two updates."""
    stream = await site.talk("/public/ws/btcusdt@depth@100ms")
    await pass_time(site, clock, 1)
    clock.at += 0.05
    snapshot = await rest(site, "/fapi/v1/depth", symbol="BTCUSDT", limit=1000)
    await pass_time(site, clock, 2)
    await site.http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": "67100"})
    await pass_time(site, clock, 3)

    sides = {name: dict(snapshot[long]) for name, long in (("b", "bids"), ("a", "asks"))}
    events = [each for each in await heard(stream) if each["u"] >= snapshot["lastUpdateId"]]
    assert events[0]["U"] <= snapshot["lastUpdateId"] <= events[0]["u"]
    assert [each["pu"] for each in events[1:]] == [each["u"] for each in events[:-1]]
    for event in events:
        for name, levels in sides.items():
            levels |= dict(event[name])
    now = await rest(site, "/fapi/v1/depth", symbol="BTCUSDT", limit=1000)
    for name, long in (("b", "bids"), ("a", "asks")):
        assert {p: q for p, q in sides[name].items() if Decimal(q)} == dict(now[long])


async def test_the_best_levels_are_those_of_rest(site: Site, clock: Hand) -> None:
    levels = await site.talk("/public/ws/ethusdt@depth5@100ms")
    best = await site.talk("/public/ws/ethusdt@bookTicker")

    await pass_time(site, clock, 10)

    book = await rest(site, "/fapi/v1/depth", symbol="ETHUSDT", limit=5)
    last, ticker = (await heard(levels))[-1], (await heard(best))[-1]
    assert (last["b"], last["a"]) == (book["bids"], book["asks"])
    assert [ticker["b"], ticker["B"]] == book["bids"][0]
    assert [ticker["a"], ticker["A"]] == book["asks"][0]
    assert last["pu"] < last["U"] <= last["u"]


@pytest.mark.parametrize(
    ("stream", "path", "params"),
    [
        ("btcusdt@kline_1m", "/fapi/v1/klines", {"symbol": "BTCUSDT"}),
        (
            "btcusdt_current_quarter@continuousKline_1m",
            "/fapi/v1/klines",
            {"symbol": "BTCUSDT_261225"},
        ),
        ("btcusd_perp@markPriceKline_1m", "/dapi/v1/markPriceKlines", {"symbol": "BTCUSD_PERP"}),
        ("btcusd@indexPriceKline_1m", "/dapi/v1/indexPriceKlines", {"pair": "BTCUSD"}),
    ],
)
async def test_a_candle_closes_once_and_is_the_one_of_rest(
    site: Site, clock: Hand, stream: str, path: str, params: dict[str, str]
) -> None:
    talk = await site.talk(f"/market/ws/{stream}")

    await pass_time(site, clock, 125, step=0.5)

    closed = [each["k"] for each in await heard(talk) if each["k"]["x"]]
    window = {"startTime": closed[0]["t"], "endTime": closed[-1]["t"]}
    rows = await rest(site, path, interval="1m", **window, **params)
    columns = ("t", "o", "h", "l", "c", "v", "T", "q", "n", "V", "Q", "B")
    assert [[each[name] for name in columns] for each in closed] == rows
    assert [each["i"] for each in closed] == ["1m", "1m"]


async def test_contracts_that_come_and_go_are_told_of(site: Site, clock: Hand) -> None:
    clock.at = 1_798_185_600 - 1  # a second before 2026-12-25 08:00 UTC
    notices = await site.talk("/market/ws/!contractInfo")
    candles = await site.talk("/market/ws/btcusdt_next_quarter@continuousKline_1m")
    await pass_time(site, clock, 30, step=1)

    told = {(each["s"], each["cs"], each["ct"]) for each in await heard(notices)}
    assert ("BTCUSDT_261225", "CLOSE", "CURRENT_QUARTER") in told
    assert ("BTCUSDT_270625", "TRADING", "NEXT_QUARTER") in told
    # What is the next quarter's contract from then on is followed instead.
    last = (await heard(candles))[-1]
    (row,) = await rest(site, "/fapi/v1/klines", symbol="BTCUSDT_270625", interval="1m", limit=1)
    assert [last["k"]["o"], last["k"]["c"]] == [row[1], row[4]]


@pytest.mark.parametrize(
    ("market", "moment", "session"),
    [
        ("EQUITY", 1_795_176_000, "PRE_MARKET"),  # Friday 07:00 in New York, in winter
        ("EQUITY", 1_795_186_800, "REGULAR"),
        ("EQUITY", 1_795_262_400, "NO_TRADING"),  # Saturday
        ("EQUITY", 1_795_395_600, "OVERNIGHT"),  # Sunday 20:00
        ("EQUITY", 1_782_826_200, "REGULAR"),  # Tuesday 09:30 in summer
        ("COMMODITY", 1_795_384_800, "NO_TRADING"),  # Sunday 17:00
        ("COMMODITY", 1_795_388_400, "REGULAR"),
    ],
)
def test_sessions_go_by_the_clock_of_new_york(market: str, moment: int, session: str) -> None:
    found = SCHEDULES[market].at(moment * 1000)

    assert found.type == session
    assert found.start <= moment * 1000 < found.end


async def test_a_liquidation_is_told_to_everybody_once(site: Site, clock: Hand, hire: Hire) -> None:
    one, everybody = [
        await site.talk(f"/market/ws/{stream}")
        for stream in ("btcusdt@forceOrder", "!forceOrder@arr")
    ]
    alice = await hire(
        site.http, permissions={"enableFutures": True, "permitsUniversalTransfer": True}
    )
    moved = {"type": "MAIN_UMFUTURE", "asset": "USDT", "amount": "1000"}
    assert (await alice.send("POST", "/sapi/v1/asset/transfer", **moved)).status_code == 200
    leverage = {"symbol": "BTCUSDT", "leverage": "50"}
    assert (await alice.send("POST", "/fapi/v1/leverage", **leverage)).status_code == 200
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.5"}
    assert (await alice.send("POST", "/fapi/v1/order", **order)).status_code == 200

    await site.http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": "60000"})
    await pass_time(site, clock, 3)

    (event,), (of_all,) = await heard(one), await heard(everybody)
    told = event["o"]
    assert (told["s"], told["S"], told["X"], told["z"]) == ("BTCUSDT", "SELL", "FILLED", "0.500")
    assert event == {"e": "forceOrder", "E": event["E"], "o": told}
    assert of_all == event | {"ps": "BTCUSDT", "st": 1}
