"""Settings of contracts, and how far away a position shall end."""

from bot.contract_settings import SetLeverage, SetMarginType
from bot.deeds import deed_of
from bot.i18n import Html, Say, lines
from bot.key_notices import of_account
from bot.positions import Held
from bot.positions.clearing import Clearing
from bot.positions.settings import Choice
from bot.protection_notices import beyond
from bot.setting_notices import already
from bot.text import number
from handlers.page import Button, Page
from handlers.views import asking
from handlers.views import contract_words as words
from handlers.views.start import environment_line

PRESETS = (1, 2, 5, 10)  # percent
NAMED = 12  # orders that one question lists, in lines of some 100 characters; others it counts


def how_far(say: Say, held: Held, *, gains: bool) -> Page:
    """A position was chosen by button: at which price shall it end?"""
    kind = "tp" if gains else "sl"
    head = (
        say(
            "🎯 Close {position} for a profit, this far from the mark price:",
            position=words.named(held),
        )
        if gains
        else say(
            "🛑 Close {position} against a loss, this far from the mark price:",
            position=words.named(held),
        )
    )
    place = f"{held.venue}:{held.symbol}:{held.direction}"
    example = f"/close {held.symbol} {held.direction} {kind} {_example(held, gains=gains)}"
    return Page(
        lines(
            head,
            say(
                "It is {mark} now. Or write a price:",
                mark=number(words.fine(held.contract, held.mark)),
            ),
            f"<code>{example}</code>",
        ),
        ([Button(f"{one}%", f"po:{kind}:{place}:{one}") for one in PRESETS],),
    )


def _example(held: Held, *, gains: bool) -> str:
    """A price on the side of the mark price where it makes sense."""
    above = gains == (held.direction == "long")
    share = PRESETS[0] if above else -PRESETS[0]
    price = held.mark * (100 + share) / 100
    return f"{price:.{max(held.contract.price_precision - 1, 0)}f}"


def ask_clearing(say: Say, asked: Clearing, environment: str) -> Page:
    ticket, more = asked.question.ticket_id, len(asked.orders) - NAMED
    return asking.question(
        say,
        say("<b>Cancel what is of no use without its position</b>?"),
        *(say("• {order}", order=deed_of(one).sentence(say)) for one in asked.orders[:NAMED]),
        say.many("and {n} more", "and {n} more", more) if more > 0 else None,
        beyond(say, asked.opening, asked.orders),
        of_account(say, asked.question.label),
        environment_line(say, environment),
        rows=asking.answers(say, f"t:{ticket}", ticket),
        tickets=[ticket],
        lasts=asked.question.lasts,
    )


def ask_change(say: Say, choice: Choice, environment: str, *, dry: bool = False) -> Page:
    change, asked = choice.change, choice.question
    if asked is None:
        return Page(already(say, change))
    text, hint = _leverage(say, choice) if isinstance(change, SetLeverage) else _margin(say, change)
    return asking.question(
        say,
        text,
        asking.rehearsal(say) if dry else None,
        hint,
        of_account(say, asked.label),
        environment_line(say, environment),
        rows=asking.answers(say, f"t:{asked.ticket_id}", asked.ticket_id),
        tickets=[asked.ticket_id],
        lasts=asked.lasts,
    )


def _leverage(say: Say, choice: Choice) -> tuple[Html, Html]:
    change = choice.change
    assert isinstance(change, SetLeverage)
    text = say(
        "<b>Leverage of {symbol}: {new}x</b> instead of {old}x?",
        symbol=change.symbol, new=change.leverage, old=choice.before.leverage,
    )  # fmt: skip
    return text, say("It changes the margin of what you hold in it as well.")


def _margin(say: Say, change: SetMarginType) -> tuple[Html, Html]:
    text = say(
        "<b>Margin of {symbol}: {new}</b>?",
        symbol=change.symbol, new=words.margin_word(say, isolated=change.isolated),
    )  # fmt: skip
    if change.isolated:
        return text, say("Its position would have a margin of its own, and lose no more than that.")
    return text, say("Its position would share the margin of the whole account.")
