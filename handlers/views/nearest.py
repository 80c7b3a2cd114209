"""Many orders in a line: a contract may have 400 of them, and a message has 4096 characters."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from bot.i18n import Html, Say
from bot.positions import Held

T = TypeVar("T")

NAMED = 3


def nearest(
    say: Say,
    held: Held,
    orders: Sequence[T],
    sentence: Callable[[T], Html],
    *,
    price: Callable[[T], Decimal | None],
    most: int = NAMED,
) -> Html:
    """Name the few that the mark price of their position reaches first, and count the others."""
    prices = [price(one) or held.mark for one in orders]  # without a price it follows the mark
    first = sorted(range(len(orders)), key=lambda at: abs(prices[at] - held.mark))[:most]
    names = [sentence(orders[at]) for at in sorted(first, key=prices.__getitem__)]
    return few(say, names, len(orders))


def few(say: Say, names: Sequence[Html], number: int) -> Html:
    """The first of so many, and how many more there are."""
    told, more = Html(" · ".join(names)), number - len(names)
    return say("{names} and {n} more", names=told, n=more) if more else told
