"""Which parameters of a request belong together; each rule raises `ValueError` in one sentence.

class QueryOrder(Private[Order], ..., rules=(either("order_id", "orig_client_order_id"),)): ...
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

Rule = Callable[[Any], None]


def either(*names: str) -> Rule:
    """At least one of them must be given."""

    def check(request: Any) -> None:
        if not _given(request, names):
            raise ValueError(f"{' or '.join(names)} must be given")

    return check


def one_of(*names: str) -> Rule:
    """Exactly one of them must be given."""

    def check(request: Any) -> None:
        if len(_given(request, names)) != 1:
            raise ValueError(f"exactly one of {', '.join(names)} must be given")

    return check


def at_most_one(*names: str) -> Rule:
    """They exclude one another."""

    def check(request: Any) -> None:
        if len(_given(request, names)) > 1:
            raise ValueError(f"at most one of {', '.join(names)} may be given")

    return check


def together(*names: str) -> Rule:
    """All of them or none."""

    def check(request: Any) -> None:
        if len(_given(request, names)) not in (0, len(names)):
            raise ValueError(f"{', '.join(names)} belong together")

    return check


def needs(name: str, *others: str) -> Rule:
    """With `name` given, the others must be given too."""

    def check(request: Any) -> None:
        if _given(request, (name,)) and len(_given(request, others)) < len(others):
            raise ValueError(f"{name} needs {', '.join(others)}")

    return check


def excludes(name: str, *others: str) -> Rule:
    """With `name` given, none of the others may be."""

    def check(request: Any) -> None:
        if _given(request, (name,)) and _given(request, others):
            raise ValueError(f"{name} goes without {', '.join(others)}")

    return check


def when(name: str, *values: object, needs: tuple[str, ...]) -> Rule:
    """Where `name` has one of the values, `needs` must be given."""

    def check(request: Any) -> None:
        if getattr(request, name) in values and len(_given(request, needs)) < len(needs):
            raise ValueError(f"{name} {getattr(request, name)} needs {', '.join(needs)}")

    return check


def within(
    days: int = 0, start: str = "start_time", end: str = "end_time", *, hours: int = 0
) -> Rule:
    """From start to end there are so many days or hours at most, and the start comes first."""
    most = timedelta(days=days, hours=hours)
    spelt = f"{days} days" if days else f"{hours} h"

    def check(request: Any) -> None:
        first, last = _ms(getattr(request, start)), _ms(getattr(request, end))
        if first is None or last is None:
            return
        if first > last:
            raise ValueError(f"{start} must not be after {end}")
        if last - first > most.total_seconds() * 1000:
            raise ValueError(f"{start} and {end} may be {spelt} apart at most")

    return check


def _given(request: Any, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if getattr(request, name) is not None]


def _ms(moment: datetime | int | None) -> float | None:
    return moment.timestamp() * 1000 if isinstance(moment, datetime) else moment
