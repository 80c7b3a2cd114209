"""How near an alert is to firing, by what its measures are now."""

from collections.abc import Callable
from decimal import Decimal

from bot.alerts.conditions import (
    Change,
    Funding,
    Gap,
    Measure,
    Move,
    Near,
    Price,
    Ratio,
    Rsi,
    Term,
    Wish,
)
from bot.alerts.waiting import holds

Values = Callable[[Measure], Decimal | None]


def distance(term: Term, value: Decimal) -> Decimal | None:
    """Percent by which the value has to rise, or fall if it is negative; None from zero on.

    What is a percentage of the price itself is as far away as the price has to move.
    """
    if isinstance(term.measure, Change | Move | Near | Gap):
        return term.level - value
    return (term.level - value) / abs(value) * 100 if value else None


def points(term: Term, value: Decimal) -> Decimal | None:
    """How far an index has to go, in its own unit: of what is a percentage, percentage points.

    None for what is no index; that is as many percent away as `distance` says.
    """
    if isinstance(term.measure, Change | Move | Near | Gap | Funding | Rsi):
        return term.level - value
    return None


def traded(wish: Wish) -> set[str]:
    """The spot symbols it is judged by."""
    measures = [term.measure for term in wish.terms if not isinstance(term.measure, Funding)]
    return {one.symbol for one in measures} | {one.by for one in measures if isinstance(one, Ratio)}


def is_true(wish: Wish, values: Values) -> bool:
    """Whether it waits for a state that is known to be there already."""
    return bool(wish.terms) and all(_holds(term, values(term.measure)) for term in wish.terms)


def away(wish: Wish, values: Values) -> Decimal | None:
    """Return the distance of the farthest of its terms, without a sign; None if it is not known."""
    gaps = [_gap(term, values(term.measure)) for term in wish.terms]
    known = [gap for gap in gaps if gap is not None]
    return max(known) if known and len(known) == len(gaps) else None


def farthest(wish: Wish, values: Values) -> Term | None:
    """The term on which it has to wait longest, if that is known."""
    far = away(wish, values)
    return next((one for one in wish.terms if _gap(one, values(one.measure)) == far), None)


def _gap(term: Term, value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    if _holds(term, value):
        return Decimal(0)
    gap = distance(term, value)
    return None if gap is None else abs(gap)


def presets(term: Term, value: Decimal, percents: tuple[int, ...]) -> list[tuple[int, Decimal]]:
    """Levels on the side of a price where it may still go, by how many percent they are away."""
    if not isinstance(term.measure, Price | Ratio):
        return []
    signs = {">": (1,), "<": (-1,)}.get(term.relation.value[0], (-1, 1))
    shifts = sorted(sign * percent for sign in signs for percent in percents)
    return [(shift, level(value, shift)) for shift in shifts]


def level(price: Decimal, percent: int) -> Decimal:
    """A price so many percent away, in five digits, which is as exact as anybody means it."""
    exact = price * (100 + percent) / 100
    digit = Decimal(1).scaleb(max(exact.adjusted() - 4, -8))
    return exact.quantize(min(digit, Decimal(1)))


def _holds(term: Term, value: Decimal | None) -> bool:
    if value is None or term.relation.is_crossing:
        return False
    return holds(term.relation, term.level, value)
