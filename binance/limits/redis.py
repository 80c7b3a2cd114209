"""The ledger that processes behind one address share through Redis; needs the extra `scale`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from math import inf
from typing import Self

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from binance.limits import redis_calls
from binance.limits.apart import Apart
from binance.limits.ledger import Closing, Draw, Standing, Verdict
from binance.limits.redis_calls import Known, Wish
from binance.limits.redis_messenger import Messenger

log = logging.getLogger(__name__)

_HUNG = 1.0  # without an answer for so long, a connection is given up
_WARN_EVERY = 60.0
_SWEEP_AT = 4096
_NOTHING = Known(Standing(0, 0, 0, 0.0), 0.0)


class RedisLedger:
    """Counts in Redis, in one round trip for each decision; settlements travel with the next.

    While Redis is away, or slower than `timeout`, urgent requests may take `share` of each limit
    in a window, and all others are refused. With the reserve divided by the number of processes,
    these stay within the reserve together.
    """

    def __init__(self, redis: Redis, *, timeout: float = 0.05, share: float = 0.05) -> None:
        """`redis` must neither retry nor decode; `connected` makes one, and runs the ledger."""
        self._messenger = Messenger(redis, heard=self._heard, lost=self._lost)
        self._timeout, self._share = timeout, share
        self._known: dict[str, Known] = {}
        self._sweep_at = _SWEEP_AT
        self._away = False
        self._apart: Apart | None = None
        self._warned_at = -inf

    @classmethod
    @asynccontextmanager
    async def connected(
        cls, url: str, *, timeout: float = 0.05, share: float = 0.05
    ) -> AsyncIterator[Self]:
        """Share limits through the Redis at `url`; at the end it hears what is not said yet."""
        redis = Redis.from_url(
            url,
            socket_timeout=_HUNG,
            socket_connect_timeout=_HUNG,
            retry=Retry(NoBackoff(), 0),
        )
        async with redis:
            ledger = cls(redis, timeout=timeout, share=share)
            running = asyncio.create_task(ledger.run())
            try:
                try:
                    yield ledger
                finally:
                    await ledger.finish()
            finally:
                running.cancel()
                await asyncio.wait([running])
            if not running.cancelled():
                running.result()  # it failed, and nobody has been told

    async def run(self) -> None:
        """Talk with Redis; never returns, and must run for as long as the ledger is used."""
        await self._messenger.run()

    async def finish(self) -> None:
        """Say what is not said yet, unless Redis is away."""
        if not self._away:
            await self._messenger.finish(_HUNG)

    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool = False) -> Verdict:
        """Take all draws or none; while Redis is away only `urgent` requests are let through."""
        if self._away:
            return await self._alone(now).take(draws, now, urgent=urgent)
        self._rejoin(now)
        self._sweep(now)
        wish = Wish(draws, now)
        self._messenger.say(redis_calls.take(wish, self._known))
        try:
            await self._wait_for(wish)
        except asyncio.CancelledError:
            self._withdraw(wish)
            raise
        if not wish.answer.done():
            self._lost("slow")
        verdict = wish.answer.result()
        return await self.take(draws, now, urgent=urgent) if verdict is None else verdict

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        if not self._away:
            self._rejoin(now)
        if self._apart is None or not self._apart.settle(closings, now, answered=answered):
            entry = redis_calls.settle(closings, now, self._known, answered=answered)
            self._messenger.say(entry)

    def stop(self, key: str, until: float, *, recover: bool) -> None:
        standing, turns = self._known.get(key, _NOTHING)
        self._learn(key, Known(standing._replace(silent_until=until), turns))
        self._messenger.say(redis_calls.stop(key, until, recover=recover))
        if self._apart is not None:
            self._apart.stop(key, until, recover=recover)

    def standing(self, key: str, seconds: int, now: float) -> Standing:
        """Tell how a limit stood at our last call, with what we have taken alone since then."""
        shared, turns = self._known.get(key, _NOTHING)
        if now >= turns:
            shared = Standing(0, 0, 0, shared.silent_until)
        if self._apart is None:
            return shared
        alone = self._apart.standing(key, seconds, now)
        return Standing(
            shared.used + alone.used - alone.foreign,
            shared.foreign,
            shared.in_flight + alone.in_flight,
            max(shared.silent_until, alone.silent_until),
        )

    async def _wait_for(self, wish: Wish) -> None:
        """Wait in two halves: after our own loop stood still, an answer may be there unread."""
        for _ in range(2):
            await asyncio.wait([wish.answer], timeout=self._timeout / 2)

    def _alone(self, now: float) -> Apart:
        if self._apart is None:
            self._apart = Apart(self._known, self._share, now)
        return self._apart

    def _rejoin(self, now: float) -> None:
        """Tell Redis what we did alone."""
        apart, self._apart = self._apart, None
        if apart is None:
            return
        for key, seconds, standing in apart.taken(now):
            self._messenger.say(redis_calls.rejoin(key, seconds, now, self._known, standing))

    def _learn(self, key: str, known: Known) -> None:
        """Replace what was known of a limit, but for a silence of which Redis is not told yet."""
        standing, turns = known
        silent_until = max(standing.silent_until, self._known.get(key, _NOTHING)[0].silent_until)
        self._known[key] = Known(standing._replace(silent_until=silent_until), turns)

    def _sweep(self, now: float) -> None:
        """Forget accounts of which there was nothing to know any more."""
        if len(self._known) < self._sweep_at:
            return
        self._known = {
            key: known
            for key, known in self._known.items()
            if max(known.turns, known.standing.silent_until) > now
        }
        self._sweep_at = max(2 * len(self._known), _SWEEP_AT)

    def _withdraw(self, wish: Wish) -> None:
        """Leave nothing taken for somebody who was cancelled, perhaps just after the verdict."""
        if wish.answer.cancel():
            return
        verdict = wish.answer.result()
        if verdict is not None and verdict.taken:
            self._messenger.say(redis_calls.give_back(wish, verdict))

    def _heard(self, known: Iterable[tuple[str, Known]]) -> None:
        if self._away:
            log.info("limits are shared again: Redis answers")
        self._away = False
        for key, now_known in known:
            self._learn(key, now_known)

    def _lost(self, reason: str) -> None:
        self._away = True
        self._messenger.give_up()
        now = asyncio.get_running_loop().time()
        if now - self._warned_at >= _WARN_EVERY:
            self._warned_at = now
            log.warning("limits are not shared for now, bulk waits: Redis is away (%s)", reason)
