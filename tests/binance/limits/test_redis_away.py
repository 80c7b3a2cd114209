"""A shared Redis that is away: open for orders, closed for bulk, and well again by itself."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis
from redis_server import redis_in

from binance.errors import RateLimited
from binance.limits import Limits, Priority
from binance.limits.ledger import Closing, Draw, Verdict
from binance.limits.redis import RedisLedger
from binance.limits.redis_bans import RedisBans
from binance.limits.windows import GRACE

START = 1_700_000_040.0 + GRACE  # a minute's beginning
SHARE = 0.05
PATIENT = 10.0


class Server:
    """A Redis that is stopped and started again by a test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running = ExitStack()
        self.url = self.start()

    def start(self) -> str:
        running: AbstractContextManager[str] = redis_in(self._folder)
        return self._running.enter_context(running)

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with TemporaryDirectory(prefix="redis-") as folder:
        server = Server(Path(folder))
        yield server
        server.stop()


@pytest.fixture
async def ledger(server: Server) -> AsyncIterator[RedisLedger]:
    async with RedisLedger.connected(server.url, timeout=PATIENT, share=SHARE) as ledger:
        yield ledger


def spot(amount: int, key: str = "live spot") -> list[Draw]:
    return [Draw(key, amount, 60, 100)]


def closings(verdict: Verdict, amount: int, *, returned: bool = False) -> list[Closing]:
    return [Closing("live spot", amount, 60, verdict.at, returned=returned)]


async def back(ledger: RedisLedger, now: float = START) -> None:
    """Wait until Redis is asked again."""
    async with asyncio.timeout(PATIENT):
        while True:
            if (await ledger.take([Draw("live other", 1, 60, 10_000)], now)).taken:
                return
            await asyncio.sleep(0.01)


async def test_orders_have_a_budget_of_their_own_and_bulk_has_none(
    ledger: RedisLedger, server: Server
) -> None:
    assert (await ledger.take(spot(10), START)).taken
    server.stop()

    bulk = await ledger.take(spot(1), START)
    orders = [await ledger.take(spot(1), START, urgent=True) for _ in range(6)]

    assert not bulk.taken
    assert START < bulk.at <= START + 1
    assert [order.taken for order in orders] == [True] * 5 + [False]
    for order in orders[:5]:
        ledger.settle(closings(order, 1), START + 1, answered=True)
    assert (await ledger.take(spot(5), START + 60, urgent=True)).taken  # in the next window


async def test_an_order_passes_the_whole_way_and_a_question_does_not(
    ledger: RedisLedger, server: Server
) -> None:
    limits = Limits("live", lambda: START, ledger=ledger, max_wait=0)
    server.stop()

    with pytest.raises(RateLimited):
        await limits.admit_weight(1)
    await limits.admit_weight(1, priority=Priority.HIGH)

    assert limits.unsettled == 1


async def test_no_more_is_taken_alone_than_was_known_to_be_left(
    ledger: RedisLedger, server: Server
) -> None:
    assert (await ledger.take(spot(98), START)).taken
    server.stop()

    orders = [await ledger.take(spot(1), START, urgent=True) for _ in range(4)]

    assert [order.taken for order in orders] == [True, True, False, False]


async def test_the_smallest_limit_leaves_something_for_an_order(
    ledger: RedisLedger, server: Server
) -> None:
    server.stop()

    order = [Draw("live spot", 1, 60, 6000), Draw("live orders 10s #a", 1, 10, 10)]

    assert (await ledger.take(order, START, urgent=True)).taken
    assert not (await ledger.take(order, START, urgent=True)).taken


