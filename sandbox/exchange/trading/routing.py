"""Smart order routing: books of one base asset, whose quote assets are worth the same."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading.resting import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sandbox.exchange.trading.depth import Offer
    from sandbox.exchange.trading.orders import Ticket

ROUTES = {"BTC": ("BTCUSDT", "BTCUSDC"), "ETH": ("ETHUSDT", "ETHUSDC")}
"""By base asset, the books among which an order may be routed."""

SORS: list[dict[str, Any]] = [
    {"baseAsset": base, "symbols": list(symbols)} for base, symbols in ROUTES.items()
]
"""The same as `exchangeInfo` spells it."""


def route(symbol: str) -> tuple[str, ...]:
    """Return the books that share their offers with a symbol's; none if it stands alone."""
    return next((symbols for symbols in ROUTES.values() if symbol in symbols), ())


def symbols(ticket: Ticket) -> tuple[str, ...]:
    """Return the books in which an order may look for somebody to trade with."""
    return route(ticket.symbol) if ticket.routed else (ticket.symbol,)


def best_first(sides: Iterable[Iterator[Offer]], side: str) -> Iterator[Offer]:
    return merge(*sides, key=lambda offer: rank(side, offer.price))
