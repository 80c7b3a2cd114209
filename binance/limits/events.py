"""What observers are told of the limits; no user is named."""

from dataclasses import dataclass
from typing import TypeAlias

from binance.limits.priority import Priority


@dataclass(frozen=True)
class Waited:
    """A request waited for room in a pool so many seconds, and got it or was refused."""

    pool: str
    seconds: float
    granted: bool
    priority: Priority


@dataclass(frozen=True)
class Stopped:
    """Binance told a pool to keep silent until a moment of the server's clock."""

    pool: str
    until: float
    reason: str


@dataclass(frozen=True)
class Firewalled:
    """Binance's firewall refused a request (403): what an operator must look into."""

    pool: str
    until: float


@dataclass(frozen=True)
class Resumed:
    """The one request let out after a stop was answered: the pool opens by and by."""

    pool: str


@dataclass(frozen=True)
class Foreign:
    """Somebody else behind our address has used this share of a pool in the present window."""

    pool: str
    share: float


@dataclass(frozen=True)
class Shed:
    """A request was turned away, because too many were waiting already."""

    pool: str
    priority: Priority


LimitEvent: TypeAlias = Waited | Stopped | Firewalled | Resumed | Foreign | Shed
