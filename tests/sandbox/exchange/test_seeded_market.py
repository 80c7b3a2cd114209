"""The seeded market: the same everywhere, and in agreement with itself."""

import itertools
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.exchange.market import bars
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import DAY, HOUR, INTERVALS, MINUTE
from sandbox.exchange.market.klines import klines
from sandbox.exchange.market.listing import LISTINGS, Listing
from sandbox.exchange.market.pair import Pair
from sandbox.exchange.market.tape import trades
from sandbox.exchange.market.venue import Market
from sandbox.exchange.market.walk import ANCHOR, Counter, Walk

CLOCK = 1_795_176_030_000
BTC = LISTINGS["BTCUSDT"]


@pytest.fixture
def market() -> Market:
    return Market(seed=1, clock=CLOCK)


@pytest.fixture
def pair(market: Market) -> Pair:
    return market.pairs["BTCUSDT"]


minutes = st.integers(26_000_000, 31_000_000)


@given(minutes, st.integers(1, 300), st.integers(0, 200), st.sampled_from(sorted(LISTINGS)))
@settings(max_examples=30, deadline=None)
def test_a_minute_is_the_same_wherever_one_begins_to_look(
    first: int, length: int, before: int, symbol: str
) -> None:
    walk = Walk(LISTINGS[symbol], seed=3)

    alone = walk.candles(first, first + length)
    amid = walk.candles(first - before, first + length + 7)

    for one, other in zip(alone, amid, strict=True):
        assert (one == other[before:-7]).all()


@given(minutes, st.sampled_from(sorted(LISTINGS)))
@settings(max_examples=30, deadline=None)
def test_the_trades_of_a_minute_make_up_its_candle(first: int, symbol: str) -> None:
    walk, counter = Walk(LISTINGS[symbol], seed=3), Counter(LISTINGS[symbol], seed=3)
    candles, ids = walk.candles(first, first + 20), counter.ids(first, first + 20)

    tape = trades(first, candles, ids, key=7)
    drawn = bars.gathered(bars.of_trades(tape), ids[:-1] - ids[0])

    for row, column in zip((Bar.OPEN, Bar.HIGH, Bar.LOW, Bar.CLOSE), candles, strict=False):
        assert (drawn[row] == column).all()
    assert (drawn[Bar.VOLUME] == np.maximum(candles.volume, np.diff(ids))).all()
    assert (np.diff(tape.id) == 1).all()
    assert (np.diff(tape.time) >= 0).all()
    assert (tape.quantity > 0).all()


@given(minutes, st.integers(0, 5_000))
@settings(max_examples=50, deadline=None)
def test_an_id_tells_its_minute(first: int, ahead: int) -> None:
    counter = Counter(BTC, seed=1)
    trade_id = int(counter.ids(first, first)[0]) + ahead

    minute = counter.minute(trade_id)

    start, end = counter.ids(minute, minute + 1)
    assert start <= trade_id < end
    assert end - start >= 4


def test_prices_are_near_their_listed_ones_at_the_anchor() -> None:
    for listing in LISTINGS.values():
        opened = Walk(listing, seed=5).candles(ANCHOR, ANCHOR + 1).open[0]
        assert float(listing.tick) * opened == pytest.approx(listing.anchor, rel=2e-3)


def test_another_seed_is_another_market_around_the_same_prices() -> None:
    one = Walk(BTC, seed=1).candles(ANCHOR - 1440 * 30, ANCHOR)
    other = Walk(BTC, seed=2).candles(ANCHOR - 1440 * 30, ANCHOR)

    assert (one.close != other.close).mean() > 0.99
    assert 0.5 < one.close.mean() / other.close.mean() < 2


def test_a_year_looks_like_a_market() -> None:
    year = Walk(BTC, seed=1).candles(ANCHOR - 1440 * 365, ANCHOR)
    daily = np.diff(np.log(year.open[::1440]))

    assert 0.01 < daily.std() < 0.05
    assert (year.low <= np.minimum(year.open, year.close)).all()
    assert (year.high >= np.maximum(year.open, year.close)).all()
    assert year.volume.max() > 10 * np.median(year.volume)


crosses = sorted(
    each.symbol
    for each in LISTINGS.values()
    if "USDT" not in each.symbol and {each.base + "USDT", each.quote + "USDT"} <= set(LISTINGS)
)


@given(minutes, st.sampled_from(crosses))
@settings(max_examples=15, deadline=None)
def test_a_cross_rate_agrees_with_its_legs(minute: int, symbol: str) -> None:
    cross = LISTINGS[symbol]
    legs = [LISTINGS[cross.base + "USDT"], LISTINGS[cross.quote + "USDT"]]

    base, quote = (opened(leg, minute) for leg in legs)

    grids = [each.tick / opened(each, minute) for each in (cross, *legs)]
    assert float(opened(cross, minute)) == pytest.approx(
        float(base / quote), rel=float(sum(grids)) + 1e-9
    )


