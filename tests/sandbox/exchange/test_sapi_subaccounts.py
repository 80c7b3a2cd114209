"""Sub-accounts: accounts of their own, between which their master moves money."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hire, Trader

SUB = "/sapi/v1/sub-account"
RIGHTS = {"enableInternalTransfer": True}


async def done(who: Trader, path: str, **params: Any) -> Any:
    answer = await who.send("POST", path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def free(who: Trader, asset: str) -> Decimal:
    return (await who.balances())[asset][0]


@pytest.fixture
async def master(http: httpx.AsyncClient, hire: Hire) -> Trader:
    return await hire(http, label="master", permissions=RIGHTS)


async def child(master: Trader, name: str) -> tuple[str, Trader]:
    """Create a sub-account and a key for it."""
    email = (await done(master, f"{SUB}/virtualSubAccount", subAccountString=name))["email"]
    asked = {"email": email, "apiName": name, "status": 1, "canTrade": "true"}
    key = await done(master, f"{SUB}/subAccountApi", **asked)
    listed = (await master.get(f"{SUB}/list", email=email))["subAccounts"]
    uid = listed[0]["subUserId"]
    return email, type(master)(master.http, master.now, key["apiKey"], key["secretKey"], uid)


async def test_money_goes_round_the_family_and_history_shows_it(master: Trader) -> None:
    (one, first), (two, second) = [await child(master, name) for name in ("one", "two")]
    spot = {"fromAccountType": "SPOT", "toAccountType": "SPOT", "asset": "USDT"}

    await done(master, f"{SUB}/universalTransfer", **spot, toEmail=one, amount="900")
    await done(first, f"{SUB}/transfer/subToSub", toEmail=two, asset="USDT", amount="400")
    await done(second, f"{SUB}/transfer/subToMaster", asset="USDT", amount="150")
    await done(master, f"{SUB}/universalTransfer", **spot, fromEmail=one, toEmail=two, amount="50")

    assert [await free(each, "USDT") for each in (master, first, second)] == [9_250, 450, 300]
    (balance,) = (await master.get("/sapi/v4/sub-account/assets", email=one))["balances"]
    assert (balance["asset"], balance["free"]) == ("USDT", "450")
    sent = await master.get(f"{SUB}/universalTransfer")
    assert [(row["toEmail"], row["amount"]) for row in sent["result"]] == [(one, "900")]
    assert (await master.get(f"{SUB}/universalTransfer", fromEmail=one))["totalCount"] == 2
    (received,) = await first.get(f"{SUB}/transfer/subUserHistory", type=1)
    assert (received["counterParty"], received["qty"]) == ("master", "900")


async def test_the_summary_values_every_member(master: Trader) -> None:
    email, _ = await child(master, "one")
    before = Decimal((await master.get(f"{SUB}/spotSummary"))["masterAccountTotalAsset"])
    spot = {"fromAccountType": "SPOT", "toAccountType": "SPOT", "asset": "BTC"}
    await done(master, f"{SUB}/universalTransfer", **spot, toEmail=email, amount="0.2")

    after = await master.get(f"{SUB}/spotSummary")

    assert Decimal(after["masterAccountTotalAsset"]) == before - Decimal("0.2")
    assert after["spotSubUserAssetBtcVoList"] == [{"email": email, "totalAsset": "0.20000000"}]


async def test_a_family_keeps_to_itself(master: Trader, alice: Trader) -> None:
    email, sub = await child(master, "one")
    spot = {"fromAccountType": "SPOT", "toAccountType": "SPOT", "asset": "USDT", "amount": "1"}
    path = f"{SUB}/universalTransfer"

    assert (await master.refused("POST", path, **spot, toEmail="x@y.z"))[0] == -5021
    assert (await master.refused("POST", path, **spot))[0] == -1102
    assert (await master.refused("POST", path, **spot, fromEmail=email, toEmail=email))[0] == -5010
    assert (await alice.refused("POST", path, **spot, toEmail=email))[0] == -2015
    assert (await alice.refused("GET", "/sapi/v4/sub-account/assets", email=email))[0] == -5021
    assert (await sub.refused("GET", f"{SUB}/list"))[0] == -4006
    assert (await sub.refused("POST", f"{SUB}/transfer/subToMaster", asset="USDT", amount="1"))[
        0
    ] == -5013


async def test_a_public_key_that_is_none_is_refused(master: Trader) -> None:
    email, _ = await child(master, "one")
    asked = {"email": email, "apiName": "bad", "status": 1, "publicKey": "no key"}

    assert (await master.refused("POST", f"{SUB}/subAccountApi", **asked))[0] == -1130


async def test_a_deleted_key_opens_nothing_more(master: Trader) -> None:
    email, sub = await child(master, "one")
    listed = await master.get(f"{SUB}/subAccountApi", email=email)
    asked = {"email": email, "subAccountApiKey": sub.api_key}
    await master.send("DELETE", f"{SUB}/subAccountApi", **asked)

    assert [row["apikey"] for row in listed["rows"]] == [sub.api_key]
    assert (await sub.refused("GET", "/api/v3/account"))[0] == -2015
    assert (await master.get(f"{SUB}/subAccountApi", email=email))["total"] == 0
