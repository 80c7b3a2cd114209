"""Answers shared between processes, on a real Redis."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from redis.asyncio import Redis
from redis_server import redis_server

from binance import errors
from binance.cache_redis import RedisCache
from binance.models.futures.terms import Period
from binance.models.market import Interval
from binance.public import spot
from binance.public.coin_futures.statistics import Basis as CoinBasis
from binance.public.futures.statistics import Basis

PRICE = spot.Price(symbol="BTCUSDT")
BODY = b'{"symbol": "BTCUSDT", "price": "1"}'


class Source:
    """Where answers are fetched from; it counts."""

    def __init__(self, body: bytes = BODY) -> None:
        self.body, self.asked = body, 0

    async def __call__(self) -> bytes:
        self.asked += 1
        await asyncio.sleep(0)
        return self.body


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
async def caches(redis: Redis, server: str) -> AsyncIterator[list[RedisCache]]:
    """As two processes have them."""
    async with AsyncExitStack() as stack:
        both = (RedisCache.connected(server, world="live") for _ in range(2))
        yield [await stack.enter_async_context(one) for one in both]


async def test_what_one_process_fetched_another_need_not(caches: list[RedisCache]) -> None:
    request = spot.Klines(symbol="BTCUSDT", interval="1h", end_time=0)
    source = Source(b'[[0,"1","1","1","1","1",1,"1",1,"1","1","0"]]')

    answers = [await cache.answer(request, source) for cache in caches]

    assert source.asked == 1
    assert answers[0] == answers[1]
    assert answers[1][0].open == 1


async def test_a_thousand_who_ask_at_once_cost_one_request(caches: list[RedisCache]) -> None:
    source = Source()

    await asyncio.gather(*(caches[0].answer(PRICE, source) for _ in range(1000)))

    assert source.asked == 1


async def test_json_is_kept_compressed_and_not_for_long(
    caches: list[RedisCache], redis: Redis
) -> None:
    await caches[0].answer(PRICE, Source())

    (key,) = await redis.keys()
    assert key == b"binance:live:api:/api/v3/ticker/price?symbol=BTCUSDT"
    packed: Any = await redis.get(key)
    assert zlib.decompress(packed) == BODY
    assert 0 < await redis.pttl(key) <= 1000


async def test_a_large_answer_comes_back_whole(caches: list[RedisCache]) -> None:
    row = '[0,"1","1","1","1","1",1,"1",1,"1","1","0"]'
    source = Source(f"[{','.join([row] * 20_000)}]".encode())
    request = spot.Klines(symbol="BTCUSDT", interval="1h", end_time=0)

    answers = [await cache.answer(request, source) for cache in caches]

    assert source.asked == 1
    assert len(answers[1]) == 20_000


async def test_worlds_and_futures_apis_do_not_mix(
    caches: list[RedisCache], server: str, redis: Redis
) -> None:
    usdm = Basis(pair="BTCUSD", contract_type="PERPETUAL", period=Period.M5)
    coinm = CoinBasis(pair="BTCUSD", contract_type="PERPETUAL", period=Period.M5)
    source = Source(b"[]")
    async with RedisCache.connected(server, world="testnet") as elsewhere:
        asked: list[tuple[RedisCache, Any]] = [
            (caches[0], usdm), (caches[0], coinm), (elsewhere, usdm),
        ]  # fmt: skip
        for cache, request in asked:
            await cache.answer(request, source)

    assert source.asked == 3


async def test_what_cannot_be_read_is_fetched_again(caches: list[RedisCache], redis: Redis) -> None:
    key = "binance:live:api:/api/v3/ticker/price?symbol=BTCUSDT"
    for rubbish in (b"rubbish", zlib.compress(b'{"another": "version"}')):
        await redis.set(key, rubbish)

        assert (await caches[0].answer(PRICE, Source())).price == 1


async def test_an_answer_that_does_not_fit_is_not_kept(
    caches: list[RedisCache], redis: Redis
) -> None:
    with pytest.raises(errors.Unreadable):
        await caches[0].answer(PRICE, Source(b"{}"))

    assert await redis.keys() == []


async def test_by_a_machines_clock_that_is_ahead_no_running_candle_has_ended(
    server: str, redis: Redis
) -> None:
    end = int((time.time() - 2 * 3600) * 1000)
    running = spot.Klines(symbol="BTCUSDT", interval=Interval.H1, end_time=end)

    async def fetch() -> bytes:
        return b"[]"

    def theirs() -> float:
        return time.time() - 3 * 3600

    async with RedisCache.connected(server, world="live", server=theirs) as cache:
        await cache.answer(running, fetch)

    assert 0 < await redis.pttl(cache._key(running)) <= 60_000


async def test_a_book_is_not_even_looked_for(caches: list[RedisCache], redis: Redis) -> None:
    source = Source(b'{"lastUpdateId": 1, "bids": [], "asks": []}')
    for _ in range(2):
        await caches[0].answer(spot.Depth(symbol="BTCUSDT"), source)

    assert source.asked == 2
    assert await redis.keys() == []


async def test_without_redis_everything_is_fetched_and_redis_left_alone_for_a_while(
    now: Any, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    source = Source()
    async with Redis.from_url(f"unix://:canary@{tmp_path}/nobody") as nobody:
        cache = RedisCache(nobody, world="live", now=now)
        for _ in range(3):
            assert (await cache.answer(PRICE, source)).price == 1
        warned = len(caplog.records)
        now.at += 6
        await cache.answer(PRICE, source)

    assert source.asked == 4
    assert (warned, len(caplog.records)) == (1, 2)
    assert "canary" not in caplog.text
