"""The judge: what happened against what is promised, with no knowledge of the bot's inside."""

from schedules import alerts, cancels, fills, orders
from schedules.record import Record
from schedules.violation import Violation


def check(record: Record) -> list[Violation]:
    """Every broken promise of a schedule."""
    parts = (orders, fills, cancels, alerts)
    return [violation for part in parts for violation in part.check(record)]
