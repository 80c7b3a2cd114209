# /// script
# requires-python = ">=3.11"
# dependencies = ["binance-common==4.6.0", "binance-sdk-spot==13.2.0"]
# ///
"""Binance's own SDK, which is synchronous: so nothing is ever in flight beside another."""

import time
from collections.abc import Callable

from binance_common.configuration import ConfigurationRestAPI
from binance_sdk_spot.spot import Spot
from measuring import TOLD, report

ORIGIN = f"http://127.0.0.1:{TOLD['port']}"
rest = Spot(ConfigurationRestAPI(api_key="key", api_secret="secret", base_path=ORIGIN)).rest_api


def spent(ask: Callable[[], object], calls: int) -> float:
    for _ in range(max(calls // 10, 1)):
        ask()
    begun = time.process_time()
    for _ in range(calls):
        ask()
    return (time.process_time() - begun) / calls * 1e6


def symbols() -> None:
    info = rest.exchange_info(show_permission_sets=False).data()
    assert {each.symbol: each for each in info.symbols}["BTCUSDT"].filters


large = spent(symbols, 2) / 1e3
report(
    {
        "public": spent(lambda: rest.ticker_price(symbol="BTCUSDT").data(), 500),
        "signed": spent(lambda: rest.get_account().data(), 500),
        "exchangeInfo, ms": large,
        "exchangeInfo holds the loop, ms": large,
    }
)
