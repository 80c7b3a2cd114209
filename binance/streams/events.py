"""What streams tell beside Binance's own events."""

from dataclasses import dataclass

from binance.models.events import (
    AccountPosition,
    BalanceUpdate,
    ExecutionReport,
    ExternalLockUpdate,
    ListStatus,
)


@dataclass(frozen=True)
class Resumed:
    """Delivery begins, or begins again: something may be missing before this point."""


@dataclass(frozen=True)
class Ended:
    """A user's stream stopped; `permanent` when it will not be tried again."""

    reason: str
    code: int | None = None
    permanent: bool = False


AccountEvent = ExecutionReport | AccountPosition | BalanceUpdate | ListStatus | ExternalLockUpdate


@dataclass(frozen=True)
class UserEvent:
    """An event on the account of one of our users."""

    user: int
    event: AccountEvent | Resumed | Ended
