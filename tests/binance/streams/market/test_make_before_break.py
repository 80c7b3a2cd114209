import asyncio
from typing import Any

import pytest
from pretend_market import Market

from binance.streams.events import Resumed
from binance.streams.spot import AggTrade, AllMiniTickers

pytestmark = pytest.mark.virtual_time

BTC = AggTrade(symbol="BTCUSDT")


async def busy(market: Market, seconds: float, a_second: float = 5) -> None:
    for _ in range(int(seconds * a_second)):
        market.trade()
        await asyncio.sleep(1 / a_second)


@pytest.mark.parametrize("lags", [(0.0, 0.0), (0.0, 3.0)])
async def test_rotation_under_load_loses_nothing_and_tells_nothing_twice(
    market: Market, opened: Any, reading: Any, lags: tuple[float, float]
) -> None:
    market.lags = lags
    async with opened(market, lifetime=60.0) as streams, reading(streams, BTC) as reader:
        await asyncio.sleep(1)
        await busy(market, 600)
        await asyncio.sleep(5)

    assert reader.ids == list(range(1, 3001))
    assert reader.told.count(Resumed()) == 1
    assert len(market.wires) >= 9
    assert market.asked_rest == 0


async def test_a_connection_is_replaced_in_its_23rd_or_24th_hour_and_not_all_at_once(
    market: Market, opened: Any, reading: Any
) -> None:
    more = {"streams_a_connection": 1}
    symbols = [AggTrade(symbol=f"S{number}USDT") for number in range(5)]
    async with opened(market, tick=60.0, more=more) as streams, reading(streams, *symbols):
        for _ in range(24 * 120):
            await asyncio.sleep(30)
            for one in symbols:
                market.trade(one.symbol)

    ages = sorted(wire.opened_at for wire in market.wires[5:10])
    assert 22.7 * 3600 < ages[0] < ages[-1] < 23.5 * 3600
    assert ages[-1] - ages[0] > 60


async def test_a_shutdown_is_obeyed_before_the_server_goes(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market) as streams, reading(streams, BTC) as reader:
        await asyncio.sleep(1)
        trading = asyncio.ensure_future(busy(market, 30))
        await asyncio.sleep(5)
        market.shut_down(market.wires[0])
        await asyncio.sleep(2)
        assert [wire.alive for wire in market.wires] == [False, True]
        await trading

    assert reader.ids == list(range(1, 151))
    assert reader.told.count(Resumed()) == 1


async def test_a_server_that_goes_at_once_hands_over_what_was_heard_so_far(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market, tick=5.0) as streams, reading(streams, BTC) as reader:
        await asyncio.sleep(1)
        trading = asyncio.ensure_future(busy(market, 10))
        await asyncio.sleep(2)
        market.shut_down(market.wires[0])
        await asyncio.sleep(0.06)  # the next one has just been opened
        market.wires[0].mute = True
        await asyncio.sleep(2)
        market.wires[0].end()
        await trading

    assert reader.ids == list(range(1, 51))
    assert reader.told.count(Resumed()) == 1


async def test_a_successor_that_says_nothing_does_not_take_over(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market, lifetime=60.0) as streams, reading(streams, BTC) as reader:
        await asyncio.sleep(1)
        market.mute_next = 2
        await busy(market, 120)

    assert reader.ids == list(range(1, 601))
    assert len(market.open) <= 1
    assert len(market.wires) >= 4


async def test_a_successor_that_breaks_leaves_the_old_one_in_charge(
    market: Market, opened: Any, reading: Any
) -> None:
    async with (
        opened(market, lifetime=60.0, mended=True) as streams,
        reading(streams, BTC, AggTrade(symbol="ETHUSDT")) as reader,
    ):
        await asyncio.sleep(1)
        trading = asyncio.ensure_future(busy(market, 100))
        await asyncio.sleep(64)  # one stream is taken over, the other is quiet
        assert [wire.alive for wire in market.wires] == [True, True]
        market.wires[1].end()
        await trading

    assert reader.ids == list(range(1, 501))


async def test_prices_of_all_symbols_are_told_once_while_two_connections_run(
    market: Market, opened: Any, reading: Any
) -> None:
    def row(at: int) -> dict[str, Any]:
        prices = dict.fromkeys("cohlvq", "1")
        return {"e": "24hrMiniTicker", "E": 1_700_000_000_000 + at, "s": "BTCUSDT"} | prices

    async with (
        opened(market, lifetime=60.0) as streams,
        reading(streams, AllMiniTickers()) as reader,
    ):
        await asyncio.sleep(1)
        for second in range(300):
            market.tell("!miniTicker@arr", [row(second * 1000)])
            await asyncio.sleep(1)

    assert len(market.wires) >= 5
    assert len(reader.told) == 1 + 300
