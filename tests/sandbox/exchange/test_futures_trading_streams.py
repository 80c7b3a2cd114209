"""User data of futures: listen keys, the private route, and the WebSocket API."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from futures_trading import FuturesTrader, move_spot

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Talk

KEY = "/fapi/v1/listenKey"
CENT = Decimal("0.01")


@pytest.fixture
async def dora(site: Site, hire: Hire) -> FuturesTrader:
    return await FuturesTrader.begin(site.http, hire, BTC="1")


async def key_of(dora: FuturesTrader, path: str = KEY, method: str = "POST") -> httpx.Response:
    headers = {"X-MBX-APIKEY": dora.trader.api_key}
    return await dora.trader.http.request(method, path, headers=headers)


async def private(site: Site, dora: FuturesTrader, more: str = "", path: str = KEY) -> Talk:
    key = (await key_of(dora, path)).json()["listenKey"]
    address = f"/private/ws?listenKey={key}{more}" if path == KEY else f"/ws/{key}"
    return await site.talk(address)


async def hear(talk: Talk, count: int) -> list[Any]:
    return [await talk.hear() for _ in range(count)]


async def test_an_execution_is_told_in_three_events(site: Site, dora: FuturesTrader) -> None:
    talk = await private(site, dora)

    order = await dora.market("BUY", "0.01")

    new, lite, account, trade = await hear(talk, 4)
    assert (new["o"]["x"], new["o"]["X"], new["o"]["i"]) == ("NEW", "NEW", order["orderId"])
    assert (lite["e"], lite["l"], lite["i"]) == ("TRADE_LITE", "0.010", order["orderId"])
    assert (trade["o"]["x"], trade["o"]["X"], trade["o"]["z"]) == ("TRADE", "FILLED", "0.010")
    assert account["a"]["m"] == "ORDER"
    [balance], [position] = account["a"]["B"], account["a"]["P"]
    assert Decimal(balance["wb"]) == await dora.usdt()
    assert (position["s"], position["pa"], position["ps"]) == ("BTCUSDT", "0.010", "BOTH")
    assert position["ep"] == trade["o"]["ap"].rstrip("0").rstrip(".")


async def test_only_the_events_that_were_named_are_heard(site: Site, dora: FuturesTrader) -> None:
    talk = await private(site, dora, "&events=ORDER_TRADE_UPDATE/ACCOUNT_CONFIG_UPDATE")

    await dora.market("BUY", "0.01")
    await dora.post("/fapi/v1/leverage", symbol="BTCUSDT", leverage=7)

    told = await hear(talk, 3)
    assert [each["e"] for each in told] == [
        "ORDER_TRADE_UPDATE",
        "ORDER_TRADE_UPDATE",
        "ACCOUNT_CONFIG_UPDATE",
    ]
    assert told[-1]["ac"] == {"s": "BTCUSDT", "l": 7}


async def test_a_key_lives_for_an_hour_unless_it_is_kept(
    site: Site, dora: FuturesTrader, clock: Hand
) -> None:
    talk = await private(site, dora)
    first = (await key_of(dora)).json()
    assert (await key_of(dora)).json() == first

    clock.at += 3_000
    assert (await key_of(dora, method="PUT")).json() == first
    clock.at += 3_000
    await dora.limit("BUY", "0.01", "50000")
    assert (await talk.hear())["e"] == "ORDER_TRADE_UPDATE"
    clock.at += 3_601

    expired = await key_of(dora, method="PUT")
    assert (expired.status_code, expired.json()["code"]) == (400, -1125)
    assert await talk.hear() == {
        "e": "listenKeyExpired",
        "E": clock.milliseconds,
        "listenKey": first["listenKey"],
    }
    assert (await key_of(dora)).json() != first


async def test_a_conditional_orders_life_is_told(site: Site, dora: FuturesTrader) -> None:
    talk = await private(site, dora, "&events=ALGO_UPDATE")
    terms = {"quantity": "0.01", "triggerPrice": "68000"}
    algo = await dora.algo("BUY", "STOP_MARKET", **terms)

    await move_spot(site.http, "68100")
    await dora.held()

    told = await hear(talk, 4)
    assert [each["o"]["X"] for each in told] == ["NEW", "TRIGGERING", "TRIGGERED", "FINISHED"]
    assert {each["o"]["aid"] for each in told} == {algo["algoId"]}
    assert told[-1]["o"]["aq"] == "0.010"


async def test_whoever_is_close_to_liquidation_is_called(site: Site, dora: FuturesTrader) -> None:
    talk = await private(site, dora, "&events=MARGIN_CALL/ORDER_TRADE_UPDATE")
    await dora.post("/fapi/v1/leverage", symbol="BTCUSDT", leverage=50)
    await dora.market("SELL", "1")
    price = Decimal((await dora.positions())["BOTH"]["liquidationPrice"])

    await move_spot(site.http, (price - 30) // CENT * CENT)
    await dora.held()
    await move_spot(site.http, (price + 60) // CENT * CENT)
    assert await dora.held() == 0

    told = [await talk.hear()]
    while told[-1].get("o", {}).get("X") != "FILLED" or told[-1]["o"]["x"] != "CALCULATED":
        told.append(await talk.hear())
    [call] = [each for each in told if each["e"] == "MARGIN_CALL"]
    assert (call["p"][0]["s"], call["p"][0]["pa"]) == ("BTCUSDT", "-1.000")
    assert told[-1]["o"]["c"].startswith("autoclose-")


async def test_coin_m_is_heard_of_on_its_own_stream(site: Site, dora: FuturesTrader) -> None:
    talk = await private(site, dora, path="/dapi/v1/listenKey")

    await dora.market("BUY", "10", "BTCUSD_PERP")

    new, account, trade = await hear(talk, 3)
    assert (new["o"]["ma"], trade["o"]["N"]) == ("BTC", "BTC")
    assert account["a"]["B"][0]["a"] == "BTC"
    assert new["i"] == account["i"]


async def test_a_transfer_is_told(site: Site, dora: FuturesTrader) -> None:
    talk = await private(site, dora)

    way = {"type": "UMFUTURE_MAIN", "asset": "USDT", "amount": "100"}
    await dora.post("/sapi/v1/asset/transfer", **way)

    event = await talk.hear()
    assert event["a"]["m"] == "WITHDRAW"
    assert (event["a"]["B"][0]["bc"], event["a"]["P"]) == ("-100", [])


async def test_the_websocket_api_trades(site: Site, dora: FuturesTrader) -> None:
    talk = await site.talk("/ws-fapi/v1")
    sign = dora.trader.ws_params

    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    placed = await talk.ask("order.place", sign(**order, quantity="0.01", price="50000"))
    which = {"symbol": "BTCUSDT", "orderId": placed["result"]["orderId"]}
    change = {"side": "BUY", "quantity": "0.02", "price": "50000"}
    changed = await talk.ask("order.modify", sign(**which, **change))
    canceled = await talk.ask("order.cancel", sign(**which))
    status = await talk.ask("order.status", sign(**which))

    assert placed["status"] == 200
    assert {limit["rateLimitType"] for limit in placed["rateLimits"]} >= {"ORDERS"}
    assert changed["result"]["origQty"] == "0.020"
    assert canceled["result"]["status"] == status["result"]["status"] == "CANCELED"
    refused = await talk.ask("order.cancel", sign(**which))
    assert (refused["status"], refused["error"]["code"]) == (400, -2011)


async def test_the_websocket_api_answers_like_rest(site: Site, dora: FuturesTrader) -> None:
    talk = await site.talk("/ws-fapi/v1")
    await dora.market("BUY", "0.01")
    twins = {
        "v2/account.balance": "/fapi/v3/balance",
        "account.balance": "/fapi/v2/balance",
        "account.status": "/fapi/v2/account",
        "v2/account.position": "/fapi/v3/positionRisk",
        "account.position": "/fapi/v2/positionRisk",
    }

    for method, path in twins.items():
        answer = await talk.ask(method, dora.trader.ws_params())
        assert answer["result"] == await dora.get(path), method
    ticker = await talk.ask("ticker.price", {"symbol": "BTCUSDT"})
    assert ticker["result"]["symbol"] == "BTCUSDT"
    key = await talk.ask("userDataStream.start", {"apiKey": dora.trader.api_key})
    assert key["result"] == (await key_of(dora)).json()
