"""A price that lies far from the market: it is perhaps a slip of the finger."""

from collections.abc import Iterable
from decimal import Decimal

from bot.i18n import Html, Say
from bot.ordering.distances import away, is_far
from bot.text import number


def warned(say: Say, prices: Iterable[Decimal], market: Decimal) -> list[Html]:
    """A line for each price that waits farther off than anybody usually means."""
    return [_warning(say, one, market) for one in prices if is_far(one, market)]


def _warning(say: Say, price: Decimal, market: Decimal) -> Html:
    far = away(price, market) * 100
    values = {
        "price": number(price), "market": number(market), "away": f"{abs(far):,.1f}",
    }  # fmt: skip
    if far > 0:
        return say(
            "⚠️ <b>{price} lies {away}% above the market</b>, which is at {market}. Is that what "
            "you mean?",
            **values,
        )
    return say(
        "⚠️ <b>{price} lies {away}% below the market</b>, which is at {market}. Is that what you "
        "mean?",
        **values,
    )
