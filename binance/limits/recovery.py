"""A pool's silence, and its way back: nothing, then one request, then more by and by."""

# A probe without an answer is given up after as long as an answer may take.
PROBE_SECONDS = 10.0
RAMP_SECONDS = 60.0
_RAMP_FROM = 0.1


class Recovery:
    """After `until` one probe may leave; once it is answered, the ceiling rises from a tenth."""

    __slots__ = ("_probe_at", "_probing", "_ramp_at", "until")

    def __init__(self) -> None:
        self.until = 0.0
        self._probing = False
        self._probe_at: float | None = None
        self._ramp_at: float | None = None

    def stop(self, until: float, *, recover: bool) -> None:
        """Keep silent until then; a shorter silence does not end a longer one."""
        self.until = max(self.until, until)
        if recover:
            self._probing, self._probe_at, self._ramp_at = True, None, None

    def opens(self, now: float) -> float:
        """Tell when something may leave; not after `now` means at once."""
        if now < self.until:
            return self.until
        if self._probe_at is not None:  # its answer may come at any moment: ask again soon
            return min(self._probe_at + PROBE_SECONDS, now + 1.0)
        return now

    def scale(self, now: float) -> float:
        """Tell what part of the ceiling is open."""
        if self._ramp_at is None:
            return 1.0
        passed = (now - self._ramp_at) / RAMP_SECONDS
        if passed >= 1:
            self._ramp_at = None
            return 1.0
        return _RAMP_FROM + (1 - _RAMP_FROM) * max(passed, 0.0)

    def opens_to(self, scale: float) -> float:
        """Tell when that part of the ceiling will be open."""
        if self._ramp_at is None:
            return 0.0
        return self._ramp_at + (scale - _RAMP_FROM) / (1 - _RAMP_FROM) * RAMP_SECONDS

    def took(self, now: float) -> bool:
        """Let one out, and tell whether it is the probe."""
        if self._probing:
            self._probe_at = now
        return self._probing

    def settled(self, taken_at: float, now: float, *, answered: bool) -> None:
        """Hear what became of one that was let out."""
        if taken_at != self._probe_at:
            return
        self._probe_at = None
        if answered:
            self._probing, self._ramp_at = False, now
