"""What is to last some seconds lasts so long, though the machine's clock is set back meanwhile."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from binance import Binance, HmacKey, Hosts, errors
from binance.clock import ticking
from binance.private.spot import CancelOrder, GetAccount
from binance.public import spot
from binance.retry import Retry

CANCEL = "DELETE /api/v3/order"
BACK = 600.0


class Ticks:
    at = 50.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
async def binance(fake: Any, now: Any, ticks: Ticks, retry: Retry) -> AsyncIterator[Binance]:
    transport = httpx.ASGITransport(fake.app())
    client = Binance(Hosts.live(), transport=transport, now=now, ticks=ticks, retry=retry)
    async with client as binance:
        yield binance


def pass_by(seconds: float, now: Any, ticks: Ticks) -> None:
    """Let time pass, and set the machine's clock back."""
    ticks.at += seconds
    now.at += seconds - BACK


async def test_an_open_breaker_lets_a_cancellation_out_in_time(
    binance: Binance, fake: Any, alice: HmacKey, now: Any, ticks: Ticks
) -> None:
    fake.says(CANCEL, {"code": -2011, "msg": "Unknown order sent."}, status=400)
    for _ in range(10):
        with pytest.raises(errors.Unknown), binance.breaker("api").permit():
            raise errors.Unknown("HTTP 503")

    pass_by(60, now, ticks)

    with pytest.raises(errors.NoSuchOrder):
        await binance.account(alice).send(CancelOrder(symbol="BTCUSDT", order_id=1))


async def test_a_key_that_was_refused_may_try_again_in_time(
    binance: Binance, fake: Any, alice: HmacKey, now: Any, ticks: Ticks
) -> None:
    endpoint = "GET /api/v3/account"
    fake.says(endpoint, {"code": -2015, "msg": "Invalid API-key."}, status=401)
    account = binance.account(alice)
    for _ in range(4):
        with pytest.raises(errors.BadKey):
            await account.send(GetAccount())
    assert len(fake.calls(endpoint)) == 3

    pass_by(61, now, ticks)

    with pytest.raises(errors.BadKey):
        await account.send(GetAccount())
    assert len(fake.calls(endpoint)) == 4


async def test_the_main_address_is_tried_again_in_time(
    binance: Binance, fake: Any, now: Any, ticks: Ticks
) -> None:
    fake.fails("GET /api/v3/ping", httpx.ConnectError("refused"))
    fake.says("GET /api/v3/ping", {})
    await binance.send(spot.Ping())
    main = binance.hosts.origins("api")[0]
    assert binance._carrier._origins.of("api")[0] != main

    pass_by(301, now, ticks)

    assert binance._carrier._origins.of("api")[0] == main


def test_in_the_place_of_the_walls_clock_is_one_that_nobody_sets() -> None:
    assert ticking(time.time) is time.monotonic
    assert Binance(Hosts.live())._ticks is time.monotonic
