"""What happens instead when somebody would trade with themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from sandbox.exchange import Exchange
    from tests.sandbox.exchange.conftest import Hire, Trader

LIMIT = {"symbol": "BTCUSDT", "type": "LIMIT", "timeInForce": "GTC"}


async def best_ask(trader: Trader) -> str:
    book = (await trader.http.get("/api/v3/depth?symbol=BTCUSDT&limit=5")).json()
    price: str = book["asks"][0][0]
    return price


async def cross(trader: Trader, mode: str, *, resting: str, taking: str) -> tuple[Any, Any]:
    """Place an order, and another one that would take it; return both as they are then."""
    price = await best_ask(trader)
    maker = await trader.order(**LIMIT, side="SELL", quantity=resting, price=price)
    taker = await trader.order(
        **LIMIT, side="BUY", quantity=taking, price=price, selfTradePreventionMode=mode
    )
    return await trader.found(maker["orderId"]), taker


@pytest.mark.parametrize(
    ("mode", "maker", "taker"),
    [
        ("EXPIRE_MAKER", ("EXPIRED_IN_MATCH", "0.02000000"), ("FILLED", None)),
        ("EXPIRE_TAKER", ("NEW", None), ("EXPIRED_IN_MATCH", "0.03000000")),
        ("EXPIRE_BOTH", ("EXPIRED_IN_MATCH", "0.02000000"), ("EXPIRED_IN_MATCH", "0.03000000")),
        ("DECREMENT", ("EXPIRED_IN_MATCH", "0.02000000"), ("FILLED", "0.02000000")),
        ("TRANSFER", ("EXPIRED_IN_MATCH", "0.02000000"), ("FILLED", "0.02000000")),
    ],
)
async def test_each_mode_expires_its_own(
    alice: Trader, mode: str, maker: tuple[str, str], taker: tuple[str, str]
) -> None:
    resting, crossing = await cross(alice, mode, resting="0.02", taking="0.03")

    assert (resting["status"], resting.get("preventedQuantity")) == maker
    assert (crossing["status"], crossing.get("preventedQuantity")) == taker
    assert crossing["selfTradePreventionMode"] == mode
    bought = Decimal(crossing["executedQty"])
    assert bought == {"EXPIRE_MAKER": Decimal("0.03")}.get(mode, bought)
    balances = await alice.balances()
    assert balances["USDT"][1] == 0
    assert balances["BTC"][1] == (Decimal("0.02") if mode == "EXPIRE_TAKER" else 0)


async def test_the_larger_order_goes_on_when_both_are_reduced(alice: Trader) -> None:
    resting, crossing = await cross(alice, "DECREMENT", resting="0.05", taking="0.02")

    assert (resting["status"], resting["preventedQuantity"]) == ("NEW", "0.02000000")
    assert (crossing["status"], crossing["preventedQuantity"]) == (
        "EXPIRED_IN_MATCH",
        "0.02000000",
    )
    assert (await alice.balances())["BTC"] == (Decimal("0.47"), Decimal("0.03"))


async def test_a_prevented_match_is_told_and_found(exchange: Exchange, alice: Trader) -> None:
    events: list[dict[str, Any]] = []
    exchange._core.listeners[alice.uid].append(events.append)

    resting, crossing = await cross(alice, "EXPIRE_BOTH", resting="0.02", taking="0.03")

    (shown,) = crossing["preventedMatches"]
    (found,) = await alice.get(
        "/api/v3/myPreventedMatches", symbol="BTCUSDT", orderId=resting["orderId"]
    )
    by_id = await alice.get(
        "/api/v3/myPreventedMatches",
        symbol="BTCUSDT",
        preventedMatchId=found["preventedMatchId"],
    )
    told = {each["i"]: each for each in events if each.get("x") == "TRADE_PREVENTION"}
    report = told[crossing["orderId"]]
    assert by_id == [found]
    assert (found["takerOrderId"], found["makerOrderId"]) == (
        crossing["orderId"],
        resting["orderId"],
    )
    assert (found["takerPreventedQuantity"], found["makerPreventedQuantity"]) == (
        "0.03000000",
        "0.02000000",
    )
    assert (found["tradeGroupId"], found["selfTradePreventionMode"]) == (-1, "EXPIRE_BOTH")
    assert shown["preventedMatchId"] == resting["preventedMatchId"] == report["v"]
    assert (report["A"], report["B"], report["pl"]) == ("0.03000000", "0.03000000", "0.02000000")
    assert (report["u"], report["U"], report["Cs"]) == (-1, resting["orderId"], "BTCUSDT")


@pytest.mark.parametrize(
    ("asked", "code"), [({}, -1102), ({"orderId": 1, "preventedMatchId": 1}, -1128)]
)
async def test_prevented_matches_are_asked_for_one_way(
    alice: Trader, asked: dict[str, int], code: int
) -> None:
    refused = await alice.refused("GET", "/api/v3/myPreventedMatches", symbol="BTCUSDT", **asked)

    assert refused[0] == code


async def grouped(exchange: Exchange, http: httpx.AsyncClient, hire: Hire) -> list[Trader]:
    traders = [await hire(http, label=name) for name in ("alice", "bob")]
    for trader in traders:
        exchange._core.registry.accounts[trader.uid].trade_group = 1
    return traders


@pytest.mark.parametrize(
    ("resting", "moved"), [("TRANSFER", Decimal("0.02")), ("EXPIRE_TAKER", Decimal(0))]
)
async def test_a_transfer_moves_money_when_both_of_a_group_want_it(
    exchange: Exchange, http: httpx.AsyncClient, hire: Hire, resting: str, moved: Decimal
) -> None:
    alice, bob = await grouped(exchange, http, hire)
    price = await best_ask(alice)
    order = LIMIT | {"quantity": "0.02", "price": price}
    maker = await alice.order(**order, side="SELL", selfTradePreventionMode=resting)

    taker = await bob.order(**order, side="BUY", selfTradePreventionMode="TRANSFER")

    assert (taker["status"], taker["tradeGroupId"]) == ("EXPIRED_IN_MATCH", 1)
    assert (await alice.found(maker["orderId"]))["status"] == "EXPIRED_IN_MATCH"
    assert (await bob.balances())["BTC"] == (Decimal("0.5") + moved, Decimal(0))
    assert (await alice.balances())["BTC"] == (Decimal("0.5") - moved, Decimal(0))
    assert (await alice.balances())["USDT"][0] == Decimal(10_000) + moved * Decimal(price)
    assert (await bob.get("/api/v3/account"))["tradeGroupId"] == 1
    assert await bob.get("/api/v3/myTrades", symbol="BTCUSDT") == []
