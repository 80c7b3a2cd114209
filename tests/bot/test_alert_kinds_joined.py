"""Alerts of several conditions: all hold at the same moment, in the order of time."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from alert_desk import Desk

from bot.alerts.joint import BEHIND

pytestmark = pytest.mark.virtual_time

BTC, ETH = "BTCUSDT", "ETHUSDT"
Step = tuple[str, float]


async def begin(desk: Desk) -> None:
    await desk.trade(100)
    await desk.trade(100, symbol=ETH)


async def play(desk: Desk, steps: Sequence[Step]) -> None:
    """Ten seconds lie between two trades."""
    for symbol, price in steps:
        await desk.trade(price, symbol=symbol, after=10)


WISHES: dict[str, tuple[str, list[Step], int]] = {
    "two prices": (
        "btc > 110 and eth < 90",
        [(BTC, 111), (ETH, 95), (BTC, 105), (ETH, 89), (BTC, 112), (ETH, 80)],
        5,
    ),
    "one at once": ("btc > 90 and eth > 90", [(ETH, 91), (BTC, 91)], 1),
    "a crossing at which the other holds": (
        "btc crosses up 110 and eth < 90",
        [(ETH, 89), (BTC, 109), (BTC, 110), (BTC, 111)],
        4,
    ),
    "a crossing at which the other does not hold": (
        "btc crosses up 110 and eth < 90",
        [(BTC, 111), (ETH, 89), (BTC, 112), (BTC, 109), (BTC, 113)],
        5,
    ),
    "both about one symbol": (
        "btc > 90 and btc < 95",
        [(BTC, 89), (BTC, 96), (ETH, 94), (BTC, 95), (BTC, 94)],
        5,
    ),
    "a crossing and a state of one symbol": (
        "btc crosses 110 and btc +20% 5m",
        [(BTC, 112), (BTC, 130), (BTC, 109), (BTC, 108), (BTC, 125)],
        5,
    ),
}


@pytest.mark.parametrize("away", ["nobody", "streams", "bot", "bot, with a cursor"])
@pytest.mark.parametrize("name", WISHES)
async def test_it_fires_at_the_event_that_makes_all_of_it_true(
    name: str, away: str, desk: Desk
) -> None:
    wish, steps, decisive = WISHES[name]
    for _ in range(40):  # what "5m" compares with
        await begin(desk)
        await desk.passes(8)
    async with desk.on() as engine:
        alert = await desk.arm(wish)
        began = desk.seconds()
        if away == "nobody":
            await play(desk, steps)
        elif away == "streams":
            async with desk.silence():
                await play(desk, steps)
        elif "cursor" in away:
            await engine.watches.save_cursors()
    if "bot" in away:
        await play(desk, steps)
    for _ in range(2):
        async with desk.on():
            await desk.passes(31)

    assert await desk.fired(alert) == (None, pytest.approx(began + 10 * decisive, abs=0.01), 1)
    (told,) = await desk.told()
    assert "\nTrue at 12:" in told.text


async def test_a_price_and_an_indicator(desk: Desk) -> None:
    for number in range(60):
        await desk.minute(100 + number % 2)
    async with desk.on():
        alert = await desk.arm("btc > 104 and rsi 2 1m > 90")
        began = desk.seconds()
        await desk.minute(105)  # true of the price, and of the other one when the minute ends
        assert (await desk.fired(alert))[1] == began + 60


async def test_every_time_that_all_of_it_becomes_true_anew(desk: Desk) -> None:
    await begin(desk)
    async with desk.on():
        alert = await desk.arm("btc > 110 and eth > 110 every")

        await play(desk, [(BTC, 111), (ETH, 111), (BTC, 112), (ETH, 112)])
        assert (await desk.alert(alert)).times_fired == 1
        await desk.passes(60)
        await play(desk, [(BTC, 113), (ETH, 100), (BTC, 114)])
        assert (await desk.alert(alert)).times_fired == 1
        await play(desk, [(ETH, 111), (BTC, 115)])

    assert (await desk.alert(alert)).times_fired == 2
    assert len(await desk.told()) == 2


async def test_each_source_is_listened_to_and_left_when_it_is_over(desk: Desk) -> None:
    await begin(desk)
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110 and eth > 110 and rsi 2 1m < 30")
        assert desk.streams.names == {"btcusdt@aggTrade", "ethusdt@aggTrade", "ethusdt@kline_1m"}

        await engine.delete(1001, alert.id)
        await play(desk, [(BTC, 111), (ETH, 111)])

        assert desk.streams.names == set()
    assert await desk.told() == []


async def test_it_can_be_paused_and_waits_anew_from_then_on(desk: Desk) -> None:
    await begin(desk)
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110 and eth > 110")
        await engine.pause(1001, alert.id)
        await play(desk, [(BTC, 111), (ETH, 111), (BTC, 100)])
        await engine.rearm(1001, alert.id)
        await play(desk, [(ETH, 112)])
        assert (await desk.alert(alert)).state == "armed"
        await engine.pause(1001, alert.id)
        await engine.rearm(1001, alert.id)
    async with desk.on():
        began = desk.seconds()
        await play(desk, [(BTC, 112)])

    assert await desk.fired(alert) == (None, began + 10, 1)
    assert desk.streams.names == set()


async def test_one_that_was_paused_and_armed_again_can_still_be_deleted(desk: Desk) -> None:
    await begin(desk)
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110 and eth > 110 every")
        await engine.pause(1001, alert.id)
        await engine.rearm(1001, alert.id)
        await engine.delete(1001, alert.id)
        await play(desk, [(BTC, 111), (ETH, 111)])

        assert desk.streams.names == set()
    assert await desk.told() == []


async def test_a_quiet_day_is_looked_over_cheaply(desk: Desk) -> None:
    await begin(desk)
    async with desk.on():
        alert = await desk.arm("btc crosses 110 and eth > 110")
    for number in range(20_000):
        desk.tape.trade(100 + number % 3, at := desk.now(), symbol=(BTC, ETH)[number % 2])
        await desk.passes(4)
    desk.tape.trade(111, at, symbol=ETH)
    await desk.passes(7200)
    desk.tape.trade(111, at := desk.now())
    desk.tape.asked.clear()

    async with desk.on():
        await desk.passes(BEHIND + 1)

    assert (await desk.alert(alert)).crossed_at == at
    assert sum(one.cost for one in desk.tape.asked) < 150  # a page of candles, and what is newest


@pytest.mark.parametrize("wish", ["btc > 110 and eth > 110", "eth crosses up 110 and btc > 110"])
async def test_what_holds_when_the_cooldown_ends_fires_at_the_next_trade_of_either(
    wish: str, desk: Desk
) -> None:
    """Also while nobody listened, and where one symbol's hours looked quiet by themselves."""
    await begin(desk)
    async with desk.on():
        alert = await desk.arm(f"{wish} every cooldown 1h")
    began = desk.now()
    for number in range(8 * 1200):
        desk.tape.trade(111, began + timedelta(seconds=3 * number + 1))
    for hours, price in [(2.0, 111), (2.1, 100), (2.2, 111), (6.0, 112)]:
        desk.tape.trade(price, began + timedelta(hours=hours), symbol=ETH)
    await desk.passes(8 * 3600)

    async with desk.on():
        await desk.passes(BEHIND + 1)

    fired = await desk.alert(alert)
    assert fired.crossed_at == began + timedelta(hours=3, seconds=1)
    assert fired.times_fired == 2
