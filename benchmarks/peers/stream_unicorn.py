# /// script
# requires-python = ">=3.11"
# dependencies = ["unicorn-binance-websocket-api[picows]==2.16.1"]
# ///
"""unicorn-binance-websocket-api, handing text or dicts to a callback, over either library."""

import logging
import threading

from hearing import Stopwatch
from measuring import TOLD
from unicorn_binance_websocket_api import BinanceWebSocketApiManager

logging.disable(logging.CRITICAL)
watch = Stopwatch()
manager = BinanceWebSocketApiManager(
    exchange="binance.com", warn_on_update=False, disable_colorama=True,
    websocket_base_uri=f"ws://127.0.0.1:{TOLD['port']}/",
    output_default=TOLD["output"], websocket_library=TOLD["library"],
)  # fmt: skip
manager.create_stream(["aggTrade"], ["btcusdt"], process_stream_data=lambda _event: watch.heard())
threading.Event().wait()
