"""What streams tell beside Binance's own events."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from binance.models.base import Event
from binance.models.events import (
    AccountPosition,
    BalanceUpdate,
    ExecutionReport,
    ExternalLockUpdate,
    ListStatus,
)


@dataclass(frozen=True)
class Resumed:
    """Delivery begins, or begins again: something may be missing before this point.

    `gap` is how many seconds may be missing: 0 where single events were lost, None where nothing
    was delivered before, or nobody knows. All are equal.
    """

    gap: float | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Ended:
    """A user's stream stopped; `permanent` when it will not be tried again."""

    reason: str
    code: int | None = None
    permanent: bool = False


AccountEvent = ExecutionReport | AccountPosition | BalanceUpdate | ListStatus | ExternalLockUpdate
"""What happens to a spot account."""


@dataclass(frozen=True)
class UserEvent:
    """An event on the account of one of our users."""

    user: int
    event: Event | Resumed | Ended

    @property
    def account(self) -> Hashable:
        """What tells the account from all others; a user may have several."""
        return self.user
