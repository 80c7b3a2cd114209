"""The one way out for requests that move something: looked at by the guards, signed, sent."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from binance import Priority
from binance.request import Request
from bot.accounts import Connected
from storage import Unit

T = TypeVar("T")


class Guard(Protocol):
    """Whoever may object to a request; all of it raises nothing but `Refused`."""

    async def allow(self, user_id: int, key_id: int, request: Request[Any]) -> None:
        """Return if it may be signed and sent now."""

    async def weigh(
        self, user_id: int, key_id: int, request: Request[Any], *, leverage: int | None = None
    ) -> Decimal:
        """Look at it beforehand; what it comes to in USDT at worst.

        `leverage` is the one that will be set before, where another is set now.
        """

    async def note(
        self, unit: Unit, user_id: int, request: Request[Any], notional: Decimal, at: datetime
    ) -> None:
        """Count what is about to be sent, in the transaction that writes it down."""

    async def release(self, unit: Unit, user_id: int, request: Request[Any]) -> None:
        """Give back what was certainly not carried out."""


class Door:
    """Sends for people, after asking the guard; nothing else in the bot sends what moves money."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def send(
        self, connected: Connected, request: Request[T], *, priority: Priority = Priority.HIGH
    ) -> T:
        await self._guard.allow(connected.key.user_id, connected.key.id, request)
        return await connected.account.send(request, priority=priority)

    def of(self, connected: Connected) -> "Doorway":
        """The way out for one account."""
        return Doorway(self, connected)


class Doorway:
    """Sends for one account, through the door."""

    def __init__(self, door: Door, connected: Connected) -> None:
        self._door, self._connected = door, connected

    async def send(self, request: Request[T], *, priority: Priority = Priority.HIGH) -> T:
        return await self._door.send(self._connected, request, priority=priority)
