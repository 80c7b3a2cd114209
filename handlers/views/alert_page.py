"""One alert: what it waits for, how it stands, and all that can be done with it."""

from collections.abc import Mapping
from decimal import Decimal
from html import escape

from bot.alerts import nearness, sentences, spelling
from bot.alerts.conditions import Wish
from bot.alerts.nearness import Values
from bot.alerts.telling import is_on_spot, quantity, title
from bot.i18n import Html, Say, lines, note
from bot.text import day_and_clock, number
from handlers.page import Button, Page, Rows
from handlers.views import alerts as view
from handlers.views.alert_board import mark
from storage import Alert, AlertState

SNOOZES = (1, 8, 24)  # hours
PRESETS = (1, 2, 5, 10)  # percent


def page(say: Say, alert: Alert, wish: Wish, values: Values) -> Page:
    waits = alert.state == "armed"
    return Page(
        lines(
            say("{mark} <b>#{id} {alert}</b>", mark=mark(alert), id=alert.id,
                alert=title(wish)),
            say("I tell you when {alert}.", alert=sentences.sentence(say, wish)),
            view.standing(say, wish, values),
            *view.manner(say, wish),
            None if waits else state(say, alert),
            _history(say, alert, wish),
        ),
        (
            _first(say, alert),
            *([_snoozes(say, alert), _toggles(say, alert, wish)] if waits else []),
            _more(say, alert, wish),
            (Button(say("« Alerts"), "go:alerts"),),
        ),
    )  # fmt: skip


_STATES: Mapping[AlertState, str] = {
    "armed": note("🔔 It waits"), "paused": note("⏸ Paused"), "fired": note("✅ It has fired"),
    "expired": note("⌛ It is over"), "deleted": note("🗑 Deleted"),
}  # fmt: skip


def state(say: Say, alert: Alert) -> Html:
    """How it stands, in a few words that fit on a button."""
    if alert.is_postponed:
        return say("⏳ Begins when Binance answers")
    if alert.state == "snoozed" and alert.wakes_at is not None:
        return say("😴 Snoozed until {time}", time=day_and_clock(alert.wakes_at))
    return say(_STATES[alert.state])


def _history(say: Say, alert: Alert, wish: Wish) -> Html | None:
    if alert.crossed_at is None:
        return None
    times = say.many("Fired {n} time", "Fired {n} times", alert.times_fired)
    last = day_and_clock(alert.crossed_at)
    if alert.fired_value is None or len(wish.terms) != 1:
        return say("{times}, last {time}", times=times, time=last)
    value = quantity(wish.terms[0].measure, alert.fired_value)
    return say("{times}, last {time} at {value}", times=times, time=last, value=value)


def _first(say: Say, alert: Alert) -> list[Button]:
    edit = Button(say("✏️ Edit"), f"al:edit:{alert.id}")
    match alert.state:
        case "armed":
            return [edit, Button(say("⏸ Pause"), f"al:pause:{alert.id}")]
        case "paused" | "snoozed":
            return [edit, Button(say("▶️ Resume"), f"al:rearm:{alert.id}")]
    return [edit, Button(say("🔁 Re-arm"), f"al:rearm:{alert.id}")]


def _snoozes(say: Say, alert: Alert) -> list[Button]:
    return [
        Button(say("😴 {n} h", n=hours), f"al:snooze:{alert.id}:{hours * 60}") for hours in SNOOZES
    ]


def _toggles(say: Say, alert: Alert, wish: Wish) -> list[Button]:
    return [
        Button(_box(say("Every time"), on=wish.options.every), f"al:every:{alert.id}"),
        Button(_box(say("Silent"), on=wish.options.silent), f"al:silent:{alert.id}"),
    ]


def _box(label: str, *, on: bool) -> str:
    return f"{'☑️' if on else '⬜'} {label}"


def _more(say: Say, alert: Alert, wish: Wish) -> list[Button]:
    chart = Button(say("📈 Chart"), f"chart:{wish.symbol}:1h:new")
    return [
        *([chart] if is_on_spot(wish) else []),
        Button(say("🔄 Refresh"), f"al:show:{alert.id}"),
        Button(say("🗑 Delete"), f"al:delete:{alert.id}"),
    ]


def edit(say: Say, alert: Alert, wish: Wish, values: Values) -> Page:
    """Its words, to be copied and written anew; its level, to be moved by a tap."""
    words = f"/alert {alert.id} {spelling.spell(wish)}"
    return Page(
        lines(
            say("✏️ <b>#{id} {alert}</b>", id=alert.id, alert=title(wish)),
            view.standing(say, wish, values),
            say("Copy this, change it, and send it:"),
            f"<code>{escape(words, quote=False)}</code>",
        ),
        (
            *_levels(alert, wish, values),
            *([[Button(say("📋 Copy"), copies=words)]] if len(words) <= 256 else []),
            (Button(say("« Back"), f"al:show:{alert.id}"),),
        ),
    )


def _levels(alert: Alert, wish: Wish, values: Values) -> Rows:
    """Prices near the one of now; only where there is one level to move."""
    if len(wish.terms) != 1 or (value := values(wish.terms[0].measure)) is None:
        return []
    offered = nearness.presets(wish.terms[0], value, PRESETS)
    buttons = [_level(alert, shift, level) for shift, level in offered]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _level(alert: Alert, shift: int, level: Decimal) -> Button:
    shown = number(level)
    return Button(f"{shift:+d}% → {shown}", f"al:to:{alert.id}:{shown.replace(',', '')}")
