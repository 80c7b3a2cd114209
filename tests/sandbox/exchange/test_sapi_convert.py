"""Convert: a promised price, kept for a moment."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Trader

CONVERT = "/sapi/v1/convert"
ASKED = {"fromAsset": "USDT", "toAsset": "BTC", "fromAmount": "1000"}


async def done(who: Trader, path: str, **params: Any) -> Any:
    answer = await who.send("POST", f"{CONVERT}/{path}", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_accepted_quote_is_kept_to_the_last_digit(alice: Trader) -> None:
    quote = await done(alice, "getQuote", **ASKED)
    order = await done(alice, "acceptQuote", quoteId=quote["quoteId"])
    found = await alice.get(f"{CONVERT}/orderStatus", orderId=order["orderId"])

    balances = await alice.balances()
    assert balances["USDT"][0] == 9_000
    assert balances["BTC"][0] == Decimal("0.5") + Decimal(quote["toAmount"])
    assert (found["orderStatus"], found["toAmount"]) == ("SUCCESS", quote["toAmount"])


async def test_a_quote_costs_a_little_more_than_the_market(alice: Trader) -> None:
    there = await done(alice, "getQuote", fromAsset="BTC", toAsset="USDT", fromAmount="0.1")
    back = await done(alice, "getQuote", fromAsset="USDT", toAsset="BTC", toAmount="0.1")

    got, paid = Decimal(there["toAmount"]), Decimal(back["fromAmount"])
    assert got < paid < got * Decimal("1.01")


async def test_a_quote_is_good_once_and_for_ten_seconds(alice: Trader, clock: Hand) -> None:
    once, late = [(await done(alice, "getQuote", **ASKED))["quoteId"] for _ in range(2)]
    await done(alice, "acceptQuote", quoteId=once)

    assert (await alice.refused("POST", f"{CONVERT}/acceptQuote", quoteId=once))[0] == -1130
    clock.at += 10.001
    assert (await alice.refused("POST", f"{CONVERT}/acceptQuote", quoteId=late))[0] == -1130
    assert (await alice.balances())["USDT"][0] == 9_000


async def test_nothing_is_quoted_that_cannot_be_paid(alice: Trader) -> None:
    beyond = await done(alice, "getQuote", **ASKED | {"fromAmount": "10001"})
    first, second = [
        (await done(alice, "getQuote", **ASKED | {"fromAmount": "6000"}))["quoteId"]
        for _ in range(2)
    ]
    await done(alice, "acceptQuote", quoteId=first)

    assert "quoteId" not in beyond
    assert (await alice.refused("POST", f"{CONVERT}/acceptQuote", quoteId=second))[0] == -5002
    assert (await alice.balances())["USDT"][0] == 4_000


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        ({"quoteAsset": "BTC"}, "quoteAsset"),
        ({"baseAmount": "0"}, "baseAmount"),
        ({"baseAmount": "9" * 20}, "baseAmount"),
    ],
)
async def test_a_limit_order_is_of_two_assets_and_of_a_fair_amount(
    alice: Trader, terms: dict[str, str], wrong: str
) -> None:
    order = {"baseAsset": "BTC", "quoteAsset": "USDT", "limitPrice": "1", "baseAmount": "0.1"}
    sold = order | {"side": "SELL", "expiredType": "1_D"} | terms

    _, said = await alice.refused("POST", f"{CONVERT}/limit/placeOrder", **sold)

    assert wrong in said


async def test_an_amount_beyond_all_measure_is_refused(alice: Trader) -> None:
    beyond = {"fromAsset": "BTC", "toAsset": "DOGE", "fromAmount": "9" * 20}

    assert (await alice.refused("POST", f"{CONVERT}/getQuote", **beyond))[0] == -1130


async def test_several_wallets_pay_together(http: httpx.AsyncClient, hire: Hire) -> None:
    rights = {"permitsUniversalTransfer": True}
    bob = await hire(http, balances={"USDT": "1000"}, permissions=rights)
    moved = {"type": "MAIN_FUNDING", "asset": "USDT", "amount": "400"}
    await bob.send("POST", "/sapi/v1/asset/transfer", **moved)

    quote = await done(bob, "getQuote", **ASKED, walletType="SPOT_FUNDING")
    await done(bob, "acceptQuote", quoteId=quote["quoteId"])

    balances = await bob.balances()
    assert balances["USDT"][0] == 0
    assert balances["BTC"][0] == Decimal(quote["toAmount"])


async def test_a_limit_order_waits_for_its_price(
    http: httpx.AsyncClient, alice: Trader, clock: Hand
) -> None:
    asked = {"baseAsset": "BTC", "quoteAsset": "USDT", "side": "BUY", "expiredType": "1_D"}
    await done(alice, "limit/placeOrder", **asked, limitPrice="60000", quoteAmount="600")
    waiting = (await alice.get(f"{CONVERT}/limit/queryOpenOrders"))["list"]

    await http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": "59000"})
    clock.at += 60
    balances = await alice.balances()

    assert [row["toAmount"] for row in waiting] == ["0.01"]
    assert (balances["USDT"][0], balances["BTC"][0]) == (9_400, Decimal("0.51"))
    assert (await alice.get(f"{CONVERT}/limit/queryOpenOrders"))["list"] == []
