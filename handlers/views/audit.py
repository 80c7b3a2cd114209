"""What happened with somebody's account, in plain words."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, cast

from bot.guards.terms import Guard
from bot.i18n import Html, Say, lines, note
from bot.statements.words import market_word
from bot.text import day_and_clock, lasting
from handlers.page import Button, Page
from storage import Action, Entry, Origin

SENTENCES: Mapping[Action, str] = {
    "user.admitted": note("You admitted somebody"),
    "user.blocked": note("You blocked somebody"),
    "user.limited": note("You changed somebody's limits"),
    "alerts.limit": note("You changed how many alerts a person may have"),
    "key.begun": note("A key pair was made for you"),
    "key.connected": note("A Binance account was connected"),
    "key.chosen": note("Another account became the current one"),
    "key.renamed": note("An account got another name"),
    "key.deleted": note("A Binance account was disconnected and its key forgotten"),
    "key.suspended": note("A key was suspended"),
    "key.resumed": note("A suspended key is in use again"),
    "key.sharing_asked": note("You asked to connect an account that somebody else has connected"),
    "key.sharing_agreed": note("You agreed that somebody else connects an account of yours"),
    "key.sharing_refused": note("You refused that somebody else connects an account of yours"),
    "alert.armed": note("An alert was set"),
    "order.confirmed": note("An order was confirmed"),
    "order.accepted": note("Binance took an order"),
    "order.rejected": note("Binance refused an order"),
    "order.not_sent": note("An order was not sent"),
    "order.unknown": note("The outcome of an order was unknown"),
    "order.absent": note("An order turned out not to have been carried out"),
    "order.unlisted": note("What became of an order could not be found out any more"),
    "order.late": note("An order that had not been found turned up"),
    "order.cancelled": note("An order was cancelled"),
    "order.cancel_asked": note("Cancelling an order was asked for"),
    "orders.cancelled": note("Cancelling all open orders was asked for"),
    "setting.confirmed": note("A change of leverage or margin type was confirmed"),
    "setting.unknown": note("The outcome of a change of leverage or margin type was unknown"),
    "setting.not_changed": note("A leverage or margin type was not changed"),
    "leverage.changed": note("A leverage was changed"),
    "margin.changed": note("A margin type was changed"),
    "guard.lowered": note("A limit was lowered"),
    "guard.raising": note("A higher limit was asked for"),
    "guard.raised": note("A higher limit took effect"),
    "guard.kept": note("A higher limit was called off"),
    "panic": note("Panic: trading was stopped"),
    "resumed": note("Trading was resumed"),
    "panic.all": note("You stopped trading for everybody"),
    "resumed.all": note("You let everybody trade again"),
    "step_up.on": note("The second factor was turned on"),
    "step_up.off": note("The second factor was turned off"),
    "step_up.passed": note("A right code was given"),
    "step_up.failed": note("A wrong code was given"),
    "step_up.locked": note("Too many wrong codes: what needs a code was locked"),
    "step_up.recovered": note("A recovery code was used"),
    "step_up.new_codes": note("New recovery codes were made"),
    "step_up.reset": note("You took a person's second factor away, and all keys with it"),
    "session.lock": note("You changed when your session locks"),
}
# The same where the guard is on or off and no limit.
SWITCHES = frozenset({Guard.READ_ONLY, Guard.DRY})
SWITCHED: Mapping[Action, str] = {
    "guard.lowered": note("A guard was switched on"),
    "guard.raising": note("Switching a guard off was asked for"),
    "guard.raised": note("A guard was switched off"),
    "guard.kept": note("Switching a guard off was called off"),
}
# The same deed as told to the person whom it was done to.
DONE_TO_YOU: Mapping[Action, str] = {
    "user.admitted": note("An administrator admitted you"),
    "user.blocked": note("An administrator blocked you"),
    "user.limited": note("An administrator changed your limits"),
    "step_up.reset": note("An administrator took your second factor away, and all your keys"),
    "key.sharing_asked": note("Somebody else wanted to connect an account of yours"),
    "key.sharing_agreed": note("Somebody agreed that you connect an account of theirs"),
    "key.sharing_refused": note("Somebody refused that you connect an account of theirs"),
}
# Who asked is not told whom: that is not known to them, and the other may refuse.
UNNAMED = frozenset({"key.sharing_asked"})
OTHERS_DEED = note("An administrator did something with your account")
ORIGINS: Mapping[Origin, str] = {
    "command": note("by a command"),
    "button": note("by a button"),
    "message": note("by a message"),
    "form": note("by the form in the browser"),
    "bot": note("by me, unasked"),
}
# What Binance or the world did about an order, which nobody asked for.
OUTCOMES = frozenset({
    "order.accepted", "order.rejected", "order.not_sent", "order.unknown", "order.absent",
    "order.unlisted", "order.late", "order.cancelled", "setting.unknown", "setting.not_changed",
    "leverage.changed", "margin.changed",
})  # fmt: skip
# What may be shown of an entry's details, in this order; anything else stays unsaid.
SHOWN = (
    "label", "kind", "tail", "market", "side", "symbol", "qty", "price", "amount", "leverage",
    "margin", "guard", "was", "now", "limit", "user", "seconds", "until", "left", "reason",
)  # fmt: skip
_NEVER = {"seconds"}  # says something even where it is nothing
LONGEST = 60  # characters of one detail


def page(say: Say, who: int, entries: Sequence[Entry], *, at: int, more: bool) -> Page:
    """Show one page, the newest entries on page 0."""
    if not entries:
        return Page(say("Nothing has happened with your account yet."), _turning(at, more=False))
    head = say("🧾 <b>What happened with your account</b>")
    return Page(lines(head, *(_row(say, who, one) for one in entries)), _turning(at, more=more))


def _row(say: Say, who: int, entry: Entry) -> Html:
    is_asked = entry.origin is not None and entry.action not in OUTCOMES
    asked = say(ORIGINS[cast("Origin", entry.origin)]) if is_asked else None
    parts = (_sentence(say, who, entry), *_details(say, who, entry), asked)
    told = Html(" · ".join(part for part in parts if part))
    return Html(f"<code>{day_and_clock(entry.at)}</code> {told}")


def _sentence(say: Say, who: int, entry: Entry) -> Html:
    action = cast("Action", entry.action)
    if entry.about_id == who != entry.user_id:
        return say(DONE_TO_YOU.get(action, OTHERS_DEED))
    if entry.detail.get("guard") in SWITCHES and action in SWITCHED:
        return say(SWITCHED[action])
    return say(SENTENCES[action]) if action in SENTENCES else _plain(action)


def _details(say: Say, who: int, entry: Entry) -> list[Html]:
    detail = entry.detail
    if entry.about_id not in (None, who) and entry.action not in UNNAMED:
        detail = {**detail, "user": entry.about_id}
    elif entry.about_id == who:
        detail = {name: value for name, value in detail.items() if name != "user"}
    told = [name for name in SHOWN if detail.get(name) is not None or name in _NEVER & set(detail)]
    return [_shown(say, name, detail[name]) for name in told]


def _shown(say: Say, name: str, value: Any) -> Html:
    if name == "seconds":
        return say("never") if value is None else lasting(say, value)
    if name == "market":
        return market_word(say, str(value))
    text = _plain(str(value)[:LONGEST])
    if name == "amount":
        return say("for {amount}", amount=text)
    if name == "leverage":
        return Html(f"{text}x")
    return say("at {price}", price=text) if name == "price" else text


def _plain(text: str) -> Html:
    return Html(escape(text, quote=False))


def _turning(at: int, *, more: bool) -> list[list[Button]]:
    newer = [Button("◀", f"audit:{at - 1}")] if at else []
    older = [Button("▶", f"audit:{at + 1}")] if more else []
    return [[*newer, *older]]
