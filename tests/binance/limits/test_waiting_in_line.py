"""Who waits, in which order they are served, and how it ends for those who are not."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from limited_requests import SpotOrder, spot

from binance.errors import QueueFull, RateLimited
from binance.limits import Priority
from binance.limits.events import Shed, Waited
from binance.limits.places import RISE_SECONDS

pytestmark = pytest.mark.virtual_time

MINUTE = 60.0
Benches = Callable[..., Any]
Ask = tuple[int, str, Priority]


def seconds() -> float:
    return asyncio.get_running_loop().time()


async def served(world: Any, asks: Iterable[Ask]) -> list[tuple[str, Priority]]:
    """Fill the pool, let all of them ask, and tell in which order they were served."""
    world.size("REQUEST_WEIGHT", 10_000)
    await asyncio.sleep(MINUTE)
    await world.spend(spot(10_000), "", Priority.CRITICAL)
    order = []

    async def ask(weight: int, user: str, priority: Priority) -> None:
        admission = await world.take(spot(weight), user, priority)
        order.append((user, priority))
        await admission.settle({}, ok=True)

    async with asyncio.TaskGroup() as group:
        # Who came first serves the others, and goes on before they do.
        group.create_task(world.take(spot(1), "first", Priority.LOW))
        await asyncio.sleep(0)
        for one in asks:
            group.create_task(ask(*one))
            await asyncio.sleep(0)
        await asyncio.sleep(1)
        world.size("REQUEST_WEIGHT", 20_000)
    return order


async def test_the_more_urgent_go_first(bench: Benches) -> None:
    order = await served(bench(), [(10, "alice", priority) for priority in reversed(Priority)])

    assert [priority for _, priority in order] == list(Priority)


async def test_users_take_turns_by_weight(bench: Benches) -> None:
    asks = [(10, "flood", Priority.NORMAL)] * 8 + [(10, "alice", Priority.NORMAL)] * 3
    asks += [(20, "bob", Priority.NORMAL)] * 2

    order = [user for user, _ in await served(bench(), asks)]

    assert order[:6] == ["flood", "flood", "alice", "alice", "bob", "flood"]
    assert order[-4:] == ["flood"] * 4


async def test_a_large_request_saves_up_for_its_turn(bench: Benches) -> None:
    asks = [(60, "large", Priority.NORMAL)] + [(20, "small", Priority.NORMAL)] * 4

    order = [user for user, _ in await served(bench(), asks)]

    assert order == ["small", "small", "large", "small", "small"]


async def test_one_cheap_call_waits_for_one_turn_of_the_others_at_most(bench: Benches) -> None:
    asks = [(1, "flood", Priority.NORMAL)] * 200 + [(1, "alice", Priority.NORMAL)]

    order = [user for user, _ in await served(bench(), asks)]

    assert order.index("alice") == 20


async def test_who_has_waited_long_rises(bench: Benches) -> None:
    world = bench()
    world.size("REQUEST_WEIGHT", 10_000)
    await world.spend(spot(10_000), "", Priority.CRITICAL)
    served = []

    async def ask(name: str, priority: Priority) -> None:
        await world.take(spot(10), name, priority)
        served.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(ask("old", Priority.LOW))
        await asyncio.sleep(RISE_SECONDS + 1)
        group.create_task(ask("new", Priority.LOW))
        group.create_task(ask("normal", Priority.NORMAL))
        await asyncio.sleep(RISE_SECONDS - 1.5)
        group.create_task(ask("critical", Priority.CRITICAL))
        world.size("REQUEST_WEIGHT", 20_000)

    assert served == ["critical", "old", "normal", "new"]


async def test_low_is_served_under_a_flood_of_orders(bench: Benches) -> None:
    world = bench()
    flood = asyncio.ensure_future(_flood(world, Priority.HIGH))

    await world.take(spot(10), "patient", Priority.LOW)

    flood.cancel()
    await asyncio.gather(flood, return_exceptions=True)
    assert seconds() <= 2 * MINUTE


async def _flood(world: Any, priority: Priority) -> None:
    async with asyncio.TaskGroup() as group:
        while True:
            group.create_task(_one(world, priority))
            await asyncio.sleep(0.1)


async def _one(world: Any, priority: Priority) -> None:
    try:
        await world.spend(spot(10), "flood", priority)
    except RateLimited:
        await asyncio.sleep(0)


async def test_an_order_is_not_held_up_by_who_has_waited_long(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(90), "alice")
    waiting = world.ask(spot(60), "alice")
    await asyncio.sleep(RISE_SECONDS + 1)

    assert await world.spend(spot(5), "bob", Priority.HIGH) == 0

    await waiting
    assert seconds() == pytest.approx(MINUTE, abs=0.02)


async def test_who_waits_for_his_own_answers_lets_others_pass(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(1), "bob")
    await world.spend(spot(1), "flood")
    await asyncio.sleep(3 * MINUTE)
    await world.spend(spot(1), "bob")
    out = await world.take(spot(50), "flood")
    waiting = world.ask(spot(1), "flood")
    await asyncio.sleep(1)

    assert not waiting.done()
    assert await world.spend(spot(1), "bob") == 0
    await out.settle({}, ok=True)
    await asyncio.wait_for(waiting, 60)


async def test_who_is_held_up_by_his_own_orders_holds_up_nobody(bench: Benches) -> None:
    world = bench()
    world.size("ORDERS", 1, 10, "SECOND")
    await world.spend(SpotOrder(), "alice", Priority.HIGH)
    orders = [world.spend(SpotOrder(), "alice", Priority.HIGH) for _ in range(3)]
    waiting = [asyncio.ensure_future(order) for order in orders]
    await asyncio.sleep(1)

    await world.take(SpotOrder(), "bob", Priority.HIGH)
    await world.take(spot(1), "alice")
    assert seconds() == 1

    await asyncio.gather(*waiting)
    assert seconds() == pytest.approx(30, abs=0.1)


async def test_what_does_not_fit_any_more_lets_smaller_ones_use_the_window(
    bench: Benches,
) -> None:
    world = bench()
    await world.spend(spot(80))
    large = world.ask(spot(50), "large")
    await asyncio.sleep(0.1)

    await world.take(spot(8), "small")
    assert seconds() < 1

    await large
    assert seconds() == pytest.approx(MINUTE, abs=0.02)


async def test_returned_weight_wakes_who_waits(bench: Benches) -> None:
    world = bench()
    first = await world.take(spot(90))
    waiting = world.ask(spot(50))
    await asyncio.sleep(1)

    first.release()
    await waiting

    assert seconds() == 1


async def test_who_gives_up_in_the_instant_he_is_served_leaves_nothing_behind(
    bench: Benches,
) -> None:
    world = bench()
    out = await world.take(spot(90))
    serving, waiting = world.ask(spot(40)), world.ask(spot(45))
    await asyncio.sleep(1)

    out.release()
    await asyncio.sleep(0)  # the first serves both
    assert world.limits.spot.used == 85
    waiting.cancel()
    await asyncio.gather(serving, waiting, return_exceptions=True)

    assert waiting.cancelled()
    assert world.limits.spot.used == 40
    assert world.limits.unsettled == 1


async def test_whoever_serves_the_others_may_give_up(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(90))
    waiting = [world.ask(spot(30), f"user {n}") for n in range(3)]
    await asyncio.sleep(1)

    waiting[0].cancel()
    await asyncio.gather(*waiting[1:])

    assert seconds() == pytest.approx(MINUTE, abs=0.02)


async def test_everybody_is_answered_by_his_deadline(bench: Benches) -> None:
    world = bench(max_wait=50)
    await asyncio.sleep(20)
    await world.spend(spot(90), "flood")
    waiting = [world.ask(spot(30), "flood") for _ in range(10)]

    outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, RateLimited)]
    assert len(refused) == 7
    assert seconds() == pytest.approx(70)
    assert all(one.retry_after == pytest.approx(2 * MINUTE - 70, abs=1) for one in refused)


async def test_a_full_queue_says_so(bench: Benches) -> None:
    world = bench(max_waiting=20)
    await world.spend(spot(90))
    waiting = [world.ask(spot(30), f"user {n}") for n in range(20)]
    await asyncio.sleep(1)

    assert isinstance(await world.refused(spot(30), "another"), QueueFull)
    assert Shed("live spot", Priority.NORMAL) in world.told
    assert world.limits.spot.shed == 1
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_one_user_cannot_fill_the_queue(bench: Benches) -> None:
    world = bench(max_waiting=20)
    await world.spend(spot(90))
    waiting = [asyncio.ensure_future(world.spend(spot(30), "flood")) for _ in range(2)]
    await asyncio.sleep(1)

    assert isinstance(await world.refused(spot(30), "flood"), QueueFull)
    await world.spend(spot(30), "alice")
    await asyncio.gather(*waiting)


async def test_in_a_full_queue_an_order_takes_the_place_of_the_least_urgent(
    bench: Benches,
) -> None:
    world = bench(max_waiting=10)
    await world.spend(spot(100), "", Priority.CRITICAL)
    low = [world.ask(spot(5), f"user {n}", Priority.LOW) for n in range(10)]
    await asyncio.sleep(1)

    order = world.ask(spot(5), "trader", Priority.HIGH)
    outcomes = await asyncio.gather(order, *low, return_exceptions=True)

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [QueueFull]
    assert not isinstance(outcomes[0], Exception)


async def test_waits_are_told_and_shown(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(100), "", Priority.CRITICAL)
    waiting = world.ask(spot(30), "alice", Priority.LOW)
    await asyncio.sleep(1)
    assert world.limits.spot.waiting[Priority.LOW] == 1
    await world.refused(spot(30), "bob", Priority.NORMAL, 1)

    await waiting

    granted = [event for event in world.told if isinstance(event, Waited) and event.granted]
    assert [event.priority for event in granted] == [Priority.LOW]
    assert world.limits.spot.waited == pytest.approx(MINUTE, abs=0.1)
    assert not any(world.limits.spot.waiting.values())
