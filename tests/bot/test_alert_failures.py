"""What goes wrong about one source of events stays there, and is mended or told."""

from datetime import timedelta

import pytest
from alert_desk import ALICE, Desk

from binance.errors import NoSuchSymbol
from binance.streams.events import Resumed
from storage import Unit

pytestmark = pytest.mark.virtual_time

ETH = "ETHUSDT"
GONE = "Binance no longer knows a symbol that it needs"


async def test_who_waits_on_a_symbol_that_is_gone_is_told_once_and_others_go_on(
    desk: Desk,
) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(10, desk.now(), symbol=ETH)
    async with desk.on():
        stuck = await desk.arm("eth > 11")
        going = await desk.arm("btc > 110")
        desk.tape.gone.add(ETH)
        async with desk.silence():
            await desk.passes(60)
        await desk.passes(600)
        await desk.trade(111)

    told = [one.text for one in await desk.told()]
    assert (await desk.alert(stuck)).state == "paused"
    assert (await desk.alert(going)).state == "fired"
    assert len(told) == 2
    assert "ETHUSDT > 11" in told[0]
    assert GONE in told[0]


async def test_an_alert_that_needs_a_symbol_that_is_gone_is_paused_when_the_bot_begins(
    desk: Desk,
) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(10, desk.now(), symbol=ETH)
    async with desk.on():
        alert = await desk.arm("btc > 110 and eth > 11")
    desk.tape.gone.add(ETH)

    async with desk.on():
        await desk.passes(10)

    assert (await desk.alert(alert)).state == "paused"
    assert [GONE in one.text for one in await desk.told()] == [True]


async def test_an_alert_that_sleeps_while_its_symbol_goes_is_paused_when_it_wakes(
    desk: Desk,
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        await engine.snooze(ALICE, alert.id, timedelta(minutes=5))
        desk.tape.gone.add("BTCUSDT")
        await desk.passes(400)

    assert (await desk.alert(alert)).state == "paused"
    assert [GONE in one.text for one in await desk.told()] == [True]


async def test_an_alert_whose_symbol_is_traded_again_can_be_armed_again(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110")
        desk.tape.gone.add("BTCUSDT")
        async with desk.silence():
            await desk.passes(60)
        with pytest.raises(NoSuchSymbol):
            await engine.rearm(ALICE, alert.id)
        desk.tape.gone.clear()
        await engine.rearm(ALICE, alert.id)
        await desk.trade(111)

    assert (await desk.alert(alert)).times_fired == 1


@pytest.mark.parametrize("text", ["btc > 110", "btc > 110 and eth > 5"])
async def test_a_watch_that_fails_begins_anew_and_misses_nothing(desk: Desk, text: str) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(10, desk.now(), symbol=ETH)
    async with desk.on():
        alert = await desk.arm(text)
        desk.streams.down = True
        await desk.trades(111, 100)
        desk.streams.down = False
        desk.tape.failures.append(Nonsense())
        desk.streams.tell("btcusdt@aggTrade", Resumed())
        await desk.passes(10)

    assert (await desk.alert(alert)).times_fired == 1
    assert desk.tape.failures == []


async def test_who_arms_an_alert_while_a_watch_fails_is_not_forgotten(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        first = await desk.arm("btc > 110")
        desk.tape.failures.append(Nonsense())
        desk.streams.tell("btcusdt@aggTrade", Resumed())
        await desk.settles()
        second = await desk.arm("btc > 109")
        await desk.passes(10)
        await desk.trade(111)

    assert await desk.fired(first) == await desk.fired(second)
    assert (await desk.fired(first))[2] == 1


async def test_who_is_written_down_while_a_watch_begins_anew_is_not_forgotten(
    desk: Desk,
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        await desk.arm("btc > 200")

        async def fails_now(_unit: Unit) -> bool:
            desk.tape.failures.append(Nonsense())
            desk.streams.tell("btcusdt@aggTrade", Resumed())
            await desk.passes(10)
            return True

        armed = await engine.arm(900, ALICE, desk.wish("btc > 110"), permit=fails_now)
        assert armed is not None
        await desk.passes(10)
        await desk.trade(111)

    assert (await desk.alert(armed.alert)).state == "fired"


async def test_who_could_not_join_a_watch_does_when_it_begins_anew(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        await desk.arm("btc > 200")

        async def fires_meanwhile(unit: Unit) -> bool:
            await desk.trades(111, 100)
            connection = await unit.outbox._session.connection()
            await connection.exec_driver_sql("ALTER TABLE outbox RENAME TO lost")
            return True

        armed = await engine.arm(900, ALICE, desk.wish("btc > 110"), permit=fires_meanwhile)
        assert armed is not None
        await desk.passes(10)
        await _execute(desk, "ALTER TABLE lost RENAME TO outbox")
        await desk.passes(60)

    assert (await desk.alert(armed.alert)).state == "fired"
    assert len(await desk.told()) == 1


async def test_an_alert_and_its_message_are_written_together_or_not_yet(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110")
        await _execute(desk, "ALTER TABLE outbox RENAME TO lost")
        await desk.trade(115)
        assert (await desk.alert(alert)).state == "armed"
        await _execute(desk, "ALTER TABLE lost RENAME TO outbox")
        await desk.passes(60)

    assert (await desk.alert(alert)).state == "fired"
    assert len(await desk.told()) == 1


async def _execute(desk: Desk, sql: str) -> None:
    async with desk.storage.begin() as unit:
        connection = await unit.outbox._session.connection()
        await connection.exec_driver_sql(sql)


class Nonsense(ValueError):
    """A mistake of our own, raised where nobody expects one."""

    def __init__(self) -> None:
        super().__init__("nonsense")
