"""How careful an order is confirmed, and how to change that."""

from decimal import Decimal

from bot.caution import DRIFT, Limit
from bot.i18n import Html, Say, lines
from bot.text import number
from handlers.page import Page


def limit(say: Say, one: Limit, value: Decimal, example: str, *, changed: bool) -> Page:
    """What holds, what that means, and how it is written otherwise."""
    return Page(
        lines(
            say("✅ It holds from now on.") if changed else None,
            _drift(say, value) if one is DRIFT else _big(say, value),
            say("Raising it needs a code from those who have /secure. Write: {example}",
                example=Html(f"<code>{example}</code>")),
        )
    )  # fmt: skip


def _drift(say: Say, value: Decimal) -> Html:
    return say(
        "📏 If the market moves by more than <b>{value}%</b> between my question and your tap, "
        "nothing is sent and I ask anew.",
        value=number(value),
    )


def _big(say: Say, value: Decimal) -> Html:
    return say(
        "🔐 Orders for more than <b>{value} USDT</b> need a code, if you have one: /secure",
        value=number(value),
    )
