"""Who goes first when there is little room."""

from enum import IntEnum


class Priority(IntEnum):
    """The lower the number, the sooner; the first two may use the reserve."""

    CRITICAL = 0  # cancel, close, reconcile
    HIGH = 1  # orders
    NORMAL = 2  # what somebody is waiting for
    LOW = 3  # what nobody is waiting for

    @property
    def may_use_reserve(self) -> bool:
        return self <= Priority.HIGH
