"""Weighs a request: what it is worth, and whether what it trades, and at which price, may be."""

from collections.abc import Awaitable
from decimal import Decimal
from typing import Protocol

from binance.streams.books import Fill
from bot.guards import checks
from bot.guards.largest import base_of, plain
from bot.guards.measures import astray, needs_the_book, notional
from bot.guards.references import Reference
from bot.guards.stakes import Leg, Leverage, Orders, Venue
from bot.guards.terms import Terms

CRUMBS = Decimal(5)  # USDT: less of an asset may have been sent by anybody, and is no holding


class Prices(Protocol):
    async def of(self, venue: Venue, symbol: str, /) -> Reference: ...


class Sizes(Protocol):
    async def symbols(self) -> frozenset[str]: ...

    async def trades(self, asset: str, /) -> bool: ...


class Wallets(Protocol):
    async def of(self, user_id: int, key_id: int, asset: str, /) -> Decimal: ...

    async def leverage(
        self, user_id: int, key_id: int, venue: Venue, symbol: str, /, *, fresh: bool
    ) -> int: ...

    def forget_leverage(self, key_id: int, venue: Venue, symbol: str, /) -> None: ...


class Ladders(Protocol):
    def fill(self, leg: Leg, /, *, asker: str) -> Awaitable[Fill]: ...


class Scales:
    """What guards need to know of the world, asked for as seldom as can be."""

    def __init__(self, prices: Prices, largest: Sizes, holdings: Wallets, books: Ladders) -> None:
        self._prices, self._largest = prices, largest
        self._holdings, self._books = holdings, books

    async def weigh(
        self,
        user_id: int,
        key_id: int,
        orders: Orders,
        terms: Terms,
        leverage: int | None = None,
        *,
        fresh: bool = False,
    ) -> Decimal:
        """Return the worst that all that can fill comes to in USDT; `Refused` for what may not.

        `leverage` is known where it is about to be changed; else the account is asked, and anew
        where that has to be `fresh`.
        """
        total = Decimal(0)
        for group in orders.groups:
            worths = [
                await self._leg(user_id, key_id, leg, terms, leverage, fresh=fresh) for leg in group
            ]
            total += max(worths)
        return total

    def leverage(self, key_id: int, change: Leverage, terms: Terms) -> None:
        """Check a change of leverage; what it was is no longer believed."""
        checks.within_leverage(terms, change.leverage, change.symbol)
        self._holdings.forget_leverage(key_id, change.venue, change.symbol)

    async def allowed(self, terms: Terms, symbol: str) -> bool:
        """Whether a spot symbol is allowed by its name or its volume alone."""
        allowed = terms.symbols
        if allowed.breadth == "all" or symbol in allowed.named:
            return True
        return allowed.breadth == "largest" and symbol in await self._largest.symbols()

    async def _leg(
        self,
        user_id: int,
        key_id: int,
        leg: Leg,
        terms: Terms,
        leverage: int | None,
        *,
        fresh: bool,
    ) -> Decimal:
        reference = await self._prices.of(leg.venue, leg.symbol)
        if not await self._may_trade(user_id, key_id, leg, reference, terms):
            raise checks.not_allowed(leg.symbol)
        if leg.venue is not Venue.SPOT:
            if leverage is None:
                leverage = await self._holdings.leverage(
                    user_id, key_id, leg.venue, leg.symbol, fresh=fresh
                )
            checks.within_leverage(terms, leverage, leg.symbol)
        fill = await self._fill(user_id, leg)
        checks.near(terms, astray(leg, reference, fill), leg.symbol)
        worth = notional(leg, reference, fill)
        checks.within_order(terms, worth)
        return worth

    async def _fill(self, user_id: int, leg: Leg) -> Fill | None:
        if not needs_the_book(leg):
            return None
        return await self._books.fill(leg, asker=f"telegram {user_id}")

    async def _may_trade(
        self, user_id: int, key_id: int, leg: Leg, reference: Reference, terms: Terms
    ) -> bool:
        if await self.allowed(terms, leg.symbol):
            return True
        if leg.venue is not Venue.SPOT and await self._coin_allowed(terms, reference.base):
            return True
        if terms.symbols.breadth == "only" or leg.venue is not Venue.SPOT:
            return False
        held = await self._holdings.of(user_id, key_id, reference.base)
        return reference.worth(held, reference.price) >= CRUMBS

    async def _coin_allowed(self, terms: Terms, base: str) -> bool:
        """A contract is on a coin: on one of the largest, or on one of a symbol that is named."""
        coin = plain(base)
        if any(base_of(symbol) == coin for symbol in terms.symbols.named):
            return True
        return terms.symbols.breadth == "largest" and await self._largest.trades(coin)
