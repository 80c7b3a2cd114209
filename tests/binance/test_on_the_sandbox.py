"""The real client on the real sandbox: REST in this process, streams over loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
import pytest

from binance import Account, Binance, Ed25519Key, HmacKey, Hosts, errors, new_ed25519_pair
from binance.filters import floor_price, floor_quantity, violations
from binance.models import events
from binance.models.account import OrderCommission
from binance.models.market import Interval
from binance.models.orders import CancelledOrder, OrderStatus, OrderType, Side, TimeInForce
from binance.private import asset, spot
from binance.public import spot as market
from binance.reasons import RejectReason
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.market import MarketStreams
from binance.streams.spot import AggTrade, AllMiniTickers, Klines
from binance.streams.users import UserStreams
from sandbox.exchange import Exchange
from sandbox.server import serving


@dataclass
class World:
    """The sandbox on a port, and our client on it."""

    port: int
    binance: Binance
    http: httpx.AsyncClient

    async def control(self, path: str, body: Any) -> Any:
        answer = await self.http.post(f"/sandbox/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def fault(self, kind: str, *, method: str = "*", path: str = "*", **more: Any) -> None:
        match = {"path": path} if method == "*" else {"path": path, "method": method}
        await self.control("faults", [{"match": match, "kind": kind} | more])

    async def somebody(self, name: str = "alice") -> HmacKey:
        made = await self.control("accounts", {"label": name})
        return HmacKey(made["api_key"], made["secret"])


@pytest.fixture
async def world(retry: Any) -> AsyncIterator[World]:
    exchange = Exchange(seed=7)
    async with serving(exchange.app()) as port:
        heart = asyncio.ensure_future(exchange.run())
        async with (
            Binance(Hosts.sandbox(port), retry=retry) as binance,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        ):
            yield World(port, binance, http)
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)


@pytest.fixture
async def alice(world: World) -> Account:
    return world.binance.account(await world.somebody())


def buy(quantity: str = "0.01", price: str | None = None) -> spot.NewOrder:
    return spot.NewOrder(
        symbol="BTCUSDT",
        side=Side.BUY,
        type=OrderType.MARKET if price is None else OrderType.LIMIT,
        quantity=Decimal(quantity),
        price=None if price is None else Decimal(price),
        time_in_force=None if price is None else TimeInForce.GTC,
    )


async def take(feed: Any) -> Any:
    async with asyncio.timeout(10):
        return await anext(feed)


async def test_every_public_request_is_answered(world: World) -> None:
    send = world.binance.send

    assert await send(market.Ping()) == {}
    assert (await send(market.Time())).server_time > 0
    price = (await send(market.Price(symbol="BTCUSDT"))).price
    assert price > 0
    assert len(await send(market.Prices())) > 10
    assert len(await send(market.Prices(symbols=("BTCUSDT", "ETHBTC")))) == 2
    book = await send(market.Depth(symbol="BTCUSDT", limit=20))
    assert book.bids[0].price < book.asks[0].price
    ticker = await send(market.BookTicker(symbol="BTCUSDT"))
    assert ticker.bid_price < ticker.ask_price
    assert (await send(market.Ticker24h(symbol="BTCUSDT"))).symbol == "BTCUSDT"
    assert len(await send(market.Tickers24h(symbols=("BTCUSDT",)))) == 1
    assert (await send(market.AvgPrice(symbol="BTCUSDT"))).mins == 5
    assert len(await send(market.Trades(symbol="BTCUSDT", limit=5))) == 5
    trades = await send(market.AggTrades(symbol="BTCUSDT", limit=5))
    again = market.AggTrades(symbol="BTCUSDT", from_id=trades[0].agg_trade_id, limit=5)
    assert await send(again) == trades
    klines = await send(market.Klines(symbol="BTCUSDT", interval=Interval.H1, limit=24))
    assert [kline.open_time for kline in klines] == sorted(kline.open_time for kline in klines)
    assert world.binance.limits.spot.used > 0


async def test_symbols_come_with_their_rules(world: World) -> None:
    symbols = await world.binance.symbols()
    info = symbols.find("btc")
    assert info is not None
    price = (await world.binance.send(market.Price(symbol=info.symbol))).price

    quantity = floor_quantity(info, Decimal("0.0123456789"), market=True)
    order = buy(str(quantity), str(floor_price(info, price)))

    assert violations(info, order, price) == []
    assert violations(info, buy("0.00000001", "1.00000001"), price)


async def test_an_order_is_placed_found_and_cancelled(world: World, alice: Account) -> None:
    price = (await world.binance.send(market.Price(symbol="BTCUSDT"))).price
    order = buy(price=str((price / 2).quantize(Decimal(1))))

    assert await alice.send(spot.TestOrder(**order.model_dump())) == OrderCommission()
    placed = await alice.send(order)
    found = await alice.send(
        spot.QueryOrder(symbol="BTCUSDT", orig_client_order_id=order.new_client_order_id)
    )
    (listed,) = await alice.send(spot.OpenOrders())
    cancelled = await alice.send(spot.CancelOrder(symbol="BTCUSDT", order_id=placed.order_id))

    assert placed.status is OrderStatus.NEW
    assert placed.order_id == found.order_id == listed.order_id
    assert isinstance(cancelled, CancelledOrder)
    assert cancelled.status is OrderStatus.CANCELED
    assert cancelled.orig_client_order_id == order.new_client_order_id
    with pytest.raises(errors.NoSuchOrder):
        await alice.send(spot.CancelOrder(symbol="BTCUSDT", order_id=placed.order_id))


async def test_a_market_order_fills_and_moves_the_balances(alice: Account) -> None:
    before = await alice.send(spot.GetAccount())

    result = await alice.send(buy())

    after = await alice.send(spot.GetAccount())
    (trade, *_) = await alice.send(spot.MyTrades(symbol="BTCUSDT", order_id=result.order_id))
    assert result.status is OrderStatus.FILLED
    assert result.average_price is not None
    assert sum(fill.qty for fill in result.fills) == Decimal("0.01")
    assert trade.is_buyer
    assert after.uid == before.uid
    usdt = [b.free for a in (before, after) for b in a.balances if b.asset == "USDT"]
    assert usdt[0] - usdt[1] == result.cummulative_quote_qty
    assert await alice.send(spot.AllOrders(symbol="BTCUSDT"))


async def test_a_refusal_has_its_reason(alice: Account) -> None:
    with pytest.raises(errors.OrderRejected) as poor:
        await alice.send(buy("100"))
    with pytest.raises(errors.OrderRejected) as uneven:
        await alice.send(buy("0.0100001"))
    with pytest.raises(errors.NoSuchSymbol):
        await alice.send(spot.OpenOrders(symbol="NOSUCH"))

    assert poor.value.reason is RejectReason.INSUFFICIENT_BALANCES
    assert uneven.value.reason is RejectReason.LOT_SIZE


async def test_a_self_made_key_signs(world: World) -> None:
    pair = new_ed25519_pair()
    made = await world.control("accounts", {"label": "bob", "public_key": pair.public_pem})
    bob = world.binance.account(Ed25519Key(made["api_key"], pair.private_pem))

    rights = await bob.send(asset.ApiRestrictions())

    assert rights.enable_spot_and_margin_trading
    assert not rights.enable_withdrawals
    with pytest.raises(errors.BadKey):
        await world.binance.account(HmacKey(made["api_key"], "wrong")).send(spot.GetAccount())


async def test_an_order_without_an_answer_can_be_found_by_its_name(
    world: World, alice: Account
) -> None:
    await world.fault("drop_after", method="POST", path="/api/v3/order")
    order = buy()

    with pytest.raises(errors.Unknown):
        await alice.send(order)
    found = await alice.send(
        spot.QueryOrder(symbol="BTCUSDT", orig_client_order_id=order.new_client_order_id)
    )

    assert found.status is OrderStatus.FILLED


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "garbage"},
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 400, "code": -1007, "msg": "Timeout waiting for response"},
    ],
)
async def test_no_fault_makes_an_order_leave_twice(
    world: World, alice: Account, fault: dict[str, Any]
) -> None:
    await world.fault(method="POST", path="/api/v3/order", **fault)

    with pytest.raises(errors.Unknown):
        await alice.send(buy())

    orders = (await world.http.get("/sandbox/orders")).json()
    assert len(orders) == (fault["kind"] == "garbage")


async def test_a_passing_fault_is_not_noticed_by_a_reader(world: World) -> None:
    await world.fault("drop_before", path="/api/v3/time", times=1)
    await world.fault("status", path="/api/v3/time", times=1, status=502)

    assert (await world.binance.send(market.Time())).server_time > 0


async def test_in_a_ban_nothing_more_is_sent(world: World) -> None:
    await world.fault("ban", path="/api/v3/ping", seconds=300)
    with pytest.raises(errors.RateLimited) as banned:
        await world.binance.send(market.Ping())

    with pytest.raises(errors.RateLimited):
        await world.binance.send(market.Time())

    assert banned.value.retry_after > 200


async def test_the_market_is_heard_and_agrees_with_rest(world: World) -> None:
    streams = MarketStreams(world.binance.hosts)
    running = asyncio.ensure_future(streams.run())
    async with (
        aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as trades,
        aclosing(streams.subscribe(AllMiniTickers())) as tickers,
        aclosing(streams.subscribe(Klines(symbol="BTCUSDT", interval=Interval.M1))) as candles,
    ):
        begun = await asyncio.gather(take(trades), take(tickers), take(candles))
        await world.control("price", {"symbol": "BTCUSDT", "price": "70000"})
        trade, ticker, candle = await asyncio.gather(take(trades), take(tickers), take(candles))
    running.cancel()

    from_id = market.AggTrades(symbol="BTCUSDT", from_id=trade.agg_trade_id, limit=1)
    (same,) = await world.binance.send(from_id)
    assert all(event == Resumed() for event in begun)
    assert (same.price, same.qty, same.time) == (trade.price, trade.qty, trade.time)
    assert isinstance(ticker, events.MiniTicker)
    assert isinstance(candle, events.KlineEvent)


async def test_fills_of_two_users_arrive_on_one_socket(world: World) -> None:
    keys = {1: await world.somebody("alice"), 2: await world.somebody("bob")}
    streams = UserStreams(world.binance.hosts, world.binance.clock, world.binance.limits)
    running = asyncio.ensure_future(streams.run())
    feed = streams.events()
    for user, key in keys.items():
        streams.follow(user, key)
    await take(feed)
    await take(feed)
    order = buy()

    await world.binance.account(keys[2]).send(order)

    report = await the_first(feed, events.ExecutionReport)
    assert report.user == 2
    assert isinstance(report.event, events.ExecutionReport)
    assert report.event.client_order_id == order.new_client_order_id
    position = await the_first(feed, events.AccountPosition)
    assert position.user == 2
    running.cancel()


async def test_a_cut_socket_is_mended_and_everybody_told(world: World) -> None:
    streams = UserStreams(world.binance.hosts, world.binance.clock, world.binance.limits)
    running = asyncio.ensure_future(streams.run())
    feed = streams.events()
    streams.follow(1, await world.somebody("alice"))
    streams.follow(2, await world.somebody("bob"))
    streams.follow(3, HmacKey("a" * 64, "stranger"))
    first = [await take(feed) for _ in range(3)]

    await world.fault("cut", path="/ws-api/v3")

    again = [await take(feed), await take(feed)]
    assert {event.user for event in first if event.event == Resumed()} == {1, 2}
    (ended,) = (event.event for event in first if event.user == 3)
    assert isinstance(ended, Ended)
    assert ended.permanent
    assert {event.user for event in again} == {1, 2}
    assert all(event.event == Resumed() for event in again)
    running.cancel()


async def the_first(feed: Any, kind: type) -> UserEvent:
    while True:
        event: UserEvent = await take(feed)
        if isinstance(event.event, kind):
            return event
