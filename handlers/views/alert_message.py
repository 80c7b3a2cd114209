"""The buttons under a message about an alert, after one of them was tapped."""

from datetime import UTC

from bot.i18n import Say
from handlers.page import Button
from handlers.views.alert_page import state
from storage import Alert


def after(say: Say, alert: Alert) -> list[Button]:
    """How it stands now, and the way back."""
    if alert.state == "deleted":
        return [Button(state(say, alert), "go:alerts"), Button(say("↩️ Undo"), f"undo:{alert.id}")]
    return [
        Button(_short(say, alert), f"al:new:{alert.id}"),
        Button(say("⏸ Pause"), f"pause:{alert.id}")
        if alert.state == "armed"
        else Button(say("🔁 Re-arm"), f"rearm:{alert.id}"),
        Button(say("🗑 Delete"), f"unalert:{alert.id}"),
    ]


def _short(say: Say, alert: Alert) -> str:
    """How it stands, where three buttons share a row."""
    if alert.state == "snoozed" and alert.wakes_at is not None and not alert.is_postponed:
        return f"😴 {alert.wakes_at.astimezone(UTC):%H:%M} UTC"
    return state(say, alert)


def gone(say: Say) -> str:
    return say("That alert is gone already.")


def at_once(say: Say) -> str:
    return say("It is true now, so it will fire at once.")
