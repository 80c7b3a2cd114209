"""Requests over a WebSocket API connection, under the same limits and errors as REST."""

import asyncio
import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from binance.clock import Reading, ServerClock
from binance.errors import BinanceError, Unknown, Unreachable
from binance.limits import Limits, Priority
from binance.streams.connection import Opened
from binance.streams.requests.answers import Message, counts, error_in

__all__ = ["Message", "NoAnswer", "WsApi"]

Params = Callable[[], Mapping[str, Any]]
Then = Callable[[Any], None]


class NoAnswer(Unknown):
    """The connection gave no answer, and is not to be trusted any more."""


class WsApi:
    """One connection's requests, and the answers to them.

    `api` is the family whose limits and errors hold; after `timeout` seconds an answer is given
    up.
    """

    def __init__(
        self,
        socket: Opened,
        clock: ServerClock,
        limits: Limits,
        *,
        api: str = "api",
        timeout: float = 10.0,
    ) -> None:
        self._socket, self._clock, self._limits = socket, clock, limits
        self._family, self._timeout = api, timeout
        self._ids = count(1)
        self._waiting: dict[int, tuple[asyncio.Future[Message | None], Then]] = {}

    async def call(
        self,
        method: str,
        params: Params = dict,
        *,
        weight: int,
        then: Then = lambda _result: None,
    ) -> Any:
        """Send a request and return its result.

        `params` is called at the last moment, because it signs. `then` sees the result before
        the next message is read, for that may already depend on it.
        """
        answer, _ = await self._weighed(method, params, weight, then)
        return answer["result"]

    async def read_time(self) -> Reading:
        """Look at Binance's clock."""
        answer, sent_at = await self._weighed("time", dict, 1, lambda _result: None)
        return Reading(sent_at, answer["result"]["serverTime"], self._clock.now())

    async def exchange(
        self, method: str, params: Mapping[str, Any], then: Then = lambda _result: None
    ) -> Message:
        """Send a request that was admitted, and return the answer, whatever it says.

        `Unreachable` where nothing was written; after that it is `NoAnswer`.
        """
        if not self.alive:
            raise Unreachable("there is no connection")
        number = next(self._ids)
        future: asyncio.Future[Message | None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (future, then)
        request = {"id": number, "method": method, "params": params}
        lost = "the connection was lost"
        try:
            async with asyncio.timeout(self._timeout):
                # It was alive just now: if this fails, the bytes may have left all the same.
                written = await self._socket.send(json.dumps(request, ensure_ascii=False))
                if written and (answer := await future) is not None:
                    return answer
        except TimeoutError:
            lost = "no answer in time"
        finally:
            self._waiting.pop(number, None)
        raise NoAnswer(lost)

    def answered(self, message: Message) -> None:
        """Take an answer that arrived."""
        waiting = self._waiting.pop(message["id"], None)
        if waiting is not None and not waiting[0].done():
            future, then = waiting
            if message.get("status") == 200:
                then(message["result"])
            future.set_result(message)

    @property
    def alive(self) -> bool:
        return self._socket.alive

    async def leave(self) -> None:
        """Give the connection up for a new one."""
        await self._socket.leave()

    async def finish(self) -> None:
        """Leave as soon as everybody has an answer, or has waited for it long enough."""
        if waiting := [future for future, _ in self._waiting.values()]:
            await asyncio.wait(waiting, timeout=self._timeout)
        await self.leave()

    def abandon(self) -> None:
        """Tell everybody who waits that nobody will answer."""
        for future, _ in self._waiting.values():
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def _weighed(
        self, method: str, params: Params, weight: int, then: Then
    ) -> tuple[Message, float]:
        admission = await self._limits.admit_weight(
            weight, api=self._family, priority=Priority.HIGH
        )
        used: Mapping[str, str] | None = None
        error: BinanceError | None = None
        sent_at = self._clock.now()
        try:
            answer = await self.exchange(method, params(), then)
            used, error = counts(answer), self._error_in(answer)
        except Unreachable:
            admission.release()
            raise
        finally:
            await admission.settle(used, ok=used is not None and error is None, error=error)
        if error is not None:
            raise error
        return answer, sent_at

    def _error_in(self, answer: Message) -> BinanceError | None:
        return error_in(answer, api=self._family, now=self._clock.time())
