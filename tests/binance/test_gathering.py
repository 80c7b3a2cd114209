"""Many requests side by side."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from binance import Binance, HmacKey, errors
from binance.gather import gather
from binance.private import spot
from binance.public import spot as market

PRICE = "GET /api/v3/ticker/price"


class Desk:
    """Answers a number with its double, and says how many were there at once."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.inside = self.most = 0
        self.cancelled = 0

    async def send(self, number: int) -> int:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await asyncio.sleep(0.001 * (number % 3))
            if number == 13:
                raise errors.NoSuchSymbol(-1121, "Invalid symbol.")
            if number == 99:
                raise ValueError("ours")
            if number > 99:
                await self.open.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.inside -= 1
        return number * 2


async def test_answers_come_in_order_and_no_more_are_out_than_allowed() -> None:
    desk = Desk()

    answers = await gather(desk.send, range(10), limit=3)

    assert answers == [number * 2 for number in range(10)]
    assert desk.most == 3


async def test_what_binance_refuses_is_a_value_among_the_others() -> None:
    answers = await gather(Desk().send, [12, 13, 14], limit=8)

    assert answers[0] == 24
    assert isinstance(answers[1], errors.NoSuchSymbol)
    assert answers[2] == 28


async def test_an_error_of_our_own_ends_the_rest_and_is_raised() -> None:
    desk = Desk()

    with pytest.raises(ValueError, match="ours"):
        await gather(desk.send, [101, 102, 99, 103], limit=4)

    assert desk.cancelled == 3


async def test_who_gives_up_cancels_all() -> None:
    desk = Desk()
    gathering = asyncio.ensure_future(gather(desk.send, [101, 102, 103], limit=2))
    while desk.inside < 2:  # noqa: ASYNC110 - nobody announces it
        await asyncio.sleep(0)

    gathering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gathering

    assert desk.inside == 0


async def test_progress_is_told_one_by_one() -> None:
    told: list[tuple[int, int]] = []

    await gather(Desk().send, [1, 13, 3], limit=2, progress=lambda *done: told.append(done))

    assert told == [(1, 3), (2, 3), (3, 3)]


async def test_nothing_to_ask_is_nothing_to_wait_for() -> None:
    assert await gather(Desk().send, [], limit=8) == []


async def test_both_doors_gather(binance: Binance, fake: Any, alice: HmacKey) -> None:
    fake.says(PRICE, {"symbol": "BTCUSDT", "price": "1"})
    fake.says("GET /api/v3/order", {"code": -2013, "msg": "Order does not exist."}, status=400)

    prices = await binance.gather([market.Price(symbol="BTCUSDT")] * 5, limit=2)
    orders = await binance.account(alice).gather([spot.QueryOrder(symbol="BTCUSDT", order_id=1)])

    assert [price.price for price in prices if not isinstance(price, errors.BinanceError)] == (
        [Decimal(1)] * 5
    )
    assert isinstance(orders[0], errors.NoSuchOrder)
