import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from binance.models.market import Kline
from bot.charts import Candle, ChartWish


def test_a_candle_is_made_of_a_kline() -> None:
    row = [
        1767225600000, "0.00001234", "0.00001300", "0.00001200", "0.00001250", "5.5",
        1767229199999, "0.1", 3, "1", "0.1", "0",
    ]  # fmt: skip

    candle = Candle.of(Kline.model_validate(row))

    opened = datetime(2026, 1, 1, tzinfo=UTC)
    assert candle == Candle(opened, 0.00001234, 0.000013, 0.000012, 0.0000125, 5.5)


@pytest.mark.parametrize("count", [0, 1001])
def test_a_chart_without_candles_or_with_too_many_is_refused(
    wish: Callable[..., ChartWish], count: int
) -> None:
    with pytest.raises(ValueError, match="1 to 1000 candles"):
        wish(count=count)


def test_equal_wishes_are_one_key(wish: Callable[..., ChartWish]) -> None:
    assert len({wish(), wish(), wish(environment="SANDBOX")}) == 2


def test_importing_charts_loads_no_drawing_library() -> None:
    script = "import sys, bot.charts; sys.exit(bool({'numpy', 'matplotlib'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
