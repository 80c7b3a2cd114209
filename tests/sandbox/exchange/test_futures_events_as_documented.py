"""Every event of USD-M's user data, next to the documented ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.support import binance_catalogue as documents
from tests.support.event_tour import Told
from tests.support.futures_trading import FuturesTrader, move_spot
from tests.support.stream_tour import waiting
from tests.support.tour import problems

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Talk

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

BTC = "BTCUSDT"
HOUR = 3_600
STRATEGIES = "trading bots of Binance's own site"
NEVER = {
    "CONDITIONAL_ORDER_TRIGGER_REJECT": "since December 2025 ALGO_UPDATE tells why",
    "STRATEGY_UPDATE": STRATEGIES,
    "GRID_UPDATE": STRATEGIES,
}
DELEVERAGED = "nobody is deleveraged, and the insurance fund pays what is missing at once"
UNLIKE = {
    ".a.P[]": "changes of the wallet alone have no positions",
    "order_update_adl": DELEVERAGED,
    "order_update_insurance": DELEVERAGED,
}
"""Recordings of what does not happen here, and fields that are not always there."""


@pytest.fixture
def clock(clock: Hand) -> Hand:
    """Begin seconds before funding is paid, at 16:00."""
    clock.at += 4 * HOUR - 5
    return clock


async def test_futures_events_are_as_documented(site: Site, hire: Hire, clock: Hand) -> None:
    dora = await FuturesTrader.begin(site.http, hire, usdt="100000")
    talk = await listening(site, dora)
    await choices(dora)
    await orders(dora)
    await conditionals(dora)
    clock.at += 10  # past the funding
    await liquidation(dora)
    clock.at += HOUR  # past the validity of the listen key
    site.beat()

    told = Told("usdm", await waiting(talk), never=NEVER)
    assert problems(told, {}) == []
    assert told.unlike_recordings(UNLIKE) == []
    updates = [event["o"] for event in told.answers["ORDER_TRADE_UPDATE"]]
    assert [each["x"] for each in updates if "M" in each] == ["AMENDMENT"]


async def test_a_call_about_an_isolated_position_says_nothing_of_the_cross_wallet(
    site: Site, hire: Hire
) -> None:
    dora = await FuturesTrader.begin(site.http, hire)
    talk = await listening(site, dora)
    await dora.post("/fapi/v1/marginType", symbol=BTC, marginType="ISOLATED")
    await dora.market("BUY", "1")
    await liquidation(dora)

    [call] = [event for event in await waiting(talk) if event["e"] == "MARGIN_CALL"]

    assert set(call) == {"e", "E", "p"}
    assert [each["mt"] for each in call["p"]] == ["isolated"]


async def listening(site: Site, dora: FuturesTrader) -> Talk:
    headers = {"X-MBX-APIKEY": dora.trader.api_key}
    key = (await site.http.post("/fapi/v1/listenKey", headers=headers)).json()["listenKey"]
    return await site.talk(f"/private/ws?listenKey={key}")


async def choices(dora: FuturesTrader) -> None:
    for together in ("true", "false"):
        await dora.post("/fapi/v1/multiAssetsMargin", multiAssetsMargin=together)
    await dora.post("/fapi/v1/leverage", symbol=BTC, leverage=50)


async def orders(dora: FuturesTrader) -> None:
    """Change and cancel an order that waits, and open a position from several prices."""
    order = await dora.limit("BUY", "0.01", "60000")
    named = {"symbol": BTC, "orderId": order["orderId"]}
    change = {"side": "BUY", "quantity": "0.01", "price": "59000"}
    await dora.put("/fapi/v1/order", **named, **change, modifyId=7)
    await dora.delete("/fapi/v1/order", **named)
    await dora.market("BUY", "12")


async def conditionals(dora: FuturesTrader) -> None:
    """Place one that is canceled, and one that trails the price."""
    terms = {"quantity": "0.01", "triggerPrice": "70000", "price": "70000"}
    algo = await dora.algo("SELL", "TAKE_PROFIT", **terms)
    await dora.delete("/fapi/v1/algoOrder", algoId=algo["algoId"])
    await dora.algo("SELL", "TRAILING_STOP_MARKET", quantity="0.01", callbackRate="5")


async def liquidation(dora: FuturesTrader) -> None:
    """Let the price fall in small steps: first there is a call for margin."""
    [position] = await dora.get("/fapi/v3/positionRisk", symbol=BTC)
    price = Decimal(position["liquidationPrice"]).quantize(Decimal(1))
    for change in range(160, -120, -40):
        await move_spot(dora.trader.http, price + change)
        await dora.held()
