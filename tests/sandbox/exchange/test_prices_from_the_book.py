"""Icebergs, orders pegged to the book, and orders routed over several books."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hire, Trader

ORDER = "/api/v3/order"
SOR = "/api/v3/sor/order"
BTC = {"symbol": "BTCUSDT"}
LIMIT = BTC | {"type": "LIMIT", "timeInForce": "GTC"}


async def book(http: httpx.AsyncClient, symbol: str = "BTCUSDT", limit: int = 20) -> Any:
    return (await http.get(f"/api/v3/depth?symbol={symbol}&limit={limit}")).json()


async def quantity_at(http: httpx.AsyncClient, side: str, price: str) -> Decimal:
    levels = {Decimal(at): Decimal(quantity) for at, quantity in (await book(http))[side]}
    return levels.get(Decimal(price), Decimal(0))


async def test_an_iceberg_shows_one_slice_at_a_time(alice: Trader) -> None:
    http = alice.http
    best = (await book(http))["asks"][0][0]
    before = await quantity_at(http, "asks", best)

    order = await alice.limit("SELL", "0.1", best, icebergQty="0.03")

    assert order["icebergQty"] == "0.03000000"
    assert await quantity_at(http, "asks", best) == before + Decimal("0.03")
    assert (await alice.balances())["BTC"][1] == Decimal("0.1")


async def test_an_icebergs_next_slice_is_the_last_in_turn(
    http: httpx.AsyncClient, alice: Trader, hire: Hire
) -> None:
    bob, carol = await hire(http), await hire(http)
    best = (await book(http))["asks"][0][0]
    iceberg = await alice.limit("SELL", "0.1", best, icebergQty="0.03")
    plain = await bob.limit("SELL", "0.02", best)

    await carol.order(**BTC, side="BUY", type="MARKET", quantity="0.05")

    assert (await alice.found(iceberg["orderId"]))["executedQty"] == "0.03000000"
    assert (await bob.found(plain["orderId"]))["status"] == "FILLED"


async def test_what_an_iceberg_hides_can_be_bought_too(
    http: httpx.AsyncClient, alice: Trader, hire: Hire
) -> None:
    rich = await hire(http, balances={"USDT": "100000000"})
    best, there = (await book(http))["asks"][0]
    order = await alice.limit("SELL", "0.1", best, icebergQty="0.03")

    everything = f"{Decimal(there) + Decimal('0.1'):f}"
    bought = await rich.limit("BUY", everything, best, timeInForce="FOK")

    assert bought["status"] == "FILLED"
    assert (await alice.found(order["orderId"]))["status"] == "FILLED"


async def test_a_pegged_order_takes_its_price_from_its_own_side(alice: Trader) -> None:
    bids = (await book(alice.http))["bids"]

    best = await alice.order(**LIMIT, side="BUY", quantity="0.01", pegPriceType="PRIMARY_PEG")
    third = await alice.order(
        **LIMIT,
        side="BUY",
        quantity="0.01",
        pegPriceType="PRIMARY_PEG",
        pegOffsetType="PRICE_LEVEL",
        pegOffsetValue=2,
    )

    assert (best["price"], best["peggedPrice"]) == ("0.00000000", bids[0][0])
    assert (best["status"], "pegOffsetType" in best) == ("NEW", False)
    assert third["peggedPrice"] == bids[2][0]
    assert (third["pegOffsetType"], third["pegOffsetValue"]) == ("PRICE_LEVEL", 2)
    locked = (Decimal(bids[0][0]) + Decimal(bids[2][0])) / 100
    assert (await alice.balances())["USDT"][1] == locked


async def test_an_order_pegged_to_the_market_takes_the_best_offer(alice: Trader) -> None:
    best = (await book(alice.http))["asks"][0][0]

    order = await alice.order(
        **LIMIT | {"timeInForce": "IOC"},
        side="BUY",
        quantity="0.01",
        pegPriceType="MARKET_PEG",
        price=f"{Decimal(best) + 100:f}",
    )

    assert (order["status"], order["peggedPrice"]) == ("FILLED", best)


async def test_a_pegged_stop_has_its_price_once_it_works(alice: Trader) -> None:
    await alice.move("60000.00")
    stop = {"type": "STOP_LOSS_LIMIT", "stopPrice": "59000", "pegPriceType": "PRIMARY_PEG"}

    order = await alice.order(**LIMIT | stop, side="SELL", quantity="0.01")
    waiting = await alice.found(order["orderId"])
    await alice.move("58000.00")

    working = await alice.found(order["orderId"])
    assert "peggedPrice" not in waiting
    assert working["isWorking"] is True
    assert Decimal(working["peggedPrice"]) == pytest.approx(Decimal(58_000), rel=Decimal("0.001"))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"timeInForce": "IOC"}, "Unsupported order combination"),
        (
            {"type": "LIMIT_MAKER", "pegPriceType": "MARKET_PEG"},
            "This price peg cannot be used with this order type.",
        ),
        (
            {"pegOffsetType": "PRICE_LEVEL", "pegOffsetValue": "101"},
            "Data sent for parameter 'pegOffsetValue' is not valid.",
        ),
    ],
)
async def test_a_peg_has_its_rules(alice: Trader, change: dict[str, str], text: str) -> None:
    order = LIMIT | {"side": "BUY", "quantity": "0.01", "pegPriceType": "PRIMARY_PEG"} | change
    if order["type"] == "LIMIT_MAKER":
        del order["timeInForce"]

    assert (await alice.refused("POST", ORDER, **order))[1] == text


async def test_a_routed_order_is_filled_by_allocations_from_another_book(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    rich = await hire(http, balances={"USDT": "1000000"})
    here = (await book(http))["asks"][0][0]
    await rich.move(f"{Decimal(here) - 500:f}", "BTCUSDC")
    there = (await book(http, "BTCUSDC"))["asks"][0][0]

    order = await rich.done("POST", SOR, **BTC, side="BUY", type="MARKET", quantity="0.01")

    (fill,) = order["fills"]
    (allocation,) = await rich.get("/api/v3/myAllocations", **BTC, orderId=order["orderId"])
    assert (order["usedSor"], order["workingFloor"], order["status"]) == (True, "SOR", "FILLED")
    assert (fill["matchType"], fill["tradeId"]) == ("ONE_PARTY_TRADE_REPORT", -1)
    assert (fill["price"], fill["allocId"]) == (there, allocation["allocationId"])
    assert (allocation["qty"], allocation["commissionAsset"]) == ("0.01000000", "BTC")
    assert (await rich.balances())["USDT"][0] == 1_000_000 - Decimal(there) / 100
    assert await rich.get("/api/v3/myTrades", **BTC) == []


async def test_a_routed_order_that_rests_is_on_its_own_book(alice: Trader) -> None:
    limit = LIMIT | {"side": "BUY", "quantity": "0.01", "price": "50000"}

    order = await alice.done("POST", SOR, **limit)

    assert (order["status"], order["workingFloor"]) == ("NEW", "EXCHANGE")


async def test_only_some_orders_can_be_routed(alice: Trader) -> None:
    limit = LIMIT | {"side": "BUY", "quantity": "0.01", "price": "50000"}

    stop = await alice.refused("POST", SOR, **limit | {"type": "STOP_LOSS"})
    elsewhere = await alice.refused("POST", SOR, **limit | {"symbol": "BNBUSDT", "price": "600"})

    assert stop == (-1116, "Invalid orderType.")
    assert elsewhere[0] == -2010
