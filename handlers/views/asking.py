"""What questions have in common: how long they are good, their answers, and how they end."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Before:
    """What has to be known before a question is answered, and is said above it.

    With `dry` it is a rehearsal. `doubted` are orders of which nobody knows yet whether they were
    carried out: this one may be their double.
    """

    first: Html | None = None
    dry: bool = False
    doubted: Sequence[Html] = ()


NOTHING = Before()


def order(
    say: Say,
    asked: Html,
    *more: Html | None,
    ticket: str,
    lasts: timedelta,
    before: Before = NOTHING,
    after_all: Html | None = None,
) -> Page:
    """A question whether something is sent to Binance.

    `after_all` says what may be so although nothing was ordered, once it has expired.
    """
    text = say("⌛ <b>This question has expired</b>: nothing was ordered.")
    again = Button(say("🔁 Ask again"), f"re:{ticket}")
    return Page(
        lines(*_before(say, before), asked, *more, good_for(say, lasts)),
        answers(say, f"t:{ticket}", ticket, knowing=bool(before.doubted)),
        Question((ticket,), Page(lines(text, asked, after_all), ((again,),))),
    )


def rehearsal(say: Say) -> Html:
    return say("🧪 <b>Dry run is on: nothing will be sent.</b>")


def _before(say: Say, before: Before) -> list[Html | None]:
    return [
        before.first,
        rehearsal(say) if before.dry else None,
        *(
            say(
                "⚠️ <b>Nobody knows yet whether this was carried out</b>: {order}. Wait until that "
                "is told, unless you want both.",
                order=one,
            )
            for one in before.doubted
        ),
    ]


def answers(say: Say, yes: str, ticket: str, *, knowing: bool = False) -> Rows:
    """Confirm, which is `yes`, and Cancel, which withdraws the ticket.

    With `knowing`, a finger that is used to confirming finds something else where that was.
    """
    no = Button(say("❌ Cancel"), f"n:{ticket}")
    if knowing:
        return ((no,), (Button(say("⚠️ Go on all the same"), yes, style="danger"),))
    return ((Button(say("✅ Confirm"), yes, style="success"), no),)


def elsewhere(say: Say) -> str:
    return say(
        "This question is about another account of yours. Choose that one (/account), or ask anew."
    )


def stale(say: Say) -> str:
    return say("This question is not yours, was answered, or has expired. Ask anew.")
