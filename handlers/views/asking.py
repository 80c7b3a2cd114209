"""What questions have in common: how long they are good, their answers, and how they end."""

from collections.abc import Sequence
from datetime import timedelta

from bot.i18n import Html, Say, lines
from bot.notices import expired
from bot.text import good_for
from handlers.page import Button, Page, Question, Rows


def question(
    say: Say,
    asked: Html,
    *more: Html | None,
    rows: Rows,
    tickets: Sequence[str],
    lasts: timedelta,
    after: Rows = (),
) -> Page:
    """A question behind whose buttons stand tickets.

    When nobody has answered in time, what was `asked` stays, and the buttons `after` it.
    """
    over = Page(expired(say, asked), after)
    return Page(lines(asked, *more, good_for(say, lasts)), rows, Question((*tickets,), over))


def order(
    say: Say,
    asked: Html,
    *more: Html | None,
    ticket: str,
    lasts: timedelta,
    first: Html | None = None,
    dry: bool = False,
) -> Page:
    """A question whether something is sent to Binance; `first` is said above it.

    With `dry` it is a rehearsal, which has to be known before the answer.
    """
    text = say("⌛ <b>This question has expired</b>: nothing was ordered.")
    again = Button(say("🔁 Ask again"), f"re:{ticket}")
    return Page(
        lines(first, rehearsal(say) if dry else None, asked, *more, good_for(say, lasts)),
        answers(say, f"t:{ticket}", ticket),
        Question((ticket,), Page(lines(text, asked), ((again,),))),
    )


def rehearsal(say: Say) -> Html:
    return say("🧪 <b>Dry run is on: nothing will be sent.</b>")


def answers(say: Say, yes: str, ticket: str) -> Rows:
    """Confirm, which is `yes`, and Cancel, which withdraws the ticket."""
    return (
        (
            Button(say("✅ Confirm"), yes, style="success"),
            Button(say("❌ Cancel"), f"n:{ticket}"),
        ),
    )


def stale(say: Say) -> str:
    return say("This question is not yours, was answered, or has expired. Ask anew.")
