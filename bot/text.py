"""Money, percentages and times as people read them.

One spelling for all languages, `1,234.5`, because an amount that is read here is typed back in
the next order, and there a comma for a point would be a thousandfold mistake.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from bot.i18n import Html, Say

CENT = Decimal("0.01")
SATOSHI = Decimal("0.00000001")


def number(value: Decimal) -> str:
    """All digits that mean something, with thousands separators: `67,123.4`."""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rounded(value: Decimal, digits: int) -> str:
    """At most so many digits behind the point, cut and never rounded up to what nobody owns."""
    return number(value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN))


def quote_amount(value: Decimal) -> str:
    """A value in a quote currency: cents from one on, below it all that may matter.

    0.0475 BTC is money, and would be 5 % off with two digits.
    """
    if value == 0 or abs(value) >= 1:
        return f"{value.quantize(CENT, rounding=ROUND_HALF_EVEN):,f}"
    return number(value.quantize(SATOSHI, rounding=ROUND_HALF_EVEN))


def volume(value: Decimal) -> str:
    """Large sums shortened: `1.25B`, `830.1M`, `12.4K`."""
    for size, letter in ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")):
        if abs(value) >= size:
            return f"{value / size:,.2f}{letter}"
    return f"{value:,.2f}"


def percent(value: Decimal, *, sign: bool = True) -> str:
    return f"{value:+.2f}%" if sign else f"{value:.2f}%"


def change_mark(value: Decimal) -> str:
    """Green, red or white: how a change looks at a glance."""
    return "🟢" if value > 0 else "🔴" if value < 0 else "⚪"


def clock(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%H:%M:%S UTC")


def day_and_clock(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def good_for(say: Say, lasts: timedelta) -> Html:
    """How long a question may be answered."""
    return say("Good for {time}.", time=lasting(say, lasts.total_seconds()))


def lasting(say: Say, seconds: float) -> Html:
    """A span of time in its largest unit."""
    whole = max(0, round(seconds))
    if whole < 60:
        return say.many("{n} second", "{n} seconds", whole)
    if whole < 3600:
        return say.many("{n} minute", "{n} minutes", whole // 60)
    if whole < 86400:
        return say.many("{n} hour", "{n} hours", whole // 3600)
    return say.many("{n} day", "{n} days", whole // 86400)
