"""How Binance loses its patience with an address: 418s, each longer than the one before."""

FIRST, LONGEST = 120.0, 3 * 86_400.0
# What was under way when the refusal came is not held against anybody.
_LENIENT = 5.0
_STRIKES = 5


class Ban:
    """The patience of one host with one address."""

    def __init__(self) -> None:
        self.until = 0.0
        self._length = FIRST
        self._since = 0.0
        self._strikes = 0

    def refused(self, now: float) -> None:
        """Count a request over a limit: whoever goes on after a 429 is banned."""
        if now - self._since > 60.0:
            self._since, self._strikes = now, 0
        self._hold_against(now)

    def defied(self, now: float) -> None:
        """Count a request that came in spite of a ban: whoever goes on is banned for longer."""
        self._hold_against(now)

    def begin(self, now: float) -> None:
        self.until = max(self.until, now + self._length)
        self._length = min(self._length * 2, LONGEST)
        self._since, self._strikes = now, 0

    def _hold_against(self, now: float) -> None:
        self._strikes += now - self._since > _LENIENT
        if self._strikes >= _STRIKES:
            self.begin(now)
