"""Which accounts are heard on a market at the moment, and which are not any more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from binance.streams.users import Presence
from storage import ApiKey, Market


@dataclass(frozen=True)
class Unheard:
    """An account whose stream was there and is not, for so many seconds."""

    key: ApiKey
    seconds: float


@dataclass(frozen=True)
class Coverage:
    """The accounts that are followed on a market; `waiting` were not heard so far."""

    market: Market
    heard: int
    waiting: int = 0
    unheard: Sequence[Unheard] = ()

    @property
    def longest(self) -> float:
        return max((one.seconds for one in self.unheard), default=0.0)


def coverage(
    market: Market, keys: Iterable[ApiKey], presence: Callable[[int], Presence | None]
) -> Coverage:
    """Count accounts by how they are heard; who has no such account is not among them."""
    found = [(key, presence(key.id)) for key in keys]
    followed = [(key, how) for key, how in found if how is not None]
    heard = sum(how.heard for _, how in followed)
    lost = [Unheard(key, how.lost_for) for key, how in followed if how.lost_for is not None]
    return Coverage(market, heard, len(followed) - heard - len(lost), lost)
