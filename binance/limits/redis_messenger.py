"""Carries what is to be said to Redis, one call at a time, and brings the answers."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from binance.limits.redis_calls import Answer, Call, Calls, Entry, Known, give_back

_LINGER = 0.02  # for which settlements wait for a take that they could travel with
_MOST = 100  # entries of one call, during which Redis serves nobody else
_AGAIN = 0.25


class Messenger:
    """What is said while a call is under way shares the next one.

    A call that fails is repeated until Redis answers; `lost` hears of each failure, and `heard`
    of what is known of the limits after each call.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        heard: Callable[[Iterable[tuple[str, Known]]], None],
        lost: Callable[[str], None],
    ) -> None:
        self._calls = Calls(redis)
        self._heard, self._lost = heard, lost
        self._waiting: deque[Entry] = deque()
        self._underway: Sequence[Entry] = ()
        self._work = asyncio.Event()
        self._done = asyncio.Event()
        self._done.set()

    def say(self, entry: Entry) -> None:
        """Take a message along: at once if somebody waits for a verdict, or else soon."""
        if entry.wish is not None:
            self._work.set()
        elif not self._waiting:
            asyncio.get_running_loop().call_later(_LINGER, self._work.set)
        self._waiting.append(entry)
        self._done.clear()

    def give_up(self) -> None:
        """Let everybody who waits for a verdict decide without Redis."""
        for entry in (*self._underway, *self._waiting):
            if entry.wish is not None and not entry.wish.answer.done():
                entry.wish.answer.set_result(None)

    async def run(self) -> None:
        """Carry everything to Redis; never returns."""
        while True:
            await self._work.wait()
            self._work.clear()
            while entries := self._next():
                self._underway = entries
                await self._deliver(self._calls.next(entries))
                self._underway = ()
            self._done.set()

    async def finish(self, patience: float) -> None:
        """Wait so many seconds at most until everything is said."""
        self._work.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._done.wait(), patience)

    def _next(self) -> list[Entry]:
        """Choose what goes into the next call: all of one world, and none that nobody awaits."""
        entries: list[Entry] = []
        while self._waiting and len(entries) < _MOST:
            if entries and self._waiting[0].world != entries[0].world:
                break
            entry = self._waiting.popleft()
            if entry.wish is None or not entry.wish.answer.done():
                entries.append(entry)
        return entries

    async def _deliver(self, call: Call) -> None:
        while True:
            try:
                answer = await self._calls.make(call)
            except (RedisError, OSError) as error:
                self._lost(type(error).__name__)
                call = call.again()
                await asyncio.sleep(_AGAIN)
            else:
                self._heard(answer.known(call))
                self._hand_out(call, answer)
                return

    def _hand_out(self, call: Call, answer: Answer) -> None:
        """Tell the verdicts; what was taken for somebody who is gone is given back."""
        wishes = [entry.wish for entry in call.entries if entry.wish is not None]
        for wish, verdict in zip(wishes, answer.verdicts, strict=True):
            if not wish.answer.done():
                wish.answer.set_result(verdict)
            elif verdict.taken:
                self.say(give_back(wish, verdict))
