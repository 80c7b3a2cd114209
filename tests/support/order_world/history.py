"""What happened: written down by the world, judged by the checker."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from order_world.book import Book
from order_world.schedule import Schedule, Tap
from order_world.store import Disk, Row


@dataclass
class Post:
    """A request that moves something left the process, whether it arrived or not."""

    at: float
    user: int
    key: int
    request: Any
    intent: Row | None
    """What was written of it when it left."""
    forbidden: bool
    clearly: bool = False
    """Whether it was answered, and so that nothing is open."""
    unsent: bool = False
    """Whether that says that it never was with Binance: it may be tried again."""
    half: str | None = None
    """Of a replacement, the half that was carried out."""


class Tapping(NamedTuple):
    """A tap was handled to its end; `led_to` is the answer, or what was raised."""

    at: float
    tap: Tap
    led_to: str
    price: Decimal
    handled_before: bool


@dataclass
class Asked:
    """A question, and the ticket it became."""

    number: int
    ticket: str
    at: float
    names: tuple[str, ...]


@dataclass
class History:
    schedule: Schedule
    disk: Disk
    books: dict[int, Book]
    posts: list[Post] = field(default_factory=list)
    asked: dict[int, Asked] = field(default_factory=dict)
    tappings: list[Tapping] = field(default_factory=list)
    moves: list[tuple[float, Decimal]] = field(default_factory=list)
    crashed_at: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    keys_changed: list[tuple[float, int, str]] = field(default_factory=list)
    steps: int = 0
    ended_at: float = 0.0
    queries: int = 0
