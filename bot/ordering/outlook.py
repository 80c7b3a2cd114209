"""What a market order would get, and in how many digits that is said."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

from binance.filters import floor_quantity
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from binance.models.symbol_filters import PriceFilter
from binance.private.spot import NewOrder
from binance.streams.books import Fill, LocalBook
from bot.ordering.exact import cut


class Priced(Protocol):
    """Whatever has prices in steps: a symbol of spot, or a contract."""

    @property
    def price_filter(self) -> PriceFilter | None: ...


def expected_fill(order: NewOrder, book: LocalBook) -> Fill:
    """What a market order would get from a book that stays as it is, fees aside."""
    if order.quantity is not None:
        return book.fill(order.side, order.quantity)
    return book.fill_quote(order.side, order.quote_order_qty or Decimal(0))


def filled_at_once(
    side: Side, quantity: Decimal, limit: Decimal, book: LocalBook | None
) -> Fill | None:
    """What a limit order would take from a book that stays as it is; None if that is nothing."""
    fill = None if book is None else book.fill(side, quantity, limit=limit)
    return fill if fill is not None and fill.qty else None


def tradable(info: SymbolInfo, quantity: Decimal) -> Decimal:
    """A quantity as a market order can trade it, with no digits beyond the symbol's steps."""
    return floor_quantity(info, cut(quantity, info.base_asset_precision), market=True)


def to_the_tick(info: Priced, price: Decimal) -> Decimal:
    """An average price with as many digits as the symbol's prices have."""
    tick = tick_of(info).normalize() or Decimal("1e-8")
    return price.quantize(tick, rounding=ROUND_HALF_EVEN)


def tick_of(info: Priced) -> Decimal:
    """The step of a symbol's prices; 0 where there is none."""
    return info.price_filter.tick_size if info.price_filter else Decimal(0)
