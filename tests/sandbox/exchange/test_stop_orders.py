"""Orders that wait for a price, and orders that follow the market until it turns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Trader

ORDER = "/api/v3/order"
BTC = {"symbol": "BTCUSDT", "quantity": "0.1"}


@pytest.fixture
async def trader(alice: Trader) -> Trader:
    await alice.move("60000.00")
    return alice


@pytest.mark.parametrize(
    ("side", "type_", "stop", "beyond"),
    [
        ("BUY", "STOP_LOSS", "61000", "61001.00"),
        ("SELL", "STOP_LOSS", "59000", "59000.00"),
        ("BUY", "TAKE_PROFIT", "59000", "58990.00"),
        ("SELL", "TAKE_PROFIT", "61000", "61000.00"),
    ],
)
async def test_a_stop_becomes_a_market_order_at_its_price(
    trader: Trader, side: str, type_: str, stop: str, beyond: str
) -> None:
    placed = await trader.order(**BTC, side=side, type=type_, stopPrice=stop)
    waiting = await trader.found(placed["orderId"])
    await trader.move("60500.00" if Decimal(stop) > 60_000 else "59500.00")
    still = await trader.found(placed["orderId"])

    await trader.move(beyond)

    done = await trader.found(placed["orderId"])
    assert set(placed) == {
        "symbol",
        "orderId",
        "orderListId",
        "clientOrderId",
        "transactTime",
    }
    assert (waiting["status"], waiting["isWorking"], waiting["workingTime"]) == ("NEW", False, -1)
    assert waiting["stopPrice"] == f"{stop}.00000000"
    assert (still["status"], still["isWorking"]) == ("NEW", False)
    assert (done["status"], done["isWorking"]) == ("FILLED", True)
    paid = Decimal(done["cummulativeQuoteQty"]) / Decimal(done["executedQty"])
    assert paid == pytest.approx(Decimal(beyond), rel=Decimal("0.001"))
    assert {locked for _, locked in (await trader.balances()).values()} == {Decimal(0)}


@pytest.mark.parametrize(
    ("side", "type_", "stop"),
    [
        ("BUY", "STOP_LOSS_LIMIT", "59999.99"),
        ("SELL", "STOP_LOSS_LIMIT", "60000.00"),
        ("BUY", "TAKE_PROFIT_LIMIT", "60000.00"),
        ("SELL", "TAKE_PROFIT_LIMIT", "59000.00"),
    ],
)
async def test_a_stop_on_the_wrong_side_of_the_market_is_refused(
    trader: Trader, side: str, type_: str, stop: str
) -> None:
    wish = {"side": side, "type": type_, "timeInForce": "GTC", "price": stop}

    assert await trader.refused("POST", ORDER, **BTC, **wish, stopPrice=stop) == (
        -2010,
        "Order would trigger immediately.",
    )


async def test_a_stop_limit_locks_its_money_and_rests_at_its_price(trader: Trader) -> None:
    wish = {"side": "BUY", "type": "STOP_LOSS_LIMIT", "timeInForce": "GTC", "price": "60500"}
    placed = await trader.order(**BTC, **wish, stopPrice="61000", newOrderRespType="RESULT")
    locked = (await trader.balances())["USDT"][1]

    await trader.move("61000.00")

    resting = await trader.found(placed["orderId"])
    book = (await trader.http.get("/api/v3/depth?symbol=BTCUSDT&limit=1000")).json()["bids"]
    assert (placed["stopPrice"], placed["workingTime"]) == ("61000.00000000", -1)
    assert locked == Decimal(6_050)
    assert (resting["status"], resting["isWorking"]) == ("NEW", True)
    assert any(Decimal(price) == 60_500 for price, _ in book)
    await trader.move("60499.00")
    assert (await trader.found(placed["orderId"]))["status"] == "FILLED"


async def test_a_stop_without_enough_money_at_its_price_is_rejected(trader: Trader) -> None:
    order = await trader.order(
        symbol="BTCUSDT", side="BUY", type="STOP_LOSS", quantity="0.16", stopPrice="61000"
    )

    await trader.move("66000.00")

    rejected = await trader.found(order["orderId"])
    assert (rejected["status"], rejected["expiryReason"]) == ("EXPIRED", "REJECTED")
    assert (await trader.balances())["USDT"] == (Decimal(10_000), Decimal(0))


async def test_no_more_than_five_stops_may_be_open_on_a_symbol(trader: Trader) -> None:
    stop: dict[str, Any] = {"symbol": "BTCUSDT", "side": "SELL", "type": "STOP_LOSS"}
    for _ in range(5):
        await trader.order(**stop, quantity="0.01", stopPrice="59000")

    refused = await trader.refused("POST", ORDER, **stop, quantity="0.01", stopPrice="59000")

    assert refused == (-1013, "Filter failure: MAX_NUM_ALGO_ORDERS")


# The scenarios of Binance's questions and answers about trailing stops, as (stop price, delta,
# prices that leave it waiting, price that sets it off).
SCENARIOS = {
    "A": ("STOP_LOSS_LIMIT", "BUY", "44000", 500, (37000, 44000, 46000, 42000, 44099), 44100),
    "B": ("STOP_LOSS_LIMIT", "SELL", "39000", 1000, (41500, 39000, 37000, 41000, 36901), 36900),
    "C": ("TAKE_PROFIT_LIMIT", "BUY", "38000", 850, (42000, 38000, 37000, 39000, 38000), 40145),
    "D": ("TAKE_PROFIT_LIMIT", "SELL", "42000", 750, (39000, 42000, 45000, 44000, 46500), 43012),
    "E": ("STOP_LOSS_LIMIT", "SELL", None, 700, (42000, 39500, 45500, 42316), 42315),
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
async def test_a_trailing_stop_follows_the_market(alice: Trader, scenario: Any) -> None:
    type_, side, stop, delta, waiting, turn = scenario
    await alice.move("40000.00")
    far = "20000" if side == "BUY" else "60000"  # so that it rests once it has been set off
    wish = {"type": type_, "side": side, "price": far, "timeInForce": "GTC"}
    wish |= {"stopPrice": stop} if stop else {}
    order = await alice.order(**BTC, **wish, trailingDelta=delta)
    placed = await alice.found(order["orderId"])

    for price in waiting:
        await alice.move(f"{price}.00")
        assert (await alice.found(order["orderId"]))["isWorking"] is False
    await alice.move(f"{turn}.00")

    found = await alice.found(order["orderId"])
    assert placed["trailingDelta"] == delta
    assert (placed["trailingTime"] == -1) == (stop is not None)
    assert found["trailingTime"] > 0
    assert (found["status"], found["isWorking"]) == ("NEW", True)


@pytest.mark.parametrize("delta", [9, 2001])
async def test_a_trailing_stop_has_its_limits(trader: Trader, delta: int) -> None:
    wish = {"side": "SELL", "type": "STOP_LOSS", "trailingDelta": delta}

    assert await trader.refused("POST", ORDER, **BTC, **wish) == (
        -1013,
        "Filter failure: TRAILING_DELTA",
    )


async def test_nothing_is_traded_far_from_the_reference_price(alice: Trader) -> None:
    """The market jumps, and the mean of its latest trades is still where it was."""
    await alice.move("1.01500", "USDCUSDT")

    order = await alice.order(symbol="USDCUSDT", side="BUY", type="MARKET", quantity="100")

    assert (order["status"], order["executedQty"]) == ("EXPIRED", "0.00000000")
    assert order["expiryReason"] == "EXECUTION_RULE_PRICE_RANGE_EXCEEDED"
