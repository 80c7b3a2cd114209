"""Limits that processes share, on a real Redis: the same rules as in memory, and never too much."""

import asyncio
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.crc import key_slot
from redis_server import redis_server

from binance.errors import RateLimited
from binance.limits import Limits
from binance.limits.ledger import Closing, Draw, Ledger, Verdict
from binance.limits.memory import MemoryLedger
from binance.limits.redis import RedisLedger
from binance.limits.redis_bans import RedisBans
from binance.limits.redis_calls import Calls, Wish, take
from binance.limits.windows import GRACE
from binance.models.exchange import RateLimit, RateLimitType

START = 1_700_000_040.0 + GRACE  # a minute's beginning
SPOT, RAW, ORDERS = ("live spot", 60, 100), ("live raw", 300, 400), ("live orders #a", 10, 20)
PATIENT = 10.0  # a loaded machine is no reason to count alone


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
async def redis(server: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(server) as client:
        await client.flushall()
        yield client


@pytest.fixture
async def ledgers(redis: Redis, server: str) -> AsyncIterator[list[RedisLedger]]:
    """As two processes have them."""
    async with AsyncExitStack() as stack:
        both = (RedisLedger.connected(server, timeout=PATIENT) for _ in range(2))
        yield [await stack.enter_async_context(one) for one in both]


def draw(limit: tuple[str, int, int], amount: int) -> Draw:
    key, seconds, ceiling = limit
    return Draw(key, amount, seconds, ceiling)


def closing(drawn: Draw, taken_at: float, **more: Any) -> Closing:
    return Closing(drawn.key, drawn.amount, drawn.seconds, taken_at, **more)


class Diary:
    """Makes one seeded day of takes, settlements, stops and passing time on a ledger."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.ledger = ledger
        self.chance = random.Random(seed)
        self.now = START + self.chance.uniform(0, 300)
        self.out: list[tuple[list[Draw], float]] = []

    async def verdicts(self) -> list[Verdict]:
        return [verdict for _ in range(150) if (verdict := await self._step()) is not None]

    async def end(self) -> list[Verdict]:
        """Show in a verdict what there is to know of each limit."""
        return [
            await self.ledger.take([Draw(key, 10_000, seconds, ceiling)], self.now)
            for key, seconds, ceiling in (SPOT, RAW, ORDERS)
        ]

    async def _step(self) -> Verdict | None:
        match self.chance.choices(["take", "settle", "pass", "stop"], [12, 7, 6, 0.4])[0]:
            case "take":
                return await self._take()
            case "settle" if self.out:
                self._settle(self.chance.randrange(len(self.out)))
            case "pass":
                self._pass()
            case "stop":
                self._stop()
        return None

    async def _take(self) -> Verdict:
        draws = [draw(SPOT, self.chance.choice([0, 1, 4, 20]))]
        if self.chance.random() < 0.5:
            draws[0] = draws[0]._replace(ceiling=self.chance.choice([60, 90, 100]))
        if self.chance.random() < 0.6:
            draws.append(draw(RAW, 1))
        if self.chance.random() < 0.4:
            draws.append(draw(ORDERS, self.chance.choice([1, 3])))
        verdict = await self.ledger.take(draws, self.now)
        if verdict.taken:
            self.out.append((draws, verdict.at))
        return verdict

    def _settle(self, index: int) -> None:
        draws, taken_at = self.out.pop(index)
        returned = self.chance.random() < 0.2
        closings = [
            closing(
                each,
                taken_at,
                returned=returned,
                seen=self.chance.choice([None, self.chance.randrange(each.ceiling)]),
                exact=each.key == ORDERS[0],
            )
            for each in draws
        ]
        self.ledger.settle(closings, self.now, answered=self.chance.random() < 0.8)

    def _pass(self) -> None:
        kind = self.chance.random()
        if kind < 0.7:
            self.now += self.chance.uniform(0, 2)
        elif kind < 0.9:  # to shortly before or after a turn
            turn = self.now - (self.now - START) % 10 + 10
            self.now = max(self.now, turn + self.chance.uniform(-0.3, 0.1))
        else:
            while self.out:
                self._settle(0)
            self.now += self.chance.choice([15, 70, 200, 700])
        while self.out and self.out[0][1] < self.now - 5:  # as transports give up
            self._settle(0)

    def _stop(self) -> None:
        key = self.chance.choice([SPOT, SPOT, ORDERS])[0]
        until = self.now + self.chance.uniform(1, 60)
        self.ledger.stop(key, until, recover=key == SPOT[0])


@pytest.mark.parametrize("seed", range(40))
async def test_the_same_day_has_the_same_verdicts_in_memory_and_in_redis(
    seed: int, ledgers: list[RedisLedger]
) -> None:
    in_memory, in_redis = Diary(MemoryLedger(), seed), Diary(ledgers[0], seed)

    expected = await in_memory.verdicts()

    assert await in_redis.verdicts() == expected
    assert await in_redis.end() == await in_memory.end()


async def test_two_processes_together_never_take_too_much(ledgers: list[RedisLedger]) -> None:
    used = 0
    for seed in range(200):
        chance = random.Random(seed)
        spot, orders = (f"world{seed} spot", 60, 50), (f"world{seed} orders #a", 10, 8)
        granted = {spot[0]: 0, orders[0]: 0}

        async def trade(
            ledger: RedisLedger,
            draws: list[Draw],
            pauses: int,
            returned: bool,
            granted: dict[str, int] = granted,
        ) -> None:
            for _ in range(pauses):
                await asyncio.sleep(0)
            verdict = await ledger.take(draws, START)
            if not verdict.taken:
                return
            if returned:
                closings = [closing(each, verdict.at, returned=True) for each in draws]
                ledger.settle(closings, START, answered=False)
                return
            for each in draws:
                granted[each.key] += each.amount

        await asyncio.gather(
            *(
                trade(
                    chance.choice(ledgers),
                    [draw(spot, chance.randint(1, 9)), draw(orders, chance.randint(0, 1))],
                    chance.randrange(20),
                    chance.random() < 0.2,
                )
                for _ in range(24)
            )
        )

        assert granted[spot[0]] <= 50
        assert granted[orders[0]] <= 8
        used += granted[spot[0]]
    assert used > 200 * 30  # and not too little either


async def test_two_clients_share_one_pool(ledgers: list[RedisLedger]) -> None:
    one, other = (Limits("live", lambda: START, ledger=each, max_wait=0) for each in ledgers)
    size = RateLimit(
        rate_limit_type=RateLimitType.REQUEST_WEIGHT, interval="MINUTE", interval_num=1, limit=100
    )
    one.adopt([size])
    other.adopt([size])

    admission = await one.admit_weight(80)
    with pytest.raises(RateLimited):
        await other.admit_weight(20)
    admission.release()

    async with asyncio.timeout(PATIENT):
        while True:
            with suppress(RateLimited):
                await other.admit_weight(20)
                break


async def test_a_decision_is_one_round_trip(ledgers: list[RedisLedger], redis: Redis) -> None:
    ledger, drawn = ledgers[0], draw(SPOT, 1)
    await ledger.take([drawn], START)  # brings the script
    await redis.config_resetstat()

    for _ in range(20):
        verdict = await ledger.take([drawn, draw(RAW, 1)], START)
        ledger.settle([closing(drawn, verdict.at)], START, answered=True)
    await ledger.take([drawn], START)

    calls = await redis.info("commandstats")
    assert calls["cmdstat_evalsha"]["calls"] == 21
    assert calls.keys() <= {
        "cmdstat_evalsha",
        "cmdstat_get",  # by the script
        "cmdstat_set",
        "cmdstat_config|resetstat",
    }


async def test_what_is_settled_reaches_the_others_though_nothing_more_is_taken(
    ledgers: list[RedisLedger],
) -> None:
    one, other = ledgers
    verdict = await one.take([draw(SPOT, 100)], START)
    assert not (await other.take([draw(SPOT, 100)], START)).taken

    one.settle([closing(draw(SPOT, 100), verdict.at, returned=True)], START, answered=False)

    async with asyncio.timeout(PATIENT):
        while True:
            if (await other.take([draw(SPOT, 100)], START)).taken:
                break


async def test_a_stranger_is_who_uses_more_than_all_processes(ledgers: list[RedisLedger]) -> None:
    one, other = ledgers
    mine = await one.take([draw(SPOT, 30)], START)
    await other.take([draw(SPOT, 20)], START)

    one.settle([closing(draw(SPOT, 30), mine.at, seen=65)], START, answered=True)
    await one.take([draw(SPOT, 1)], START)

    assert one.standing("live spot", 60, START) == (66, 15, 21, 0.0)
    assert (await other.take([draw(SPOT, 50)], START)).room == 100 - 66


async def test_one_process_probes_for_all_after_a_ban(ledgers: list[RedisLedger]) -> None:
    one, other = ledgers
    one.stop("live spot", START + 5, recover=True)
    await one.take([draw(SPOT, 1)], START)

    assert await other.take([draw(SPOT, 1)], START) == Verdict(False, START + 5, 0, 0, True)
    probe = await other.take([draw(SPOT, 1)], START + 6)
    assert probe.probe
    assert (await one.take([draw(SPOT, 1)], START + 6)).at == START + 7  # the probe is out
    other.settle([closing(draw(SPOT, 1), probe.at)], START + 6.5, answered=True)
    ramped = await other.take([draw(SPOT, 20)], START + 6.5)

    assert not ramped.taken
    assert ramped.room == 9  # a tenth of all, less the probe
    assert (await one.take([draw(SPOT, 9)], START + 6.5)).taken


async def test_an_answer_to_another_process_does_not_end_the_probe(
    ledgers: list[RedisLedger],
) -> None:
    one, other = ledgers
    early = await one.take([draw(SPOT, 1)], START + 6)
    one.stop("live spot", START + 5, recover=True)
    assert (await one.take([draw(SPOT, 1)], START + 6)).probe
    await other.take([draw(SPOT, 0)], START)

    other.settle([closing(draw(SPOT, 1), early.at)], START + 6, answered=True)

    assert not (await other.take([draw(SPOT, 1)], START + 6)).taken


async def test_a_clock_that_is_a_little_behind_does_not_bring_the_old_window_back(
    ledgers: list[RedisLedger],
) -> None:
    ahead, behind = ledgers
    await ahead.take([draw(SPOT, 0)], START - 1)
    verdict = await ahead.take([draw(SPOT, 90)], START + 0.01)
    ahead.settle([closing(draw(SPOT, 90), verdict.at)], START + 0.01, answered=True)
    await ahead.take([draw(SPOT, 0)], START + 0.01)

    assert (await behind.take([draw(SPOT, 5)], START - 0.02)).taken

    assert (await ahead.take([draw(SPOT, 6)], START + 0.02)).room == 5


async def test_a_clock_set_back_for_good_is_followed(ledgers: list[RedisLedger]) -> None:
    await ledgers[0].take([draw(SPOT, 90)], START + 600)

    refused = await ledgers[0].take([draw(SPOT, 20)], START)

    assert refused == Verdict(False, START + 60, 0, 10)


async def test_what_a_dead_process_had_out_is_counted_in_one_more_window(
    ledgers: list[RedisLedger], server: str
) -> None:
    async with RedisLedger.connected(server, timeout=PATIENT) as dying:
        assert (await dying.take([draw(SPOT, 60)], START)).taken

    assert (await ledgers[0].take([draw(SPOT, 100)], START + 60)).room == 40
    assert (await ledgers[0].take([draw(SPOT, 100)], START + 120)).taken


async def test_a_cancelled_take_leaves_nothing_taken(ledgers: list[RedisLedger]) -> None:
    for steps in range(8):
        taking = asyncio.create_task(ledgers[0].take([draw(SPOT, 100)], START))
        for _ in range(steps):
            await asyncio.sleep(0.0002)
        taking.cancel()
        [result] = await asyncio.gather(taking, return_exceptions=True)
        if isinstance(result, Verdict):
            closings = [closing(draw(SPOT, 100), START, returned=True)]
            ledgers[0].settle(closings, START, answered=False)

        probe = await ledgers[0].take([draw(SPOT, 0)], START)

        assert probe.taken
    assert (await ledgers[0].take([draw(SPOT, 100)], START)).taken


async def test_a_call_whose_answer_was_lost_is_carried_out_once(redis: Redis) -> None:
    calls = Calls(redis)
    entry = take(Wish([draw(SPOT, 40)], START), {})
    first, second = calls.next([entry]), calls.next([entry])

    answer = await calls.make(first)
    assert await calls.make(first.again()) == answer
    assert (await calls.make(second)).standings[0].standing.used == 80
    await calls.make(first)  # it was under way for long

    assert (await calls.make(calls.next([entry]))).verdicts[0].room == 20


async def test_a_repeated_call_takes_nothing_for_those_who_gave_up(redis: Redis) -> None:
    calls = Calls(redis)

    answer = await calls.make(calls.next([take(Wish([draw(SPOT, 40)], START), {})]).again())

    assert not answer.verdicts[0].taken
    assert answer.standings[0].standing.used == 0


async def test_what_redis_forgot_is_remembered_by_who_knows(
    ledgers: list[RedisLedger], redis: Redis
) -> None:
    await ledgers[0].take([draw(SPOT, 70)], START)
    ledgers[0].stop("live orders #a", START + 9, recover=False)
    await ledgers[0].take([draw(ORDERS, 1)], START)
    await redis.flushall()

    assert (await ledgers[0].take([draw(SPOT, 40)], START)).room == 30
    assert (await ledgers[0].take([draw(ORDERS, 1)], START)).silent


async def test_worlds_are_apart_and_each_in_one_slot(
    ledgers: list[RedisLedger], redis: Redis
) -> None:
    takes = [ledgers[0].take([Draw(f"{world} spot", 60, 60, 100)], START) for world in "abca"]
    verdicts = await asyncio.gather(*takes)

    assert [verdict.taken for verdict in verdicts] == [True, True, True, False]
    keys: list[Any] = await redis.keys("*{a}*")
    assert len(keys) == 2  # the limit, and the last call of who took from it
    assert len({key_slot(key) for key in keys}) == 1


async def test_nothing_stays_in_redis_for_ever(ledgers: list[RedisLedger], redis: Redis) -> None:
    await ledgers[0].take([draw(SPOT, 1), draw(ORDERS, 1)], START)
    ledgers[0].stop("live futures", START + 60, recover=True)
    ledgers[0].stop("live spot", START + 60, recover=True)
    await ledgers[0].take([draw(RAW, 1)], START)
    await RedisBans(redis).save("live spot", START)

    keys = await redis.keys("*")

    assert len(keys) == 6
    assert all([0 < await redis.ttl(key) <= 7 * 86_400 for key in keys])


async def test_the_longer_ban_is_kept_for_all_processes(redis: Redis) -> None:
    one, other = RedisBans(redis), RedisBans(redis)
    await one.save("live spot", START + 120.5)
    await other.save("live spot", START + 60)
    await other.save("live futures", START)

    assert await one.load() == {"live spot": START + 120.5, "live futures": START}


def test_redis_is_imported_by_who_uses_it_only() -> None:
    asked = "import binance, binance.limits, sys; sys.exit('redis' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
