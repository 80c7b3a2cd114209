"""Best bid and ask: from a live book, or asked for once for all who ask within some seconds."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from binance.errors import BinanceError, Unreachable
from binance.models.market import BookTicker, Level, OrderBook
from binance.public import spot
from binance.streams.board import Offers, PriceBoard
from binance.streams.books import LocalBook
from bot.prices import FRESH, Prices

pytestmark = pytest.mark.virtual_time


class Market:
    """Prices over an exchange that knows the best offers, and a book if there is one."""

    def __init__(self) -> None:
        self.at = 1_000.0
        self.asked: list[Any] = []
        self.failure: BinanceError | None = None
        self.takes = 0.1
        self.book: LocalBook | None = None
        self.prices = Prices(
            self, PriceBoard(self.now), self.now,  # type: ignore[arg-type]  # as much as it needs
            book_at_hand=lambda _: self.book,
        )  # fmt: skip

    def now(self) -> float:
        return self.at

    async def send(self, request: Any, **_more: Any) -> Any:
        self.asked.append(request)
        await asyncio.sleep(self.takes)
        if self.failure is not None:
            raise self.failure
        one = Decimal(1)
        rows = {"BTCUSDT": ("9", "10"), "ETHUSDT": ("5", "6"), "IDLE": ("0", "0")}
        return [
            BookTicker(symbol=name, bid_price=Decimal(bid), bid_qty=one, ask_price=Decimal(ask),
                       ask_qty=one)
            for name, (bid, ask) in rows.items()
        ]  # fmt: skip


@pytest.fixture
def market() -> Market:
    return Market()


def offers(bid: str, ask: str, at: float) -> Offers:
    return Offers(Decimal(bid), Decimal(ask), at)


async def test_all_who_ask_within_some_seconds_cost_one_request(market: Market) -> None:
    asking = [market.prices.offers(name) for name in ("BTCUSDT", "ETHUSDT") * 500]
    told = await asyncio.gather(*asking)
    market.at += FRESH
    told.append(await market.prices.offers("BTCUSDT"))

    assert told[0] == told[-1] == offers("9", "10", 1_000)
    assert told[1] == offers("5", "6", 1_000)
    assert market.asked == [spot.BookTickers()]
    assert spot.BookTickers().cost == 4


async def test_offers_that_have_grown_old_are_asked_for_again(market: Market) -> None:
    await market.prices.offers("BTCUSDT")
    market.at += FRESH + 0.1

    assert await market.prices.offers("BTCUSDT") == offers("9", "10", market.at)


async def test_a_live_book_tells_them_for_nothing(market: Market) -> None:
    level = Level(Decimal(7), Decimal(1)), Level(Decimal(8), Decimal(1))
    snapshot = OrderBook(last_update_id=1, bids=level[:1], asks=level[1:])
    market.book = LocalBook(snapshot, limit=10)

    assert await market.prices.offers("BTCUSDT") == offers("7", "8", 1_000)
    assert market.asked == []


async def test_while_binance_is_away_the_last_ones_are_told_with_their_age(market: Market) -> None:
    await market.prices.offers("BTCUSDT")
    market.at += 60
    market.failure = Unreachable("no route")

    assert await market.prices.offers("BTCUSDT") == offers("9", "10", 1_000)


async def test_nobody_waits_long_for_them(market: Market) -> None:
    market.takes = 30
    begun = asyncio.get_running_loop().time()

    assert await market.prices.offers("BTCUSDT") is None
    assert asyncio.get_running_loop().time() - begun < 2


async def test_a_symbol_without_offers_is_not_asked_for_again_and_again(market: Market) -> None:
    for _ in range(5):
        assert await market.prices.offers("IDLE") is None

    assert len(market.asked) == 1
