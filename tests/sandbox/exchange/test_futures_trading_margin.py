"""Margin, leverage, funding and liquidation of futures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from futures_trading import FuturesTrader, move_spot

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire

HOUR = 3_600
CENT = Decimal("0.01")


@pytest.fixture
async def dora(http: httpx.AsyncClient, hire: Hire) -> FuturesTrader:
    return await FuturesTrader.begin(http, hire)


async def test_margin_is_a_leverages_share_of_the_value(dora: FuturesTrader) -> None:
    await dora.post("/fapi/v1/leverage", symbol="BTCUSDT", leverage=25)
    await dora.market("BUY", "0.5")
    await dora.limit("BUY", "0.1", "60000")

    account = await dora.get("/fapi/v3/account")
    [position] = account["positions"]
    notional = Decimal(position["notional"])
    assert notional == pytest.approx(Decimal("0.5") * await dora.mark())
    assert Decimal(account["totalPositionInitialMargin"]) == pytest.approx(notional / 25)
    assert Decimal(account["totalOpenOrderInitialMargin"]) == pytest.approx(Decimal(240))
    balance = Decimal(account["totalMarginBalance"])
    used = Decimal(account["totalInitialMargin"])
    assert Decimal(account["availableBalance"]) == pytest.approx(balance - used)


async def test_an_order_against_the_position_needs_no_margin(dora: FuturesTrader) -> None:
    await dora.market("BUY", "0.5")

    await dora.limit("SELL", "0.9", "70000")

    account = await dora.get("/fapi/v3/account")
    assert Decimal(account["totalOpenOrderInitialMargin"]) == 0


async def test_leverage_has_limits(dora: FuturesTrader) -> None:
    leverage, mode = "/fapi/v1/leverage", "/fapi/v1/marginType"
    assert await dora.refused(leverage, symbol="BTCUSDT", leverage=126) == -4028
    assert (await dora.post(leverage, symbol="BTCUSDT", leverage=100))["leverage"] == 100
    assert await dora.refused("/fapi/v1/order", **_buy("13")) == -2027
    await dora.market("BUY", "2")

    assert await dora.refused(leverage, symbol="BTCUSDT", leverage=2) == -2028
    assert await dora.refused(mode, symbol="BTCUSDT", marginType="CROSSED") == -4046
    assert await dora.refused(mode, symbol="BTCUSDT", marginType="ISOLATED") == -4048


async def test_an_isolated_position_has_money_of_its_own(dora: FuturesTrader) -> None:
    margin, symbol = "/fapi/v1/positionMargin", "BTCUSDT"
    await dora.post("/fapi/v1/marginType", symbol=symbol, marginType="ISOLATED")
    assert await dora.refused(margin, symbol=symbol, amount="10", type=1) == -4054
    await dora.market("BUY", "0.2")
    before = (await dora.positions())["BOTH"]

    moved = await dora.post(margin, symbol=symbol, amount="100", type=1)

    after = (await dora.positions())["BOTH"]
    assert moved == {
        "amount": 100.0,
        "code": 200,
        "msg": "Successfully modify position margin.",
        "type": 1,
    }
    assert Decimal(after["isolatedWallet"]) - Decimal(before["isolatedWallet"]) == 100
    assert Decimal(after["liquidationPrice"]) < Decimal(before["liquidationPrice"])
    assert await dora.refused(margin, symbol=symbol, amount="500", type=2) == -4051
    assert await dora.refused(margin, symbol=symbol, amount="99999", type=1) == -4050
    [by_trade, by_hand] = await dora.get(f"{margin}/history", symbol=symbol)
    assert (by_trade["deltaType"], by_hand["deltaType"]) == ("TRADE", "USER_ADJUST")

    await dora.market("SELL", "0.2")
    [asset] = [row for row in await dora.get("/fapi/v3/balance") if row["asset"] == "USDT"]
    assert asset["crossWalletBalance"] == asset["balance"]


async def test_funding_is_paid_for_what_is_held_at_the_hour(
    dora: FuturesTrader, http: httpx.AsyncClient, clock: Hand
) -> None:
    clock.at += 4 * HOUR - 5  # just before 16:00
    await dora.market("BUY", "0.1")
    before = await dora.usdt()

    clock.at += 10
    paid = await dora.income("FUNDING_FEE")

    query = "symbol=BTCUSDT&limit=1"
    [rate] = (await http.get(f"/fapi/v1/fundingRate?{query}")).json()
    assert rate["fundingTime"] % (8 * HOUR * 1_000) < 1_000
    expected = -Decimal("0.1") * Decimal(rate["markPrice"]) * Decimal(rate["fundingRate"])
    assert paid == [pytest.approx(expected, abs=Decimal("1E-7"))]
    assert await dora.usdt() == before + paid[0]
    clock.at += 600
    assert await dora.income("FUNDING_FEE") == paid


async def test_nobody_pays_for_the_time_before_the_position(
    dora: FuturesTrader, clock: Hand
) -> None:
    clock.at += 5 * HOUR  # past 16:00, and nobody has asked for this contract yet
    await dora.market("BUY", "1", "ETHUSDT")

    assert await dora.income("FUNDING_FEE") == []
    clock.at += 8 * HOUR
    assert len(await dora.income("FUNDING_FEE")) == 1


async def test_longs_and_shorts_pay_one_another(
    dora: FuturesTrader, http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    emil = await FuturesTrader.begin(http, hire)
    clock.at += 4 * HOUR - 5
    await dora.market("BUY", "0.1")
    await emil.market("SELL", "0.1")

    clock.at += 10

    [long], [short] = await dora.income("FUNDING_FEE"), await emil.income("FUNDING_FEE")
    assert long == -short != 0


@pytest.mark.parametrize(
    ("root", "symbol", "quantity"),
    [("/fapi/v1", "BTCUSDT", "1.5"), ("/dapi/v1", "BTCUSD_PERP", "500")],
)
async def test_a_crossed_account_is_liquidated_at_its_price(
    http: httpx.AsyncClient, hire: Hire, root: str, symbol: str, quantity: str
) -> None:
    dora = await FuturesTrader.begin(http, hire, BTC="0.1")
    await dora.post(f"{root}/leverage", symbol=symbol, leverage=50)
    await dora.market("BUY", quantity, symbol)
    waiting = await dora.limit("BUY", "1" if "dapi" in root else "0.01", "50000", symbol)
    price = Decimal((await dora.positions(symbol))["BOTH"]["liquidationPrice"])

    await move_spot(http, _cents(price + 60))
    assert await dora.held(symbol) == Decimal(quantity)
    await move_spot(http, _cents(price - 60))

    assert await dora.held(symbol) == 0
    [forced] = await dora.get(f"{root}/forceOrders")
    assert forced["clientOrderId"].startswith("autoclose-")
    assert (forced["status"], forced["side"], forced["timeInForce"]) == ("FILLED", "SELL", "IOC")
    found = await dora.get(f"{root}/order", symbol=symbol, orderId=waiting["orderId"])
    assert found["status"] == "EXPIRED"
    venue = root[1:5]
    [fee] = await dora.income("INSURANCE_CLEAR", venue)
    assert fee < 0
    left, started = sum(await dora.income(venue=venue)), sum(await dora.income("TRANSFER", venue))
    assert 0 <= left < started / 20


async def test_a_jump_beyond_bankruptcy_costs_no_more_than_the_margin(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    await dora.post("/fapi/v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    await dora.market("SELL", "0.5")
    margin = Decimal((await dora.positions())["BOTH"]["isolatedWallet"])
    before = await dora.usdt()

    await move_spot(http, "80000")

    assert await dora.held() == 0
    assert before - await dora.usdt() == pytest.approx(margin, abs=CENT)
    assert await dora.usdt() == sum(await dora.income())


async def test_all_assets_can_be_margin_together(http: httpx.AsyncClient, hire: Hire) -> None:
    dora = await FuturesTrader.begin(http, hire, usdt="1000")
    mode = "/fapi/v1/multiAssetsMargin"
    await http.post(f"/sandbox/accounts/{dora.trader.api_key}", json={"deposit": {"BTC": "1"}})
    way = {"type": "MAIN_UMFUTURE", "asset": "BTC", "amount": "1"}
    await dora.post("/sapi/v1/asset/transfer", **way)
    assert await dora.refused("/fapi/v1/order", **_buy("0.5")) == -2019
    kind = {"symbol": "ETHUSDT", "marginType": "ISOLATED"}
    await dora.post("/fapi/v1/marginType", **kind)
    assert await dora.refused(mode, multiAssetsMargin="true") == -4167
    await dora.post("/fapi/v1/marginType", **kind | {"marginType": "CROSSED"})

    await dora.post(mode, multiAssetsMargin="true")

    assert await dora.refused(mode, multiAssetsMargin="true") == -4171
    assert await dora.refused("/fapi/v1/marginType", **kind) == -4168
    await dora.market("BUY", "0.5")
    account = await dora.get("/fapi/v3/account")
    assert Decimal(account["totalWalletBalance"]) > 60_000


async def test_an_inverse_position_is_margined_and_settled_in_coin(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    dora = await FuturesTrader.begin(http, hire, usdt="0", BTC="1")
    await dora.market("BUY", "200", "BTCUSD_PERP")
    [row] = (await dora.positions("BTCUSD_PERP")).values()
    entry = Decimal(row["entryPrice"])

    await move_spot(http, "73000")

    mark = await dora.mark("BTCUSD_PERP")
    [row] = (await dora.positions("BTCUSD_PERP")).values()
    gained = 200 * Decimal(100) * (1 / entry - 1 / mark)
    assert Decimal(row["unRealizedProfit"]) == pytest.approx(gained, abs=Decimal("1E-7"))
    await dora.market("SELL", "200", "BTCUSD_PERP")
    [btc] = [each for each in await dora.get("/dapi/v1/balance") if each["asset"] == "BTC"]
    assert Decimal(btc["balance"]) == sum(await dora.income(venue="dapi"))
    assert Decimal(btc["balance"]) > 1


async def test_margin_cannot_be_taken_out(dora: FuturesTrader) -> None:
    await dora.market("BUY", "1")
    out = {"type": "UMFUTURE_MAIN", "asset": "USDT"}

    assert await dora.refused("/sapi/v1/asset/transfer", **out, amount="9000") == -5013
    await dora.post("/sapi/v1/asset/transfer", **out, amount="1000")

    assert (await dora.income("TRANSFER")) == [10_000, -1_000]


async def test_fees_are_less_if_they_are_paid_in_bnb(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    await http.post(f"/sandbox/accounts/{dora.trader.api_key}", json={"deposit": {"BNB": "1"}})
    way = {"type": "MAIN_UMFUTURE", "asset": "BNB", "amount": "1"}
    await dora.post("/sapi/v1/asset/transfer", **way)
    await dora.market("BUY", "0.1")
    await dora.post("/fapi/v1/feeBurn", feeBurn="true")
    await dora.market("SELL", "0.1")

    bought, sold = await dora.get("/fapi/v1/userTrades", symbol="BTCUSDT")
    assert (bought["commissionAsset"], sold["commissionAsset"]) == ("USDT", "BNB")
    price = Decimal((await http.get("/api/v3/ticker/price?symbol=BNBUSDT")).json()["price"])
    usual = Decimal(sold["quoteQty"]) * Decimal("0.0005")
    assert Decimal(sold["commission"]) * price == pytest.approx(
        usual * Decimal("0.9"), rel=Decimal("0.001")
    )


async def test_a_quarterly_contract_is_delivered_at_the_published_price(
    dora: FuturesTrader, http: httpx.AsyncClient, clock: Hand
) -> None:
    symbols = (await http.get("/fapi/v1/exchangeInfo")).json()["symbols"]
    quarterly = next(each for each in symbols if each["contractType"] == "CURRENT_QUARTER")
    order = {"symbol": quarterly["symbol"], "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    await dora.post("/fapi/v1/order", **order)

    clock.at = quarterly["deliveryDate"] / 1_000 + 1

    assert await dora.get("/fapi/v3/positionRisk") == []
    assert await dora.usdt() == sum(await dora.income())
    trades = await dora.get("/fapi/v1/userTrades", symbol=quarterly["symbol"])
    [last, *_] = (await http.get("/futures/data/delivery-price?pair=BTCUSDT")).json()
    assert float(trades[-1]["price"]) == pytest.approx(last["deliveryPrice"], abs=0.05)
    orders = await dora.get("/fapi/v1/allOrders", symbol=quarterly["symbol"])
    assert [order["side"] for order in orders] == ["SELL"]


def _buy(quantity: str) -> dict[str, str]:
    return {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": quantity}


def _cents(price: Decimal) -> Decimal:
    return price // CENT * CENT