async def test_a_silence_that_was_known_holds_for_orders_too(
    ledger: RedisLedger, server: Server
) -> None:
    async with RedisLedger.connected(server.url, timeout=PATIENT) as other:
        other.stop("live spot", START + 30, recover=True)
        await other.take(spot(1, "live other"), START)
    await ledger.take(spot(1), START)
    server.stop()
    await ledger.take(spot(1, "live other"), START)

    refused = await ledger.take(spot(1), START + 1, urgent=True)
    ledger.stop("live futures", START + 50, recover=True)

    assert refused == Verdict(False, START + 30, 0, 0, silent=True)
    assert (await ledger.take(spot(1, "live futures"), START + 1, urgent=True)).silent
    assert (await ledger.take(spot(1), START + 31, urgent=True)).probe


async def test_redis_comes_back_and_hears_what_was_taken_without_it(
    ledger: RedisLedger, server: Server
) -> None:
    before = await ledger.take(spot(40), START)
    server.stop()
    orders = [await ledger.take(spot(1), START, urgent=True) for _ in range(3)]
    ledger.settle(closings(before, 40), START, answered=True)
    ledger.settle(closings(orders[0], 1), START, answered=True)
    ledger.settle(closings(orders[1], 1, returned=True), START, answered=False)
    server.start()
    await back(ledger)

    assert (await ledger.take(spot(100), START)).room == 100 - 40 - 2
    assert ledger.standing("live spot", 60, START).in_flight == 1
    ledger.settle(closings(orders[2], 1), START, answered=True)
    async with RedisLedger.connected(server.url, timeout=PATIENT) as other:
        assert (await other.take(spot(58), START)).taken
    await ledger.take(spot(100), START)

    assert ledger.standing("live spot", 60, START) == (100, 0, 58, 0.0)


async def test_who_waits_while_redis_goes_away_is_answered(
    ledger: RedisLedger, server: Server
) -> None:
    await ledger.take(spot(0), START)
    _hold(await _process_of(server))
    waiting = [
        asyncio.create_task(ledger.take(spot(1), START, urgent=urgent))
        for urgent in (True, False, True)
    ]
    await asyncio.sleep(0)
    server.stop()

    assert [verdict.taken for verdict in await asyncio.gather(*waiting)] == [True, False, True]


async def test_a_redis_that_hangs_is_not_waited_for_and_gets_back_what_it_gave_too_late(
    server: Server,
) -> None:
    async with RedisLedger.connected(server.url, timeout=0.05) as hasty:
        await back(hasty)
        process = await _process_of(server)
        _hold(process)
        refused = await hasty.take(spot(60), START)
        os.kill(process, signal.SIGCONT)
        await back(hasty)

        assert not refused.taken
        async with RedisLedger.connected(server.url, timeout=PATIENT) as other:
            async with asyncio.timeout(PATIENT):
                while True:
                    if (await other.take(spot(100), START)).taken:
                        break


async def test_an_outage_is_told_once_a_minute(
    ledger: RedisLedger, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="binance.limits.redis")
    for _ in range(2):
        server.stop()
        await ledger.take(spot(1), START)
        server.start()
        await back(ledger)

    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "Redis is away" in warnings[0].getMessage()
    assert "Redis answers" in caplog.records[-1].getMessage()


async def test_a_program_starts_and_ends_without_redis(server: Server) -> None:
    server.stop()

    async with RedisLedger.connected(server.url, timeout=PATIENT) as ledger:
        assert not (await ledger.take(spot(1), START)).taken
        assert (await ledger.take(spot(1), START, urgent=True)).taken


async def test_bans_are_neither_kept_nor_found_and_nothing_fails(server: Server) -> None:
    async with Redis.from_url(server.url, retry=None) as redis:
        bans = RedisBans(redis)
        server.stop()

        await bans.save("live spot", START)

        assert await bans.load() == {}


async def _process_of(server: Server) -> int:
    async with Redis.from_url(server.url) as redis:
        return int((await redis.info("server"))["process_id"])


def _hold(process: int) -> None:
    """Let a Redis hang, as on a machine that swaps."""
    os.kill(process, signal.SIGSTOP)
