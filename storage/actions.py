"""Everything that leaves an entry in the audit. What is not in this list cannot be noted."""

from typing import Literal

Action = Literal[
    # people
    "user.admitted",
    "user.blocked",
    "user.limited",
    "alerts.limit",
    # keys
    "key.begun",
    "key.connected",
    "key.chosen",
    "key.renamed",
    "key.deleted",
    "key.suspended",
    "key.resumed",
    "key.sharing_asked",
    "key.sharing_agreed",
    "key.sharing_refused",
    # alerts
    "alert.armed",
    # orders, and what became of those that were confirmed
    "order.confirmed",
    "order.accepted",
    "order.rejected",
    "order.not_sent",
    "order.unknown",
    "order.absent",
    "order.unlisted",
    "order.late",
    "order.cancel_asked",
    "order.cancelled",
    "orders.cancelled",
    "setting.confirmed",
    "setting.unknown",
    "setting.not_changed",
    "leverage.changed",
    "margin.changed",
    # guards
    "guard.lowered",
    "guard.raising",
    "guard.raised",
    "guard.kept",
    "panic",
    "resumed",
    "panic.all",
    "resumed.all",
    # the second factor
    "step_up.on",
    "step_up.off",
    "step_up.passed",
    "step_up.failed",
    "step_up.locked",
    "step_up.recovered",
    "step_up.new_codes",
    "step_up.reset",
    "session.lock",
]

Origin = Literal["command", "button", "message", "form", "bot"]
"""By what a deed was asked for; `bot` did it unasked."""
