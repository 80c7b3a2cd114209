"""What can be subscribed to."""

from typing import Any, Protocol, TypeVar

E_co = TypeVar("E_co", covariant=True)


class Subscription(Protocol[E_co]):
    """A stream: what it is called, where it is heard, and how its messages are read.

    `expected` is how many seconds lie between two messages, None if that depends on the market.
    A message of many rows is read into a list.
    """

    @property
    def stream(self) -> str: ...
    @property
    def api(self) -> str: ...
    @property
    def route(self) -> str | None: ...
    @property
    def expected(self) -> float | None: ...

    def read(self, data: Any, /) -> E_co: ...
