"""A 429 also holds back what was let through before it and has not left yet."""

import asyncio
from typing import Any

import httpx
import pytest

from binance import Binance, Hosts, RateLimited
from binance.models.market import TickerPrice
from binance.public.spot import Price
from binance.room import PLACES

pytestmark = pytest.mark.virtual_time

MANY = 3 * PLACES


class Demanding(httpx.AsyncBaseTransport):
    """Demands silence of all that leaves too early, but for the first; takes its time to answer."""

    def __init__(self, until: float) -> None:
        self._until = until
        self.left: list[float] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        now = asyncio.get_running_loop().time()
        self.left.append(now)
        await asyncio.sleep(0.1)
        if now < self._until and len(self.left) > 1:
            wait = {"Retry-After": str(round(self._until - now))}
            told = {"code": -1003, "msg": "Too many requests."}
            return httpx.Response(429, headers=wait, json=told, request=request)
        return httpx.Response(200, json={"symbol": "BTCUSDT", "price": "1"}, request=request)


async def ask(demanding: Demanding) -> list[Any]:
    """Ask for more at once than there are connections."""
    now = asyncio.get_running_loop().time
    async with Binance(Hosts.sandbox(), transport=demanding, now=now, max_wait=120) as binance:
        await binance.send(Price(symbol="BTCUSDT"))  # so that it is known that there is room
        answers = await binance.gather([Price(symbol="BTCUSDT")] * MANY, limit=MANY)
        assert binance.limits.unsettled == 0
    return answers


async def test_what_has_not_left_does_not_leave() -> None:
    demanding = Demanding(600)

    answers = await ask(demanding)

    assert len(demanding.left) <= 1 + PLACES
    assert {type(answer) for answer in answers} == {RateLimited}


async def test_what_has_not_left_waits_for_the_end_of_the_silence() -> None:
    demanding = Demanding(5)

    answers = await ask(demanding)

    refused = sum(isinstance(answer, RateLimited) for answer in answers)
    assert sum(isinstance(answer, TickerPrice) for answer in answers) == MANY - refused
    assert 1 <= refused <= PLACES
