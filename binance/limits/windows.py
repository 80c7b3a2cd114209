"""Binance counts in fixed windows that turn on its own clock: by the minute, 10 s, UTC day."""

# The server's clock is known within a round trip. Starting each window this much later keeps a
# burst at its very beginning from falling into the server's old one, which is full.
GRACE = 0.1


def turn(now: float, seconds: int) -> float:
    """Tell when the next window begins; always later than now."""
    end = ((now - GRACE) // seconds + 1) * seconds + GRACE
    return end if end > now else end + seconds  # at the very turn, floats may round down


def window(now: float, seconds: int) -> int:
    """Number the window of a moment."""
    return round((turn(now, seconds) - GRACE) / seconds) - 1


def remaining(now: float, seconds: int) -> float:
    """Tell how much of the window is still to come, from 1 at its start down to 0."""
    return (turn(now, seconds) - now) / seconds
