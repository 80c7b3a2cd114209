"""How safe a margin account is, and what it may therefore borrow and give away."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import ZERO, down
from sandbox.exchange.sapi.margin import assets

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.sapi.margin.accounts import Margin

NORMAL, MARGIN_CALL, LIQUIDATION = Decimal("1.5"), Decimal("1.3"), Decimal("1.1")
TRANSFER_OUT = Decimal(2)
"""The margin level that must be left when money is taken out."""

SAFE = Decimal(999)
"""The level of an account without debts."""

ISOLATED_LEVERAGE = Decimal(5)
_ISOLATED_START = ISOLATED_LEVERAGE / (ISOLATED_LEVERAGE - 1)


@dataclass(frozen=True)
class Worth:
    """What an account has and owes, in one asset."""

    assets: Decimal
    debts: Decimal

    @property
    def net(self) -> Decimal:
        return self.assets - self.debts

    @property
    def level(self) -> Decimal:
        return min(self.assets / self.debts, SAFE) if self.debts else SAFE


def worth(core: Core, margin: Margin, unit: str = prices.BITCOIN) -> Worth:
    held = margin.seat.balances.items()
    owed = margin.debts.items()
    return Worth(
        prices.value(core, ((asset, each.free + each.locked) for asset, each in held), unit),
        prices.value(core, ((asset, each.total) for asset, each in owed), unit),
    )


def borrowable(core: Core, margin: Margin, asset: str) -> Decimal:
    """Return how much more may be borrowed, so that the level does not fall below its start."""
    start = NORMAL if margin.symbol is None else _ISOLATED_START
    now = worth(core, margin, asset)
    room = (now.assets - start * now.debts) / (start - 1)
    limit = assets.borrow_limit(asset) - margin.owed(asset)
    return down(max(min(room, limit), ZERO))


def transferable(core: Core, margin: Margin, asset: str) -> Decimal:
    """Return how much may be taken out: all that is free, or what leaves a level of two."""
    free = margin.seat.balance(asset).free
    now = worth(core, margin, asset)
    if not now.debts:
        return free
    return down(max(min(free, now.assets - TRANSFER_OUT * now.debts), ZERO))


def liquidation_price(margin: Margin, listing: Listing) -> Decimal:
    """Return the price at which an isolated account's level is that of liquidation, 0 if none."""
    base, quote = (
        margin.seat.balance(each).free + margin.seat.balance(each).locked
        for each in (listing.base, listing.quote)
    )
    exposure = base - LIQUIDATION * margin.owed(listing.base)
    due = LIQUIDATION * margin.owed(listing.quote) - quote
    return max(due / exposure, ZERO) if exposure else ZERO
