"""What people do with their alerts, also while the stream is away."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from alert_desk import ALICE, BOB, Desk
from alert_listing import NOON

from binance.errors import Unreachable
from binance.public import spot
from bot.alerts import LIMIT
from bot.alerts.firing import UNHEARD
from bot.alerts.joint import BEHIND
from bot.refusals import Refused
from storage import Alert

pytestmark = pytest.mark.virtual_time

PAUSE = timedelta(minutes=5)


async def test_a_paused_alert_waits_again_from_when_it_is_resumed(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc crosses up 110")
        await engine.pause(ALICE, alert.id)
        await desk.trades(111, 112)
        await engine.rearm(ALICE, alert.id)
        await desk.trade(113)
        assert (await desk.alert(alert)).state == "armed"  # it is above already
        await desk.trades(109, 114)

    assert await desk.fired(alert) == (114, 5, 1)


async def _gone(desk: Desk) -> None:
    async with desk.storage.begin() as unit:
        await unit.users.set_reachable(ALICE, False)


@pytest.mark.parametrize("condition", ["btc > 110 every", "btc > 110 and btc > 109 every"])
async def test_what_fires_every_time_rests_when_too_much_waits_for_somebody_who_is_away(
    condition: str, desk: Desk
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm(condition)
        other = await desk.arm(condition)
        await _gone(desk)
        for _ in range(UNHEARD):
            await desk.trades(111, 100, after=60)

        assert [(await desk.alert(one)).state for one in (alert, other)] == ["paused"] * 2
        told = [one.text for one in await desk.told()]
        assert len(told) <= UNHEARD + 3
        assert sum("While I could not reach you" in one for one in told) == 1
        assert not any(watch.tracks for watch in engine.watches.at_work.values())


async def test_much_that_waits_for_somebody_who_is_there_lets_nothing_rest(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110 every")
        for _ in range(UNHEARD + 1):
            await desk.trades(111, 100, after=60)

    assert (await desk.alert(alert)).times_fired == UNHEARD + 1


async def test_a_snoozed_alert_wakes_and_counts_from_then_on(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        await engine.snooze(ALICE, alert.id, PAUSE)
        await desk.trade(111)
        await desk.trade(100, after=290)
        assert (await desk.alert(alert)).state == "snoozed"
        await desk.trade(112, after=30)

    assert await desk.fired(alert) == (112, 321, 1)


async def test_a_snooze_that_ends_while_the_bot_is_off_counts_from_its_start(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        await engine.snooze(ALICE, alert.id, PAUSE)
    await desk.trade(111, after=400)
    await desk.trade(100)

    async with desk.on():
        await desk.passes(10)
        assert (await desk.alert(alert)).state == "armed"
        await desk.trade(112)
    assert (await desk.fired(alert))[0] == 112


async def test_a_snooze_ends_as_soon_as_binance_can_be_asked(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        await engine.snooze(ALICE, alert.id, PAUSE)
        await desk.passes(299)
        desk.tape.failures = [Unreachable("no way")] * 3
        await desk.passes(30)
        assert (await desk.alert(alert)).state == "armed"


async def test_what_fired_can_be_armed_again_from_now_on(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        await desk.trade(111)
        again = await engine.rearm(ALICE, alert.id)
        assert again is not None
        assert again.alert.id == alert.id
        assert again.value == 111
        await desk.trade(112)

    assert await desk.fired(alert) == (112, 2, 2)
    assert len(await desk.told()) == 2


@pytest.mark.parametrize("resting", ["pause", "snooze"])
async def test_what_fired_needs_room_to_rest_as_one_that_waits(resting: str, desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        fired = await desk.arm("btc > 110")
        await desk.trade(111)
        waiting = [await desk.arm(f"btc > {200 + number}") for number in range(LIMIT)]

        async def rests(one: Alert) -> Alert | None:
            if resting == "pause":
                return await engine.pause(ALICE, one.id)
            return await engine.snooze(ALICE, one.id, PAUSE)

        with pytest.raises(Refused):
            await rests(fired)
        assert (await desk.alert(fired)).state == "fired"
        assert await rests(waiting[0]) is not None  # it has its place
        await engine.delete(ALICE, waiting[1].id)
        assert await rests(fired) is not None


async def test_nothing_is_armed_again_after_its_time(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm_with("btc > 110", until=NOON + PAUSE)
        await desk.trade(111)
        await desk.passes(300)

        with pytest.raises(Refused):
            await engine.rearm(ALICE, alert.id)
    assert (await desk.alert(alert)).state == "fired"


async def test_an_edited_alert_waits_for_the_new_thing_only(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        old = await desk.arm("btc > 110")
        new = await desk.edit(old, "btc < 90 every")
        await desk.trades(111, 89)

    assert (await desk.alert(old)).state == "deleted"
    assert await desk.fired(new) == (89, 2, 1)
    assert len(await desk.told()) == 1


async def test_editing_what_fired_needs_room_as_a_new_one_does(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        fired = await desk.arm("btc > 110")
        await desk.trade(111)
        waiting = [await desk.arm(f"btc > {200 + number}") for number in range(LIMIT)]

        with pytest.raises(Refused):
            await desk.edit(fired, "btc > 120")
        await desk.edit(waiting[0], "btc > 120")
    assert (await desk.alert(fired)).state == "fired"


Deed = Callable[[Desk, Any], Any]
DEEDS: dict[str, Deed] = {
    "pause": lambda desk, alert: desk.engine.pause(ALICE, alert.id),
    "snooze": lambda desk, alert: desk.engine.snooze(ALICE, alert.id, PAUSE),
    "delete": lambda desk, alert: desk.engine.delete(ALICE, alert.id),
    "edit": lambda desk, alert: desk.edit(alert, "btc > 500"),
}


@pytest.mark.parametrize("wish", ["btc > 110", "btc > 110 and eth > 50"])
@pytest.mark.parametrize("deed", DEEDS)
async def test_what_was_put_aside_during_a_gap_does_not_fire_when_it_is_filled(
    deed: str, wish: str, desk: Desk
) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(100, desk.now(), symbol="ETHUSDT")
    async with desk.on():
        alert = await desk.arm(wish)
        await desk.trade(101)
        async with desk.silence():
            await desk.trade(111)
            await DEEDS[deed](desk, alert)
        await desk.trade(111)
    async with desk.on():
        await desk.passes(31)

    assert await desk.told() == []


@pytest.mark.parametrize("wish", ["btc > 110", "btc +10% 5m", "btc > 110 and eth > 50"])
async def test_what_is_armed_while_the_stream_is_away_does_not_fire_for_what_was_before(
    wish: str, desk: Desk
) -> None:
    for _ in range(10):
        await desk.trade(100, after=60)
    desk.tape.trade(100, desk.now(), symbol="ETHUSDT")
    async with desk.on():
        await desk.arm("btc > 500")
        async with desk.silence():
            await desk.trades(115, 116, 100)
            alert = await desk.arm(wish)
            await desk.passes(60)
        assert (await desk.alert(alert)).state == "armed"
        async with desk.silence():
            await desk.trades(117, 118)
            began = desk.seconds()
        await desk.passes(3 * BEHIND)

    assert (await desk.fired(alert))[1:] == (began - 1, 1)


async def test_a_crossing_before_it_was_armed_is_none(desk: Desk) -> None:
    """The price before the gap was below, but what counts is the price when it was armed."""
    desk.tape.trade(100, desk.now())
    async with desk.on():
        await desk.arm("btc > 500")
        async with desk.silence():
            await desk.trade(115)
            alert = await desk.arm("btc crosses up 110")
        await desk.trade(116)
        assert (await desk.alert(alert)).state == "armed"
        await desk.trades(109, 111)

    assert (await desk.fired(alert))[0] == 111


@pytest.mark.parametrize("wish", ["btc > 110", "btc +5% 1h", "btc rsi < 30", "btc > 1 and eth > 1"])
@pytest.mark.parametrize("how", ["refuses", "hangs"])
async def test_what_cannot_be_asked_of_binance_is_not_armed(
    how: str, wish: str, desk: Desk
) -> None:
    async with desk.on() as engine:
        if how == "refuses":
            desk.tape.failures = [Unreachable("no way")] * 10
        desk.tape.hangs = how == "hangs"

        began = desk.seconds()
        with pytest.raises(Unreachable):
            await engine.arm(1, ALICE, desk.wish(wish))
        assert desk.seconds() - began < 30

        await desk.passes(60)
        assert desk.streams.names == set()
        async with desk.storage.read() as unit:
            assert await unit.alerts.count(ALICE, "sandbox") == 0
        desk.tape.hangs, desk.tape.failures = False, []
        desk.tape.trade(100, desk.now())
        desk.tape.trade(100, desk.now(), symbol="ETHUSDT")
        assert await engine.arm(1, ALICE, desk.wish(wish)) is not None  # the update still counts


async def test_a_measure_whose_history_cannot_be_had_leaves_nothing_behind(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        arming = desk.wish("btc +5% 1h")
        desk.tape.refuses = (spot.Klines,)
        with pytest.raises(Unreachable):
            await engine.arm(7, ALICE, arming)

        assert engine.value(arming.terms[0].measure) is None
        assert [*engine.watches.at_work["trades:BTCUSDT"].tracks] == [alert.measure]
        await desk.trade(111)
    assert len(await desk.told()) == 1


@pytest.mark.parametrize(
    "ending", ["fired", "deleted", "paused", "expired", "edited", "several people"]
)
async def test_when_nobody_waits_nothing_is_kept_and_nobody_listens(
    ending: str, desk: Desk
) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(100, desk.now(), symbol="ETHUSDT")
    async with desk.on() as engine:
        alert = await desk.arm_with("btc > 110", until=NOON + PAUSE)
        await engine.watches.save_cursors()
        assert desk.streams.names == {"btcusdt@aggTrade"}
        match ending:
            case "fired":
                await desk.trade(111)
            case "deleted":
                await engine.delete(ALICE, alert.id)
            case "paused":
                await engine.pause(ALICE, alert.id)
            case "expired":
                await desk.passes(350)
            case "edited":
                await desk.edit(alert, "eth > 110")
            case _:
                await desk.arm("btc crosses 105", BOB)
                await desk.arm("btc +1% 5m", BOB)
                await engine.delete(ALICE, alert.id)
                await desk.trades(106, 106)
                await desk.trade(109, after=400)
        await desk.trade(100)

        assert "btcusdt@aggTrade" not in desk.streams.names
        kept = {"trades:ETHUSDT"} if ending == "edited" else set()
        assert set(engine.watches.at_work) == kept
        async with desk.storage.read() as unit:
            cursors = await unit.alerts.cursors("sandbox")
        assert {one.source for one in cursors} <= kept


async def test_the_limit_can_be_set_and_paused_alerts_count(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.storage.begin() as unit:
        await unit.settings.set(0, "alerts.limit", 2)
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        await engine.pause(ALICE, alert.id)
        await desk.arm("btc > 120")

        with pytest.raises(Refused):
            await desk.arm("btc > 130")
        assert await engine.rearm(ALICE, alert.id) is not None
        await desk.arm("btc > 130", BOB)


async def test_how_things_stand_is_known_of_everything_that_somebody_waits_on(desk: Desk) -> None:
    desk.tape.trade("100.25", desk.now())
    async with desk.on() as engine:
        wish = desk.wish("btc > 110")
        assert engine.value(wish.terms[0].measure) is None
        await desk.arm("btc > 110")
        assert engine.value(wish.terms[0].measure) == Decimal("100.25")
        await desk.trade(105)
        assert engine.value(wish.terms[0].measure) == 105
