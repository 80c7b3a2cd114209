"""The door for one user: whatever is sent through it is signed with that user's key."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TypeVar

from binance.calls import Credentials
from binance.clock import Clock
from binance.dispatch import Dispatcher
from binance.errors import BinanceError
from binance.gather import Progress, gather
from binance.key_breaker import KeyBreaker
from binance.limits import Priority
from binance.request import Request
from binance.signing import Signer

T = TypeVar("T")


class Account:
    """Sends in the name of one key's owner; about a kilobyte each, so that there may be many."""

    __slots__ = ("_credentials", "_dispatcher", "_keys", "_ticks", "owner")

    def __init__(
        self,
        dispatcher: Dispatcher,
        credentials: Credentials,
        owner: str | None,
        ticks: Clock,
    ) -> None:
        self._dispatcher = dispatcher
        self._credentials = credentials
        # A name for the key that is not the key: it is seen in limits.
        self.owner = owner or sha256(self.signer.api_key.encode()).hexdigest()[:16]
        self._ticks = ticks
        self._keys: dict[str, KeyBreaker] = {}

    @property
    def signer(self) -> Signer:
        return self._credentials.signer

    def __repr__(self) -> str:
        return f"Account({self.signer!r})"

    async def send(self, request: Request[T], *, priority: Priority | None = None) -> T:
        """Ask or order in the owner's name.

        After `Unknown` an order must be asked for by its client order id, never sent again.
        """
        key = self._key(request.api)
        key.check()
        try:
            answer = await self._dispatcher.send(
                request, self._credentials, user=self.owner, priority=priority
            )
        except BinanceError as error:
            key.report(error)
            raise
        key.report(None)
        return answer

    def accepted(self, api: str) -> int:
        """How often the key was accepted in an API family so far."""
        return self._keys[api].accepted if api in self._keys else 0

    async def gather(
        self,
        requests: Iterable[Request[T]],
        *,
        limit: int = 8,
        priority: Priority | None = None,
        progress: Progress | None = None,
    ) -> list[T | BinanceError]:
        """Send many requests side by side; answers in order, with errors among them."""

        async def send(request: Request[T]) -> T:
            return await self.send(request, priority=priority)

        return await gather(send, requests, limit=limit, progress=progress)

    def _key(self, api: str) -> KeyBreaker:
        """Find what is known of the key in an API family: it may be good in one and not in another.

        A key without the right to futures is refused there with the code of a deleted one.
        """
        if api not in self._keys:
            self._keys[api] = KeyBreaker(self._ticks)
        return self._keys[api]
