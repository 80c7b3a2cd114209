"""Alerts on prices: what each relation and each option means."""

from datetime import timedelta
from decimal import Decimal

import pytest
from alert_desk import ALICE, Desk
from alert_listing import NOON

pytestmark = pytest.mark.virtual_time

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("wish", "prices", "first"),
    [
        ("btc > 110", ("110", "110.01"), "110.01"),
        ("btc < 90", ("90", "89.99"), "89.99"),
        ("btc >= 110", ("109.99", "110"), "110"),
        ("btc <= 90", ("90.01", "90"), "90"),
        ("btc > 90", ("95",), "95"),  # true already
        ("btc crosses 110", ("109", "110", "111"), "111"),
        ("btc crosses 90", ("95", "90", "89"), "89"),
        ("btc crosses up 110", ("111",), "111"),
        ("btc crosses down 110", ("111", "112", "109"), "109"),
        ("btc crosses up 90", ("95", "89", "90", "91"), "91"),
        ("btc crosses 100", ("100", "101", "102", "99.5"), "99.5"),  # it was on neither side
        ("btc crosses up 100", ("101", "102", "99", "100", "103"), "103"),
    ],
)
async def test_the_first_trade_that_makes_it_true_fires_it(
    wish: str, prices: tuple[str, ...], first: str, desk: Desk
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm(wish)
        for price in prices:
            assert (await desk.alert(alert)).state == "armed"
            await desk.trade(price)

        fired = await desk.alert(alert)
    assert (fired.state, fired.fired_value, fired.position) == (
        "fired",
        Decimal(first),
        prices.index(first) + 2,
    )
    assert len(await desk.told()) == 1


async def test_every_time_it_becomes_true_anew(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110 every")

        await desk.trades(111, 112, 113, after=100)
        assert await desk.fired(alert) == (111, 100, 1)
        await desk.trades(110, 112, after=100)
        assert (await desk.fired(alert))[2] == 1  # at the level is on neither side
        await desk.trades(109, 114, after=100)

        assert await desk.fired(alert) == (114, 700, 2)
    assert (await desk.alert(alert)).state == "armed"
    assert len(await desk.told()) == 2


async def test_every_crossing_is_told_in_either_direction(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc crosses 110 every")

        for price, times in ((111, 1), (120, 1), (109, 2), (110, 2), (108, 2), (112, 3)):
            await desk.trade(price, after=61)
            assert (await desk.alert(alert)).times_fired == times


@pytest.mark.parametrize(("cooldown", "quiet"), [("", 60), (" cooldown 5m", 300)])
async def test_within_the_cooldown_nothing_fires_and_what_is_true_after_it_does(
    cooldown: str, quiet: float, desk: Desk
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm(f"btc > 110 every{cooldown}")

        await desk.trades(111, 109, 112)  # at 1, 2 and 3 seconds
        await desk.trade(113, after=quiet - 2 - 0.1)
        assert (await desk.fired(alert))[2] == 1
        await desk.trade(114, after=0.1)

        assert (await desk.fired(alert)) == (114, 1 + quiet, 2)


async def test_what_went_back_within_the_cooldown_becomes_true_anew_after_it(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110 every")
        await desk.trades(111, 109, after=1)

        await desk.trade(112, after=600)

        assert (await desk.fired(alert)) == (112, 602, 2)


async def test_a_cooldown_outlives_a_restart(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110 every cooldown 10m")
        await desk.trades(111, 109)
    async with desk.on():
        await desk.trades(112, 113, after=200)
        assert (await desk.fired(alert)) == (111, 1, 1)
        await desk.trade(115, after=600)

    assert (await desk.fired(alert)) == (115, 1002, 2)


async def test_what_was_not_reached_in_time_expires_and_that_is_said_without_a_sound(
    desk: Desk,
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + MINUTE)
        await desk.trade(109)

        await desk.passes(120)
        await desk.trade(111)

    assert (await desk.alert(alert)).state == "expired"
    (told,) = await desk.told()
    assert told.silent
    assert told.text.startswith("⌛ The alert BTCUSDT > 110 is over.")


async def test_it_expires_soon_also_where_trades_are_not_followed_one_by_one(desk: Desk) -> None:
    desk.places = 0
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + MINUTE)
        await desk.trades(101, 102, 103, 104, 105, 106, after=15)

        assert (await desk.alert(alert)).state == "expired"


async def test_an_event_in_time_that_is_found_late_still_fires(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + MINUTE)
        async with desk.silence():  # without a word that the stream is broken
            await desk.trade(111, after=59)
            await desk.passes(600)
            assert (await desk.alert(alert)).state == "armed"

        assert await desk.fired(alert) == (111, 59, 1)
    (told,) = await desk.told()
    assert "That was 10 minutes ago: word of it reached me late." in told.text


async def test_an_event_in_time_that_a_restart_finds_still_fires(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + MINUTE)
    await desk.trade(111, after=59)
    await desk.passes(600)

    async with desk.on():
        assert await desk.fired(alert) == (111, 59, 1)
    assert len(await desk.told()) == 1


@pytest.mark.parametrize("found", ["live", "late"])
async def test_an_event_after_its_time_ends_it(found: str, desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + MINUTE)
        if found == "live":
            await desk.trade(111, after=60.5)
        else:
            async with desk.silence():
                await desk.trade(111, after=60.5)
                await desk.passes(600)

        assert (await desk.alert(alert)).state == "expired"
    assert len(await desk.told()) == 1


async def test_what_fires_at_the_last_moment_does_not_expire_too(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + MINUTE)
        await desk.trade(111, after=60)
        await desk.passes(60)

    assert (await desk.alert(alert)).state == "fired"
    assert len(await desk.told()) == 1


async def test_a_silent_alert_makes_no_sound_and_shows_its_note(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        await desk.arm_with("btc > 110", silent=True, note="sell <half> of it")
        await desk.arm("btc > 110")
        await desk.trade(111)

    silent, loud = await desk.told()
    assert (silent.silent, loud.silent) == (True, False)
    assert silent.text == (
        "🔔 BTCUSDT > 110 · #1\nTraded at 111 at 12:00:01 UTC.\n📝 sell <half> of it"
    )


async def test_arming_tells_the_price_of_that_moment(desk: Desk) -> None:
    desk.tape.trade("100.5", desk.now())
    async with desk.on() as engine:
        armed = await engine.arm(1, ALICE, desk.wish("btc > 110"))
        assert armed is not None
        assert armed.value == Decimal("100.5")

        await desk.trade(102)
        armed = await engine.arm(2, ALICE, desk.wish("btc crosses 101"))
        assert armed is not None
        assert armed.value == 102
        assert (armed.alert.awaits, armed.alert.primed) == ("below", True)
