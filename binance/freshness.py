"""For how long an answer may be given again; what is not listed here is always asked for."""

import re
from datetime import UTC, datetime
from typing import Any

from binance.request import Request

# Seconds, and the endpoints' names after the version: spot, futures and SAPI share most of them.
# Books and trades are missing on purpose, and so are clocks.
_FOR_SECONDS: dict[int, tuple[str, ...]] = {
    3600: (
        "exchangeInfo",
        "executionRules",
        "referencePrice/calculation",
        "convert/exchangeInfo",
        "delivery-price",
        "mining/pub/algoList",
        "mining/pub/coinList",
        "spot/asset/tags",
    ),
    600: (
        "constituents",
        "fundingInfo",
        "indexInfo",
        "tradingSchedule",
        "margin/allAssets",
        "margin/allPairs",
        "margin/crossMarginCollateralRatio",
        "margin/delist-schedule",
        "margin/isolated/allPairs",
        "margin/leverageBracket",
        "margin/limit-price-pairs",
        "margin/list-schedule",
        "margin/restricted-asset",
        "margin/risk-based-liquidation-ratio",
        "spot/delist-schedule",
        "spot/open-symbol-list",
    ),
    60: (
        "basis",
        "fundingRate",
        "globalLongShortAccountRatio",
        "insuranceBalance",
        "openInterestHist",
        "symbolAdlRisk",
        "takerBuySellVol",
        "takerlongshortRatio",
        "topLongShortAccountRatio",
        "topLongShortPositionRatio",
    ),
    10: ("system/status",),
    2: ("openInterest", "ticker", "ticker/24hr", "ticker/tradingDay"),
    1: (
        "assetIndex",
        "avgPrice",
        "margin/priceIndex",
        "premiumIndex",
        "referencePrice",
        "ticker/bookTicker",
        "ticker/price",
    ),
}
_SECONDS = {name: seconds for seconds, names in _FOR_SECONDS.items() for name in names}
_CANDLES = frozenset(
    {
        "klines",
        "uiKlines",
        "continuousKlines",
        "indexPriceKlines",
        "markPriceKlines",
        "premiumIndexKlines",
    }
)
_FOR_GOOD = 86_400.0  # nothing changes any more; what is not asked for makes room all the same
_SETTLED = 60.0  # after its end a candle is left alone for so long, and clocks may differ
_MINUTE = 60.0
_INTERVAL = re.compile(r"(\d+)([smhdwM])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "M": 31 * 86_400}


def good_for(request: Request[Any], now: float) -> float:
    """Say for how many seconds the answer may be given to others; 0 for not at all.

    An answer to a signed request is its owner's, whatever the endpoint is called.
    """
    if request.security.signed or not request.reads:
        return 0.0
    name = request.path.split("/", 3)[-1]
    return _candles(request, now) if name in _CANDLES else float(_SECONDS.get(name, 0))


def _candles(request: Any, now: float) -> float:
    """Judge candles: closed ones never change, the running one changes every second or two.

    Kept candles are dropped when the next minute begins, because any candle may end there.
    """
    length = _length(request.interval)
    if not length:
        return 0.0
    if request.end_time is not None and _seconds(request.end_time) + length + _SETTLED <= now:
        return _FOR_GOOD
    period = min(length, _MINUTE)
    return min(max(length / _MINUTE, 1.0), _MINUTE, period - now % period)


def _length(interval: str) -> int:
    """Tell how long a candle is, in seconds; the longest month for a month."""
    found = _INTERVAL.fullmatch(interval)
    return int(found[1]) * _UNITS[found[2]] if found else 0


def _seconds(moment: datetime | int) -> float:
    return moment.astimezone(UTC).timestamp() if isinstance(moment, datetime) else moment / 1000
