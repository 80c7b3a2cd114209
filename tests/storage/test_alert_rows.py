import asyncio
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from storage import Alert, Storage, Unit

ALICE, BOB = 1001, 1002
PRICE = Decimal("70000.10")


async def armed(unit: Unit, *, user_id: int = ALICE, symbol: str = "BTCUSDT") -> Alert:
    return await unit.alerts.add(user_id, "live", symbol, "above", PRICE, armed_trade_id=100)


async def test_an_alert_is_kept_as_it_was_asked_for(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)

    async with storage.read() as unit:
        assert await unit.alerts.mine(ALICE, "live") == [alert]
    assert (alert.price, alert.state, alert.armed_trade_id) == (PRICE, "armed", 100)
    assert alert.armed_at == now()


async def test_fifty_engines_fire_an_alert_once(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)

    async def fire(trade_id: int) -> bool:
        async with storage.begin() as unit:
            return await unit.alerts.trigger(
                alert.id, trade_id=trade_id, price=PRICE, crossed_at=now()
            )

    assert sum(await asyncio.gather(*(fire(number) for number in range(50)))) == 1


async def test_a_fired_alert_knows_its_trade(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        price = Decimal(70001)
        await unit.alerts.trigger(alert.id, trade_id=105, price=price, crossed_at=later(-240))
        (fired,) = await unit.alerts.mine(ALICE, "live", ("fired",))

        assert await unit.alerts.armed("live") == []
    assert (fired.fired_trade_id, fired.fired_price) == (105, Decimal(70001))
    assert (fired.fired_at, fired.crossed_at) == (now(), later(-240))


async def test_an_alert_whose_transaction_fails_stays_armed(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)

    async def die_before_the_message_is_put() -> None:
        async with storage.begin() as unit:
            await unit.alerts.trigger(alert.id, trade_id=105, price=PRICE, crossed_at=now())
            raise ConnectionError

    await asyncio.gather(die_before_the_message_is_put(), return_exceptions=True)

    async with storage.read() as unit:
        assert await unit.alerts.armed("live") == [alert]


async def test_a_deleted_alert_neither_fires_nor_comes_back(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        deleted = await unit.alerts.delete(ALICE, alert.id)

        assert deleted is not None
        assert deleted.state == "deleted"
        assert await unit.alerts.delete(ALICE, alert.id) is None
        assert await unit.alerts.rearm(ALICE, alert.id, 200) is None
        assert not await unit.alerts.trigger(alert.id, trade_id=1, price=PRICE, crossed_at=now())


async def test_a_fired_alert_can_be_armed_again_from_a_later_trade(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        assert await unit.alerts.rearm(ALICE, alert.id, 200) is None  # it is armed already
        await unit.alerts.trigger(alert.id, trade_id=105, price=PRICE, crossed_at=now())

        again = await unit.alerts.rearm(ALICE, alert.id, 200)

        assert again is not None
        assert (again.state, again.armed_trade_id, again.fired_price) == ("armed", 200, None)
        assert await unit.alerts.trigger(alert.id, trade_id=201, price=PRICE, crossed_at=now())


async def test_armed_alerts_are_counted_for_each_person_and_environment(storage: Storage) -> None:
    async with storage.begin() as unit:
        await armed(unit)
        await armed(unit, user_id=BOB)
        await armed(unit, user_id=BOB, symbol="ETHUSDT")

        assert await unit.alerts.count_armed(ALICE, "live") == 1
        assert await unit.alerts.count_armed(BOB, "live") == 2
        assert await unit.alerts.count_armed(BOB, "testnet") == 0
        assert len(await unit.alerts.armed("live")) == 3


async def test_the_number_of_a_deleted_alert_is_not_given_again(storage: Storage) -> None:
    async with storage.begin() as unit:
        first = await armed(unit)
        await unit.alerts.delete(ALICE, first.id)

        assert (await armed(unit)).id > first.id


async def test_a_cursor_moves_only_forward(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        assert await unit.alerts.cursor("live", "BTCUSDT") is None
        await unit.alerts.move_cursor("live", "BTCUSDT", 100, now())
        await unit.alerts.move_cursor("live", "BTCUSDT", 105, later(1))
        await unit.alerts.move_cursor("live", "BTCUSDT", 103, later(2))
        cursor = await unit.alerts.cursor("live", "BTCUSDT")

    assert cursor is not None
    assert (cursor.trade_id, cursor.at) == (105, later(1))


async def test_cursors_are_of_one_environment_and_can_be_dropped(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        for environment, symbol in (("live", "ETHUSDT"), ("live", "BTCUSDT"), ("demo", "BTCUSDT")):
            await unit.alerts.move_cursor(environment, symbol, 1, now())
        await unit.alerts.drop_cursor("live", "ETHUSDT")

        assert [cursor.symbol for cursor in await unit.alerts.cursors("live")] == ["BTCUSDT"]
        assert await unit.alerts.cursor("demo", "BTCUSDT") is not None
