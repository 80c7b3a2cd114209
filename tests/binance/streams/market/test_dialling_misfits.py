"""Whatever arrives, the connection lives on, and who listens learns that something was lost."""

import asyncio
from typing import Any

import pytest
from pretend_market import Market, loop_time

from binance.streams import spot
from binance.streams.events import Resumed

pytestmark = pytest.mark.virtual_time

NAME = b'{"stream":"btcusdt@aggTrade","data":'
NO_MESSAGE = [b"", b"\xff", b"[]", b"nul", b"{", b'{"stream":7,"data":{}}', b'{"data":1,"id":[]}']
NO_TRADE = [
    NAME + b"null}",
    NAME + b"[1]}",
    NAME + b'{"e":"aggTrade"}}',
    NAME + b'{"e":"\xff"}}',
    NAME + b'{"e":"aggTrade","E":1,"s":"A","a":"1","p":"x","q":"1","f":1,"l":1,"T":1,"m":true}}',
    b'{"stream":"btcusdt@aggTrade"}',
]


async def arrive(market: Market, raw: bytes) -> None:
    loop = asyncio.get_running_loop()
    loop.call_at(loop_time() + 0.1, market.open[0]._arriving.put_nowait, raw)
    await asyncio.sleep(1)


@pytest.mark.parametrize("raw", NO_MESSAGE + NO_TRADE)
async def test_what_does_not_fit_ends_nothing(
    raw: bytes, market: Market, opened: Any, reading: Any
) -> None:
    async with (
        opened(market) as streams,
        reading(streams, spot.AggTrade(symbol="BTCUSDT")) as reader,
    ):
        await asyncio.sleep(1)
        market.trade()
        await asyncio.sleep(1)
        await arrive(market, raw)
        market.trade()
        await asyncio.sleep(1)

    assert reader.ids == [1, 2]
    assert len(market.wires) == 1
    assert reader.count(Resumed) == (2 if raw in NO_TRADE else 1)
