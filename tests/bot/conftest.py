"""The real storage on a clock moved by hand, an exchange that is a list of trades, virtual time."""

import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from binance.models.market import AggTrade, Kline
from binance.public import spot
from storage import Storage, Vault

if TYPE_CHECKING:
    from binance.errors import BinanceError

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = {1001: ("Alice", "en"), 1002: ("Bob", "tr")}
MINUTE = timedelta(minutes=1)


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Nudged:
    """Where somebody says that there is something new to send."""

    def __init__(self) -> None:
        self.times = 0

    def nudge(self) -> None:
        self.times += 1


class Tape:
    """An exchange that knows one market: its trades, and the candles they make."""

    def __init__(self) -> None:
        self.trades: list[AggTrade] = []
        self.asked: list[Any] = []
        self.failures: list[BinanceError] = []

    def trade(self, price: str | int, at: datetime) -> AggTrade:
        """The next trade of the market."""
        number = len(self.trades) + 1
        made = AggTrade.model_construct(  # unchecked, because tests make hundreds of thousands
            agg_trade_id=number, price=Decimal(price), qty=Decimal(1), first_trade_id=number,
            last_trade_id=number, time=at, is_buyer_maker=False,
        )  # fmt: skip
        self.trades.append(made)
        return made

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        self.asked.append(request)
        if self.failures:
            raise self.failures.pop(0)
        if isinstance(request, spot.AggTrades):
            return self._trades(request)
        assert isinstance(request, spot.Klines)
        assert request.interval == "1m"
        return self._candles(request)

    def _trades(self, request: spot.AggTrades) -> list[AggTrade]:
        if request.from_id is not None:
            first = max(request.from_id, 1) - 1
            return self.trades[first : first + request.limit]
        if request.start_time is not None:
            assert isinstance(request.start_time, datetime)
            later = (one for one in self.trades if one.time >= request.start_time)
            return [one for one, _ in zip(later, range(request.limit), strict=False)]
        return self.trades[-request.limit :]

    def _candles(self, request: spot.Klines) -> list[Kline]:
        """One a minute up to the newest trade; a minute without trades stays where it was."""
        minutes: dict[datetime, list[AggTrade]] = {}
        for one in self.trades:
            minutes.setdefault(one.time.replace(second=0, microsecond=0), []).append(one)
        assert isinstance(request.start_time, datetime)
        candles: list[Kline] = []
        minute, last, close = min(minutes), max(minutes), self.trades[0].price
        while minute <= last:
            inside = minutes.get(minute, [])
            close = inside[-1].price if inside else close
            if minute >= request.start_time and len(candles) < request.limit:
                candles.append(_candle(minute, [one.price for one in inside] or [close]))
            minute += MINUTE
        return candles


def _candle(minute: datetime, prices: list[Decimal]) -> Kline:
    nothing = Decimal(0)
    return Kline(
        open_time=minute, open=prices[0], high=max(prices), low=min(prices), close=prices[-1],
        volume=nothing, close_time=minute + MINUTE, quote_asset_volume=nothing,
        number_of_trades=len(prices), taker_buy_base_asset_volume=nothing,
        taker_buy_quote_asset_volume=nothing,
    )  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def nudged() -> Nudged:
    return Nudged()


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def new_tape() -> Callable[[], Tape]:
    """For tests that need many."""
    return Tape


@pytest.fixture
def vault() -> Vault:
    return Vault([Vault.new_key()])


@pytest.fixture
async def storage(
    migrated: Path, tmp_path: Path, vault: Vault, clock: Clock
) -> AsyncIterator[Storage]:
    """Open, and Alice, who reads English, and Bob, who reads Turkish, have met the bot."""
    shutil.copy(migrated, tmp_path / "bot.db")
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with Storage.open(url, vault, now=clock) as storage:
        async with storage.begin() as unit:
            for user_id, (name, language) in PEOPLE.items():
                await unit.users.meet(user_id, name=name, language=language, active=True)
        yield storage
