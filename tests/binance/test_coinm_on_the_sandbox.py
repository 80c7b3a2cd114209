"""COIN-M futures through the real client: a position opened, watched and closed."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from binance import Account, Binance, HmacKey, Hosts, errors
from binance.models.futures.answers import Refusal
from binance.models.futures.orders import PlacedOrder
from binance.models.futures.terms import (
    AlgoStatus,
    ContractType,
    MarginType,
    NewOrderRespType,
    OrderType,
    TimeInForce,
)
from binance.models.market import Interval
from binance.models.orders import OrderStatus, Side
from binance.models.wallet.terms import TransferType
from binance.private import asset, coin_futures
from binance.public import coin_futures as market
from sandbox.exchange import Exchange

PERPETUAL = "BTCUSD_PERP"


@pytest.fixture
async def dora() -> AsyncIterator[Account]:
    """Somebody with a coin in the COIN-M wallet."""
    transport = httpx.ASGITransport(Exchange(seed=7).app())
    rights = {"enableFutures": True, "permitsUniversalTransfer": True}
    account = {"label": "dora", "balances": {"BTC": "1"}, "permissions": rights}
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=account)).json()
        dora = binance.account(HmacKey(made["api_key"], made["secret"]))
        move = asset.UniversalTransfer(
            type=TransferType.MAIN_CMFUTURE, asset="BTC", amount=Decimal(1)
        )
        await dora.send(move)
        yield dora


def order(type_: OrderType = OrderType.MARKET, **terms: Any) -> coin_futures.NewOrder:
    terms = {"quantity": Decimal(2), "side": Side.BUY} | terms
    return coin_futures.NewOrder(symbol=PERPETUAL, type=type_, **terms)


def limit(price: Decimal, **terms: Any) -> coin_futures.NewOrder:
    return order(OrderType.LIMIT, price=price, time_in_force=TimeInForce.GTC, **terms)


def algo(type_: OrderType, **terms: Any) -> coin_futures.NewAlgoOrder:
    return coin_futures.NewAlgoOrder(symbol=PERPETUAL, side=Side.SELL, type=type_, **terms)


async def test_the_market_answers(dora: Account) -> None:
    pair, hour = {"pair": "BTCUSD"}, {"interval": Interval.H1, "limit": 2}
    statistics = pair | {"period": "1h", "contract_type": ContractType.CURRENT_QUARTER, "limit": 2}

    listed = {one.symbol: one for one in (await dora.send(market.ExchangeInfo())).symbols}
    marks = await dora.send(market.PremiumIndex(pair="BTCUSD"))
    book = await dora.send(market.Depth(symbol=PERPETUAL, limit=5))
    (candle, _) = await dora.send(market.Klines(symbol=PERPETUAL, **hour))
    index = await dora.send(market.IndexPriceKlines(pair="BTCUSD", **hour))

    assert listed[PERPETUAL].contract_size == 100
    assert listed[PERPETUAL].lot_size() is not None
    assert {one.last_funding_rate is None for one in marks} == {True, False}
    assert book.bids[0].price < book.asks[0].price
    assert candle.low <= candle.close <= candle.high
    assert candle.base_asset_volume < candle.volume
    assert index[0].close_time < index[1].open_time
    assert [row.symbol for row in await dora.send(market.Prices(symbol=PERPETUAL))] == [PERPETUAL]
    assert len(await dora.send(market.TopPositionRatio(**statistics))) == 2
    assert len(await dora.send(market.Basis(**statistics))) == 2


async def test_a_position_is_opened_watched_and_closed(dora: Account) -> None:
    await dora.send(
        coin_futures.ChangeMarginType(symbol=PERPETUAL, margin_type=MarginType.ISOLATED)
    )
    await dora.send(coin_futures.ChangeLeverage(symbol=PERPETUAL, leverage=5))

    opened = await dora.send(order(new_order_resp_type=NewOrderRespType.RESULT))
    stop = await dora.send(
        algo(OrderType.TRAILING_STOP_MARKET, quantity=Decimal(2), callback_rate=Decimal(5))
    )
    waiting = await dora.send(coin_futures.OpenAlgoOrders(symbol=PERPETUAL))
    cancelled = await dora.send(coin_futures.CancelAlgoOrder(algo_id=stop.algo_id))
    held = await dora.send(coin_futures.PositionInformation(pair="BTCUSD"))
    closed = await dora.send(order(side=Side.SELL, reduce_only=True))
    found = await dora.send(coin_futures.QueryOrder(symbol=PERPETUAL, order_id=closed.order_id))
    trades = await dora.send(coin_futures.UserTrades(symbol=PERPETUAL))

    assert opened.status is OrderStatus.FILLED
    assert [each.algo_status for each in waiting] == [AlgoStatus.NEW]
    assert cancelled.client_algo_id == stop.client_algo_id
    assert [each.position_amt for each in held if each.position_amt] == [2]
    assert closed.status is OrderStatus.NEW  # as it was accepted: the fill is looked up
    assert found.average_price is not None
    assert sum(each.quote_qty for each in trades if each.side is Side.SELL) == 200


async def test_orders_rest_are_changed_and_cancelled(dora: Account) -> None:
    (mark,) = await dora.send(market.PremiumIndex(symbol=PERPETUAL))
    low = (mark.mark_price * Decimal("0.96")).quantize(Decimal("0.1"))
    first = limit(low)

    placed = await dora.send(first)
    batch = await dora.send(
        coin_futures.NewOrders(batch_orders=(limit(low), limit(low * 3), limit(low)))
    )
    changed = await dora.send(
        coin_futures.ModifyOrder(
            symbol=PERPETUAL,
            order_id=placed.order_id,
            side=Side.BUY,
            quantity=Decimal(1),
            price=low - 1,
        )
    )
    (amendment,) = await dora.send(
        coin_futures.OrderAmendments(symbol=PERPETUAL, order_id=placed.order_id)
    )
    await dora.send(
        coin_futures.CancelOrder(symbol=PERPETUAL, orig_client_order_id=first.new_client_order_id)
    )
    with pytest.raises(errors.NoSuchOrder):
        await dora.send(coin_futures.CancelOrder(symbol=PERPETUAL, order_id=placed.order_id))
    rest = await dora.send(coin_futures.OpenOrders(symbol=PERPETUAL))
    await dora.send(coin_futures.CancelOpenOrders(symbol=PERPETUAL))

    assert [type(each) for each in batch] == [PlacedOrder, Refusal, PlacedOrder]
    assert (changed.price, changed.orig_qty) == (low - 1, Decimal(1))
    assert amendment.amendment.price.before == low
    assert len(rest) == 2
    assert await dora.send(coin_futures.OpenOrders(symbol=PERPETUAL)) == []


async def test_a_stop_on_the_ordinary_endpoint_is_refused(dora: Account) -> None:
    with pytest.raises(errors.Rejected) as refused:
        await dora.send(order(OrderType.STOP_MARKET, stop_price=Decimal(1)))

    assert refused.value.code == -4120


async def test_the_account_tells_what_it_has(dora: Account) -> None:
    info = await dora.send(coin_futures.GetAccount())
    balances = await dora.send(coin_futures.Balances())
    mode = await dora.send(coin_futures.GetPositionMode())
    brackets = await dora.send(coin_futures.LeverageBrackets(symbol=PERPETUAL))
    key = await dora.send(coin_futures.StartUserDataStream())

    assert {each.asset: each.wallet_balance for each in info.assets}["BTC"] == 1
    assert {each.asset: each.available_balance for each in balances}["BTC"] == 1
    assert not mode.dual_side_position
    assert brackets[0].brackets[0].initial_leverage == 125
    assert (await dora.send(coin_futures.KeepUserDataStream())).listen_key == key.listen_key
    assert await dora.send(coin_futures.CloseUserDataStream()) == {}
