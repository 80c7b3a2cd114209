"""What is pushed about guards and about trading that was stopped."""

from bot.guards.terms import Guard, Value
from bot.guards.words import name, shown
from bot.i18n import Html, Say, lines
from bot.notices import Notice, button
from bot.text import day_and_clock
from storage import GuardRaise, Sweep


def raising(say: Say, one: GuardRaise, guard: Guard, value: Value, ticket_id: str) -> Notice:
    text = lines(
        say("⏳ <b>A guard of yours will be loosened</b>"),
        say("{guard}: {value}", guard=name(say, guard), value=shown(say, guard, value)),
        say("From {time} on. If that was not you, cancel it now.", time=day_and_clock(one.due_at)),
    )
    return Notice(text, [[button(say("❌ Cancel"), f"keep:{ticket_id}")]])


def raised(say: Say, guard: Guard, value: Value) -> Notice:
    text = lines(
        say("🔓 <b>A guard of yours is looser from now on</b>"),
        say("{guard}: {value}", guard=name(say, guard), value=shown(say, guard, value)),
    )
    return Notice(text, [[button(say("🛡 Guards"), "go:guards")]])


def cleared(say: Say, sweep: Sweep) -> Html:
    """Nothing is open any more."""
    return lines(
        say("✅ <b>Nothing of yours is open at Binance any more.</b>"),
        say.many("{n} order was cancelled.", "{n} orders were cancelled.", sweep.orders),
        say.many("{n} position was closed.", "{n} positions were closed.", sweep.positions)
        if sweep.closing
        else None,
        say("Trading stays stopped until you say /resume"),
    )


def found_late(say: Say) -> Html:
    return say(
        "⚠️ Something that was still on its way when you stopped has arrived since. It is dealt "
        "with in the same way."
    )


def troubled(say: Say, why: Html) -> Html:
    return lines(
        say(
            "⚠️ <b>Not everything could be cancelled yet.</b> Trading is stopped, and I go on "
            "trying until it is done."
        ),
        why,
    )


def out_of_reach(say: Say) -> Html:
    return say(
        "⚠️ <b>I cannot reach your Binance account</b>: its key is gone or suspended. What is "
        "open there, only you can cancel now, at Binance itself."
    )
