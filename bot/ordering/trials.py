"""What would be wrong with a wish at one quantity or another."""

from dataclasses import dataclass
from decimal import Decimal

from binance.filters import Violation, quantity_step
from binance.models.exchange import SymbolInfo
from bot.ordering.exact import EXACT, ceiled
from bot.ordering.market import Market
from bot.ordering.rules import broken, least_part
from bot.ordering.shapes import (
    names_money,
    pending_quantity,
    shape,
    trades_at_market,
    visible_part,
)
from bot.ordering.wishes import Bracket, Limit, Wish, parts

SIZED = frozenset({"LOT_SIZE", "MARKET_LOT_SIZE", "NOTIONAL", "MIN_NOTIONAL"})
"""The filters that look at how much is traded."""
_ATTEMPTS = 8


@dataclass(frozen=True)
class Trial:
    """A wish, to be tried at quantities; of a market order that names money they are money."""

    wish: Wish
    market: Market

    def broken(self, quantity: Decimal) -> list[Violation]:
        """Every rule that would be broken."""
        if nothing := self._nothing(quantity):
            return [nothing]
        return broken(self.wish.info, shape(self.wish, quantity, self.market), self.market)

    def nearest(self, quantity: Decimal) -> Decimal | None:
        """The nearest quantity that breaks no rule; None where no such is found."""
        found = self.broken(quantity)
        upwards = bool(found) and found[0].rule.startswith("min_")
        for _ in range(_ATTEMPTS):
            if not found:
                return quantity
            if found[0].filter not in SIZED or found[0].rule.startswith("min_") != upwards:
                return None
            quantity = self._moved(quantity, found, upwards=upwards)
            found = self.broken(quantity)
        return None

    @property
    def step(self) -> Decimal:
        info = self.wish.info
        if names_money(self.wish):
            return Decimal(1).scaleb(-info.quote_asset_precision)
        return quantity_step(info, market=trades_at_market(self.wish)) or Decimal("1e-8")

    def _moved(self, quantity: Decimal, found: list[Violation], *, upwards: bool) -> Decimal:
        """As far as the rules themselves say, and by a step at least."""
        wanted = [_scaled(quantity, each) for each in found if each.filter in SIZED]
        if upwards:
            return max(ceiled(max(wanted), self.step), quantity + self.step)
        lowest = EXACT.multiply(EXACT.divide_int(min(wanted), self.step), self.step)
        return min(lowest, quantity - self.step)

    def _nothing(self, quantity: Decimal) -> Violation | None:
        """What comes to less than a step, and cannot even be written into a request."""
        info = self.wish.info
        if names_money(self.wish):
            return None if quantity > 0 else Violation("NOTIONAL", "min_notional", self.step)
        if quantity <= 0 or self._left(quantity) <= 0:
            return Violation("LOT_SIZE", "min_qty", _least(info) or self.step, quantity)
        first = parts(self.wish.kind)[0]
        part = visible_part(first, info, quantity) if isinstance(first, Limit) else None
        if part is not None and not part:
            return Violation("ICEBERG_PARTS", "min_part", least_part(info, quantity), part)
        return None

    def _left(self, quantity: Decimal) -> Decimal:
        """What the last order of all trades: of a bracket, less than was bought."""
        if isinstance(self.wish.kind, Bracket):
            return pending_quantity(self.wish, quantity, self.market)
        return quantity


def _scaled(quantity: Decimal, found: Violation) -> Decimal:
    assert found.limit is not None
    if not found.value:
        return found.limit
    return EXACT.divide(EXACT.multiply(quantity, found.limit), found.value)


def _least(info: SymbolInfo) -> Decimal:
    lot = info.lot_size()
    return max(lot.min_qty, lot.step_size) if lot else Decimal(0)
