"""What is promised of a load, beside what every schedule must keep to."""

from collections.abc import Iterator

from limit_world.checker import Violation
from limit_world.figures import granted_weight, jain, labelled, quantile, utilisation, waits
from limit_world.history import History

LEAST_USE = 0.97
LEAST_JAIN = 0.99
LONGEST_ORDER_WAIT = 0.05
MOST_HARM = 1.2
_KNOWN_AFTER = 61.0

_RARE = 2


def of_use(history: History, meter: str, limit: int) -> Iterator[Violation]:
    """Nearly the whole budget is used while somebody wants it."""
    used = utilisation(history, meter, limit)
    if used < LEAST_USE:
        yield Violation("the budget is used", f"{used:.4f} of {meter}")


def of_equals(history: History, label: str = "greedy") -> Iterator[Violation]:
    """Users who want equally much are given equally much."""
    index = equality(history, label)
    if index < LEAST_JAIN:
        yield Violation("equals are given the same", f"Jain's index is {index:.4f}")


def equality(history: History, label: str = "greedy") -> float:
    """Find Jain's index of what users were granted since the first window was over.

    In that nobody was known: who comes first may take what others have not asked for yet.
    """
    calls = [one for one in labelled(history, label) if one.ended_at > history.began + _KNOWN_AFTER]
    return jain(list(granted_weight(calls).values()))


def of_orders(history: History, label: str = "order") -> Iterator[Violation]:
    """An order does not wait for bulk."""
    longest = quantile(waits(labelled(history, label)), 0.99)
    if longest >= LONGEST_ORDER_WAIT:
        yield Violation("orders do not wait", f"p99 is {longest:.3f} s")


def of_flood(calm: History, flooded: History, label: str = "quiet") -> Iterator[Violation]:
    """One flooder does not make the others wait for longer."""
    before, after = (quantile(waits(labelled(history, label)), 0.99) for history in (calm, flooded))
    if after > before * MOST_HARM:
        yield Violation("a flood harms nobody else", f"p99 was {before:.3f} s, is {after:.3f} s")


def of_steady_others(history: History, after: float) -> Iterator[Violation]:
    """Others who always want the same are reckoned with, as soon as they are known.

    They want the same on average: in a rare window they take more than was left for them, and
    only the 429 can tell.
    """
    late = [one for one in history.overruns if one.at > history.began + after]
    if len(late) > _RARE:
        yield Violation("steady others are reckoned with", f"{len(late)} 429s, first {late[0]}")
