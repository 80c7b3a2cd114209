"""Leverage brackets: the larger a position, the less leverage and the more margin to keep."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_LEVERAGE = 20

_LINEAR = """
    300_000:125:0.4 800_000:100:0.5 3_000_000:75:0.65 12_000_000:50:1 70_000_000:25:2
    100_000_000:20:2.5 230_000_000:10:5 480_000_000:5:10 600_000_000:4:12.5 800_000_000:3:15
    1_200_000_000:2:25 1_800_000_000:1:50
"""
_LINEAR_SMALLER = """
    10_000:75:0.5 40_000:50:0.65 160_000:40:1 800_000:25:2 1_600_000:20:2.5 4_800_000:10:5
    8_000_000:5:10 10_000_000:4:12.5 16_000_000:2:25 30_000_000:1:50
"""
_INVERSE = """
    5:125:0.4 10:100:0.5 20:50:1 50:20:2.5 100:10:5 200:5:10 400:4:12.5 1_000:3:15 1_500:2:25
"""
_INVERSE_SMALLER = """
    100:75:0.5 500:50:1 1_000:20:2.5 5_000:10:5 10_000:5:10 20_000:4:12.5 50_000:3:15 100_000:2:25
"""
_LARGEST = frozenset({"BTC", "ETH"})


@dataclass(frozen=True)
class Bracket:
    """Positions between two notional values, in the margin asset."""

    floor: Decimal
    cap: Decimal
    leverage: int  # the highest allowed
    rate: Decimal  # of maintenance margin
    deducted: Decimal  # so that maintenance margin grows without a jump ("cum")


class Brackets:
    """The brackets of one contract, smallest first."""

    def __init__(self, ladder: str) -> None:
        """Read "cap:leverage:rate" for each bracket."""
        self._brackets: list[Bracket] = []
        floor, rate, deducted = ZERO, ZERO, ZERO
        for step in ladder.split():
            cap, leverage, percent = step.split(":")
            above = Decimal(percent) / 100
            deducted += floor * (above - rate) if floor else ZERO
            rate = above
            self._brackets.append(Bracket(floor, Decimal(cap), int(leverage), rate, deducted))
            floor = Decimal(cap)

    def __iter__(self) -> Iterator[Bracket]:
        return iter(self._brackets)

    def of(self, notional: Decimal) -> Bracket:
        return next((each for each in self if notional <= each.cap), self._brackets[-1])

    def maintenance(self, notional: Decimal) -> Decimal:
        """Return the margin below which a position of this value is liquidated."""
        bracket = self.of(notional)
        return notional * bracket.rate - bracket.deducted

    @property
    def highest_leverage(self) -> int:
        return self._brackets[0].leverage

    def most(self, leverage: int) -> Decimal:
        """Return the largest position that this leverage allows."""
        return max(each.cap for each in self if each.leverage >= leverage)


@cache
def brackets_of(base: str, *, inverse: bool) -> Brackets:
    """Return the brackets of the contracts on a coin."""
    if base in _LARGEST:
        return Brackets(_INVERSE if inverse else _LINEAR)
    return Brackets(_INVERSE_SMALLER if inverse else _LINEAR_SMALLER)
