"""Binance's own SDK; it runs in cpu_official_sdk.py's environment."""

import asyncio
import logging

from binance_common.configuration import ConfigurationWebSocketStreams
from binance_sdk_spot.spot import Spot
from hearing import Stopwatch
from measuring import TOLD

logging.disable(logging.CRITICAL)


async def main() -> None:
    here = ConfigurationWebSocketStreams(stream_url=f"ws://127.0.0.1:{TOLD['port']}/stream")
    streams = Spot(config_ws_streams=here).websocket_streams
    watch = Stopwatch()
    await streams.create_connection()
    (await streams.agg_trade("btcusdt")).on("message", lambda _event: watch.heard())
    await asyncio.Event().wait()


asyncio.run(main())
