"""What a history comes to in numbers."""

from collections.abc import Iterable, Sequence
from math import ceil

from limit_world.call import Call, Ending
from limit_world.history import History


def quantile(values: Iterable[float], share: float) -> float:
    """Find the value that so great a share of all does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[ceil(share * len(ordered)) - 1] if ordered else 0.0


def jain(amounts: Sequence[float]) -> float:
    """Jain's index of fairness: 1 where all have the same, 1/n where one has everything."""
    squares = len(amounts) * sum(amount * amount for amount in amounts)
    return sum(amounts) ** 2 / squares if squares else 0.0


def labelled(history: History, label: str) -> list[Call]:
    return [call for call in history.calls if call.label == label]


def waits(calls: Iterable[Call]) -> list[float]:
    """Seconds in the limiter; who was refused has waited as well, in vain."""
    return [call.waited for call in calls if call.ending in (Ending.GRANTED, Ending.REFUSED)]


def granted_weight(calls: Iterable[Call]) -> dict[str, float]:
    """Sum up the weight that each user was granted."""
    weights: dict[str, float] = {}
    for call in calls:
        got = call.request.cost if call.ending is Ending.GRANTED else 0
        weights[call.user] = weights.get(call.user, 0.0) + got
    return weights


def utilisation(history: History, meter: str, limit: int, *, seconds: int = 60) -> float:
    """Tell how much of the budget was used in the windows that were there from end to end."""
    first, last = -(-history.began // seconds), history.ended // seconds
    whole = [one.ours for one in history.windows[meter] if first <= one.number < last]
    return sum(whole) / (limit * max(last - first, 1))


def summary(history: History) -> dict[str, float | int | str]:
    endings = [call.ending for call in history.calls]
    seconds = waits(history.calls)
    return {
        "calls": len(endings),
        **{one.value: endings.count(one) for one in Ending},
        "429s": len(history.overruns),
        "bans": history.bans,
        "lives": history.lives,
        "p50": round(quantile(seconds, 0.5), 3),
        "p99": round(quantile(seconds, 0.99), 3),
    }
