"""What a person owns, and what it is worth."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binance.models.account import Balance
from binance.models.market import TickerPrice
from binance.public import spot
from binance.streams.board import BoardRow, PriceBoard
from bot.portfolio import Portfolio, value
from bot.prices import STILL, Prices

PRICES = {"BTCUSDT": "65000", "ETHUSDT": "3000", "ODDBTC": "0.0001", "RAREETH": "0.5"}


def owns(**amounts: str) -> list[Balance]:
    """`BTC="1+0.5"`: one is free, a half is in orders."""
    parts = {asset: text.partition("+") for asset, text in amounts.items()}
    return [
        Balance(asset=asset, free=Decimal(free), locked=Decimal(locked or 0))
        for asset, (free, _, locked) in parts.items()
    ]


def valued(**amounts: str) -> Portfolio:
    known = {symbol: Decimal(price) for symbol, price in PRICES.items()}
    return value(owns(**amounts), known.get)


def test_what_is_in_orders_is_owned_too() -> None:
    portfolio = valued(BTC="1+0.5", USDT="100+20")

    assert [(one.asset, one.value) for one in portfolio.holdings] == [
        ("BTC", Decimal(97_500)),
        ("USDT", Decimal(120)),
    ]
    assert portfolio.total == 97_620


def test_the_dearest_come_first_and_the_unpriced_last() -> None:
    portfolio = valued(NEW="5", USDT="10", ETH="1", BTC="1", AIR="7")

    assert [one.asset for one in portfolio.holdings] == ["BTC", "ETH", "USDT", "AIR", "NEW"]
    assert [one.value for one in portfolio.holdings][-2:] == [None, None]
    assert portfolio.total == 68_010


def test_an_asset_without_a_dollar_market_is_valued_through_another() -> None:
    portfolio = valued(ODD="1000", RARE="2")

    assert [(one.asset, one.value) for one in portfolio.holdings] == [
        ("ODD", Decimal(6500)),
        ("RARE", Decimal(3000)),
    ]


def test_nothing_is_not_listed() -> None:
    assert valued(BTC="0", ETH="0+0").holdings == ()
    assert valued().total == 0


@given(
    st.dictionaries(
        st.sampled_from(["BTC", "ETH", "USDT", "ODD", "NEW"]), st.decimals(0, 10**9, places=8)
    )
)
def test_the_total_is_the_sum_of_what_has_a_price(amounts: dict[str, Decimal]) -> None:
    portfolio = valued(**{asset: format(amount, "f") for asset, amount in amounts.items()})

    assert portfolio.total == sum(one.value or 0 for one in portfolio.holdings)


class Exchange:
    """Tells prices, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def send(self, request: Any, *, owner: str = "", priority: Any = None) -> Any:
        del owner, priority
        self.asked.append(request)
        if isinstance(request, spot.Prices):
            return [TickerPrice(symbol="BTCUSDT", price=Decimal(64000))]
        assert isinstance(request, spot.Ticker24h)
        zero = Decimal(0)
        return SimpleNamespace(
            symbol=request.symbol, last_price=Decimal(64000), open_price=zero, high_price=zero,
            low_price=zero, volume=zero, quote_volume=zero, bid_price=zero, ask_price=zero,
            close_time=datetime(2026, 11, 20, tzinfo=UTC),
        )  # fmt: skip


class Setting:
    """A board that heard of its stream last at 0, and a clock."""

    def __init__(self) -> None:
        self.at = 0.0
        self.exchange, self.board = Exchange(), PriceBoard(lambda: self.at)
        self.board.heard_at = 0.0
        self.prices = Prices(
            self.exchange, self.board, lambda: self.at,  # type: ignore[arg-type]  # a fake
            book_at_hand=lambda _: None,
        )  # fmt: skip

    def tick(self, symbol: str, price: str) -> None:
        one = Decimal(1)
        at = datetime(2026, 11, 20, 12, tzinfo=UTC)
        self.board.put(BoardRow(symbol, Decimal(price), one, one, one, one, one, at, self.at))


@pytest.fixture
def market() -> Setting:
    return Setting()


async def test_a_price_on_the_living_board_costs_nothing(market: Setting) -> None:
    market.tick("BTCUSDT", "65000")

    assert (await market.prices.of("BTCUSDT")).close == 65_000
    assert (await market.prices.last_of_all())("BTCUSDT") == 65_000
    assert market.exchange.asked == []


async def test_a_board_that_stands_still_is_not_believed(market: Setting) -> None:
    market.tick("BTCUSDT", "65000")
    market.at = STILL

    assert (await market.prices.last_of_all())("BTCUSDT") == 64_000
    assert market.exchange.asked == [spot.Prices()]


async def test_before_any_stream_prices_are_asked_for(market: Setting) -> None:
    market.board.heard_at = None

    assert (await market.prices.of("BTCUSDT")).close == 64_000
    assert not market.prices.alive()


async def test_an_empty_board_is_worth_no_belief_however_alive_the_stream(market: Setting) -> None:
    assert (await market.prices.last_of_all())("BTCUSDT") == 64_000


async def test_what_the_board_last_heard_is_told_however_old(market: Setting) -> None:
    market.tick("BTCUSDT", "65000")
    market.at = 10 * STILL

    assert market.prices.last_known("BTCUSDT") == 65_000
    assert market.prices.last_known("ETHUSDT") is None
    assert market.exchange.asked == []
