"""unicorn-binance-websocket-api listens; it runs in with_unicorn.py's environment."""

import logging
import threading
import time
from typing import Any

from hearsay import TOLD, Hearsay
from unicorn_binance_websocket_api import BinanceWebSocketApiManager

logging.disable(logging.CRITICAL)
HTTP, WS = TOLD["url"], TOLD["url"].replace("http", "ws")
hearsay = Hearsay("unicorn-binance-websocket-api")


def take_trade(message: dict[str, Any]) -> None:
    if message.get("data", {}).get("e") == "aggTrade":
        hearsay.trade(message["data"]["a"])


manager = BinanceWebSocketApiManager(
    exchange="binance.com", warn_on_update=False, disable_colorama=True, output_default="dict",
    restful_base_uri=f"{HTTP}/", websocket_base_uri=f"{WS}/",
    websocket_api_base_uri=f"{WS}/ws-api/v3",
)  # fmt: skip
manager.create_stream(["aggTrade"], ["btcusdt"], process_stream_data=take_trade)
manager.create_stream(
    ["arr"], ["!userData"], api_key=TOLD["api_key"], api_secret=TOLD["secret"],
    process_stream_data=lambda message: hearsay.event(message.get("event", message)),
)  # fmt: skip
time.sleep(4)
hearsay.ready()
threading.Event().wait()
