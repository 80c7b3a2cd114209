"""What guards measure orders by: reference prices, and what they are worth in USDT."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Protocol, TypeVar

from binance.cache import Kept
from binance.clock import Clock
from binance.models.coin_futures.contracts import SymbolInfo as CoinContract
from binance.models.futures.contracts import Contract
from binance.public import coin_futures, futures
from binance.request import Public
from binance.streams.board import BoardRow
from binance.symbols import Symbols
from bot.guards.rates import LastPrice, in_usdt
from bot.guards.recent import Recent
from bot.guards.stakes import Venue
from bot.i18n import note
from bot.refusals import Refused
from storage import Market

T = TypeVar("T")

_CONTRACTS_FOR = 3600.0  # seconds for which what contracts are is taken as told
_MARK_FOR = 2.0
_VENUES: Mapping[Market, Venue] = {
    "spot": Venue.SPOT, "margin": Venue.SPOT, "isolated": Venue.SPOT,
    "usdm": Venue.USDM, "coinm": Venue.COINM,
}  # fmt: skip


class Sends(Protocol):
    """As much of the client as is needed here."""

    async def send(self, request: Public[T], /) -> T: ...

    async def symbols(self) -> Symbols: ...


class Tells(Protocol):
    """As much of `Prices` as is needed here."""

    async def of(self, symbol: str, /, *, asker: str = "") -> BoardRow: ...

    async def last_of_all(self) -> LastPrice: ...


@dataclass(frozen=True)
class Reference:
    """A symbol's price now, and what one unit of it at a price comes to in USDT.

    `contract` is the dollars that a COIN-M contract stands for, whatever the price; `base` is what
    is traded.
    """

    price: Decimal
    base: str
    rate: Decimal = Decimal(1)
    contract: Decimal | None = None

    def worth(self, quantity: Decimal, price: Decimal) -> Decimal:
        if self.contract is not None:
            return quantity * self.contract
        return quantity * price * self.rate


class References:
    """The last price on spot, the mark price on futures."""

    def __init__(self, binance: Sends, prices: Tells, *, now: Clock = time.time) -> None:
        self._binance, self._prices = binance, prices
        self._usdm = Kept(self._fetch_usdm, now, ttl=_CONTRACTS_FOR)
        self._coinm = Kept(self._fetch_coinm, now, ttl=_CONTRACTS_FOR)
        self._marks = Recent[tuple[Venue, str], Decimal](now, seconds=_MARK_FOR)

    async def of(self, venue: Venue, symbol: str) -> Reference:
        """Raises `Refused` where nothing tells what the order is worth, and `BinanceError`."""
        match venue:
            case Venue.SPOT:
                return await self._spot(symbol)
            case Venue.USDM:
                contract = _listed(await self._usdm.get(), symbol)
                rate = await self._rate(contract.quote_asset, symbol)
                price = await self._mark(venue, symbol)
                return Reference(price, contract.base_asset, rate)
            case Venue.COINM:
                coin = _listed(await self._coinm.get(), symbol)
                price = await self._mark(venue, symbol)
                return Reference(price, coin.base_asset, contract=Decimal(coin.contract_size))

    async def price_of(self, market: Market, symbol: str) -> Decimal:
        """The price alone, by the name that a deed has for its market."""
        return (await self.of(_VENUES[market], symbol)).price

    async def _spot(self, symbol: str) -> Reference:
        info, row = await asyncio.gather(self._binance.symbols(), self._prices.of(symbol))
        listed = _listed(info, symbol)
        rate = await self._rate(listed.quote_asset, symbol)
        return Reference(_positive(row.close, symbol), listed.base_asset, rate)

    async def _rate(self, asset: str, symbol: str) -> Decimal:
        rate = in_usdt(asset, await self._prices.last_of_all())
        if rate is None:
            raise _unpriced(symbol)
        return rate

    async def _mark(self, venue: Venue, symbol: str) -> Decimal:
        price = await self._marks.get((venue, symbol), partial(self._fetch_mark, venue, symbol))
        return _positive(price, symbol)

    async def _fetch_mark(self, venue: Venue, symbol: str) -> Decimal:
        if venue is Venue.USDM:
            return (await self._binance.send(futures.PremiumIndex(symbol=symbol))).mark_price
        rows = await self._binance.send(coin_futures.PremiumIndex(symbol=symbol))
        return next((one.mark_price for one in rows if one.symbol == symbol), Decimal(0))

    async def _fetch_usdm(self) -> dict[str, Contract]:
        info = await self._binance.send(futures.ExchangeInfo())
        return {one.symbol: one for one in info.symbols}

    async def _fetch_coinm(self) -> dict[str, CoinContract]:
        info = await self._binance.send(coin_futures.ExchangeInfo())
        return {one.symbol: one for one in info.symbols}


def _listed(known: Mapping[str, T], symbol: str) -> T:
    found = known.get(symbol)
    if found is None:
        raise Refused(note("Binance does not list {symbol}."), symbol=symbol)
    return found


def _positive(price: Decimal, symbol: str) -> Decimal:
    if not price > 0:
        raise _unpriced(symbol)
    return price


def _unpriced(symbol: str) -> Refused:
    return Refused(
        note("Nothing tells what {symbol} is worth in USDT, so its limits cannot be checked."),
        symbol=symbol,
    )
