"""Answers given again: for how long, to whom, and how often Binance is asked meanwhile."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import binance.public
from binance import Binance, HmacKey, Hosts, errors
from binance.cache import MemoryCache
from binance.freshness import good_for
from binance.hooks import CacheHit, HookEvent
from binance.models.account import AccountInfo
from binance.models.market import Interval
from binance.private.spot import GetAccount
from binance.public import spot
from binance.public.futures.tickers import Price as FuturesPrice
from binance.request import Private, Public, Request, Security

PRICE = spot.Price(symbol="BTCUSDT")
BODY = b'{"symbol": "BTCUSDT", "price": "1"}'
HOUR, DAY = 3600.0, 86_400.0

# What changes with every trade, or is itself about now, or is asked for by a growing id.
ALWAYS_ASKED = {
    "time", "ping", "depth", "rpiDepth", "trades", "aggTrades",
    "historicalTrades", "historicalBlockTrades",
}  # fmt: skip


class Source:
    """Where answers are fetched from; it counts, and answers when it is told to."""

    def __init__(self, body: bytes = BODY) -> None:
        self.body, self.asked = body, 0
        self.open = asyncio.Event()
        self.open.set()
        self.error: Exception | None = None

    async def __call__(self) -> bytes:
        self.asked += 1
        await asyncio.sleep(0)
        await self.open.wait()
        if self.error is not None:
            raise self.error
        return self.body


@pytest.fixture
def cache(now: Any) -> MemoryCache:
    return MemoryCache(now=now)


def klines(interval: Interval, end: float | None = None) -> spot.Klines:
    end_time = None if end is None else int(end * 1000)
    return spot.Klines(symbol="BTCUSDT", interval=interval, end_time=end_time)


async def test_a_thousand_who_ask_at_once_cost_one_request(cache: MemoryCache) -> None:
    source = Source()

    answers = await asyncio.gather(*(cache.answer(PRICE, source) for _ in range(1000)))

    assert source.asked == 1
    assert {answer.price for answer in answers} == {1}


async def test_an_answer_is_given_again_until_its_time_is_over(
    cache: MemoryCache, now: Any
) -> None:
    source = Source()
    await cache.answer(PRICE, source)
    now.at += 0.9
    await cache.answer(PRICE, source)
    asked_early = source.asked
    now.at += 0.2
    await cache.answer(PRICE, source)

    assert (asked_early, source.asked) == (1, 2)


async def test_age_counts_from_the_question_not_from_a_slow_answer(
    cache: MemoryCache, now: Any
) -> None:
    async def slow() -> bytes:
        now.at += 5
        return BODY

    await cache.answer(PRICE, slow)
    source = Source()
    await cache.answer(PRICE, source)

    assert source.asked == 1


async def test_when_the_one_who_fetches_is_cancelled_the_next_one_fetches(
    cache: MemoryCache,
) -> None:
    source = Source()
    source.open.clear()
    first, second, third = (asyncio.ensure_future(cache.answer(PRICE, source)) for _ in range(3))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    source.open.set()

    answers = await asyncio.gather(second, third)

    assert first.cancelled()
    assert source.asked == 2
    assert answers[0] == answers[1]


async def test_one_who_stops_waiting_disturbs_nobody(cache: MemoryCache) -> None:
    source = Source()
    source.open.clear()
    first, second, third = (asyncio.ensure_future(cache.answer(PRICE, source)) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    source.open.set()

    await asyncio.gather(first, third)

    assert second.cancelled()
    assert source.asked == 1


async def test_a_failure_is_everybodys_who_waits_and_nobodys_later(cache: MemoryCache) -> None:
    source = Source()
    source.error = errors.Unreachable("away")
    outcomes = await asyncio.gather(
        *(cache.answer(PRICE, source) for _ in range(3)), return_exceptions=True
    )
    failed = source.asked
    source.error = None

    assert [type(one) for one in outcomes] == [errors.Unreachable] * 3
    assert failed == 1
    assert (await cache.answer(PRICE, source)).price == 1


async def test_an_answer_that_does_not_fit_is_not_kept(cache: MemoryCache) -> None:
    source = Source(b'{"price": "much"}')
    with pytest.raises(errors.Unreadable):
        await cache.answer(PRICE, source)
    source.body = BODY

    assert (await cache.answer(PRICE, source)).price == 1


async def test_everybody_may_do_with_a_list_what_he_likes(cache: MemoryCache) -> None:
    source = Source(json.dumps([[0, *"12345", 1, "1", 1, "1", "1", "0"]]).encode())
    request = klines(Interval.H1)
    first, second = await asyncio.gather(*(cache.answer(request, source) for _ in range(2)))
    first.clear()

    assert len(second) == len(await cache.answer(request, source)) == 1
    assert source.asked == 1


async def test_requests_that_differ_only_in_kind_have_answers_of_their_own(
    cache: MemoryCache,
) -> None:
    futures = Source(b'{"symbol": "BTCUSDT", "price": "2", "time": 1}')

    await cache.answer(PRICE, Source())

    assert (await cache.answer(FuturesPrice(symbol="BTCUSDT"), futures)).price == 2


async def test_what_was_not_asked_for_the_longest_makes_room(now: Any) -> None:
    cache, source = MemoryCache(now=now, most_bytes=2 * len(BODY)), Source()
    one, two, three = (spot.Price(symbol=symbol) for symbol in ("A", "B", "C"))
    for request in (one, two, one, three):
        await cache.answer(request, source)
    filled = source.asked

    await cache.answer(one, source)
    kept = source.asked
    await cache.answer(two, source)

    assert (filled, kept, source.asked) == (3, 3, 4)


async def test_what_is_larger_than_the_cache_is_not_kept(now: Any) -> None:
    cache, source = MemoryCache(now=now, most_bytes=1), Source()
    for _ in range(2):
        await cache.answer(PRICE, source)

    assert source.asked == 2


async def test_a_book_is_always_asked_for(cache: MemoryCache) -> None:
    source = Source(b'{"lastUpdateId": 1, "bids": [], "asks": []}')
    for _ in range(2):
        await cache.answer(spot.Depth(symbol="BTCUSDT"), source)

    assert source.asked == 2


def test_an_answer_to_a_signed_request_is_never_kept() -> None:
    class Impostor(
        Private[AccountInfo], endpoint="GET /api/v3/exchangeInfo", security=Security.USER_DATA
    ):
        """Somebody's own, on a path of the table."""

    assert good_for(spot.ExchangeInfo(), 0) == HOUR
    assert good_for(GetAccount(), 0) == 0
    assert good_for(Impostor(), 0) == 0


