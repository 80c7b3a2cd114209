"""How long a stream's silence is believable."""

_REGULAR_FLOOR, _REGULAR_TIMES = 15.0, 10
_IRREGULAR_FLOOR, _IRREGULAR_FIRST = 60.0, 120.0
_LONGEST_TIMES = 5
_DOUBTED = 0.4  # of a pause that may have been a fault: it counts twice instead of five times
_MOST = 3600.0
_FADING = 0.999  # of the longest pause, with each message


class Pulse:
    """When a stream was last heard, and what that means.

    `expected` is how many seconds lie between two messages, None if that depends on the market:
    then its own longest pauses are the measure. `doubts` counts what was done in vain to hear it
    again; each doubles the patience, because a market may really be at rest.
    """

    def __init__(self, expected: float | None) -> None:
        self._floor, self._first = _IRREGULAR_FLOOR, _IRREGULAR_FIRST
        if expected is not None:
            self._floor = self._first = max(_REGULAR_TIMES * expected, _REGULAR_FLOOR)
        self._longest = 0.0
        self._fresh = True
        self._spoke_at: float | None = None
        self.at = 0.0
        self.heard = False
        self.doubts = 0

    def begin(self, now: float) -> None:
        """Wait for a first message from now on."""
        self.at, self._fresh = now, True
        if self._spoke_at is None:
            self._spoke_at = now

    def beat(self, now: float) -> None:
        """Hear a message."""
        pause = now - self.at
        if self._fresh:
            pause = self._first_pause(now)
        self._longest = max(pause, self._longest * _FADING)
        self.at = self._spoke_at = now

    def _first_pause(self, now: float) -> float:
        """Say what to make of the silence that ends: it was a pause only if it was doubted."""
        pause = 0.0
        if self.doubts and self._spoke_at is not None:
            pause = (now - self._spoke_at) * _DOUBTED
        self._fresh, self.heard, self.doubts = False, True, 0
        return pause

    def doubt(self, now: float) -> None:
        """Wait longer, after something was done about the silence."""
        self.doubts += 1
        self.begin(now)

    def silent(self, now: float) -> bool:
        return now - self.at > self.patience

    @property
    def patience(self) -> float:
        """How many seconds of silence are normal."""
        normal = max(self._floor, _LONGEST_TIMES * self._longest)
        if not self.heard:
            normal = self._first
        return float(min(normal * 2.0 ** min(self.doubts, 12), _MOST))
