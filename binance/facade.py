"""The everyday methods under their usual names, for scripts and notebooks.

async with BinanceClient(api_key, secret_key, BinanceConfig.from_env()) as client:
    price = await client.get_symbol_price("BTCUSDT")

Each method is one request value; whatever is missing here, `client.send` takes.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from binance.account import Account
from binance.client import Binance, Health
from binance.config import BinanceConfig
from binance.metrics import Metrics
from binance.models.account import Balance
from binance.models.events import MiniTicker
from binance.models.market import Interval, Kline, OrderBook, Ticker24h
from binance.models.order_lists import CancelledList
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.models.orders import CancelledOrder, NewOrderResult, Order
from binance.private import spot as own
from binance.public import spot
from binance.request import Public, Request
from binance.signing import HmacKey, Signer, pem_signer
from binance.streams import spot as streams
from binance.streams.market import MarketStreams

if TYPE_CHECKING:
    from pandas import DataFrame  # type: ignore[import-untyped]  # has no types of its own

T = TypeVar("T")
Exact = Decimal | str | int
"""An amount of money: no float, which is a little off."""
Handler = Callable[[MiniTicker], Awaitable[None] | None]

_RESTING = {OrderType.LIMIT, OrderType.STOP_LOSS_LIMIT, OrderType.TAKE_PROFIT_LIMIT}


class BinanceClient:
    """One person's client; a program of many users takes `Binance` and its accounts.

    `secret_key` is an HMAC secret or the PEM of a private key; without a key of its own the client
    uses the configuration's, and without any it can ask what is public.
    """

    def __init__(
        self,
        api_key: str | None = None,
        secret_key: str | None = None,
        config: BinanceConfig | None = None,
    ) -> None:
        config = config or BinanceConfig()
        if api_key is not None:
            config = replace(config, api_key=api_key)
        if secret_key is not None:
            config = replace(config, signer=_signer(api_key, secret_key))
        self._config = config
        self._stack = AsyncExitStack()
        self._binance: Binance | None = None
        self._account: Account | None = None

    async def __aenter__(self) -> Self:
        self._binance = await self._stack.enter_async_context(self._config.open())
        self._account = None  # one of an earlier opening would send through a closed client
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    @property
    def binance(self) -> Binance:
        """The client underneath, of which this is one person's view."""
        if self._binance is None:
            raise RuntimeError("open the client first: async with BinanceClient(...) as client")
        return self._binance

    @property
    def account(self) -> Account:
        """The door of the key's owner, for requests that have no method here."""
        if self._config.signer is None:
            raise RuntimeError("this needs an API key and its secret, and none was given")
        if self._account is None:
            self._account = self.binance.account(
                self._config.signer, recv_window=self._config.recv_window
            )
        return self._account

    async def send(self, request: Request[T]) -> T:
        """Send any request, by the door that it needs."""
        if isinstance(request, Public):
            return await self.binance.send(request)
        return await self.account.send(request)

    async def get_symbol_price(self, symbol: str) -> Decimal:
        return (await self.send(spot.Price(symbol=symbol.upper()))).price

    async def get_ticker_24h(self, symbol: str) -> Ticker24h:
        return await self.send(spot.Ticker24h(symbol=symbol.upper()))

    async def get_klines(
        self,
        symbol: str,
        interval: Interval | str,
        limit: int = 500,
        *,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
    ) -> list[Kline]:
        """Candles, oldest first; `interval` as Binance writes it: 1m, 4h, 1d, 1M."""
        return await self.send(
            spot.Klines(
                symbol=symbol.upper(),
                interval=Interval(interval),
                limit=limit,
                start_time=start_time,
                end_time=end_time,
            )
        )

    async def get_klines_dataframe(
        self, symbol: str, interval: Interval | str, limit: int = 500
    ) -> "DataFrame":
        """Candles by their opening time; as floats, which are right for indicators, not money."""
        return _frame(await self.get_klines(symbol, interval, limit))

    async def get_order_book(self, symbol: str, limit: int = 100) -> OrderBook:
        return await self.send(spot.Depth(symbol=symbol.upper(), limit=limit))

    async def get_account_balance(self) -> dict[str, Balance]:
        """What the account has, by asset; what it has nothing of is left out."""
        account = await self.send(own.GetAccount(omit_zero_balances=True))
        return {balance.asset: balance for balance in account.balances if balance.total}

    async def place_order(
        self,
        symbol: str,
        side: Side | str,
        type_: OrderType | str,
        quantity: Exact | None = None,
        price: Exact | None = None,
        *,
        quote_order_qty: Exact | None = None,
        stop_price: Exact | None = None,
        time_in_force: TimeInForce | None = None,
        client_order_id: str | None = None,
    ) -> NewOrderResult:
        """Place an order; with a limit price it stays in the book until cancelled (GTC).

        After `Unknown` ask `get_order` for the error's `client_order_id`: it may have been placed.
        """
        kind = OrderType(type_.upper())
        resting = TimeInForce.GTC if kind in _RESTING else None
        given: dict[str, Any] = {
            "quantity": quantity,
            "price": price,
            "quote_order_qty": quote_order_qty,
            "stop_price": stop_price,
            "time_in_force": time_in_force or resting,
            "new_client_order_id": client_order_id,
        }
        given = {name: value for name, value in given.items() if value is not None}
        return await self.send(
            own.NewOrder(symbol=symbol.upper(), side=Side(side.upper()), type=kind, **given)
        )

    async def cancel_order(
        self, symbol: str, order_id: int | None = None, *, client_order_id: str | None = None
    ) -> CancelledOrder | CancelledList:
        """Cancel an order by either of its names; `NoSuchOrder` if it is not open any more."""
        return await self.send(
            own.CancelOrder(
                symbol=symbol.upper(), order_id=order_id, orig_client_order_id=client_order_id
            )
        )

    async def get_order(
        self, symbol: str, order_id: int | None = None, *, client_order_id: str | None = None
    ) -> Order:
        return await self.send(
            own.QueryOrder(
                symbol=symbol.upper(), order_id=order_id, orig_client_order_id=client_order_id
            )
        )

    async def get_open_orders(self, symbol: str | None = None) -> list[Order]:
        """Open orders of a symbol; of all, which weighs thirteen times as much, without one."""
        return await self.send(own.OpenOrders(symbol=symbol and symbol.upper()))

    async def ws_ticker(self, symbol: str | Iterable[str], handler: Handler) -> None:
        """Call `handler` with the 24-hour statistics of a symbol, or of several, as they change.

        Returns only when cancelled, or with what `handler` raises. Each call has a connection of
        its own: name many symbols in one.
        """
        names = [symbol] if isinstance(symbol, str) else symbol
        market = MarketStreams(self.binance.hosts)
        ticks = market.subscribe(*(streams.MiniTicker(symbol=name.upper()) for name in names))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(market.run())
                group.create_task(_hand_over(ticks, handler))
        except BaseExceptionGroup as failed:
            failure = failed.exceptions[0]
        raise failure

    def get_metrics(self) -> Metrics:
        """How the last five minutes went."""
        return self.binance.metrics()

    def get_health(self) -> Health:
        return self.binance.health()


async def _hand_over(ticks: AsyncGenerator[object], handler: Handler) -> None:
    async with aclosing(ticks):
        async for tick in ticks:
            if isinstance(tick, MiniTicker) and (pending := handler(tick)) is not None:
                await pending


def _signer(api_key: str | None, secret_key: str) -> Signer:
    if api_key is None:
        raise ValueError("the secret of a key was given without the key")
    make = pem_signer if "PRIVATE KEY-----" in secret_key else HmacKey
    return make(api_key, secret_key)


def _frame(klines: list[Kline]) -> "DataFrame":
    try:
        from pandas import DataFrame
    except ModuleNotFoundError:
        raise RuntimeError("data frames need pandas: pip install pandas") from None
    rows = [kline.model_dump() for kline in klines]
    frame = DataFrame(rows, columns=list(Kline.model_fields)).set_index("open_time")
    money = frame.columns.difference(["close_time", "number_of_trades"])
    return frame.astype(dict.fromkeys(money, float))
