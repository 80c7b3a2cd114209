"""What market streams tell of themselves, beside events and `Resumed`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Undelivered:
    """Nothing comes of a subscription, and why; it is tried again with the next connection.

    Without a code Binance agreed and stays silent: perhaps there is no such symbol.
    """

    stream: str
    reason: str
    code: int | None = None
