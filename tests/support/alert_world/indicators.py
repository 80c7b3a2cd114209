"""Indicators by their definitions, over all the closes there are."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

Average = tuple[str, int]
"""`ema` or `sma`, and of how many closes."""


def strength(closes: Sequence[Decimal], length: int) -> list[Decimal | None]:
    """Wilder's index after each close: the mean of rises, as a share of all movement."""
    values: list[Decimal | None] = [None] * min(len(closes), length)
    changes = [later - earlier for earlier, later in pairwise(closes)]
    rises = sum((max(one, Decimal(0)) for one in changes[:length]), Decimal(0)) / length
    falls = sum((max(-one, Decimal(0)) for one in changes[:length]), Decimal(0)) / length
    for n in range(length, len(closes)):
        if n > length:
            rises = (rises * (length - 1) + max(changes[n - 1], Decimal(0))) / length
            falls = (falls * (length - 1) + max(-changes[n - 1], Decimal(0))) / length
        moved = rises + falls
        values.append(100 * rises / moved if moved else None)
    return values


def averages_apart(
    closes: Sequence[Decimal], fast: Average | None, slow: Average
) -> list[Decimal | None]:
    """By how many percent one average, or the close itself, lies above another."""
    above = [*closes] if fast is None else _averages(closes, *fast)
    below = _averages(closes, *slow)
    return [
        None if one is None or other is None else (one - other) * 100 / other
        for one, other in zip(above, below, strict=True)
    ]


def _averages(closes: Sequence[Decimal], kind: str, length: int) -> list[Decimal | None]:
    values: list[Decimal | None] = [None] * min(len(closes), length - 1)
    mean = Decimal(0)
    for n in range(length - 1, len(closes)):
        if kind == "sma" or n == length - 1:
            mean = sum(closes[n - length + 1 : n + 1], Decimal(0)) / length
        else:
            mean += (closes[n] - mean) * 2 / (length + 1)
        values.append(mean)
    return values