def opened(listing: Listing, minute: int) -> Decimal:
    return listing.tick * int(Walk(listing, seed=1).candles(minute, minute + 1).open[0])


def test_lira_prices_are_dollar_prices_times_the_lira() -> None:
    bitcoin, lira = (opened(LISTINGS[symbol], ANCHOR + 999) for symbol in ("BTCUSDT", "USDTTRY"))

    in_lira = opened(LISTINGS["BTCTRY"], ANCHOR + 999)

    assert float(in_lira) == pytest.approx(float(bitcoin * lira), rel=1e-3)


@pytest.mark.parametrize("symbol", ["USDCUSDT", "FDUSDUSDT"])
def test_a_stable_coin_keeps_its_peg_for_years(symbol: str) -> None:
    closes = Walk(LISTINGS[symbol], seed=1).candles(ANCHOR - 1440 * 800, ANCHOR).close

    prices = closes * float(LISTINGS[symbol].tick)
    assert prices.min() > 0.997
    assert prices.max() < 1.003
    assert len(set(prices[-1440:])) > 3


busy = st.sampled_from(sorted(each.symbol for each in LISTINGS.values() if each.trading))
clocks = st.integers(CLOCK - 300 * DAY, CLOCK)


@given(clocks, busy, st.sampled_from(["1s", "1m", "3m", "5m", "15m", "1h", "4h"]))
@settings(max_examples=25, deadline=None)
def test_recent_candles_equal_the_trades_they_cover(clock: int, symbol: str, name: str) -> None:
    pair = Market(seed=1, clock=clock).pairs[symbol]

    for candle in klines(pair, INTERVALS[name], limit=3):
        tape = pair.history.tape(candle.open_time, candle.close_time + 1)
        if tape.id.size:
            assert bars.whole(bars.of_trades(tape)).tolist() == candle.bar.tolist()
        else:
            assert candle.bar[Bar.COUNT] == 0


@given(
    clocks,
    st.integers(0, 60),
    st.sampled_from(
        [("3m", "1m"), ("1h", "1m"), ("12h", "5m"), ("1d", "1h"), ("1w", "1d"), ("1M", "1d")]
    ),
)
@settings(max_examples=25, deadline=None)
def test_long_candles_are_put_together_from_short_ones(
    clock: int, days: int, names: tuple[str, str]
) -> None:
    pair = Market(seed=1, clock=clock).pairs["BTCUSDT"]
    long, short = (INTERVALS[name] for name in names)
    longest = 31 * DAY if long.name == "1M" else long.length  # else none may have begun since
    (candle,) = klines(pair, long, start=clock - days * DAY - longest, limit=1)

    parts = klines(pair, short, start=candle.open_time, end=candle.close_time, limit=1_000)

    together = bars.whole(np.stack([part.bar for part in parts], axis=1))
    exactly = [Bar.OPEN, Bar.HIGH, Bar.LOW, Bar.CLOSE, Bar.VOLUME, Bar.COUNT]
    assert candle.bar[exactly].tolist() == together[exactly].tolist()
    assert candle.bar[Bar.QUOTE] == pytest.approx(together[Bar.QUOTE], rel=1e-3)


@given(clocks, busy, st.integers(MINUTE, 5_000_000))
@settings(max_examples=25, deadline=None)
def test_ids_and_times_of_trades_have_no_gap_and_never_go_back(
    clock: int, symbol: str, ago: int
) -> None:
    pair = Market(seed=1, clock=clock).pairs[symbol]

    tape = pair.history.since(clock - ago, 200)
    again = pair.history.from_id(int(tape.id[0]), 200)

    assert (np.diff(tape.id) == 1).all()
    assert (np.diff(tape.time) >= 0).all()
    assert again.id.tolist() == tape.id.tolist()
    assert again.price.tolist() == tape.price.tolist()


@pytest.mark.parametrize("name", list(INTERVALS))
def test_candles_of_every_interval_follow_one_another(pair: Pair, name: str) -> None:
    candles = klines(pair, INTERVALS[name], limit=30)

    assert len(candles) == 30
    assert candles[-1].open_time <= CLOCK <= candles[-1].close_time
    for earlier, later in itertools.pairwise(candles):
        assert later.open_time == earlier.close_time + 1


def test_seconds_without_trades_stand_still(pair: Pair) -> None:
    seconds = klines(pair, INTERVALS["1s"], limit=120)

    quiet = [each for each in seconds if not each.bar[Bar.COUNT]]
    assert quiet
    for each in quiet:
        assert len(set(each.bar[: Bar.VOLUME].tolist())) == 1


def test_weeks_begin_on_monday_and_months_on_the_first(pair: Pair) -> None:
    week = klines(pair, INTERVALS["1w"], limit=1)[0]
    month = klines(pair, INTERVALS["1M"], limit=1)[0]

    assert week.open_time == 1_794_787_200_000  # Monday 2026-11-16
    assert month.open_time == 1_793_491_200_000  # 2026-11-01


