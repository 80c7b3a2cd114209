"""One fetch for all who want the same at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Flights:
    """Fetches under way, by what is fetched.

    There are no tasks: the first who asks fetches, in its own name and urgency, and the others
    share what it gets, errors too. When it is cancelled the next one takes its place.
    """

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Future[Any]] = {}

    async def join(self, key: Hashable, fetch: Callable[[], Awaitable[T]]) -> T:
        while (flight := self._flights.get(key)) is not None:
            await asyncio.wait([flight])  # to await it would cancel it together with this caller
            if not flight.cancelled():
                value: T = flight.result()
                return value
        return await self._lead(key, fetch)

    async def _lead(self, key: Hashable, fetch: Callable[[], Awaitable[T]]) -> T:
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        try:
            value = await fetch()
        except Exception as error:
            flight.set_exception(error)
            flight.exception()  # perhaps nobody else waits for it
            raise
        else:
            flight.set_result(value)
            return value
        finally:
            del self._flights[key]
            flight.cancel()  # without effect, unless this caller was cancelled
