"""What an asset is worth in another one, by the market's last prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import MINUTE
from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.money.amounts import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.exchange.core import Core
    from sandbox.exchange.market.pair import Pair

Amount: TypeAlias = "tuple[str, Decimal]"
DOLLAR, BITCOIN = "USDT", "BTC"

RECEIPTS: dict[str, Callable[[int], tuple[str, Decimal]]] = {}
"""Assets that stand for so much of another one at a time, as WBETH does for ETH."""


def price(core: Core, asset: str, quote: str, at: int | None = None) -> Decimal | None:
    """Return the price of one unit, now or at a moment; None if there is none.

    What is not traded with each other has its price over USDT.
    """
    if asset == quote:
        return Decimal(1)
    if asset in RECEIPTS:
        underlying, rate = RECEIPTS[asset](core.clock() if at is None else at)
        worth = price(core, underlying, quote, at)
        return None if worth is None else worth * rate
    direct = _listed(core, asset, quote, at)
    if direct is not None or DOLLAR in {asset, quote}:
        return direct
    dollars, divisor = price(core, asset, DOLLAR, at), price(core, quote, DOLLAR, at)
    return None if dollars is None or divisor is None else dollars / divisor


def value(
    core: Core, amounts: Iterable[Amount], quote: str = BITCOIN, at: int | None = None
) -> Decimal:
    """Return what some amounts are worth together; what has no price counts for nothing."""
    return sum(
        (amount * (price(core, asset, quote, at) or ZERO) for asset, amount in amounts if amount),
        start=ZERO,
    )


def assets() -> list[str]:
    """Return everything that is traded, in the order of the listings."""
    traded = [each for each in LISTINGS.values() if each.trading]
    return list(dict.fromkeys(asset for each in traded for asset in (each.base, each.quote)))


def _listed(core: Core, asset: str, quote: str, at: int | None) -> Decimal | None:
    """Return the last price of the symbol that the two make, in whichever order."""
    for symbol in (asset + quote, quote + asset):
        if symbol in LISTINGS and LISTINGS[symbol].trading:
            pair = core.market.pairs[symbol]
            last = pair.last.price if at is None else _close(pair, at)
            return last if symbol == asset + quote else 1 / last
    return None


def _close(pair: Pair, time: int) -> Decimal:
    """Return the last price of the minute that a moment lies in."""
    minute = time // MINUTE
    bar = pair.history.minutes(minute, minute + 1, exact=False)
    return pair.listing.tick * int(bar[Bar.CLOSE, 0])
