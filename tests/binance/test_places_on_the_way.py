"""How requests share the few connections."""

import asyncio

import pytest

from binance.errors import HeldUp
from binance.limits import Priority
from binance.room import Room

pytestmark = pytest.mark.virtual_time


async def through(room: Room, priority: Priority, seconds: float, left: list[Priority]) -> None:
    await room.enter(priority)
    try:
        left.append(priority)
        await asyncio.sleep(seconds)
    finally:
        room.leave()


async def test_an_order_leaves_at_once_however_many_reads_wait() -> None:
    room, left = Room(10, patience=1000), list[Priority]()
    async with asyncio.TaskGroup() as group:
        for _ in range(1000):
            group.create_task(through(room, Priority.NORMAL, 1, left))
        await asyncio.sleep(0.5)
        begun = len(left)
        group.create_task(through(room, Priority.HIGH, 1, left))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

        assert left[begun:] == [Priority.HIGH]


async def test_the_more_urgent_go_first() -> None:
    room, left = Room(3), list[Priority]()
    async with asyncio.TaskGroup() as group:
        for priority in (Priority.LOW, Priority.LOW, Priority.NORMAL, Priority.CRITICAL):
            group.create_task(through(room, priority, 1, left))

    assert left == [Priority.LOW, Priority.CRITICAL, Priority.NORMAL, Priority.LOW]


async def test_a_place_that_never_comes_is_told_and_nothing_was_sent() -> None:
    room = Room(1, patience=5)
    await room.enter(Priority.HIGH)

    with pytest.raises(HeldUp):
        await room.enter(Priority.HIGH)


async def test_a_place_given_in_the_instant_in_which_patience_ends_is_taken_and_not_lost() -> None:
    room, left = Room(1, patience=5), list[Priority]()
    await room.enter(Priority.HIGH)
    asyncio.get_running_loop().call_later(5, room.leave)

    await through(room, Priority.HIGH, 0, left)

    await asyncio.wait_for(through(room, Priority.HIGH, 0, left), 1)
    assert left == [Priority.HIGH, Priority.HIGH]


async def test_cancelled_waiters_leave_no_place_taken() -> None:
    room, left = Room(2), list[Priority]()
    holding = asyncio.create_task(through(room, Priority.NORMAL, 1, left))
    waiting = [asyncio.create_task(through(room, Priority.NORMAL, 1, left)) for _ in range(20)]
    await asyncio.sleep(0.5)
    for task in waiting[::2]:
        task.cancel()
    await asyncio.sleep(0.5)  # the moment in which the next is let in
    for task in waiting[1::2]:
        task.cancel()
    await asyncio.gather(holding, *waiting, return_exceptions=True)

    left.clear()
    await asyncio.wait_for(through(room, Priority.NORMAL, 0, left), 1)
    await asyncio.wait_for(through(room, Priority.HIGH, 0, left), 1)

    assert left == [Priority.NORMAL, Priority.HIGH]
