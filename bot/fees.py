"""What an account pays for trades of a symbol: its own rates, and BNB's discount."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from binance.errors import BinanceError
from binance.models.account import CommissionRates, SymbolCommission
from binance.models.order_terms import OrderType, Side
from binance.private import spot
from bot.accounts import Connected
from bot.ordering.market import Market

log = logging.getLogger(__name__)

KNOWN_FOR = timedelta(hours=1)  # it weighs 20 to ask, and changes once a day at most
CAPACITY = 4_096


@dataclass(frozen=True)
class Fees:
    """The shares of what is traded that go to Binance; `discount_asset` if they are paid in it.

    `full` is what is paid where there is too little of that.
    """

    maker: Decimal
    taker: Decimal
    buyer: Decimal
    seller: Decimal
    discount_asset: str | None = None
    full: "Fees | None" = None

    def of(self, side: Side, *, maker: bool) -> Decimal:
        """The share of a trade of this side that is paid."""
        own = self.buyer if side == Side.BUY else self.seller
        return own + (self.maker if maker else self.taker)

    @property
    def rates(self) -> CommissionRates:
        """What may have to be paid: without a discount, which nobody gets once it is used up."""
        due = self.full or self
        return CommissionRates(maker=due.maker, taker=due.taker, buyer=due.buyer, seller=due.seller)


@dataclass(frozen=True)
class Purse:
    """How much there is of the asset that fees are paid in, and its price; None if not known."""

    asset: str
    have: Decimal
    price: Decimal | None

    def covers(self, worth: Decimal) -> bool:
        """Whether it pays a fee of that worth; without a price anything counts as enough."""
        if self.price is None:
            return self.have > 0
        return self.have * self.price >= worth


class FeeTable:
    """The fees of each account and symbol, asked for once an hour."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: OrderedDict[tuple[int, str], tuple[datetime, Fees]] = OrderedDict()

    async def of(self, connected: Connected, symbol: str) -> Fees | None:
        """None where Binance does not tell just now: a preview does without."""
        place = connected.key.id, symbol
        if (known := self._known.get(place)) and self._now() - known[0] < KNOWN_FOR:
            return known[1]
        try:
            told = await connected.account.send(spot.AccountCommission(symbol=symbol))
        except BinanceError as error:
            log.info("no fees for a preview: %r", error)
            return None
        fees = fees_of(told)
        self._known[place] = self._now(), fees
        self._known.move_to_end(place)
        if len(self._known) > CAPACITY:
            self._known.popitem(last=False)
        return fees


def expected_fee(
    fees: Fees | None, market: Market, side: Side, kind: OrderType, gets: Decimal
) -> Decimal | None:
    """About what is paid of what an order gets: the taker's share, unless it is sure to be maker.

    None where neither the symbol's fees nor the account's rates are known.
    """
    if fees is not None:
        return gets * fees.of(side, maker=kind is OrderType.LIMIT_MAKER)
    return None if market.rates is None else gets * market.fee(side)


def fees_of(told: SymbolCommission) -> Fees:
    """Add up what is told; only the standard part is discounted, if BNB pays."""
    discount = told.discount
    full = _added_up(told, Decimal(1))
    if not (discount.enabled_for_account and discount.enabled_for_symbol):
        return full
    less = _added_up(told, discount.discount)
    return replace(less, discount_asset=discount.discount_asset, full=full)


def _added_up(told: SymbolCommission, factor: Decimal) -> Fees:
    parts = (told.special_commission, told.tax_commission)

    def total(name: str) -> Decimal:
        standard = Decimal(getattr(told.standard_commission, name)) * factor
        return standard + sum((Decimal(getattr(part, name)) for part in parts), Decimal(0))

    return Fees(
        maker=total("maker"), taker=total("taker"), buyer=total("buyer"), seller=total("seller")
    )
