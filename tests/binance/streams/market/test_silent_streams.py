import asyncio
from typing import Any

import pytest
from pretend_market import Market

from binance.streams.market import Resumed, Undelivered
from binance.streams.market.pulse import Pulse
from binance.streams.spot import AggTrade, AllMiniTickers

pytestmark = pytest.mark.virtual_time

BTC, ETH = AggTrade(symbol="BTCUSDT"), AggTrade(symbol="ETHUSDT")


async def both(market: Market, seconds: int) -> None:
    for _ in range(seconds):
        market.trade("BTCUSDT")
        market.trade("ETHUSDT")
        await asyncio.sleep(1)


async def test_a_silent_stream_is_asked_for_again_and_the_others_stay(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market) as streams, reading(streams, BTC, ETH) as reader:
        await asyncio.sleep(1)
        await both(market, 10)
        market.wires[0].muted.add(ETH.stream)
        await both(market, 120)

    methods = [(asked["method"], asked["params"]) for asked in market.wires[0].asked]
    assert methods == [("UNSUBSCRIBE", [ETH.stream]), ("SUBSCRIBE", [ETH.stream])]
    assert len(market.wires) == 1
    assert reader.told[-1].agg_trade_id == 130


async def test_a_stream_that_stays_silent_gets_another_connection(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market, mended=True) as streams, reading(streams, BTC, ETH) as reader:
        await asyncio.sleep(1)
        await both(market, 10)
        wire = market.wires[0]
        for _ in range(300):
            wire.muted.add(ETH.stream)
            await both(market, 1)
        await asyncio.sleep(5)

    ids = {symbol: [] for symbol in ("BTCUSDT", "ETHUSDT")}  # type: dict[str, list[int]]
    for item in reader.told:
        if hasattr(item, "agg_trade_id"):
            ids[item.symbol].append(item.agg_trade_id)
    assert len(market.wires) == 2
    assert ids["BTCUSDT"] == ids["ETHUSDT"] == list(range(1, 311))


async def test_a_connection_that_says_nothing_at_all_is_replaced_at_once(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market, mended=True) as streams, reading(streams, BTC) as reader:
        await asyncio.sleep(1)
        await both(market, 10)
        market.wires[0].mute = True
        await both(market, 90)

    assert not market.wires[0].asked
    assert len(market.wires) == 2
    assert reader.ids == list(range(1, 101))


async def test_a_symbol_that_does_not_exist_is_told_to_who_asked(
    market: Market, opened: Any, reading: Any
) -> None:
    nowhere = AggTrade(symbol="NOSUCHUSDT")
    market.nowhere.add(nowhere.stream)
    async with (
        opened(market, mended=True) as streams,
        reading(streams, BTC) as other,
        reading(streams, nowhere) as reader,
    ):
        await asyncio.sleep(1)
        await both(market, 3000)

    assert reader.count(Undelivered) == 1
    assert not other.count(Undelivered)
    assert other.ids == list(range(1, 3001))
    assert len(market.wires) < 6


def test_patience_follows_what_is_expected_and_what_was_seen() -> None:
    each_second, now_and_then = Pulse(1.0), Pulse(None)
    for pulse in (each_second, now_and_then):
        pulse.begin(0.0)
        pulse.beat(1.0)
        pulse.beat(41.0)

    assert Pulse(3.0).patience == 30.0
    assert Pulse(None).patience == 120.0
    assert now_and_then.patience == 200.0
    assert not each_second.silent(41.0 + 200.0)
    assert now_and_then.silent(41.0 + 200.1)
    now_and_then.doubt(300.0)
    assert now_and_then.patience == 400.0


def test_a_market_that_rests_for_long_is_not_doubted_for_ever() -> None:
    pulse, doubts = Pulse(None), 0
    pulse.begin(0.0)
    for second in range(24 * 3600):
        if second % 600 == 0:
            pulse.beat(second)
        if pulse.silent(second):
            pulse.doubt(second)
            doubts += 1

    assert doubts < 5


async def test_while_nothing_at_all_is_heard_it_is_said_now_and_then_that_something_may_be_missing(
    market: Market, opened: Any, reading: Any
) -> None:
    """As long as something must be heard every second; a market at rest alone is believed."""
    told = {}
    for each_second in (True, False):
        streams_read = (AllMiniTickers(), BTC) if each_second else (BTC,)
        async with opened(market) as streams, reading(streams, *streams_read) as reader:
            await asyncio.sleep(1)
            await both(market, 10)
            before = len(reader.told)
            await asyncio.sleep(50)
            told[each_second] = reader.told[before:].count(Resumed())

    assert told[True] >= 2
    assert told[False] == 0
