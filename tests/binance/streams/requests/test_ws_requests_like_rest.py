"""The same requests, in the same order, by REST in one world and over sockets in its twin."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal
from typing import Any

import binance_catalogue as documents
import httpx
import pytest

from binance import Account, Binance, HmacKey, Hosts, coverage, errors
from binance.hooks import HookEvent, RequestDone
from binance.models.futures import terms as futures_terms
from binance.models.market import Interval
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.models.orders import Order
from binance.models.wallet.terms import TransferType
from binance.private import asset, futures, spot
from binance.private.spot.changes import CancelReplaceMode
from binance.public import futures as contracts
from binance.public import spot as market
from binance.request import Request
from sandbox.exchange import Exchange
from sandbox.server import serving

NOON = 1_795_176_000.0
BTC, BOTH = "BTCUSDT", ("BTCUSDT", "ETHUSDT")
GTC, FGTC = TimeInForce.GTC, futures_terms.TimeInForce.GTC
QTY = Decimal("0.01")
RIGHTS = {"enableFutures": True, "permitsUniversalTransfer": True}


def about_the_market() -> Iterator[Request[Any]]:
    hour: Any = {"symbol": BTC, "interval": Interval.H1, "limit": 2}
    yield from (market.Ping(), market.Time(), market.ExchangeInfo(symbols=BOTH))
    yield from (market.Depth(symbol=BTC, limit=5), market.Trades(symbol=BTC, limit=3))
    yield market.AggTrades(symbol=BTC, limit=3)
    yield from (market.HistoricalTrades(symbol=BTC, limit=3), market.AvgPrice(symbol=BTC))
    yield market.HistoricalBlockTrades(symbol=BTC, from_id=0)
    yield from (market.Klines(**hour), market.UiKlines(**hour))
    yield from (market.ReferencePrice(symbol=BTC), market.ReferencePriceCalculation(symbol=BTC))
    yield market.ExecutionRules(symbols=BOTH)
    for one in ("Ticker24h", "MiniTicker24h", "RollingTicker", "MiniRollingTicker"):
        yield getattr(market, one)(symbol=BTC)
    for one in ("TradingDayTicker", "MiniTradingDayTicker", "Price", "BookTicker"):
        yield getattr(market, one)(symbol=BTC)
    for many in ("Tickers24h", "MiniTickers24h", "RollingTickers", "MiniRollingTickers"):
        yield getattr(market, many)(symbols=BOTH)
    for many in ("TradingDayTickers", "MiniTradingDayTickers", "Prices", "BookTickers"):
        yield getattr(market, many)(symbols=BOTH)


def on_spot(low: Decimal, high: Decimal) -> Iterator[Request[Any]]:
    """Ask and order everything on spot; names of our own make it the same in both worlds."""
    buy: Any = {"symbol": BTC, "side": Side.BUY, "quantity": QTY}
    limit = buy | {"type": OrderType.LIMIT, "time_in_force": GTC, "price": low}
    named: Any = {"symbol": BTC, "orig_client_order_id": "first"}
    yield spot.NewOrder(**buy, type=OrderType.MARKET, new_client_order_id="filled")
    yield spot.TestOrder(**limit, compute_commission_rates=True)
    yield spot.TestRoutedOrder(**limit)
    yield spot.NewOrder(**limit, new_client_order_id="first")
    yield spot.NewOrderUnwatched(**limit, new_client_order_id="unwatched")
    yield from (spot.QueryOrder(**named), spot.OpenOrders(), spot.OpenOrders(symbol=BTC))
    yield spot.AmendOrder(**named, new_qty=QTY / 2, new_client_order_id="amended")
    yield spot.OrderAmendments(symbol=BTC, order_id=1)
    yield spot.CancelReplace(
        **limit,
        cancel_replace_mode=CancelReplaceMode.STOP_ON_FAILURE,
        cancel_orig_client_order_id="amended",
        cancel_new_client_order_id="gone",
        new_client_order_id="second",
    )
    yield spot.CancelOrder(
        symbol=BTC, orig_client_order_id="second", new_client_order_id="cancelled"
    )
    yield from on_lists(low, high)
    yield spot.CancelOpenOrders(symbol=BTC)
    yield from (spot.GetAccount(), spot.AccountCommission(symbol=BTC), spot.MyFilters(symbol=BTC))
    yield from (spot.UnfilledOrderCount(), spot.AllOrders(symbol=BTC), spot.MyTrades(symbol=BTC))
    yield from (spot.MyAllocations(symbol=BTC), spot.MyPreventedMatches(symbol=BTC, order_id=1))


def on_lists(low: Decimal, high: Decimal) -> Iterator[Request[Any]]:
    sell: Any = {"symbol": BTC, "side": Side.SELL, "quantity": QTY}
    yield spot.NewLegacyOco(
        **sell,
        price=high,
        stop_price=low,
        list_client_order_id="legacy",
        limit_client_order_id="legacy-limit",
        stop_client_order_id="legacy-stop",
    )
    yield spot.NewOco(
        **sell,
        list_client_order_id="oco",
        above_type=OrderType.LIMIT_MAKER,
        above_price=high,
        above_client_order_id="above",
        below_type=OrderType.STOP_LOSS,
        below_stop_price=low,
        below_client_order_id="below",
    )
    yield spot.QueryOrderList(orig_client_order_id="oco")
    yield from (spot.OpenOrderLists(), spot.AllOrderLists())
    yield spot.CancelOrderList(
        symbol=BTC, list_client_order_id="oco", new_client_order_id="oco-gone"
    )
    working: Any = {
        "symbol": BTC,
        "working_type": OrderType.LIMIT,
        "working_side": Side.BUY,
        "working_price": low,
        "working_quantity": QTY,
        "working_time_in_force": GTC,
        "pending_side": Side.SELL,
    }
    single: Any = {"pending_type": OrderType.LIMIT_MAKER, "pending_price": high}
    pair: Any = {
        "pending_above_type": OrderType.LIMIT_MAKER,
        "pending_above_price": high,
        "pending_below_type": OrderType.STOP_LOSS,
        "pending_below_stop_price": low / 2,
    }
    more = {"pending_quantity": QTY}
    for kind, wanted in (
        (spot.NewOto, single | more),
        (spot.NewOpo, single),
        (spot.NewOtoco, pair | more),
        (spot.NewOpoco, pair),
    ):
        yield kind(**working, **wanted, **names(kind))


def names(kind: type[Request[Any]]) -> dict[str, str]:
    """Choose every name that an order would else draw by lot."""
    fields = [name for name in kind.model_fields if name.endswith("client_order_id")]
    return {name: f"{kind.__name__}-{number}" for number, name in enumerate(fields)}


def on_futures(low: Decimal, high: Decimal) -> Iterator[Request[Any]]:
    yield from (contracts.Depth(symbol=BTC, limit=5), contracts.BookTicker(symbol=BTC))
    yield from (contracts.BookTickers(), contracts.Price(symbol=BTC), contracts.Prices())
    wanted: Any = {"symbol": BTC, "side": Side.BUY, "quantity": QTY}
    limit: Any = {"type": futures_terms.OrderType.LIMIT, "time_in_force": FGTC, "price": low}
    named: Any = {"symbol": BTC, "orig_client_order_id": "first"}
    yield futures.NewOrder(
        **wanted, type=futures_terms.OrderType.MARKET, new_client_order_id="filled"
    )
    yield futures.NewOrder(**wanted, **limit, new_client_order_id="first")
    yield futures.ModifyOrder(**wanted, orig_client_order_id="first", price=low - 1)
    yield from (futures.QueryOrder(**named), futures.CancelOrder(**named))
    yield futures.NewAlgoOrder(
        symbol=BTC,
        side=Side.SELL,
        quantity=QTY,
        type=futures_terms.OrderType.TAKE_PROFIT_MARKET,
        trigger_price=high,
        client_algo_id="later",
    )
    yield futures.CancelAlgoOrder(client_algo_id="later")
    yield from (futures.GetAccount(), futures.GetAccountV2())
    yield from (futures.Balances(), futures.BalancesV2())
    yield from (futures.PositionInformation(), futures.PositionInformationV2(symbol=BTC))
    yield from (futures.StartUserDataStream(), futures.KeepUserDataStream())
    yield futures.CloseUserDataStream()


ONLY_OF_REST = {"PriceV1", "PricesV1"}
"""The socket answers what the second version does, which has more in it."""


class World:
    """A market that stands still, somebody in it, and what went over the wire."""

    def __init__(
        self, binance: Binance, account: Account, done: list[RequestDone], http: httpx.AsyncClient
    ) -> None:
        self.binance, self.account, self.done, self._http = binance, account, done, http

    async def fault(self, kind: str, **more: Any) -> None:
        match = {"method": "order.place", "path": "/ws-*"}
        fault = {"match": match, "kind": kind} | more
        assert (await self._http.post("/sandbox/faults", json=[fault])).is_success

    async def orders(self) -> int:
        return len((await self._http.get("/sandbox/orders")).json())

    async def ask(self, request: Request[Any]) -> Any:
        try:
            return await self.account.send(request)
        except errors.BinanceError as error:
            return repr(error)


@asynccontextmanager
async def world(*, over_sockets: bool) -> AsyncIterator[World]:
    done: list[RequestDone] = []

    def note(event: HookEvent) -> None:
        if isinstance(event, RequestDone):
            done.append(event)

    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serving(Exchange(seed=7, now=lambda: NOON).app()))
        client = Binance(Hosts.sandbox(port), now=lambda: NOON, hooks=[note])
        binance = await stack.enter_async_context(client)
        if over_sockets:
            binance = await stack.enter_async_context(binance.over_sockets())
        base = f"http://127.0.0.1:{port}"
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=base))
        asked = {"balances": {"USDT": "50000", "BTC": "1"}, "permissions": RIGHTS}
        made = (await http.post("/sandbox/accounts", json=asked)).json()
        account = binance.account(HmacKey(made["api_key"], made["secret"]))
        move = asset.UniversalTransfer(
            type=TransferType.MAIN_UMFUTURE, asset="USDT", amount=Decimal(9000)
        )
        await account.send(move)
        yield World(binance, account, done, http)


@pytest.fixture
async def by_rest() -> AsyncIterator[World]:
    async with world(over_sockets=False) as one:
        yield one


@pytest.fixture
async def by_socket() -> AsyncIterator[World]:
    async with world(over_sockets=True) as other:
        yield other


async def test_every_method_answers_as_its_rest_twin(by_rest: World, by_socket: World) -> None:
    price = (await by_rest.binance.send(market.Price(symbol=BTC))).price
    low, high = (round(price * Decimal(share), 1) for share in ("0.9", "1.1"))
    asked = [*about_the_market(), *on_spot(low, high), *on_futures(low, high)]

    for request in asked:
        answers = await asyncio.gather(by_rest.ask(request), by_socket.ask(request))
        same = answers[0] == answers[1]
        assert same or len(set(map(without_what_differs, answers))) == 1, answers

    used = {done.path for done in by_socket.done if done.method == "WS"}
    assert used == {each.ws_method for each in typed()}
    assert {type(request) for request in asked} == typed()
    refused = [done.path for done in by_socket.done if done.status != 200]
    assert refused == ["order.amendments"]  # whose order is not ours
    assert [done.path for done in by_socket.done if done.method != "WS"] == [
        "/sapi/v1/asset/transfer"
    ]


async def test_both_ways_are_counted_alike(by_rest: World, by_socket: World) -> None:
    """The pool of spot is one; but USD-M has one of its own for its sockets."""
    for each in (by_rest, by_socket):
        await each.ask(market.Price(symbol=BTC))
        await each.ask(spot.UnfilledOrderCount())
        await each.ask(contracts.Price(symbol=BTC))

    used = [
        {pool.name.removeprefix("sandbox "): pool.used for pool in each.binance.limits.states()}
        for each in (by_rest, by_socket)
    ]
    assert used[1]["spot"] - used[0]["spot"] == 2  # for the connection
    assert used[0]["futures"] == 1
    assert used[1]["ws-fapi"] == 1 + 5
    assert "futures" not in used[1]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "garbage"},
        {"kind": "truncated"},
        {"kind": "status", "status": 503},
    ],
)
async def test_no_fault_of_a_socket_makes_an_order_leave_twice(
    by_socket: World, fault: dict[str, Any]
) -> None:
    order = spot.NewOrder(symbol=BTC, side=Side.BUY, type=OrderType.MARKET, quantity=QTY)
    await by_socket.fault(**fault)

    with pytest.raises(errors.Unknown):
        await by_socket.account.send(order)
    found = await by_socket.ask(
        spot.QueryOrder(symbol=BTC, orig_client_order_id=order.new_client_order_id)
    )

    done = fault["kind"] in {"drop_after", "garbage", "truncated"}
    assert isinstance(found, Order) == done
    assert await by_socket.orders() == done


async def test_a_ban_over_a_socket_is_known_to_rest(by_socket: World) -> None:
    await by_socket.fault("ban", seconds=300)

    banned = await by_socket.ask(
        spot.NewOrder(symbol=BTC, side=Side.BUY, type=OrderType.MARKET, quantity=QTY)
    )
    before = len(by_socket.done)
    refused = await by_socket.ask(asset.ApiRestrictions())

    assert "RateLimited(300" in banned
    assert "RateLimited(300" in refused
    assert len(by_socket.done) == before


def without_what_differs(answer: Any) -> str:
    """Spell an answer, but for names drawn by lot, and what one way alone tells of futures."""
    drawn = r"client_order_id='\w{22,}'|listen_key='\w+'"
    return re.sub(rf"{drawn}|(update_id|margin_available)=\w+", "", repr(answer))


@pytest.mark.skipif(not documents.PRESENT, reason="Binance's documents are not here")
@pytest.mark.parametrize("product", ["spot", "usdm", "coinm"])
def test_weights_over_sockets_are_the_documented_ones(product: str) -> None:
    """Weights that depend on what is asked are those of REST, and compared there."""
    wanted = documents.methods(product)
    ours = {
        each.ws_method: each.weight if each.ws_weight is None else each.ws_weight
        for each in coverage.requests(product)
        if each.ws_method and isinstance(each.weight, int)
    }

    assert {
        method: (weight, wanted[method]["weight"])
        for method, weight in ours.items()
        if wanted[method]["weight"] not in (None, weight)
    } == {}


def typed() -> set[type[Request[Any]]]:
    """List the types whose requests have a method in the sandbox's sockets."""
    found = [*coverage.requests("spot"), *coverage.requests("usdm")]
    return {each for each in found if each.ws_method and each.__name__ not in ONLY_OF_REST}
