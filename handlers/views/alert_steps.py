"""An alert made by buttons: what is asked, and what may be answered."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from bot.alerts import sentences
from bot.alerts.conditions import NewListing, Wish
from bot.alerts.forms import FORMS, Form
from bot.i18n import Html, Say, lines
from bot.text import number
from handlers.page import Button, Page, Rows

NOWHERE = "-"  # instead of a symbol, where none is needed
EXAMPLES = ("btc &gt; 70000", "eth -5% 1h every", "sol")
LISTING = "listing"


def symbols(say: Say, offered: Sequence[str]) -> Page:
    """The first question where no symbol was named."""
    buttons = [Button(symbol, f"new:{symbol}") for symbol in offered]
    return Page(
        lines(
            say("🔔 <b>New alert</b>"),
            say("Which symbol? Tap, or write for example:"),
            *(f"<code>/alert {words}</code>" for words in EXAMPLES),
        ),
        (
            *_in_rows(buttons, 2),
            (Button(say(FORMS[LISTING].label), f"new:{NOWHERE}:{LISTING}"),),
            (_cancel(say),),
        ),
    )


def kinds(say: Say, symbol: str, price: Decimal) -> Page:
    buttons = [
        Button(say(form.label), f"new:{symbol}:{kind}")
        for kind, form in FORMS.items()
        if "{symbol}" in form.words
    ]
    return Page(
        lines(_head(say, symbol, price), say("What shall I watch for?")),
        (*_in_rows(buttons, 2), (Button(say("« Back"), "go:alert"), _cancel(say))),
    )


def gap(say: Say, path: Sequence[str], form: Form, price: Decimal) -> Page:
    """The next thing to be chosen; `path` is what was chosen so far, the symbol first."""
    symbol, _, *chosen = path
    asked = form.gaps[len(chosen)]
    buttons = [
        Button(say(one.label), ":".join(("new", *path, one.code))) for one in asked.choices(price)
    ]
    return Page(
        lines(
            _head(say, symbol, price),
            Html(escape(" · ".join((say(form.label), *chosen)), quote=False)),
            say(asked.question),
        ),
        (*_in_rows(buttons, 2 if len(buttons) != 5 else 5), _back(say, path)),
    )


def manner(say: Say, path: Sequence[str], wish: Wish) -> Page:
    """The last question; the answer arms it."""
    data = ":".join(("new", *path))
    return Page(
        lines(
            say("🔔 I will tell you when {alert}.", alert=sentences.sentence(say, wish)),
            say("How often?"),
        ),
        (
            (
                Button(say("Once"), f"{data}:once", style="primary"),
                Button(say("Every time"), f"{data}:every"),
            ),
            *_paced(say, data, wish),
            _back(say, path),
        ),
    )


def _paced(say: Say, data: str, wish: Wish) -> Rows:
    """Not for listings: the next one is of another symbol, and none is left out for a pause."""
    if isinstance(wish.condition, NewListing):
        return []
    return [(Button(say("Every time, at most once an hour"), f"{data}:hour"),)]


def cancelled(say: Say) -> Page:
    return Page(say("❌ No alert was made."))


def stale(say: Say) -> str:
    return say("This button no longer works. Begin anew: /alert")


def twice(say: Say) -> str:
    return say("You have tapped that already: the alert is made.")


def _head(say: Say, symbol: str, price: Decimal) -> Html:
    if symbol == NOWHERE:
        return say("🔔 <b>New alert</b>")
    return say("🔔 <b>{symbol}</b>  {price}", symbol=symbol, price=number(price))


def _back(say: Say, path: Sequence[str]) -> list[Button]:
    earlier = path[:-1]
    data = ":".join(("new", *earlier)) if earlier != (NOWHERE,) else "go:alert"
    return [Button(say("« Back"), data), _cancel(say)]


def _cancel(say: Say) -> Button:
    return Button(say("❌ Cancel"), "new:cancel")


def _in_rows(buttons: Sequence[Button], wide: int) -> Rows:
    return [buttons[at : at + wide] for at in range(0, len(buttons), wide)]
