"""Every stream of the futures' markets, next to its documented sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import binance_catalogue as documents
from tests.support.futures_trading import FuturesTrader, move_spot
from tests.support.stream_tour import Heard, waiting
from tests.support.tour import problems

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

BEFORE_DELIVERY = 1_798_185_600 - 10  # of the quarter's contracts: 2026-12-25 08:00 UTC
EXAMPLES = {
    "<symbol>@compositeIndex": "defiusdt@compositeIndex",
    "depth<levels>@<updateSpeed>": "depth5@100ms",
    "depth@<updateSpeed>": "depth@100ms",
    "<updateSpeed>": "1s",
    "<contractType>": "perpetual",
    "<interval>": "1m",
}
ELSEWHERE = "USD-M's routes carry it for both venues; here a name without a symbol is spot's"
SILENT = {
    "usdm": {},
    "coinm": dict.fromkeys(
        ("!bookTicker", "!forceOrder@arr", "!miniTicker@arr", "!ticker@arr", "!contractInfo"),
        ELSEWHERE,
    ),
}
EXCUSED = {
    "usdm": {
        "!contractInfo": {
            ".bks": "only when brackets change",
            ".ps": "told since both venues were integrated",
        }
    },
    "coinm": {},
}
"""Fields that differ, and why."""


@pytest.fixture
def clock(clock: Hand) -> Hand:
    """Begin seconds before a delivery."""
    clock.at = BEFORE_DELIVERY
    return clock


def example(stream: str, symbol: str, pair: str) -> str:
    """Return a name that a stream may have."""
    for placeholder, value in {**EXAMPLES, "<symbol>": symbol, "<pair>": pair}.items():
        stream = stream.replace(placeholder, value)
    return stream


@pytest.mark.parametrize(
    ("product", "symbol", "pair", "quantity", "doors"),
    [
        ("usdm", "btcusdt", "btcusdt", "0.5", ["/public/stream", "/market/stream"]),
        ("coinm", "btcusd_perp", "btcusd", "200", ["/stream"]),
    ],
)
async def test_futures_streams_speak_as_documented(
    site: Site, clock: Hand, hire: Hire, product: str, symbol: str, pair: str, quantity: str,
    doors: list[str],
) -> None:  # fmt: skip
    heard = Heard(product, silent=SILENT[product])
    names = {example(stream, symbol, pair): stream for stream in heard.offered()}
    talks = [await site.talk(f"{door}?streams={'/'.join(names)}") for door in doors]
    dora = await FuturesTrader.begin(site.http, hire, usdt="1000", BTC="0.02")
    await be_liquidated(dora, symbol.upper(), quantity)
    for _ in range(15):
        clock.at += 1
        site.beat()

    for talk in talks:
        for event in await waiting(talk):
            heard.answers[names[event["stream"]]].append(event["data"])
    assert problems(heard, EXCUSED[product]) == []


async def be_liquidated(dora: FuturesTrader, symbol: str, quantity: str) -> None:
    """Buy more than one can afford to see fall."""
    venue = "fapi" if symbol.endswith("USDT") else "dapi"
    await dora.post(f"/{venue}/v1/leverage", symbol=symbol, leverage=50)
    await dora.market("BUY", quantity, symbol)
    await move_spot(dora.trader.http, "60000")
