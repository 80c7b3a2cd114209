"""What an alert waits for from one value to the next: which side of its level, and what then.

Sides are strict: a value that equals the level is on neither, unless the relation includes it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.alerts import thresholds
from bot.alerts.conditions import Relation

Side = Literal["above", "below"]
Awaits = Literal["above", "below", "either"]

_OTHER: dict[Side, Side] = {"above": "below", "below": "above"}
_TRUE_SIDE: dict[Relation, Side] = {
    Relation.ABOVE: "above",
    Relation.AT_LEAST: "above",
    Relation.CROSSES_UP: "above",
    Relation.BELOW: "below",
    Relation.AT_MOST: "below",
    Relation.CROSSES_DOWN: "below",
}
_INCLUSIVE = {Relation.AT_LEAST, Relation.AT_MOST}


@dataclass(frozen=True)
class Wait:
    """The next value on the side it awaits fires it if it is primed, and otherwise primes it."""

    awaits: Awaits
    primed: bool


def first(relation: Relation, level: Decimal, value: Decimal | None) -> Wait:
    """What a new alert waits for; `value` is the latest one, if it is known.

    A state fires at the next value that shows it. A crossing needs a value on the other side
    first, which may be the latest one.
    """
    if not relation.is_crossing:
        return Wait(_TRUE_SIDE[relation], primed=True)
    if value is None or value == level:
        return Wait(_before(relation), primed=False)
    seen: Side = "above" if value > level else "below"
    if relation is Relation.CROSSES or seen != _TRUE_SIDE[relation]:
        return Wait(_OTHER[seen], primed=True)
    return Wait(_OTHER[seen], primed=False)


def _before(relation: Relation) -> Awaits:
    return "either" if relation is Relation.CROSSES else _OTHER[_TRUE_SIDE[relation]]


def after(relation: Relation, wait: Wait, side: Side) -> Wait:
    """What it waits for after a value on `side`, which it awaited."""
    if not wait.primed or relation is Relation.CROSSES:
        return Wait(_OTHER[side], primed=True)
    return Wait(_OTHER[side], primed=False)


def triggers(relation: Relation, level: Decimal, wait: Wait) -> list[tuple[bool, int]]:
    """Spell a wait for the index: whether above, and the threshold, of each side it awaits."""
    inclusive = wait.primed and relation in _INCLUSIVE
    spelt = []
    if wait.awaits != "below":
        spelt.append((True, thresholds.above(level, inclusive=inclusive)))
    if wait.awaits != "above":
        spelt.append((False, thresholds.below(level, inclusive=inclusive)))
    return spelt


def beyond(value: Decimal, *, above: bool, threshold: int) -> bool:
    """Whether a value is where a threshold fires."""
    now = thresholds.scaled(value)
    return now > threshold if above else now < threshold


def holds(relation: Relation, level: Decimal, value: Decimal) -> bool:
    """Whether a state is true of a value."""
    match relation:
        case Relation.ABOVE:
            return value > level
        case Relation.AT_LEAST:
            return value >= level
        case Relation.BELOW:
            return value < level
        case Relation.AT_MOST:
            return value <= level
    raise ValueError(f"{relation} is no state")
