"""Guards: how they stand, what may be chosen, and what a choice does."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.guards import Changed, Proposal
from bot.guards.changing import TICKET_LIFE
from bot.guards.terms import Allowed, Guard, Terms, Value, revived
from bot.guards.words import name, shown
from bot.i18n import Html, Say, lines
from bot.text import day_and_clock, number
from handlers.page import Button, Page
from handlers.views import asking
from handlers.views.start import environment_line
from storage import GuardRaise

_IN_A_ROW = 3


@dataclass(frozen=True)
class Standing:
    """How a person's guards are; with each raise to come the ticket that takes it back."""

    environment: str
    terms: Terms
    spent: Decimal
    stopped: bool
    waiting: Sequence[tuple[GuardRaise, str]]


def all_of_them(say: Say, standing: Standing) -> Page:
    terms = standing.terms
    return Page(
        lines(
            say("🛡 <b>Your guards</b>: what I refuse to send, whoever asks in your name"),
            environment_line(say, standing.environment),
            say("🛑 <b>Trading is stopped.</b> To go on: /resume") if standing.stopped else None,
            "",
            *(_line(say, guard, terms[guard]) for guard in Guard),
            "",
            say("Ordered in the last 24 hours: {sum} USDT", sum=number(round(standing.spent, 2))),
            *(_to_come(say, one) for one, _ in standing.waiting),
            say("<i>Tightening holds at once. Loosening holds after 24 hours.</i>"),
        ),
        (
            *_rows([Button(name(say, guard), f"guard:{guard}") for guard in Guard], 2),
            *(
                (Button(say("❌ Cancel: {guard}", guard=name(say, Guard(one.name))),
                        f"keep:{ticket}"),)
                for one, ticket in standing.waiting
            ),
        ),
    )  # fmt: skip


def one(say: Say, guard: Guard, value: Value, presets: Sequence[str], example: str) -> Page:
    """One guard, and the values that a tap offers."""
    buttons = [
        Button(shown(say, guard, _read(guard, preset)), f"guard:{guard}:{preset}")
        for preset in presets
    ]
    return Page(
        lines(
            say("🛡 {guard}", guard=_line(say, guard, value)),
            say("Tap what it shall be, or write for example:"),
            f"<code>{example}</code>",
        ),
        (*_rows(buttons, _IN_A_ROW), (Button(say("↩️ Back"), "go:guards"),)),
    )


def question(say: Say, proposal: Proposal, spent: Decimal) -> Page:
    """Ask; `spent` is what was ordered in the last 24 hours."""
    guard = proposal.guard
    effect = (
        say("That is looser: it takes effect in 24 hours, and until then you can take it back.")
        if proposal.looser
        else say("That takes effect at once.")
    )
    tightens = not proposal.looser and proposal.old != proposal.new
    yes = Button(say("✅ Yes"), f"gset:{proposal.ticket_id}", style="success")
    return asking.question(
        say,
        lines(
            say("🛡 <b>{guard}</b>", guard=name(say, guard)),
            say("Now: {value}", value=shown(say, guard, proposal.old)),
            say("Then: {value}", value=shown(say, guard, proposal.new)),
        ),
        effect,
        say("To undo it later takes 24 hours.") if tightens else None,
        _meanwhile(say, guard) if tightens else None,
        _used_up(say, proposal, spent),
        rows=((yes, Button(say("↩️ Back"), "go:guards")),),
        tickets=[proposal.ticket_id],
        lasts=TICKET_LIFE,
        after=((Button(say("🛡 Guards"), "go:guards"),),),
    )


def _meanwhile(say: Say, guard: Guard) -> Html | None:
    """What a trader had better know before it holds."""
    match guard:
        case Guard.LEVERAGE:
            return None
        case Guard.DRY:
            return say(
                "⚠️ Meanwhile I close no position and sell nothing, either. Cancelling and /panic "
                "work."
            )
        case _:
            return say(
                "⚠️ It holds for selling, too. Only cancelling, closing positions of futures "
                "(/close) and /panic are free of it."
            )


def _used_up(say: Say, proposal: Proposal, spent: Decimal) -> Html | None:
    """Whether a new limit of the day is reached before it begins."""
    limit = proposal.new
    if proposal.guard is not Guard.DAY or not isinstance(limit, Decimal) or spent < limit:
        return None
    return say(
        "⚠️ You have ordered {sum} USDT in the last 24 hours: until that is less than the limit, "
        "no order goes out, not even one that sells.",
        sum=number(round(spent, 2)),
    )


def changed(say: Say, done: Changed) -> Page:
    text = (
        say("✅ It holds from now on.")
        if done.due_at is None
        else say("⏳ It holds from {time} on.", time=day_and_clock(done.due_at))
    )
    before = done.withdrew
    given_up = (
        say(
            "The loosening to {value} that was under way is withdrawn.",
            value=shown(say, done.guard, before.value),
        )
        if before is not None
        else None
    )
    return _told(say, lines(_line(say, done.guard, done.value), text, given_up))


def unchanged(say: Say, guard: Guard, value: Value) -> Page:
    return _told(say, lines(_line(say, guard, value), say("That is how it is already.")))


def kept(say: Say) -> Page:
    return _told(say, say("✅ Cancelled: the guard stays as it is."))


def withdrawn(say: Say) -> Page:
    return _told(
        say,
        say(
            "This loosening was withdrawn when you changed the guard again: nothing of it is "
            "pending."
        ),
    )


def _told(say: Say, text: Html) -> Page:
    return Page(text, ((Button(say("🛡 Guards"), "go:guards"),),))


def _line(say: Say, guard: Guard, value: Value) -> Html:
    return say("{guard}: <b>{value}</b>", guard=name(say, guard), value=shown(say, guard, value))


def _to_come(say: Say, one: GuardRaise) -> Html:
    guard = Guard(one.name)
    return say(
        "⏳ From {time} on: {line}",
        time=day_and_clock(one.due_at), line=_line(say, guard, revived(guard, one.value)),
    )  # fmt: skip


def _read(guard: Guard, preset: str) -> Value:
    match guard:
        case Guard.SYMBOLS:
            return Allowed("all" if preset == "all" else "largest")
        case Guard.READ_ONLY | Guard.DRY:
            return preset == "on"
        case _:
            return revived(guard, None if preset == "none" else preset)


def _rows(buttons: list[Button], width: int) -> list[list[Button]]:
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]
