"""What a futures market says thousands of times a second, of either venue.

The venues are told apart by `symbol_type`, which streams of a single symbol may leave out.
"""

from datetime import datetime
from decimal import Decimal

from msgspec import field

from binance.models.events import ticks
from binance.models.events.contracts import SymbolType
from binance.models.market import Level


class AggTrade(ticks.AggTrade, frozen=True, kw_only=True, gc=False):
    """Trades of one taker side at one price within 100 milliseconds; `qty` of COIN-M is contracts.

    Trades of the insurance fund and of auto-deleveraging are not among them.
    """

    normal_qty: Decimal | None = field(name="nq", default=None)  # without RPI orders
    symbol_type: SymbolType | None = field(name="st", default=None)


class ContractTick(ticks.TimedTick, frozen=True, kw_only=True, gc=False):
    """An event that says when the matching engine did what it tells of."""

    transaction_ms: int = field(name="T")
    pair: str | None = field(name="ps", default=None)
    symbol_type: SymbolType | None = field(name="st", default=None)

    @property
    def transaction_time(self) -> datetime:
        return ticks.at(self.transaction_ms)


class BookTicker(ContractTick, frozen=True, kw_only=True, gc=False):
    """Best bid and ask, without RPI orders; a side on which nothing lies has none."""

    update_id: int = field(name="u")
    bid_price: Decimal | None = field(name="b", default=None)
    bid_qty: Decimal | None = field(name="B", default=None)
    ask_price: Decimal | None = field(name="a", default=None)
    ask_qty: Decimal | None = field(name="A", default=None)


class DepthUpdate(ContractTick, frozen=True, kw_only=True, gc=False):
    """Levels of a book that changed, or its best ones; one with a quantity of 0 is gone.

    `previous_update_id` is the `final_update_id` of the event before; if it is not, one is missing.
    """

    first_update_id: int = field(name="U")
    final_update_id: int = field(name="u")
    previous_update_id: int = field(name="pu")
    bids: tuple[Level, ...] = field(name="b")
    asks: tuple[Level, ...] = field(name="a")
