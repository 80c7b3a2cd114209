"""Wallets: what comes in, what goes out, what moves between them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Trader

CAPITAL = "/sapi/v1/capital"
TRANSFER = "/sapi/v1/asset/transfer"
RIGHTS = {"enableWithdrawals": True, "permitsUniversalTransfer": True}


@pytest.fixture
async def bob(http: httpx.AsyncClient, hire: Hire) -> Trader:
    return await hire(http, label="bob", permissions=RIGHTS)


async def done(who: Trader, path: str, **params: Any) -> Any:
    answer = await who.send("POST", path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def free(who: Trader, asset: str) -> Decimal:
    return (await who.balances())[asset][0]


async def test_a_deposit_from_outside_is_found_in_the_history(
    http: httpx.AsyncClient, alice: Trader
) -> None:
    await http.post(f"/sandbox/accounts/{alice.api_key}", json={"deposit": {"ETH": "1.5"}})

    history = await alice.get(f"{CAPITAL}/deposit/hisrec", coin="ETH")
    own = await alice.get(f"{CAPITAL}/deposit/address", coin="ETH", network="ETH")

    assert await free(alice, "ETH") == Decimal("3.5")
    assert [(row["amount"], row["status"], row["address"]) for row in history] == [
        ("1.5", 1, own["address"])
    ]
    assert await alice.get(f"{CAPITAL}/deposit/hisrec", coin="BTC") == []


async def test_a_withdrawal_takes_its_time_and_a_fee(bob: Trader, clock: Hand) -> None:
    target = {row["coin"]: row for row in await bob.get(f"{CAPITAL}/withdraw/address/list")}["BTC"]
    asked = {"coin": "BTC", "address": target["address"], "amount": "0.1"}

    sent = await done(bob, f"{CAPITAL}/withdraw/apply", **asked, withdrawOrderId="mine")
    at_once = await bob.get(f"{CAPITAL}/withdraw/history")
    away = await done(bob, "/sapi/v3/asset/getUserAsset", asset="BTC")
    clock.at += 3_600
    later = await bob.get(f"{CAPITAL}/withdraw/history", withdrawOrderId="mine")

    assert await free(bob, "BTC") == Decimal("0.4")
    assert away[0]["withdrawing"] == "0.1"
    assert [row["status"] for row in at_once + later] == [2, 6]
    assert later[0]["id"] == sent["id"]
    assert Decimal(later[0]["amount"]) + Decimal(later[0]["transactionFee"]) == Decimal("0.1")


async def test_a_withdrawal_to_a_neighbour_arrives_at_once(alice: Trader, bob: Trader) -> None:
    target = await alice.get(f"{CAPITAL}/deposit/address", coin="USDT", network="TRX")

    asked = {"coin": "USDT", "address": target["address"], "network": "TRX", "amount": "250"}
    await done(bob, f"{CAPITAL}/withdraw/apply", **asked)

    assert (await free(alice, "USDT"), await free(bob, "USDT")) == (10_250, 9_750)
    (arrived,) = await alice.get(f"{CAPITAL}/deposit/hisrec")
    (gone,) = await bob.get(f"{CAPITAL}/withdraw/history")
    assert (arrived["transferType"], gone["status"], gone["transactionFee"]) == (1, 6, "0")
    assert arrived["txId"] == gone["txId"]


async def test_withdrawing_needs_its_permission_a_good_address_and_the_money(
    alice: Trader, bob: Trader
) -> None:
    book = {
        row["coin"]: row["address"] for row in await bob.get(f"{CAPITAL}/withdraw/address/list")
    }
    path = f"{CAPITAL}/withdraw/apply"
    asked = {"coin": "BTC", "address": book["BTC"], "amount": "0.1"}

    assert (await alice.refused("POST", path, **asked))[0] == -2015
    assert (await bob.refused("POST", path, **asked | {"address": "x"}))[0] == -4007
    assert (await bob.refused("POST", path, **asked | {"amount": "5"}))[0] == -4026
    assert (await bob.refused("POST", path, **asked | {"amount": "0.00001"}))[0] == -4022
    assert (await bob.refused("POST", path, **asked | {"coin": "NOPE"}))[0] == -4018
    assert (await bob.refused("POST", path, **asked, addressTag="1"))[0] == -4106


async def test_a_transfer_moves_money_and_is_remembered(alice: Trader, bob: Trader) -> None:
    asked = {"type": "MAIN_FUNDING", "asset": "USDT", "amount": "400"}

    moved = await done(bob, TRANSFER, **asked)
    history = await bob.get(TRANSFER, type="MAIN_FUNDING")
    funds = await done(bob, "/sapi/v1/asset/get-funding-asset")

    assert await free(bob, "USDT") == 9_600
    assert [(row["asset"], row["free"]) for row in funds] == [("USDT", "400")]
    assert [(row["tranId"], row["amount"]) for row in history["rows"]] == [(moved["tranId"], "400")]
    assert (await bob.get(TRANSFER, type="FUNDING_MAIN"))["total"] == 0
    assert (await bob.refused("POST", TRANSFER, **asked | {"amount": "9601"}))[0] == -5013
    assert (await bob.refused("POST", TRANSFER, **asked | {"type": "MAIN_MOON"}))[0] == -1130
    assert (await alice.refused("POST", TRANSFER, **asked))[0] == -2015


async def test_money_goes_only_where_it_can_be(http: httpx.AsyncClient, hire: Hire) -> None:
    permissions = {"permitsUniversalTransfer": True}
    carol = await hire(http, balances={"ADA": "10", "USDT": "10"}, permissions=permissions)

    for way, asset in (("UMFUTURE", "ADA"), ("CMFUTURE", "USDT"), ("OPTION", "USDT")):
        asked = {"type": f"MAIN_{way}", "asset": asset, "amount": "1"}
        assert (await carol.refused("POST", TRANSFER, **asked))[0] == -5010
    asked = {"type": "MAIN_FUNDING", "asset": "NOPE", "amount": "1"}
    assert (await carol.refused("POST", TRANSFER, **asked))[0] == -5013

    balances = await carol.balances()
    assert (balances["ADA"][0], balances["USDT"][0]) == (10, 10)
    assert "NOPE" not in balances


async def test_the_least_withdrawal_to_a_neighbour_is_next_to_nothing(
    alice: Trader, bob: Trader
) -> None:
    target = await alice.get(f"{CAPITAL}/deposit/address", coin="USDT", network="TRX")
    asked = {"coin": "USDT", "address": target["address"], "network": "TRX"}

    await done(bob, f"{CAPITAL}/withdraw/apply", **asked, amount="0.00000001")

    path, nothing = f"{CAPITAL}/withdraw/apply", asked | {"amount": "0"}
    assert (await bob.refused("POST", path, **nothing))[0] == -4022
    assert await free(alice, "USDT") == Decimal("10000.00000001")


async def test_all_wallets_together_are_worth_what_the_account_has(bob: Trader) -> None:
    before = await bob.get("/sapi/v1/asset/wallet/balance", quoteAsset="USDT")
    await done(bob, TRANSFER, type="MAIN_FUNDING", asset="USDT", amount="400")
    after = await bob.get("/sapi/v1/asset/wallet/balance", quoteAsset="USDT")

    worth = [
        {row["walletName"]: Decimal(row["balance"]) for row in each} for each in (before, after)
    ]
    assert worth[0]["Spot"] - worth[1]["Spot"] == worth[1]["Funding"] == 400


async def test_dust_becomes_bnb_less_a_fee(http: httpx.AsyncClient, hire: Hire) -> None:
    carol = await hire(http, balances={"ADA": "6.21", "BTC": "1"})

    offer = (await done(carol, "/sapi/v1/asset/dust-btc"))["details"]
    swept = await done(carol, "/sapi/v1/asset/dust", asset="ADA")
    (entry,) = (await carol.get("/sapi/v1/asset/dribblet"))["userAssetDribblets"]

    assert [row["asset"] for row in offer] == ["ADA"]
    assert await free(carol, "ADA") == 0
    assert await free(carol, "BNB") == Decimal(swept["totalTransfered"])
    assert (
        offer[0]["toBNBOffExchange"] == swept["totalTransfered"] == entry["totalTransferedAmount"]
    )
    assert Decimal(offer[0]["toBNB"]) * Decimal("0.02") <= Decimal(swept["totalServiceCharge"])
    assert (await carol.refused("POST", "/sapi/v1/asset/dust", asset="BTC"))[0] == -5004


async def test_a_snapshot_of_futures_counts_the_position_in(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    carol = await hire(http, permissions=RIGHTS | {"enableFutures": True})
    await done(carol, TRANSFER, type="MAIN_UMFUTURE", asset="USDT", amount="1000")
    long = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    await done(carol, "/fapi/v1/order", **long)
    clock.at += 86_400

    found = await carol.get("/sapi/v1/accountSnapshot", type="FUTURES")
    taken = found["snapshotVos"][-1]["data"]
    (wallet,), (position,) = taken["assets"], taken["position"]

    gained = Decimal(wallet["marginBalance"]) - Decimal(wallet["walletBalance"])
    assert Decimal(position["positionAmt"]) == Decimal("0.01")
    assert gained
    assert abs(gained - Decimal(position["unRealizedProfit"])) <= Decimal("1E-8")


async def test_the_restrictions_of_a_key_are_its_permissions(alice: Trader, bob: Trader) -> None:
    path = "/sapi/v1/account/apiRestrictions"

    careful, able = await alice.get(path), await bob.get(path)

    assert not careful["enableWithdrawals"]
    assert able["enableWithdrawals"]
    assert able["permitsUniversalTransfer"]


async def test_sapi_weight_is_counted_for_each_endpoint_and_account(bob: Trader) -> None:
    asked = {"type": "MAIN_FUNDING", "asset": "USDT", "amount": "1"}
    await bob.send("POST", TRANSFER, **asked)

    moved = await bob.send("POST", TRANSFER, **asked)
    looked = await bob.send("GET", f"{CAPITAL}/config/getall")

    assert moved.headers["X-SAPI-USED-UID-WEIGHT-1M"] == "600"
    assert looked.headers["X-SAPI-USED-IP-WEIGHT-1M"] == "10"
