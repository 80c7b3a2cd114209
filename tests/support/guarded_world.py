"""The real guards in front of a market that stands still."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from binance.models.market import Level, OrderBook
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private import futures, spot
from binance.streams.board import BoardRow
from binance.streams.books import Fill, LocalBook
from bot.guards import Guards, Scales
from bot.guards.largest import Largest
from bot.guards.references import Reference
from bot.guards.stakes import Leg, Venue
from storage import Storage

ALICE, BOB, KEY = 1001, 1002, 7
BTC, THIN = "BTCUSDT", "THINUSDT"
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Market:
    """Prices, sizes, books and wallets as a test says; `away` is raised by whoever asks."""

    prices: dict[str, Decimal] = field(
        default_factory=lambda: {BTC: Decimal(100), "ETHUSDT": Decimal(10), THIN: Decimal(1)}
    )
    volumes: dict[str, int] = field(default_factory=lambda: {BTC: 10**9, "ETHUSDT": 10**8})
    asks: list[Level] = field(default_factory=lambda: [Level(Decimal(100), Decimal(1000))])
    bids: list[Level] = field(default_factory=lambda: [Level(Decimal(100), Decimal(1000))])
    held: dict[str, Decimal] = field(default_factory=dict)
    leverages: dict[str, int] = field(default_factory=dict)
    away: Exception | None = None
    asked: list[str] = field(default_factory=list)

    async def of(self, venue: Venue, symbol: str) -> Reference:
        if self.away is not None:
            raise self.away
        base = symbol.removesuffix("USDT").removesuffix("USD_PERP")
        contract = Decimal(100) if venue is Venue.COINM else None
        return Reference(self.prices[symbol], base, contract=contract)

    async def fill(self, leg: Leg, *, asker: str) -> Fill:
        self.asked.append(f"book for {asker}")
        book = LocalBook(OrderBook(last_update_id=1, bids=self.bids, asks=self.asks), limit=500)
        if leg.quantity is None:
            return book.fill_quote(leg.side, leg.quote or Decimal(0))
        return book.fill(leg.side, leg.quantity)

    def rows(self) -> Iterator[BoardRow]:
        for symbol, volume in self.volumes.items():
            yield BoardRow(
                symbol, *[self.prices[symbol]] * 4, volume=Decimal(volume),
                quote_volume=Decimal(volume), event_time=NEVER, received_at=0.0,
            )  # fmt: skip

    async def seed(self) -> None:
        self.asked.append("everything")

    async def last_of_all(self) -> Callable[[str], Decimal | None]:
        return self.prices.get


@dataclass
class Wallets:
    market: Market

    async def of(self, user_id: int, key_id: int, asset: str) -> Decimal:
        assert (user_id, key_id) == (ALICE, KEY)
        return self.market.held.get(asset, Decimal(0))

    async def leverage(
        self, user_id: int, key_id: int, venue: Venue, symbol: str, *, fresh: bool
    ) -> int:
        assert (user_id, key_id) == (ALICE, KEY)
        self.market.asked.append(f"{'fresh ' if fresh else ''}leverage of {symbol} {venue}")
        return self.market.leverages.get(symbol, 1)

    def forget_leverage(self, key_id: int, venue: Venue, symbol: str) -> None:
        self.market.asked.append(f"{symbol} {venue} changes for key {key_id}")


def scales(market: Market) -> Scales:
    return Scales(market, Largest(market, market), Wallets(market), market)


def guards(
    storage: Storage, market: Market, now: Callable[[], datetime], environment: str = "live"
) -> Guards:
    return Guards(storage, scales(market), environment=environment, now=now)


def buy(quantity: str, price: str | None = None, symbol: str = BTC, **more: Any) -> spot.NewOrder:
    return _order(Side.BUY, quantity, price, symbol, more)


def sell(quantity: str, price: str | None = None, symbol: str = BTC, **more: Any) -> spot.NewOrder:
    return _order(Side.SELL, quantity, price, symbol, more)


def contract(**terms: Any) -> futures.NewOrder:
    usual = {"symbol": BTC, "side": Side.BUY, "type": "MARKET", "quantity": Decimal(1)}
    return futures.NewOrder.model_validate(usual | terms)


def _order(
    side: Side, quantity: str, price: str | None, symbol: str, more: dict[str, Any]
) -> spot.NewOrder:
    terms: dict[str, Any] = {"symbol": symbol, "side": side, "quantity": Decimal(quantity)}
    terms |= {"type": OrderType.MARKET}
    if price is not None:
        limit = {"type": OrderType.LIMIT, "time_in_force": TimeInForce.GTC}
        terms |= limit | {"price": Decimal(price)}
    return spot.NewOrder.model_validate(terms | more)