def test_of_every_public_endpoint_it_is_decided_whether_to_keep_it() -> None:
    names = {request.path.split("/", 3)[-1]: request for request in public_requests()}

    asked = {name for name, request in names.items() if not good_for(filled(request), 1.0)}

    assert asked == ALWAYS_ASKED


def public_requests() -> Iterator[type[Request[Any]]]:
    for module in walk_packages(binance.public.__path__, "binance.public."):
        for thing in vars(import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Public) and hasattr(thing, "path"):
                yield thing


def filled(request: type[Request[Any]]) -> Request[Any]:
    candles: dict[str, Any] = {"interval": Interval.H1, "end_time": None}
    return request.model_construct(**candles)


@pytest.mark.parametrize(
    ("interval", "now", "seconds"),
    [
        (Interval.S1, 10.25, 0.75),
        (Interval.M1, 120.0, 1),
        (Interval.M5, 120.0, 5),
        (Interval.M5, 178.0, 2),
        (Interval.D1, 120.0, 60),
        (Interval.MO1, 179.5, 0.5),
        (Interval("2M"), 120.0, 60),
        (Interval("whatever"), 120.0, 0),
    ],
)
def test_the_running_candle_is_kept_shortly_and_never_past_the_minute(
    interval: Interval, now: float, seconds: float
) -> None:
    assert good_for(klines(interval), now) == seconds


def test_closed_candles_are_kept_however_they_are_asked_for() -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    request = spot.Klines(symbol="BTCUSDT", interval=Interval.H1, end_time=noon)

    assert good_for(request, noon.timestamp() + 2 * HOUR) == DAY
    assert good_for(request, noon.timestamp() + HOUR) <= 60


@given(
    st.sampled_from([one for one in Interval if one is not Interval.MO1]),
    st.integers(0, 2_000_000_000),
    st.integers(-100 * 86_400, 100 * 86_400),
)
def test_no_candle_changes_while_it_is_kept_for_long(
    interval: Interval, now: int, ago: int
) -> None:
    length = length_of(interval)
    end = max(now - ago, 0)
    opened = end - end % length

    seconds = good_for(klines(interval, end), now)

    if seconds > 60:
        assert opened + length < now  # the last candle of the range is closed
    else:
        assert now // length == (now + seconds - 0.001) // length  # no new one begins


def length_of(interval: Interval) -> int:
    units = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
    return int(interval[:-1]) * units[interval[-1]]


@pytest.fixture
def told() -> list[HookEvent]:
    return []


@pytest.fixture
async def caching(fake: Any, now: Any, told: list[HookEvent]) -> AsyncIterator[Binance]:
    transport = httpx.ASGITransport(fake.app())
    cache = MemoryCache(now=now)
    hosts = Hosts.sandbox()
    async with Binance(hosts, transport=transport, now=now, cache=cache, hooks=[told.append]) as b:
        yield b


async def test_the_client_asks_its_cache_and_observers_hear_of_it(
    caching: Binance, fake: Any, told: list[HookEvent]
) -> None:
    fake.says("GET /api/v3/ticker/price", json.loads(BODY))

    await asyncio.gather(*(caching.send(PRICE) for _ in range(10)))

    assert len(fake.calls("GET /api/v3/ticker/price")) == 1
    assert told.count(CacheHit("GET /api/v3/ticker/price")) == 9
    assert caching.metrics().cache_hit_ratio == 0.9


async def test_an_account_is_never_answered_from_the_cache(
    caching: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says("GET /api/v3/ticker/price", json.loads(BODY))
    account = caching.account(alice)

    for _ in range(2):
        await account.send(PRICE)

    assert len(fake.calls("GET /api/v3/ticker/price")) == 2
