"""python-binance, unchanged but for its addresses, trades on the offline exchange."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

REQUIREMENT = "python-binance==1.0.37"


async def account(exchange: httpx.AsyncClient, kind: str) -> dict[str, str]:
    """An account, with what its owner needs to sign."""
    balances = {"USDT": "10000", "BTC": "0.5"}
    if kind == "hmac":
        made = await exchange.post("/sandbox/accounts", json={"balances": balances})
        return {name: made.json()[name] for name in ("api_key", "secret")}
    private = ed25519.Ed25519PrivateKey.generate()
    pem = serialization.Encoding.PEM
    public = private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    wanted = {"balances": balances, "public_key": public.decode()}
    made = await exchange.post("/sandbox/accounts", json=wanted)
    secret = private.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {"api_key": made.json()["api_key"], "private_key": secret.decode()}


@pytest.mark.parametrize("kind", ["hmac", "ed25519"])
async def test_a_day_with_python_binance(exchange: httpx.AsyncClient, runs: Any, kind: str) -> None:
    saw = await runs("with_python_binance.py", REQUIREMENT, **await account(exchange, kind))

    assert_the_market_was_read(saw)
    assert_the_orders_were_carried_out(saw)
    assert_the_events_tell_the_same(saw)


def assert_the_market_was_read(saw: dict[str, Any]) -> None:
    assert Decimal(saw["price"]["price"]) > 1000
    assert {"BTCUSDT", "ETHUSDT"} <= {one["symbol"] for one in saw["prices"]}
    assert len(saw["klines"]) == 5
    assert len(saw["history"]) == 5
    assert {one["filterType"] for one in saw["symbol"]["filters"]} >= {"PRICE_FILTER", "LOT_SIZE"}
    assert saw["exchange"]["rateLimits"]
    assert Decimal(saw["depth"]["bids"][0][0]) < Decimal(saw["depth"]["asks"][0][0])
    assert (saw["ticker"]["e"], saw["ticker"]["s"]) == ("24hrMiniTicker", "BTCUSDT")
    assert (saw["kline"]["e"], saw["kline"]["k"]["i"]) == ("kline", "1m")
    assert saw["trade"]["data"]["e"] == "aggTrade"


def assert_the_orders_were_carried_out(saw: dict[str, Any]) -> None:
    assert saw["limit"]["status"] == saw["found"]["status"] == "NEW"
    assert [one["orderId"] for one in saw["open"]] == [saw["limit"]["orderId"]]
    assert saw["cancelled"]["status"] == "CANCELED"
    assert saw["tested"] == {}
    assert saw["market"]["status"] == saw["by_socket"]["status"] == "FILLED"
    assert [one["status"] for one in saw["all"]] == ["CANCELED", "FILLED"]
    bought = sum(Decimal(one["qty"]) for one in saw["trades"])
    fees = sum(Decimal(one["commission"]) for one in saw["trades"])
    assert bought == Decimal("0.01")
    assert free(saw["account"], "BTC") == Decimal("0.5") + bought - fees
    assert saw["rights"]["enableReading"] is True
    assert saw["refused"] == -2010


def assert_the_events_tell_the_same(saw: dict[str, Any]) -> None:
    reports = [one for one in saw["events"] if one["e"] == "executionReport"]
    told = {(one["i"], one["x"], one["X"]) for one in reports}
    assert {
        (saw["limit"]["orderId"], "NEW", "NEW"),
        (saw["limit"]["orderId"], "CANCELED", "CANCELED"),
        (saw["market"]["orderId"], "TRADE", "FILLED"),
        (saw["by_socket"]["orderId"], "TRADE", "FILLED"),
    } <= told
    balances = {
        one["a"]: Decimal(one["f"])
        for event in saw["events"]
        if event["e"] == "outboundAccountPosition"
        for one in event["B"]
    }
    assert balances["BTC"] == free(saw["account"], "BTC")
    assert balances["USDT"] == free(saw["account"], "USDT")


def free(account: dict[str, Any], asset: str) -> Decimal:
    (balance,) = [one for one in account["balances"] if one["asset"] == asset]
    return Decimal(balance["free"])
