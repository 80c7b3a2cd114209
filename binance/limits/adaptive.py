"""Fewer requests while many of them fail: additive increase, multiplicative decrease."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """The share of requests that should succeed, among the latest `window` of them.

    The ceiling is cut to `down` of itself when they do not, and raised by `up` of the whole when
    they do; once per `every` answers, so that a change can show before the next.
    """

    success: float = 0.95
    window: int = 100
    every: int = 20
    down: float = 0.7
    up: float = 0.05
    lowest: float = 0.1


class Adaptive:
    """Scales a pool's ceiling towards a target success rate."""

    def __init__(self, target: Target | None = None) -> None:
        self._target = target or Target()
        self._answers: deque[bool] = deque(maxlen=self._target.window)
        self._since_change = 0
        self._good = 0
        self.scale = 1.0

    @property
    def success(self) -> float:
        """The share of the latest answers that were good; 1 as long as there are none."""
        return self._good / len(self._answers) if self._answers else 1.0

    def heard(self, *, good: bool) -> None:
        """Count an answer, and adjust when there were enough since the last time."""
        if len(self._answers) == self._target.window:
            self._good -= self._answers[0]
        self._answers.append(good)
        self._good += good
        self._since_change += 1
        if self._since_change >= self._target.every:
            self._since_change = 0
            self._adjust()

    def _adjust(self) -> None:
        if self.success < self._target.success:
            self.scale = max(self.scale * self._target.down, self._target.lowest)
        else:
            self.scale = min(self.scale + self._target.up, 1.0)
