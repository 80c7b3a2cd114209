"""Alerts on what is measured: each fires the same, whether its events were heard or fetched."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from alert_desk import ALICE, Desk, ticker
from alert_listing import NOON, SYMBOLS

from binance.models.exchange import SymbolInfo
from binance.public import spot

pytestmark = pytest.mark.virtual_time

Script = Callable[[Desk], Awaitable[object]]


@dataclass(frozen=True)
class Kind:
    """A wish, what there was before it, what happens then, and what Alice reads of it."""

    wish: str
    before: Script
    then: Script
    told: str


async def an_hour_at_100(desk: Desk) -> None:
    for _ in range(65):
        await desk.trade(100, after=60)


async def an_hour_between_90_and_110(desk: Desk) -> None:
    for number in range(65):
        await desk.trade({30: 90, 40: 110}.get(number, 100), after=60)


async def a_quarter_at_100(desk: Desk) -> None:
    for _ in range(200):
        await desk.trade(100, after=5)


async def hours_of_one_a_minute(desk: Desk) -> None:
    for _ in range(110):
        await desk.minute(100)


async def an_hour_up_and_down(desk: Desk) -> None:
    for number in range(60):
        await desk.minute(100 + number % 2)


async def an_hour_falling(desk: Desk) -> None:
    for number in range(60):
        await desk.minute(200 - number)


async def sol_at_40(desk: Desk) -> None:
    await desk.trade(100)
    await desk.trade(40, symbol="SOLUSDT")


def trades(*prices: float) -> Script:
    return lambda desk: desk.trades(*prices, after=10)


def minutes(*prices: float) -> Script:
    async def script(desk: Desk) -> None:
        for price in prices:
            await desk.minute(price)

    return script


async def five_minutes_of_ten_each(desk: Desk) -> None:
    for _ in range(5):
        await desk.minute(100, qty=10)


async def sol_gains_on_btc(desk: Desk) -> None:
    await desk.trade(45, symbol="SOLUSDT")
    await desk.trade(95)
    await desk.trade(48, symbol="SOLUSDT")
    await desk.trade(50, symbol="SOLUSDT")


KINDS = {
    "price": Kind(
        "btc > 110", sol_at_40, trades(109, 111, 112, 100),
        "🔔 BTCUSDT > 110 · #1\nTraded at 111 at {at} UTC.",
    ),
    "crossing": Kind(
        "btc crosses down 110", sol_at_40, trades(109, 111, 109.5, 100),
        "🔔 BTCUSDT crosses down 110 · #1\nTraded at 109.5 at {at} UTC.",
    ),
    "rise": Kind(
        "btc +5% 1h", an_hour_at_100, trades(104.99, 105, 107, 100),
        "🔔 BTCUSDT +5% 1h · #1\nIt was +5.00% at {at} UTC.",
    ),
    "fall": Kind(
        "btc -3% 15m", a_quarter_at_100, trades(97.5, 96.9, 90, 100),
        "🔔 BTCUSDT -3% 15m · #1\nIt was -3.10% at {at} UTC.",
    ),
    "move": Kind(
        "btc moves 2% 5m", a_quarter_at_100, trades(101, 98, 97, 100),
        "🔔 BTCUSDT moves 2% 5m · #1\nIt was +2.00% at {at} UTC.",
    ),
    "low": Kind(
        "btc near low 1h 1%", an_hour_between_90_and_110, trades(91.5, 90.9, 100),
        "🔔 BTCUSDT near low 1h 1% · #1\nIt was +1.00% at {at} UTC.",
    ),
    "high": Kind(
        "btc near high 1h 1%", an_hour_between_90_and_110, trades(108, 108.9, 100),
        "🔔 BTCUSDT near high 1h 1% · #1\nIt was +1.00% at {at} UTC.",
    ),
    "volume": Kind(
        "btc volume x5 5m", hours_of_one_a_minute, five_minutes_of_ten_each,
        "🔔 BTCUSDT volume x5 5m · #1\nIt was ×6.4 at {at} UTC.",
    ),
    "rsi": Kind(
        "btc rsi 2 1m < 30", an_hour_up_and_down, minutes(102, 101, 100, 99),
        "🔔 BTCUSDT rsi 2 1m < 30 · #1\nIt was 20.83 at {at} UTC.",
    ),
    "averages": Kind(
        "btc ema 2 crosses ema 3 1m", an_hour_falling, minutes(140, 139, 150, 160),
        "🔔 BTCUSDT ema 2 crosses ema 3 1m · #1\nIt was +1.03% at {at} UTC.",
    ),
    "price and average": Kind(
        "btc > ema 3 1m", an_hour_falling, minutes(140, 139, 150, 160),
        "🔔 BTCUSDT > ema 3 1m · #1\nIt was +3.45% at {at} UTC.",
    ),
    "ratio": Kind(
        "sol/btc > 0.5", sol_at_40, sol_gains_on_btc,
        "🔔 SOLUSDT/BTCUSDT > 0.5 · #1\nIt was 0.50526315 at {at} UTC.",
    ),
}  # fmt: skip
AWAY = ("nobody", "streams", "bot", "bot, with a cursor")


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.parametrize("kind", KINDS)
async def test_it_fires_the_same_whoever_was_away_and_never_twice(
    kind: str, away: str, desk: Desk
) -> None:
    one = KINDS[kind]
    await one.before(desk)
    await desk.passes(0.5)
    async with desk.on() as engine:
        alert = await desk.arm(one.wish)
        async with AsyncExitStack() as meanwhile:
            if away == "streams":
                await meanwhile.enter_async_context(desk.silence())
            if not away.startswith("bot"):
                await one.then(desk)
                await desk.passes(100)
        if away == "bot, with a cursor":
            await engine.watches.save_cursors()
    if away.startswith("bot"):
        await one.then(desk)
        await desk.passes(100)
    for _ in range(2):
        async with desk.on():
            await desk.passes(31)

    (told,) = await desk.told()
    fired = await desk.alert(alert)
    assert fired.crossed_at is not None
    first, _, late = told.text.partition("\nThat was ")
    assert first == one.told.format(at=f"{fired.crossed_at:%H:%M:%S}")
    assert bool(late) == (away != "nobody")


async def test_funding_fires_when_it_is_told(desk: Desk) -> None:
    desk.tape.rates["BTCUSDT"] = Decimal("0.0001")
    async with desk.on() as engine:
        alert = await desk.arm("btc funding > 0.05%")
        assert engine.value(desk.wish("btc funding > 0").terms[0].measure) == Decimal("0.01")
        for percent in ("0.05", "0.0501", "0.06"):
            await desk.funding(percent)

    assert await desk.fired(alert) == (Decimal("0.0501"), 2, 1)
    (told,) = await desk.told()
    assert told.text == "🔔 BTCUSDT funding > 0.05% · #1\nIt was 0.0501% at 12:00:02 UTC."


@pytest.mark.parametrize("away", ["streams", "bot"])
async def test_funding_that_is_still_so_after_a_gap_fires_with_the_time_of_now(
    away: str, desk: Desk
) -> None:
    desk.tape.rates["BTCUSDT"] = Decimal("0.0001")
    async with desk.on():
        alert = await desk.arm("btc funding crosses up 0.05%")
        if away == "streams":
            async with desk.silence():
                await desk.funding("0.06", after=100)
                await desk.passes(100)
    if away == "bot":
        await desk.funding("0.06", after=100)
        await desk.passes(100)
    async with desk.on():
        await desk.passes(31)

    assert await desk.fired(alert) == (Decimal("0.06"), 200, 1)
    assert len(await desk.told()) == 1


async def test_a_live_indicator_is_judged_before_its_candle_closes(desk: Desk) -> None:
    await an_hour_up_and_down(desk)
    async with desk.on():
        closed, live = await desk.arm("btc rsi 2 1m < 30"), await desk.arm("btc rsi 2 1m live < 30")
        began = desk.seconds()
        await desk.minute(98)

    assert (await desk.fired(live))[1] == began + 30
    assert (await desk.fired(closed))[1] == began + 60


async def test_a_candle_that_was_open_when_the_stream_broke_is_judged_once_it_closed(
    desk: Desk,
) -> None:
    await an_hour_up_and_down(desk)
    async with desk.on():
        alert = await desk.arm("btc rsi 2 1m < 30")
        began = desk.seconds()
        await desk.passes(10)
        desk.tape.trade(98, desk.now())
        desk.candle(closed=False)
        await desk.settles()
        async with desk.silence():
            await desk.passes(55)
            desk.tape.trade(120, desk.now())
            await desk.passes(100)

    assert (await desk.fired(alert))[1] == began + 60


async def test_the_history_of_a_window_is_fetched_when_it_is_armed(desk: Desk) -> None:
    """A window begins where the market was, not where the alert was made."""
    await an_hour_at_100(desk)
    await desk.trade(104)
    async with desk.on() as engine:
        armed = await engine.arm(1, ALICE, desk.wish("btc +5% 1h"))
        assert armed is not None
        assert armed.value == 4
        await desk.trade(105.5)

    assert (await desk.alert(armed.alert)).state == "fired"


async def test_a_window_without_enough_history_waits_until_it_has_it(desk: Desk) -> None:
    await desk.trade(100)
    async with desk.on():
        alert = await desk.arm("btc +5% 5m")
        await desk.trade(110, after=200)
        assert (await desk.alert(alert)).state == "armed"
        await desk.trade(111, after=200)

    assert await desk.fired(alert) == (11, 401, 1)


async def test_a_ratio_beyond_what_can_be_compared_is_above_every_level(desk: Desk) -> None:
    desk.tape.trade("0.0000005", desk.now(), symbol="SOLUSDT")
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc/sol > 80000000000")
        await desk.trade(100_000)
        await desk.passes(10)

    assert (await desk.alert(alert)).state == "fired"


def listed(base: str, quote: str = "USDT") -> SymbolInfo:
    return SYMBOLS["BTCUSDT"].model_copy(
        update={"symbol": base + quote, "base_asset": base, "quote_asset": quote}
    )


async def begins(desk: Desk, base: str, quote: str = "USDT") -> None:
    """A symbol is listed and has a first trade."""
    desk.tape.listed.append(listed(base, quote))
    desk.streams.tell("!miniTicker@arr", ticker(base + quote, desk.now()))
    await desk.settles()


async def test_a_new_listing_is_told_once(desk: Desk) -> None:
    desk.tape.listed = [listed("BTC")]
    async with desk.on():
        any_, turkish = await desk.arm("new listing"), await desk.arm("new listing try")
        await begins(desk, "BTC")
        assert await desk.told() == []
        await desk.passes(60)
        await begins(desk, "NEW")
        await begins(desk, "NEWER")

        assert (await desk.alert(any_)).state == "fired"
        assert (await desk.alert(turkish)).state == "armed"
        await begins(desk, "NEW", "TRY")
    assert [one.text for one in await desk.told()] == [
        f"🔔 New listing: {symbol}\nIts first trade was about 12:01:00 UTC."
        for symbol in ("NEWUSDT · #1", "NEWTRY · #2")
    ]


@pytest.mark.parametrize("fails", [False, True])
async def test_a_new_listing_lets_the_lists_be_asked_for_anew(fails: bool, desk: Desk) -> None:
    desk.tape.listed, desk.relist_fails = [listed("BTC")], fails
    async with desk.on():
        await desk.arm("new listing every")
        await begins(desk, "BTC")
        assert desk.relisted == 0
        await begins(desk, "NEW")
        await begins(desk, "NEWER")

    assert desk.relisted == 2
    assert len(await desk.told()) == 2


async def test_no_new_listing_is_left_out_for_a_cooldown(desk: Desk) -> None:
    desk.tape.listed = [listed("BTC")]
    async with desk.on():
        await desk.arm("new listing cooldown 1h")
        await begins(desk, "ONE")
        await desk.passes(60)
        await begins(desk, "TWO")

    first_lines = [one.text.splitlines()[0] for one in await desk.told()]
    assert first_lines == [f"🔔 New listing: {name}USDT · #1" for name in ("ONE", "TWO")]


async def test_what_was_listed_in_time_is_told_though_the_bot_was_away_until_later(
    desk: Desk,
) -> None:
    desk.tape.listed = [listed("BTC")]
    async with desk.on():
        alert = await desk.arm_with("new listing", until=NOON + timedelta(minutes=10))
    await begins(desk, "NEW")
    await desk.passes(900)
    async with desk.on():
        await desk.passes(10)

    assert (await desk.alert(alert)).state == "fired"


async def test_what_was_listed_in_time_is_told_though_the_streams_were_down_until_later(
    desk: Desk,
) -> None:
    desk.tape.listed = [listed("BTC")]
    async with desk.on():
        alert = await desk.arm_with("new listing", until=NOON + timedelta(minutes=10))
        async with desk.silence():
            await begins(desk, "NEW")
            await desk.passes(900)

    assert (await desk.alert(alert)).state == "fired"


async def test_an_alert_on_listings_is_over_only_when_it_is_known_that_there_was_none(
    desk: Desk,
) -> None:
    desk.tape.listed = [listed("BTC")]
    async with desk.on():
        alert = await desk.arm_with("new listing", until=NOON + timedelta(minutes=10))
        desk.tape.refuses = (spot.ExchangeInfo,)
        await desk.passes(900)
        assert (await desk.alert(alert)).state == "armed"
        desk.tape.refuses = ()
        await desk.passes(10)

    assert (await desk.alert(alert)).state == "expired"


async def test_every_new_listing_is_told_also_those_while_nobody_listened(desk: Desk) -> None:
    desk.tape.listed = [listed("BTC")]
    async with desk.on():
        alert = await desk.arm("new listing every")
        await begins(desk, "ONE")
    await begins(desk, "TWO")
    async with desk.on():
        await desk.settles()
        async with desk.silence():
            await begins(desk, "THREE")
    async with desk.on():
        await begins(desk, "THREE")
        await begins(desk, "FOUR")

    first_lines = [one.text.splitlines()[0] for one in await desk.told()]
    names = ("ONE", "TWO", "THREE", "FOUR")
    assert first_lines == [f"🔔 New listing: {name}USDT · #1" for name in names]
    assert (await desk.alert(alert)).state == "armed"


async def test_a_symbol_that_does_not_trade_yet_is_asked_for_now_and_then(desk: Desk) -> None:
    desk.tape.listed = [listed("BTC")]
    async with desk.on():
        await desk.arm("new listing")
        desk.tape.asked.clear()
        for _ in range(120):
            desk.streams.tell("!miniTicker@arr", ticker("SOONUSDT", desk.now()))
            await desk.passes(1)
        assert len(desk.tape.asked) == 4
        await begins(desk, "SOON")

    assert len(await desk.told()) == 1