def test_a_day_of_another_time_zone_begins_at_its_midnight(pair: Pair) -> None:
    candle = klines(pair, INTERVALS["1d"], limit=1, offset=8 * HOUR)[0]

    assert (candle.open_time + 8 * HOUR) % DAY == 0


@pytest.mark.parametrize("offset", [8 * HOUR, 5 * HOUR + HOUR // 2])
@pytest.mark.parametrize("name", ["12h", "1w"])
def test_candles_of_another_time_zone_add_up(pair: Pair, name: str, offset: int) -> None:
    start, exactly = CLOCK - 200 * DAY, [Bar.OPEN, Bar.HIGH, Bar.LOW, Bar.CLOSE, Bar.VOLUME]
    candles = klines(pair, INTERVALS[name], start=start, limit=20, offset=offset)

    for candle in (candles[0], candles[-1]):
        end = candle.close_time
        parts = klines(pair, INTERVALS["30m"], start=candle.open_time, end=end, limit=1_000)
        together = bars.whole(np.stack([part.bar for part in parts], axis=1))
        assert candle.bar[exactly].tolist() == together[exactly].tolist()


def test_there_is_nothing_before_the_beginning(pair: Pair) -> None:
    first = klines(pair, INTERVALS["1d"], start=0, limit=1)[0]

    assert first.open_time == 1_502_928_000_000


def test_time_brings_exactly_the_trades_that_history_shows_later(market: Market) -> None:
    seen = []
    market.listeners.append(lambda pair, trade: seen.append((pair.symbol, trade.id)))
    last = market.pairs["ETHUSDT"].last.id

    for step in range(1, 400):
        market.advance(CLOCK + step * 313)

    tape = market.pairs["ETHUSDT"].history.from_id(last + 1, 1_000)
    assert [trade_id for symbol, trade_id in seen if symbol == "ETHUSDT"] == tape.id.tolist()


def test_the_market_goes_on_however_much_people_trade(market: Market) -> None:
    alone = list(Market(seed=1, clock=CLOCK).pairs["BTCTRY"].advance(CLOCK + 2 * MINUTE))
    pair, seeded, seen = market.pairs["BTCTRY"], [], []

    for after in (0, 10_000, 11_000, MINUTE, 2 * MINUTE):
        seeded += (fresh := list(pair.advance(CLOCK + after)))
        printed = [pair.print(pair.last.price, pair.listing.step, maker=True) for _ in range(99)]
        seen += fresh + printed

    assert [trade[1:] for trade in seeded] == [trade[1:] for trade in alone]
    for place in (0, 50, 205, len(seen) - 1):
        tape = pair.history.from_id(seen[place].id, 3)
        assert tape.id.tolist() == [trade.id for trade in seen[place:][:3]]
        assert tape.time.tolist() == [trade.time for trade in seen[place:][:3]]
    tape = pair.history.latest(len(seen))
    assert tape.id.tolist() == [trade.id for trade in seen]


def test_a_moved_price_is_a_trade_and_the_market_goes_on_from_it(pair: Pair) -> None:
    trade = pair.move(pair.last.price * 2)

    after = list(pair.advance(CLOCK + MINUTE))

    assert float(after[0].price) == pytest.approx(float(trade.price), rel=1e-2)
    candle = klines(pair, INTERVALS["1m"], limit=2)[0]
    assert candle.bar[Bar.HIGH] >= trade.price / BTC.tick
    tape = pair.history.tape(candle.open_time, candle.close_time + 1)
    assert bars.whole(bars.of_trades(tape)).tolist() == candle.bar.tolist()


def test_moved_prices_stay_in_the_long_candles(pair: Pair) -> None:
    pair.move(pair.last.price * 3)
    high = int(pair.last.price / BTC.tick)
    list(pair.advance(CLOCK + 40 * MINUTE))
    pair.settle()
    list(pair.advance(CLOCK + 80 * MINUTE))

    pair.history.clock = CLOCK + 5 * DAY  # so long ago that minutes are no longer drawn
    candle = klines(pair, INTERVALS["4h"], start=CLOCK - 4 * HOUR, limit=2)[0]

    assert candle.bar[Bar.HIGH] >= high


def test_ids_go_on_after_a_restart(market: Market) -> None:
    market.advance(CLOCK + 10_000)
    last = market.pairs["BTCUSDT"].last

    again = Market(seed=1, clock=CLOCK + 20_000)

    tape = again.pairs["BTCUSDT"].history.from_id(last.id, 2)
    assert tape.id.tolist() == [last.id, last.id + 1]
    assert tape.time[0] == last.time


def test_a_greater_speed_moves_prices_further() -> None:
    calm = Walk(BTC, seed=1).candles(ANCHOR, ANCHOR + 1_000)
    wild = Walk(BTC, seed=1, speed=100).candles(ANCHOR, ANCHOR + 1_000)

    def swing(closes: np.ndarray) -> float:
        return float(np.diff(np.log(closes)).std())

    assert swing(wild.close) == pytest.approx(10 * swing(calm.close), rel=0.2)
