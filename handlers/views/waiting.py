"""What an order waits for before it trades, in the words of every list of orders."""

from decimal import Decimal

from bot.i18n import Html, Say
from bot.text import number, percent


def terms(
    say: Say, *, price: Decimal | None, trigger: Decimal | None, trailing: Decimal | None
) -> Html:
    """At which price, and what has to happen first."""
    at = say("at {price}", price=number(price)) if price else say("at the market")
    if trailing:
        trail = say("trailing {rate} behind", rate=percent(trailing, sign=False))
        if trigger:
            return say("{trail}, from {trigger} on", trail=trail, trigger=number(trigger))
        return trail
    if trigger:
        return say("{at}, once it touches {trigger}", at=at, trigger=number(trigger))
    return at
