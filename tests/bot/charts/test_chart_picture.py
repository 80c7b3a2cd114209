import io
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread
from numpy.typing import NDArray

from bot.charts import Candle, ChartWish, Words, draw, theme

Wish = Callable[..., ChartWish]
Candles = Callable[..., tuple[Candle, ...]]


def pixels_of(color: str, png: bytes) -> NDArray[np.intp]:
    """Rows and columns of the pixels that have exactly this colour."""
    image = imread(io.BytesIO(png))[:, :, :3]
    return np.argwhere(np.abs(image - to_rgb(color)).max(axis=2) < 1 / 512)


@pytest.mark.parametrize("count", [1, 2, 5, 200, 1000])
def test_a_picture_is_a_png_of_one_size_whatever_the_number_of_candles(
    wish: Wish, count: int
) -> None:
    png = draw(wish(count=count))

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (1280, 720)


@pytest.mark.parametrize(
    ("price", "tick"),
    [(0.00001234, 1e-8), (1_734_567_890.0, 1.0), (67_123.4, 0.01), (0.5, 0.25), (3.0, 10.0)],
)
def test_any_price_and_tick_can_be_drawn(
    wish: Wish, candles: Candles, price: float, tick: float
) -> None:
    assert draw(wish(candles=candles(30, price=price), price_tick=tick))


@pytest.mark.parametrize("price", [0.0, 1.0, 1e-8, 1e12])
@pytest.mark.parametrize("count", [1, 60])
def test_a_flat_market_without_trades_can_be_drawn(wish: Wish, price: float, count: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    flat = tuple(
        Candle(start + timedelta(minutes=i), price, price, price, price, 0.0) for i in range(count)
    )

    assert draw(wish(candles=flat, price_tick=1e-8))


def test_missing_candles_leave_the_rest_in_the_picture(wish: Wish, candles: Candles) -> None:
    whole = candles(100)

    assert draw(wish(candles=whole[:40] + whole[75:]))


@pytest.mark.parametrize("symbol", ["币安人生USDT", "$PEPE$USDT", "1000SATSUSDT", "İĞŞUSDT"])
def test_a_symbol_may_hold_any_sign(wish: Wish, symbol: str) -> None:
    assert draw(wish(symbol=symbol, words=Words(volume="İşlem hacmi")))


def test_rising_candles_are_green_and_falling_ones_red(wish: Wish, candles: Candles) -> None:
    risen = replace(candles(1)[0], open=100.0, low=100.0, close=110.0, high=110.0)
    fallen = replace(risen, open=110.0, close=100.0)

    up, down = draw(wish(candles=(risen,))), draw(wish(candles=(fallen,)))

    assert len(pixels_of(theme.UP, up)) > 1000
    assert len(pixels_of(theme.DOWN, up)) == 0
    assert len(pixels_of(theme.DOWN, down)) > 1000
    assert len(pixels_of(theme.UP, down)) == 0


def test_the_grid_never_covers_a_candle(wish: Wish, candles: Candles) -> None:
    tall = replace(candles(1)[0], open=100.0, low=100.0, close=200.0, high=200.0, volume=0.0)

    painted = pixels_of(theme.UP, draw(wish(candles=(tall,))))
    column = painted[painted[:, 1] == np.median(painted[:, 1])][:, 0]

    body = column[(column > 90) & (column < 522)]  # between the marks of the extremes
    assert np.all(np.diff(body) == 1)


def test_only_a_market_that_is_not_live_carries_a_tag(wish: Wish) -> None:
    live, sandbox = draw(wish()), draw(wish(environment="SANDBOX"))

    assert len(pixels_of(theme.WARNING, live)) == 0
    assert len(pixels_of(theme.WARNING, sandbox)) > 100


def test_long_numbers_never_run_into_the_tag(wish: Wish, candles: Candles) -> None:
    huge = wish(
        symbol="1000000MOGUSDT",
        candles=candles(30, price=1.2e12),
        environment="SANDBOX",
    )

    rows_and_columns = pixels_of(theme.WARNING, draw(huge))
    header = imread(io.BytesIO(draw(huge)))[14:42, rows_and_columns[:, 1].min() - 8, :3]

    assert np.allclose(header, to_rgb(theme.BACKGROUND), atol=1 / 255)


def test_the_same_wish_gives_the_same_bytes(wish: Wish) -> None:
    assert draw(wish()) == draw(wish())
