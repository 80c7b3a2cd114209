"""Ways out of what was bought, and whether funding is told."""

from collections.abc import Mapping
from decimal import Decimal

from bot.i18n import Html, Say, lines
from bot.text import number
from handlers.page import Button, Page

SHARES = (2, 5, 10)  # percent


def words(way: str, symbol: str, price: Decimal) -> str:
    """What would be written behind /sell."""
    return f"{symbol} all stop {price:f}" if way == "stop" else f"{symbol} all @ {price:f}"


def how_far(say: Say, way: str, symbol: str, prices: Mapping[int, Decimal]) -> Page:
    """Some distances to tap, and how to write any other."""
    sign = "-" if way == "stop" else "+"
    head = (
        say("🛑 Sell all {symbol} at market if it falls to:", symbol=symbol)
        if way == "stop"
        else say("🎯 Sell all {symbol} when it rises to:", symbol=symbol)
    )
    example = words(way, symbol, prices[SHARES[1]])
    return Page(
        lines(head, say("Tap, or write for example:"), Html(f"<code>/sell {example}</code>")),
        [
            [Button(f"{number(price)} ({sign}{share}%)", f"out:{way}:{symbol}:{share}")]
            for share, price in prices.items()
        ],
    )


def funding(say: Say, *, told: bool) -> Page:
    if told:
        text = say("💸 I tell you of each funding payment, without a sound.")
        return Page(text, [[Button(say("🔕 Not these"), "funding:off")]])
    text = say("🔕 I do not tell you of funding payments. /funding changes that.")
    return Page(text, [[Button(say("💸 Tell me again"), "funding:on")]])
