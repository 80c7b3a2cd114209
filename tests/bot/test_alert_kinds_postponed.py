"""Alerts made while Binance is away, and those that come back after they were deleted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from alert_desk import ALICE, BOB, Desk

from binance.errors import BinanceError, NotAvailable, RateLimited, Unreachable
from bot.alerts.arming import Armed
from bot.alerts.joint import BEHIND
from bot.refusals import Refused
from storage import Alert, Unit

pytestmark = pytest.mark.virtual_time

HOUR = timedelta(hours=1)


async def arm(desk: Desk, text: str, update: int = 900) -> Armed | None:
    armed = await desk.engine.arm(update, ALICE, desk.wish(text), or_later=True)
    await desk.settles()
    return armed


@pytest.mark.parametrize("text", ["btc > 110", "btc > 110 and eth < 50", "btc rsi 2 1m < 30"])
@pytest.mark.parametrize("error", [Unreachable("no way"), RateLimited(60, 0.0, banned=True)])
async def test_what_is_made_while_binance_is_away_begins_when_it_is_back(
    text: str, error: BinanceError, desk: Desk
) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(10, desk.now(), symbol="ETHUSDT")
    async with desk.on():
        desk.tape.failures = [error] * 1000
        armed = await arm(desk, text)
        assert armed is not None
        assert armed.alert.is_postponed
        await desk.passes(30)
        assert (await desk.alert(armed.alert)).is_postponed
        assert await desk.told() == []

        desk.tape.failures = []
        await desk.passes(10)

    assert (await desk.alert(armed.alert)).state == "armed"
    (told,) = await desk.told()
    assert told.text.startswith("▶️ Binance answers again, and alert #1 waits from now on.\n🔔 I")


async def test_it_is_armed_at_the_trade_that_is_the_latest_then(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        desk.tape.failures = [Unreachable("no way")] * 1000
        armed = await arm(desk, "btc crosses up 110")
        assert armed is not None
        await desk.trades(111, 112)
        desk.tape.failures = []
        await desk.passes(10)
        await desk.trade(113)
        assert (await desk.alert(armed.alert)).state == "armed"  # it was above when it began
        await desk.trades(109, 114)

    assert (await desk.fired(armed.alert))[0] == 114


async def test_that_it_is_true_when_it_begins_is_said_before_it_fires(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        desk.tape.failures = [Unreachable("no way")] * 1000
        assert await arm(desk, "btc > 110")
        await desk.trades(111)
        desk.tape.failures = []
        await desk.passes(10)
        await desk.trade(112)

    begun, fired = await desk.told()
    assert begun.text.endswith("It is true now, so it will fire at once.")
    assert fired.text.startswith("🔔 BTCUSDT > 110 · #1\nTraded at 112")


async def test_it_begins_after_a_restart_too_and_is_made_once(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.failures = [Unreachable("no way")] * 1000
    async with desk.on():
        armed = await arm(desk, "btc > 110 and eth < 50")
    async with desk.on():
        assert armed is not None
        assert await arm(desk, "btc > 110 and eth < 50") is None  # the same update
        desk.tape.trade(10, desk.now(), symbol="ETHUSDT")
        desk.tape.failures = []
        await desk.passes(10)
        await desk.trade(111)
        await desk.passes(BEHIND + 1)

    assert (await desk.alert(armed.alert)).state == "fired"


async def test_what_never_will_be_is_refused_at_once(desk: Desk) -> None:
    desk.tape.failures = [NotAvailable("no futures here")] * 1000
    async with desk.on():
        with pytest.raises(NotAvailable):
            await arm(desk, "btc > 110")


async def test_who_must_not_wait_longer_is_told_as_before(desk: Desk) -> None:
    desk.tape.failures = [Unreachable("no way")] * 1000
    async with desk.on() as engine:
        with pytest.raises(Unreachable):
            await engine.arm(900, ALICE, desk.wish("btc > 110"))


async def test_what_is_not_permitted_is_not_made(desk: Desk) -> None:
    async def never(_unit: Unit) -> bool:
        return False

    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        assert await engine.arm(900, ALICE, desk.wish("btc > 110"), permit=never) is None


Rest = Callable[[Desk, Alert], object]


@pytest.mark.parametrize("state", ["paused", "snoozed", "fired", "expired"])
async def test_a_deleted_alert_comes_back_as_it_was(state: str, desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        if state == "paused":
            await engine.pause(ALICE, alert.id)
        elif state == "snoozed":
            await engine.snooze(ALICE, alert.id, HOUR)
        elif state == "fired":
            await desk.trade(111)
        else:
            async with desk.storage.begin() as unit:
                await unit.alerts.rest(ALICE, alert.id, "expired")
        before = await desk.alert(alert)
        assert before.state == state

        await engine.delete(ALICE, alert.id)
        assert await engine.restore(ALICE, alert.id) is not None

    after = await desk.alert(alert)
    assert (after.state, after.wakes_at, after.times_fired) == (
        state, before.wakes_at, before.times_fired,
    )  # fmt: skip


async def test_one_that_was_armed_waits_for_what_it_waited_for(desk: Desk) -> None:
    """It had fired, and waits for a price below before it may fire again: it still does."""
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110 every")
        await desk.trade(111)
        await desk.passes(120)
        await engine.delete(ALICE, alert.id)
        await desk.trade(109)
        restored = await engine.restore(ALICE, alert.id)
        assert restored is not None
        await desk.trades(112, 113)
        assert (await desk.alert(alert)).times_fired == 1
        await desk.trades(109, 114)

    assert restored.id == alert.id
    assert (await desk.fired(alert))[0::2] == (114, 2)


async def test_what_happened_while_it_was_deleted_is_past(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(10, desk.now(), symbol="ETHUSDT")
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110 and eth < 50")
        other = await desk.arm("btc > 110")
        for one in (alert, other):
            await engine.delete(ALICE, one.id)
        await desk.trades(111, 100)
        for one in (alert, other):
            assert await engine.restore(ALICE, one.id)
        assert (await desk.alert(other)).state == "armed"
        await desk.trade(112)
        await desk.passes(BEHIND + 1)

    assert (await desk.fired(other))[0] == 112
    assert (await desk.alert(alert)).state == "fired"


async def test_it_comes_back_while_binance_is_away(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        await engine.delete(ALICE, alert.id)
        desk.tape.failures = [Unreachable("no way")] * 1000
        restored = await engine.restore(ALICE, alert.id)
        assert restored is not None
        assert restored.is_postponed
        desk.tape.failures = []
        await desk.passes(10)
        await desk.trade(111)

    assert (await desk.alert(alert)).state == "fired"


async def test_only_ones_own_comes_back_and_only_once(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        assert await engine.restore(ALICE, alert.id) is None  # it is not deleted
        await engine.delete(ALICE, alert.id)
        assert await engine.restore(BOB, alert.id) is None
        assert await engine.restore(ALICE, alert.id) is not None
        assert await engine.restore(ALICE, alert.id) is None


async def test_there_must_be_room_for_what_comes_back(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        first, second = await desk.arm("btc > 110"), await desk.arm("btc > 120")
        await engine.pause(ALICE, second.id)
        for one in (first, second):
            await engine.delete(ALICE, one.id)
        async with desk.storage.begin() as unit:
            await unit.settings.set(0, "alerts.limit", 0)
        for one in (first, second):
            with pytest.raises(Refused):
                await engine.restore(ALICE, one.id)
