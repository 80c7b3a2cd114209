"""The names of guards and their values, as people read them."""

from collections.abc import Mapping
from decimal import Decimal

from bot.guards.terms import Allowed, Guard, Value
from bot.i18n import Html, Say, note
from bot.text import number

NAMES: Mapping[Guard, str] = {
    Guard.ORDER: note("At most per order"),
    Guard.DAY: note("At most in 24 hours"),
    Guard.SYMBOLS: note("Symbols"),
    Guard.DEVIATION: note("Worse than the market at most"),
    Guard.LEVERAGE: note("Leverage at most"),
    Guard.RATE: note("Orders in a minute"),
    Guard.READ_ONLY: note("Read only"),
    Guard.DRY: note("Dry run"),
}


def name(say: Say, guard: Guard) -> Html:
    return say(NAMES[guard])


def shown(say: Say, guard: Guard, value: Value) -> Html:
    """Show a value with its unit."""
    match value:
        case bool():
            return say("on") if value else say("off")
        case Allowed():
            return _symbols(say, value)
        case None:
            return say("no limit")
        case Decimal() if guard is Guard.DEVIATION:
            return Html(f"{number(value)}%")
        case Decimal():
            return say("{amount} USDT", amount=number(value))
        case _:
            return Html(f"{value}x") if guard is Guard.LEVERAGE else Html(value)


def _symbols(say: Say, allowed: Allowed) -> Html:
    named = " ".join(allowed.named)
    match allowed.breadth:
        case "all":
            return say("all")
        case "largest" if not named:
            return say("the 100 largest, and what you hold")
        case "largest":
            return say("the 100 largest, what you hold, and {symbols}", symbols=named)
        case _:
            return say("only {symbols}", symbols=named or "–")
