"""Ways out of what was bought, and whether funding is told."""

from collections.abc import Mapping
from decimal import Decimal

from bot.i18n import Html, Say, lines
from bot.text import number
from handlers.page import Button, Page

SHARES = (2, 5, 10)  # percent


def words(way: str, symbol: str, sold: Decimal | None, price: Decimal) -> str:
    """What would be written behind /sell; `sold` is None for all of it."""
    amount = "all" if sold is None else f"{sold.normalize():f}"
    at = "stop" if way == "stop" else "@"
    return f"{symbol} {amount} {at} {price.normalize():f}"


def how_far(
    say: Say,
    way: str,
    symbol: str,
    bought: Decimal,
    sold: Decimal | None,
    prices: Mapping[int, Decimal],
) -> Page:
    """Some distances to tap, and how to write any other."""
    sign = "-" if way == "stop" else "+"
    amount = say("all") if sold is None else number(sold)
    head = (
        say("🛑 Sell {qty} {symbol} at market if it falls to:", qty=amount, symbol=symbol)
        if way == "stop"
        else say("🎯 Sell {qty} {symbol} when it rises to:", qty=amount, symbol=symbol)
    )
    example = words(way, symbol, sold, prices[SHARES[1]])
    there = f"{way}:{symbol}:{bought.normalize():f}"
    return Page(
        lines(head, say("Tap, or write for example:"), Html(f"<code>/sell {example}</code>")),
        [
            [Button(f"{number(price)} ({sign}{share}%)", f"out:{there}:{price.normalize():f}")]
            for share, price in prices.items()
        ],
    )


def funding(say: Say, *, told: bool) -> Page:
    if told:
        text = say("💸 I tell you of each funding payment, without a sound.")
        return Page(text, [[Button(say("🔕 Not these"), "funding:off")]])
    text = say("🔕 I do not tell you of funding payments. /funding changes that.")
    return Page(text, [[Button(say("💸 Tell me again"), "funding:on")]])
