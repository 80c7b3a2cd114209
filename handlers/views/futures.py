"""Settings of contracts, and how far away a position shall end."""

from datetime import timedelta

from binance.models.futures.terms import MarginType
from binance.private.futures import ChangeLeverage
from bot.deeds import deed_of
from bot.i18n import Say, lines
from bot.key_notices import of_account
from bot.positions import Held
from bot.positions.clearing import Clearing
from bot.positions.settings import Change, Chosen, Outcome
from bot.protection_notices import beyond
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


def ask_change(
    say: Say,
    change: Change,
    chosen: Chosen,
    ticket: str,
    lasts: timedelta,
    environment: str,
    *,
    dry: bool = False,
) -> Page:
    if isinstance(change, ChangeLeverage):
        text = say(
            "<b>Leverage of {symbol}: {new}x</b> instead of {old}x?",
            symbol=change.symbol, new=change.leverage, old=chosen.leverage,
        )  # fmt: skip
        hint = say("It changes the margin of what you hold in it as well.")
    else:
        text = say(
            "<b>Margin of {symbol}: {new}</b>?",
            symbol=change.symbol, new=words.margin_word(say, isolated=_isolates(change)),
        )  # fmt: skip
        hint = (
            say("Its position would have a margin of its own, and lose no more than that.")
            if _isolates(change)
            else say("Its position would share the margin of the whole account.")
        )
    return asking.question(
        say, text, asking.rehearsal(say) if dry else None, hint, environment_line(say, environment),
        rows=asking.answers(say, f"fs:{ticket}", ticket), tickets=[ticket], lasts=lasts,
    )  # fmt: skip


def changed(say: Say, change: Change, outcome: Outcome) -> Page:
    if outcome == "rehearsed":
        return _rehearsed(say, change)
    already = outcome == "already"
    if isinstance(change, ChangeLeverage):
        values = {"symbol": change.symbol, "leverage": change.leverage}
        if already:
            return Page(say("The leverage of {symbol} is {leverage}x already.", **values))
        return Page(say("✅ The leverage of {symbol} is {leverage}x now.", **values))
    said = {"symbol": change.symbol, "margin": words.margin_word(say, isolated=_isolates(change))}
    if already:
        return Page(say("The margin of {symbol} is {margin} already.", **said))
    return Page(say("✅ The margin of {symbol} is {margin} now.", **said))


def _rehearsed(say: Say, change: Change) -> Page:
    """What would have become of it, had it been sent."""
    what = (
        say(
            "🧪 <b>Dry run, nothing was sent</b>: leverage of {symbol}: {leverage}x",
            symbol=change.symbol, leverage=change.leverage,
        )
        if isinstance(change, ChangeLeverage)
        else say(
            "🧪 <b>Dry run, nothing was sent</b>: margin of {symbol}: {margin}",
            symbol=change.symbol, margin=words.margin_word(say, isolated=_isolates(change)),
        )
    )  # fmt: skip
    return Page(
        lines(
            what,
            say("It passes all checks of mine. Binance has no test for a change of this kind."),
            say("Dry run is on: /guards"),
        )
    )


def _isolates(change: Change) -> bool:
    return getattr(change, "margin_type", None) is MarginType.ISOLATED
