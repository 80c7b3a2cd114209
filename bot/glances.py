"""A look at the other side of the market, for an order that may trade with it at once."""

from dataclasses import dataclass

from binance.models.order_terms import Side
from binance.streams.board import Offers
from binance.streams.books import LocalBook
from bot.depths import Depths
from bot.ordering.wishes import AtMarket, Limit, Wish, parts
from bot.prices import Prices


@dataclass(frozen=True)
class Sight:
    """The best offers where they were looked at, and the whole book where it matters."""

    offers: Offers | None = None
    book: LocalBook | None = None


class Glances:
    """Looks at no more than an order calls for: best offers cost little, a book that begins 50."""

    def __init__(self, prices: Prices, depths: Depths) -> None:
        self._prices, self._depths = prices, depths

    async def of(self, wish: Wish, *, asker: str) -> Sight:
        """The book of an order that takes from it, or must not; to be read before the next await.

        Whether another limit order takes, the best offers tell; what waits for a trigger takes
        nothing yet.
        """
        symbol = wish.info.symbol
        match parts(wish.kind)[0]:
            case AtMarket() | Limit(post=True):
                return Sight(book=await self._depths.glance(symbol, asker=asker))
            case Limit() as limit:
                offers = await self._prices.offers(symbol)
                if offers is not None and not _meets(wish.side, limit, offers):
                    return Sight(offers)
                return Sight(offers, await self._depths.glance(symbol, asker=asker))
        return Sight()


def _meets(side: Side, limit: Limit, offers: Offers) -> bool:
    return limit.price >= offers.ask if side == Side.BUY else limit.price <= offers.bid
