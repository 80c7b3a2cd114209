"""Requests over a WebSocket API connection, under the same limits and errors as REST."""

import asyncio
import json
from collections.abc import Callable, Mapping
from itertools import count
from math import ceil
from typing import Any

from binance.classify import classify
from binance.clock import Reading, ServerClock
from binance.errors import BinanceError, Unknown, Unreachable
from binance.limits import Limits, Priority
from binance.streams.connection import Opened

Message = dict[str, Any]
Params = Callable[[], Mapping[str, str | int]]
Then = Callable[[Any], None]
_TIMEOUT = 10.0
_HEADERS = {"REQUEST_WEIGHT": "x-mbx-used-weight", "ORDERS": "x-mbx-order-count"}


class NoAnswer(Unknown):
    """The connection gave no answer, and is not to be trusted any more."""


class WsApi:
    """One connection's requests, and the answers to them."""

    def __init__(self, socket: Opened, clock: ServerClock, limits: Limits) -> None:
        self._socket, self._clock, self._limits = socket, clock, limits
        self._ids = count(1)
        self._waiting: dict[int, tuple[asyncio.Future[Message], Then]] = {}

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

    def abandon(self) -> None:
        """Tell everybody who waits that nobody will answer."""
        for future, _ in self._waiting.values():
            if not future.done():
                future.set_exception(NoAnswer("the connection was lost"))
        self._waiting.clear()

    async def _weighed(
        self, method: str, params: Params, weight: int, then: Then
    ) -> tuple[Message, float]:
        admission = await self._limits.admit_weight(weight, priority=Priority.HIGH)
        counts: Mapping[str, str] | None = None
        error: BinanceError | None = None
        sent_at = self._clock.now()
        try:
            answer = await self._exchange(method, params(), then)
            counts, error = _counts(answer), self._error_in(answer)
        except Unreachable:
            admission.release()
            raise
        finally:
            await admission.settle(counts, ok=counts is not None and error is None, error=error)
        if error is not None:
            raise error
        return answer, sent_at

    async def _exchange(self, method: str, params: Mapping[str, str | int], then: Then) -> Message:
        number = next(self._ids)
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (future, then)
        try:
            request = {"id": number, "method": method, "params": params}
            if not await self._socket.send(json.dumps(request, ensure_ascii=False)):
                raise Unreachable("there is no connection")
            async with asyncio.timeout(_TIMEOUT):
                return await future
        except TimeoutError:
            pass
        finally:
            self._waiting.pop(number, None)
        raise NoAnswer("no answer in time")

    def _error_in(self, answer: Message) -> BinanceError | None:
        status = answer.get("status")
        if status == 200:
            return None
        error, now = answer.get("error", {}), self._clock.time()
        # Here it is the moment in milliseconds; the header of REST counts seconds.
        until = (error.get("data") or {}).get("retryAfter")
        retry_after = None if until is None else str(max(ceil(until / 1000 - now), 0))
        return classify(
            status or 500,
            error.get("code", 0),
            error.get("msg", ""),
            retry_after=retry_after,
            now=now,
        )


def _counts(answer: Message) -> dict[str, str]:
    """Read what was counted under the names that REST's headers have for it."""
    counts = {}
    for limit in answer.get("rateLimits", ()):
        name = _HEADERS.get(limit["rateLimitType"])
        if name is not None:
            window = f"{limit['intervalNum']}{limit['interval'][0].lower()}"
            counts[f"{name}-{window}"] = str(limit["count"])
    return counts
