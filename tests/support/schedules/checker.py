"""The judge: what happened against what is promised, with no knowledge of the bot's inside."""

from schedules import alerts, fills, orders
from schedules.record import Record
from schedules.violation import Violation


def check(record: Record) -> list[Violation]:
    """Every broken promise of a schedule."""
    return [*orders.check(record), *fills.check(record), *alerts.check(record)]
