import asyncio
import json
from typing import Any

import pytest
from pretend_market import Market, loop_time

from binance import Hosts
from binance.streams import futures, spot
from binance.streams.market import MarketStreams, Undelivered
from binance.streams.market.kinds import kind_of
from binance.streams.market.routes import route
from binance.streams.pace import Pace, Pauses
from binance.streams.spot import AggTrade

pytestmark = pytest.mark.virtual_time


async def test_streams_are_spread_over_connections_and_asked_for_in_few_messages(
    market: Market, opened: Any, reading: Any
) -> None:
    market.capacity = 500
    symbols = [AggTrade(symbol=f"S{number}USDT") for number in range(1200)]
    more = {"streams_a_connection": 500}
    async with opened(market, more=more) as streams, reading(streams, *symbols) as reader:
        await asyncio.sleep(30)
        for one in symbols:
            market.trade(one.symbol)
        await asyncio.sleep(1)

    assert [len(wire.names) for wire in market.wires] == [500, 500, 200]
    assert len(reader.ids) == 1200
    assert sum(len(wire.asked) for wire in market.wires) <= 6


async def test_one_refused_name_does_not_take_the_others_with_it_and_is_told(
    market: Market, opened: Any, reading: Any
) -> None:
    market.refused.add("badusdt@aggTrade")
    names = [*(f"S{number}USDT" for number in range(50)), "BADUSDT"]
    async with opened(market) as streams, reading(streams, AggTrade(symbol="BTCUSDT")):
        await asyncio.sleep(1)
        async with reading(streams, *(AggTrade(symbol=name) for name in names)) as reader:
            await asyncio.sleep(60)
            for name in names:
                market.trade(name)
            await asyncio.sleep(1)

    assert len(reader.ids) == 50
    refused = [item for item in reader.told if isinstance(item, Undelivered)]
    assert [(one.stream, one.code) for one in refused] == [("badusdt@aggTrade", 2)]
    alone = [asked for asked in market.wires[0].asked if asked["params"] == ["badusdt@aggTrade"]]
    assert len(alone) == 3


async def test_what_was_refused_for_a_moment_is_asked_for_again(
    market: Market, opened: Any, reading: Any
) -> None:
    market.refused.add("ethusdt@aggTrade")
    async with opened(market) as streams, reading(streams, AggTrade(symbol="BTCUSDT")):
        await asyncio.sleep(1)
        async with reading(streams, AggTrade(symbol="ETHUSDT")) as reader:
            await asyncio.sleep(0.5)
            market.refused.clear()
            await asyncio.sleep(10)
            market.trade("ETHUSDT")
            await asyncio.sleep(1)

    assert reader.ids == [1]
    assert not reader.count(Undelivered)


async def test_who_comes_back_soon_finds_the_stream_still_there(
    market: Market, opened: Any, reading: Any
) -> None:
    eth = AggTrade(symbol="ETHUSDT")
    async with opened(market) as streams, reading(streams, AggTrade(symbol="BTCUSDT")):
        async with reading(streams, eth):
            await asyncio.sleep(2)
        await asyncio.sleep(3)
        async with reading(streams, eth) as again:
            market.trade("ETHUSDT")
            await asyncio.sleep(10)
        assert again.ids == [1]
        assert not [asked for asked in market.wires[0].asked if asked["method"] == "UNSUBSCRIBE"]
        await asyncio.sleep(6)

    assert market.wires[0].asked[-1]["params"] == ["ethusdt@aggTrade"]
    assert market.wires[0].asked[-1]["method"] == "UNSUBSCRIBE"


async def test_a_process_stays_within_the_connections_an_address_may_open(
    market: Market, calm: Any, reading: Any
) -> None:
    market.down = True
    shared = Pace(200, 300.0, now=loop_time)
    hasty = calm(market, pace=shared, backoff=lambda: Pauses(floor=0.5, first=0.5, longest=1.0))
    many = [MarketStreams(Hosts.sandbox(), now=loop_time, policy=hasty) for _ in range(20)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(streams.run()) for streams in many]
        tasks += [
            group.create_task(anext(one.subscribe(AggTrade(symbol="BTCUSDT")))) for one in many
        ]  # type: ignore[arg-type]
        await asyncio.sleep(1800)
        for task in tasks:
            task.cancel()

    tried = market.tried_at
    assert len(tried) > 1000
    assert all(later - first >= 300 for first, later in zip(tried, tried[200:], strict=False))


async def test_pauses_grow_while_nothing_opens_and_start_over_after_a_healthy_time(
    market: Market, opened: Any, reading: Any
) -> None:
    market.down = True
    async with opened(market) as streams, reading(streams, AggTrade(symbol="BTCUSDT")):
        await asyncio.sleep(3600)
        assert 60 < len(market.tried_at) < 400
        market.down = False
        await asyncio.sleep(300)
        market.open[0].end()
        await asyncio.sleep(5)
        assert market.open


async def test_streams_of_a_futures_market_are_asked_for_on_their_own_route() -> None:
    hosts = Hosts.live()

    assert (
        route(hosts, futures.AggTrade(symbol="BTCUSDT")).origin
        == "wss://fstream.binance.com/market"
    )
    assert (
        route(hosts, futures.BookTicker(symbol="BTCUSDT")).origin
        == "wss://fstream.binance.com/public"
    )
    assert route(hosts, futures.BookTicker(symbol="BTCUSDT")).writes == 9
    assert route(hosts, spot.AggTrade(symbol="BTCUSDT")).origin == hosts.spot_stream


async def test_typed_streams_are_mended_into_their_own_type(
    market: Market, opened: Any, reading: Any
) -> None:
    stream = spot.AggTrade(symbol="BTCUSDT")
    async with opened(market, mended=True) as streams, reading(streams, stream) as reader:
        await asyncio.sleep(1)
        market.trade()
        await asyncio.sleep(1)
        market.tape["BTCUSDT"] *= 3  # two that nobody was told of
        for number, trade in enumerate(market.tape["BTCUSDT"], 1):
            market.tape["BTCUSDT"][number - 1] = trade.model_copy(update={"agg_trade_id": number})
        market.trade(price="2")
        await asyncio.sleep(2)

    assert reader.ids == [1, 2, 3, 4]
    assert len({type(item) for item in reader.told[1:]}) == 1


def test_a_name_says_how_its_events_are_numbered() -> None:
    candle = {"e": "kline", "E": 7, "k": {"t": 5, "x": True}}

    assert kind_of("btcusdt@aggTrade").contiguous
    assert kind_of("btcusdt@kline_1m@+08:00").number(candle) == (5, 7, True)
    assert kind_of("btcusdt@depth@100ms").each
    assert not kind_of("btcusdt@depth20@100ms").each
    assert kind_of("!bookTicker").number({"u": 1, "E": 9}) == 9
    assert kind_of("!miniTicker@arr").number(json.loads('[{"E": 1}, {"E": 2}]')) == 2
    assert kind_of("tradingSession").number({"E": 3}) == 3
