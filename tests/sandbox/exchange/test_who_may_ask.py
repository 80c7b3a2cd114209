"""Keys, times and permissions of signed requests."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Trader


ACCOUNT = "/api/v3/account"
REJECTED = (-2015, "Invalid API-key, IP, or permissions for action.")


async def test_a_signed_request_is_answered(alice: Trader) -> None:
    account = await alice.get(ACCOUNT, omitZeroBalances="true")

    assert account["uid"] == alice.uid
    assert {row["asset"]: row["free"] for row in account["balances"]} == {
        "USDT": "10000.00000000",
        "BTC": "0.50000000",
        "ETH": "2.00000000",
    }


async def test_an_account_can_be_opened_with_an_ed25519_public_key(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    opened = (await http.post("/sandbox/accounts", json={"public_key": pem.decode()})).json()
    query = f"timestamp={clock.milliseconds}"
    signature = quote(base64.b64encode(key.sign(query.encode())).decode(), safe="")

    answer = await http.get(
        f"{ACCOUNT}?{query}&signature={signature}", headers={"X-MBX-APIKEY": opened["api_key"]}
    )

    assert "secret" not in opened
    assert answer.json()["uid"] == opened["uid"]


async def test_a_broken_public_key_opens_nothing(http: httpx.AsyncClient) -> None:
    answer = await http.post("/sandbox/accounts", json={"public_key": "-----BEGIN"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("late", "window", "code"),
    [
        (5.0, None, None),
        (5.001, None, -1021),
        (59.9, "60000", None),
        (0, "60001", -1131),
        (0.2, "200.5", None),
        (0.201, "200.5", -1021),
        (-0.999, None, None),
        (-1.0, None, -1021),
    ],
)
async def test_a_request_must_be_in_time(
    alice: Trader, clock: Hand, late: float, window: str | None, code: int | None
) -> None:
    sent = clock.at - late
    alice.now = lambda: sent
    params = {"recvWindow": window} if window else {}

    answer = await alice.send("GET", ACCOUNT, **params)

    assert answer.json().get("code") == code


async def test_microseconds_are_a_time_too(alice: Trader, clock: Hand) -> None:
    alice.now = lambda: clock.at * 1000

    assert (await alice.get(ACCOUNT))["uid"] == alice.uid


async def test_what_is_missing_is_named(
    http: httpx.AsyncClient, alice: Trader, clock: Hand
) -> None:
    key = {"X-MBX-APIKEY": alice.api_key}
    stamp = f"timestamp={clock.milliseconds}"

    async def asked(query: str, headers: dict[str, str]) -> tuple[int, str]:
        answer: httpx.Response = await http.get(f"{ACCOUNT}?{query}", headers=headers)
        return answer.json()["code"], answer.json()["msg"]

    missing = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."
    assert await asked("", key) == (-1102, missing.format("timestamp"))
    assert await asked(stamp, key) == (-1102, missing.format("signature"))
    assert await asked(f"{stamp}&signature=ab", {}) == (-2014, "API-key format invalid.")
    assert await asked(f"{stamp}&signature=ab", key) == (
        -1022,
        "Signature for this request is not valid.",
    )
    assert await asked(f"{stamp}&signature=ab", {"X-MBX-APIKEY": "x" * 64}) == REJECTED


async def test_a_value_encoded_after_signing_is_refused(
    http: httpx.AsyncClient, alice: Trader, clock: Hand
) -> None:
    query = f"symbol=BTCUSDT&origClientOrderId=a:b&timestamp={clock.milliseconds}"
    signature = alice.signature(query)
    sent = query.replace("a:b", "a%3Ab")

    answer = await http.get(
        f"/api/v3/order?{sent}&signature={signature}", headers={"X-MBX-APIKEY": alice.api_key}
    )

    assert answer.json()["code"] == -1022


async def test_the_query_counts_where_the_body_differs(
    http: httpx.AsyncClient, alice: Trader, clock: Hand
) -> None:
    query = urlencode({"symbol": "BTCUSDT", "timestamp": clock.milliseconds})
    body = "symbol=ETHUSDT&side=BUY&type=MARKET&quantity=0.001"
    signature = alice.signature(query + body)

    answer = await http.post(
        f"/api/v3/order?{query}",
        content=f"{body}&signature={signature}",
        headers={
            "X-MBX-APIKEY": alice.api_key,
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )

    assert answer.json()["symbol"] == "BTCUSDT"


async def test_a_key_that_may_only_read_cannot_trade(http: httpx.AsyncClient, hire: Hire) -> None:
    reader = await hire(http, permissions={"enableSpotAndMarginTrading": False})

    restrictions = await reader.get("/sapi/v1/account/apiRestrictions")
    refused = await reader.refused("POST", "/api/v3/order", symbol="BTCUSDT")

    assert restrictions["enableReading"]
    assert not restrictions["enableSpotAndMarginTrading"]
    assert refused == REJECTED


async def test_permissions_can_be_widened_and_a_key_revoked(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    trader = await hire(http, permissions=["enableMargin"])
    path = f"/sandbox/accounts/{trader.api_key}"

    await http.post(path, json={"permissions": {"enableWithdrawals": True}})
    widened = await trader.get("/sapi/v1/account/apiRestrictions")
    await http.post(path, json={"revoked": True})

    assert (widened["enableMargin"], widened["enableWithdrawals"]) == (True, True)
    assert await trader.refused("GET", ACCOUNT) == REJECTED


async def test_accounts_are_listed_without_secrets(http: httpx.AsyncClient, alice: Trader) -> None:
    (account,) = (await http.get("/sandbox/accounts")).json()

    assert (account["label"], account["uid"]) == ("alice", alice.uid)
    assert account["api_keys"] == [alice.api_key]
    assert account["permissions"][alice.api_key]["enableSpotAndMarginTrading"]
    assert alice.secret not in str(account)


async def test_a_revoked_key_has_no_rights_to_tell(http: httpx.AsyncClient, alice: Trader) -> None:
    await http.post(f"/sandbox/accounts/{alice.api_key}", json={"revoked": True})

    (account,) = (await http.get("/sandbox/accounts")).json()

    assert account["permissions"] == {}


async def test_an_account_begins_with_money_in_other_wallets_too(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    trader = await hire(http, wallets={"UMFUTURE": {"USDT": "5000"}, "CMFUTURE": {"BTC": "0.1"}})

    (usdt,) = [row for row in await trader.get("/fapi/v3/balance") if row["asset"] == "USDT"]
    (account,) = (await http.get("/sandbox/accounts")).json()

    assert usdt["availableBalance"] == "5000.00000000"
    assert account["wallets"] == {
        "USDⓈ-M Futures": {"USDT": "5000.00000000"},
        "COIN-M Futures": {"BTC": "0.10000000"},
    }
    assert account["balances"]["USDT"]["free"] == "10000.00000000"


@pytest.mark.parametrize(
    ("wallets", "status"), [({"ELSEWHERE": {"USDT": "1"}}, 404), ({"UMFUTURE": {"DOGE": "1"}}, 400)]
)
async def test_money_where_it_cannot_be_opens_no_account(
    http: httpx.AsyncClient, wallets: dict[str, dict[str, str]], status: int
) -> None:
    answer = await http.post("/sandbox/accounts", json={"wallets": wallets})

    assert answer.status_code == status
    assert "error" in answer.json()
    assert (await http.get("/sandbox/accounts")).json() == []
