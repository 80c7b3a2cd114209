"""Market streams: what they say, and that REST says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import websockets

from sandbox.exchange.market.listing import LISTINGS

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Site, Talk


async def pass_seconds(site: Site, clock: Hand, seconds: int) -> None:
    for _ in range(seconds):
        clock.at += 1
        site.beat()


async def heard(talk: Talk, count: int) -> list[Any]:
    return [await talk.hear() for _ in range(count)]


async def rest(site: Site, path: str, **params: Any) -> Any:
    return (await site.http.get(f"/api/v3/{path}", params=params)).json()


async def test_aggregate_trades_are_those_that_rest_shows(site: Site, clock: Hand) -> None:
    stream = await site.talk("/ws/ethusdt@aggTrade")
    await pass_seconds(site, clock, 60)

    events = await heard(stream, 20)

    rows = await rest(site, "aggTrades", symbol="ETHUSDT", fromId=events[0]["a"], limit=20)
    shared = ("a", "p", "q", "f", "l", "T", "m", "M")
    assert [{name: event[name] for name in shared} for event in events] == rows
    assert (events[0]["e"], events[0]["s"]) == ("aggTrade", "ETHUSDT")


async def test_trades_are_those_that_rest_shows(site: Site, clock: Hand) -> None:
    stream = await site.talk("/ws/btcusdt@trade")
    await pass_seconds(site, clock, 10)

    event = await stream.hear()

    first = event["t"]
    (row,) = await rest(site, "historicalTrades", symbol="BTCUSDT", fromId=first, limit=1)
    assert (event["p"], event["q"], event["T"]) == (row["price"], row["qty"], row["time"])


async def test_the_mini_ticker_is_the_ticker(site: Site, clock: Hand) -> None:
    stream = await site.talk("/ws/btcusdt@miniTicker")
    await pass_seconds(site, clock, 1)
    while True:
        event = await stream.hear()
        if event["E"] == clock.milliseconds:
            break
        await pass_seconds(site, clock, 1)

    row = await rest(site, "ticker/24hr", symbol="BTCUSDT", type="MINI")

    assert event == {
        "e": "24hrMiniTicker",
        "E": clock.milliseconds,
        "s": "BTCUSDT",
        "c": row["lastPrice"],
        "o": row["openPrice"],
        "h": row["highPrice"],
        "l": row["lowPrice"],
        "v": row["volume"],
        "q": row["quoteVolume"],
    }


async def test_the_array_has_what_has_changed(site: Site, clock: Hand) -> None:
    stream = await site.talk("/ws/!miniTicker@arr")
    await pass_seconds(site, clock, 2)

    first, second = await heard(stream, 2)

    trading = [each.symbol for each in LISTINGS.values() if each.trading]
    assert [row["s"] for row in first] == trading
    assert 0 < len(second) < len(trading)


async def test_a_candle_grows_and_closes_once(site: Site, clock: Hand) -> None:
    clock.at += 50
    stream = await site.talk("/ws/btcusdt@kline_1m")
    await pass_seconds(site, clock, 15)

    events: list[Any] = []
    while not events or not events[-1]["k"]["x"]:
        events.append(await stream.hear())
    while not (after := await stream.hear())["k"]["n"]:
        pass

    closed = events[-1]["k"]
    minute = (await rest(site, "klines", symbol="BTCUSDT", interval="1m", limit=2))[0]
    assert [each["k"]["x"] for each in events[:-1]] == [False] * (len(events) - 1)
    assert [closed[name] for name in "tohlcvTqnVQB"] == minute
    assert closed["L"] - closed["f"] + 1 == closed["n"]
    assert (after["k"]["t"], after["k"]["f"]) == (closed["T"] + 1, closed["L"] + 1)


@pytest.mark.parametrize("name", ["1s", "3m", "1d", "1M", "1d@+08:00"])
async def test_candles_of_every_kind_have_a_stream(site: Site, clock: Hand, name: str) -> None:
    stream = await site.talk(f"/ws/ethusdt@kline_{name}")
    await pass_seconds(site, clock, 6)

    event = await stream.hear()

    assert (event["e"], event["k"]["i"]) == ("kline", name.partition("@")[0])
    assert event["k"]["t"] <= clock.milliseconds


async def test_the_full_ticker_and_the_books_have_streams(site: Site, clock: Hand) -> None:
    stream = await site.talk(
        "/stream?streams=btcusdt@ticker/btcusdt@bookTicker/btcusdt@depth5@100ms/btcusdt@depth20"
    )
    await pass_seconds(site, clock, 5)

    seen: dict[str, Any] = {}
    while len(seen) < 4:
        message = await stream.hear()
        seen[message["stream"]] = message["data"]

    assert set("esEpPwxcQbBaAohlvqOCFLn") == set(seen["btcusdt@ticker"])
    assert set("usbBaA") == set(seen["btcusdt@bookTicker"])
    assert len(seen["btcusdt@depth5@100ms"]["bids"]) == 5
    assert len(seen["btcusdt@depth20"]["asks"]) == 20


async def test_peoples_trades_and_moves_are_heard_at_once(site: Site) -> None:
    stream = await site.talk("/ws/bnbbtc@aggTrade")

    await site.http.post("/sandbox/price", json={"symbol": "BNBBTC", "price": "0.012345"})

    assert (await stream.hear())["p"] == "0.01234500"


async def test_streams_can_be_chosen_later(site: Site, clock: Hand) -> None:
    stream = await site.talk("/ws")
    done = await stream.ask("SUBSCRIBE", ["btcusdt@trade", "ethusdt@trade"], 312)
    await stream.ask("UNSUBSCRIBE", ["ethusdt@trade"], "two")
    listed = await stream.ask("LIST_SUBSCRIPTIONS", "all", None)
    await stream.ask("SET_PROPERTY", ["combined", True], 5)

    assert done == {"result": None, "id": 312}
    assert listed["msg"] == "Invalid request: params must be an array"
    assert (await stream.ask("LIST_SUBSCRIPTIONS", [], 6))["result"] == ["btcusdt@trade"]
    clock.at += 5
    site.beat()
    assert (await stream.hear())["stream"] == "btcusdt@trade"


async def test_an_unknown_stream_is_acknowledged_and_silent(site: Site, clock: Hand) -> None:
    stream = await site.talk("/ws")

    assert (await stream.ask("SUBSCRIBE", ["nope@trade", "btcusdt@wish"]))["result"] is None
    clock.at += 5
    site.beat()
    assert len((await stream.ask("LIST_SUBSCRIPTIONS", []))["result"]) == 2


@pytest.mark.parametrize("message", ["hello", "[]", '{"method": 1}', '{"method":"WISH","id":1}'])
async def test_what_is_no_request_gets_an_error(site: Site, message: str) -> None:
    stream = await site.talk("/ws")

    await stream.socket.send(message)

    assert (await stream.hear())["code"] in {2, 3}


async def test_six_messages_in_a_second_end_the_connection(site: Site) -> None:
    stream = await site.talk("/ws")

    for number in range(6):
        await stream.socket.send(f'{{"method":"LIST_SUBSCRIPTIONS","id":{number}}}')
    await heard(stream, 5)

    with pytest.raises(websockets.ConnectionClosedError) as closed:
        await stream.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
