"""What is counted, when it is given back, and what Binance's own counts change."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from limited_requests import SpotOrder, spot

from binance.errors import RateLimited, TooManyOrders
from binance.limits import Limits, Priority
from binance.limits.events import Foreign
from binance.limits.windows import GRACE, remaining, turn, window

pytestmark = pytest.mark.virtual_time

MINUTE = 60.0
USED = "x-mbx-used-weight-1m"
Benches = Callable[..., Any]


def seconds() -> float:
    return asyncio.get_running_loop().time()


async def test_what_fits_is_granted_at_once(bench: Benches) -> None:
    world = bench()

    await world.take(spot(90))

    assert world.limits.spot.used == 90
    assert seconds() == 0


async def test_what_does_not_fit_waits_for_the_servers_next_minute(bench: Benches) -> None:
    world = bench()
    await asyncio.sleep(20)
    await world.spend(spot(90))

    await world.take(spot(60))

    assert seconds() == pytest.approx(MINUTE, abs=0.02)
    assert world.limits.spot.used == 60


async def test_who_would_wait_too_long_is_told_at_once_and_until_when(bench: Benches) -> None:
    world = bench(max_wait=10)
    await world.take(spot(90))

    refusal = await world.refused(spot(50))

    assert refusal.retry_after == pytest.approx(MINUTE)
    assert refusal.until == pytest.approx(world.now() + MINUTE)
    assert seconds() == 0


async def test_a_request_that_could_never_be_served_is_refused_at_once(bench: Benches) -> None:
    world = bench()

    await world.take(spot(1))
    await world.refused(spot(95))
    await world.refused(spot(101), "", Priority.CRITICAL)

    assert seconds() == 0


async def test_the_reserve_is_for_orders_and_cancellations(bench: Benches) -> None:
    world = bench()
    await world.take(spot(90), "", Priority.LOW)

    await world.refused(spot(1), "", Priority.NORMAL, 1)
    await world.take(spot(5), "", Priority.HIGH)
    await world.take(spot(5), "", Priority.CRITICAL)

    assert world.limits.spot.used == 100


async def test_the_reserve_is_let_go_as_the_window_passes(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(90))

    waited = [await world.spend(spot(1)) for _ in range(9)]

    assert sum(waited) == pytest.approx(54, abs=3)
    assert world.limits.spot.used == 99


async def test_what_is_out_is_counted_again_in_the_next_minute(bench: Benches) -> None:
    world = bench()
    slow = await world.take(spot(40))
    await world.spend(spot(50))

    await asyncio.sleep(MINUTE)

    assert world.limits.spot.used == 40
    await slow.settle({USED: "7"}, ok=True)
    assert world.limits.spot.used == 40


async def test_what_was_answered_at_the_very_turn_may_belong_to_either_minute(
    bench: Benches,
) -> None:
    world = bench()
    await world.spend(spot(30))
    await asyncio.sleep(MINUTE - GRACE)
    await world.spend(spot(20))

    await asyncio.sleep(GRACE)

    assert world.limits.spot.used == 20


async def test_a_request_without_an_answer_stays_charged(bench: Benches) -> None:
    world = bench()

    await (await world.take(spot(10))).settle(None, ok=False)

    assert world.limits.spot.used == 10
    assert world.limits.unsettled == 0


async def test_the_header_is_believed_upward_only(bench: Benches) -> None:
    world = bench()

    await world.spend(spot(10), used=50)
    assert world.limits.spot.used == 50
    await world.spend(spot(10), used=20)
    assert world.limits.spot.used == 60


async def test_headers_that_overtake_each_other_do_no_harm(bench: Benches) -> None:
    world = bench()
    first, second = await world.take(spot(10)), await world.take(spot(10))

    await second.settle({USED: "50"}, ok=True)
    await first.settle({USED: "40"}, ok=True)

    assert world.limits.spot.used == 50


async def test_a_header_of_the_last_minute_says_nothing_about_this_one(bench: Benches) -> None:
    world = bench()
    late = await world.take(spot(1))
    await asyncio.sleep(MINUTE)

    await late.settle({USED: "95"}, ok=True)

    assert world.limits.spot.used == 1


async def test_a_successful_order_costs_no_weight_and_a_refused_one_does(bench: Benches) -> None:
    world = bench()

    await (await world.take(SpotOrder(), "alice", Priority.HIGH)).settle({USED: "0"}, ok=True)
    assert world.limits.spot.used == 0
    await (await world.take(SpotOrder(), "alice", Priority.HIGH)).settle({}, ok=False)

    assert world.limits.spot.used == 1


async def test_an_admission_is_closed_once(bench: Benches) -> None:
    world = bench()
    admission = await world.take(spot(10))

    admission.release()
    await admission.settle({USED: "80"}, ok=True)
    admission.release()

    assert world.limits.spot.used == 0
    assert world.limits.unsettled == 0


async def test_settling_is_done_even_while_being_cancelled(bench: Benches) -> None:
    world = bench()

    async def send() -> None:
        admission = await world.take(spot(10))
        try:
            await asyncio.sleep(100)
        finally:
            await admission.settle(None, ok=False)

    sending = asyncio.ensure_future(send())
    await asyncio.sleep(1)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)

    assert world.limits.unsettled == 0
    assert world.limits.spot.used == 10


async def test_a_larger_limit_wakes_who_waits(bench: Benches) -> None:
    world = bench()
    await world.take(spot(90))
    waiting = world.ask(spot(60))
    await asyncio.sleep(1)

    world.size("REQUEST_WEIGHT", 1000)
    await waiting

    assert world.limits.spot.used == 150
    assert seconds() == 1


async def test_a_clock_set_back_forgives_nothing() -> None:
    at = 3600.0 + 1.0
    limits = Limits("live", lambda: at)
    await (await limits.admit(spot(80))).settle({}, ok=True)

    at = 1.0
    assert limits.spot.used == 80
    at = 61.0
    assert limits.spot.used == 0


async def test_a_clock_corrected_across_a_turn_does_not_count_from_nothing_twice() -> None:
    at = 60.0 + GRACE
    limits = Limits("live", lambda: at)
    await (await limits.admit(spot(80))).settle({}, ok=True)

    at -= 0.01
    assert limits.spot.used == 80
    at += 0.02
    assert limits.spot.used == 80


async def test_others_behind_our_address_are_noticed_and_given_room(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(1), used=1)
    await asyncio.sleep(MINUTE)
    await world.spend(spot(10), used=40)
    assert Foreign("live spot", 0.3) in world.told

    await asyncio.sleep(MINUTE)

    await world.refused(spot(70), "", Priority.CRITICAL, 1)
    assert world.limits.spot.foreign == 0
    await world.spend(spot(60), used=90)  # they have had theirs
    assert world.limits.spot.used == 90


async def test_room_for_others_is_taken_back_when_they_are_gone(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(1), used=1)
    await asyncio.sleep(MINUTE)
    await world.spend(spot(1), used=65)

    free = []
    for _ in range(7):
        await asyncio.sleep(MINUTE)
        free.append([n for n in range(91) if await _fits(world, n)][-1])

    assert free[0] < 35
    assert free == sorted(free)
    assert free[-1] >= 89


async def _fits(world: Any, weight: int) -> bool:
    try:
        admission = await world.take(spot(weight), "", Priority.NORMAL, 0)
    except RateLimited:
        return False
    admission.release()
    return True


async def test_what_was_used_before_we_came_is_no_habit_of_others(bench: Benches) -> None:
    world = bench()
    await world.spend(spot(1), used=70)  # an earlier process, perhaps our own

    await asyncio.sleep(MINUTE)

    assert await world.spend(spot(90)) == 0


async def test_orders_are_counted_per_account(bench: Benches) -> None:
    world = bench()
    world.size("ORDERS", 2, 10, "SECOND")
    for _ in range(2):
        await world.take(SpotOrder(), "alice", Priority.HIGH)

    with pytest.raises(TooManyOrders):
        await world.take(SpotOrder(), "alice", Priority.HIGH, 1)
    await world.take(SpotOrder(), "bob", Priority.HIGH)

    assert seconds() <= 1


async def test_a_fill_makes_room_for_another_order(bench: Benches) -> None:
    world = bench()
    world.size("ORDERS", 2, 10, "SECOND")
    for count in ("1", "1"):  # the first was filled before the second was placed
        admission = await world.take(SpotOrder(), "alice", Priority.HIGH)
        await admission.settle({"x-mbx-order-count-10s": count}, ok=True)
        await asyncio.sleep(1)

    await world.take(SpotOrder(), "alice", Priority.HIGH)

    assert seconds() == 2


async def test_counts_of_orders_that_overtake_each_other_make_no_room(bench: Benches) -> None:
    world = bench()
    world.size("ORDERS", 3, 10, "SECOND")
    one, two, three = [await world.take(SpotOrder(), "alice", Priority.HIGH) for _ in range(3)]
    for admission, count in ((three, "3"), (one, "1"), (two, "2")):
        await admission.settle({"x-mbx-order-count-10s": count}, ok=True)

    with pytest.raises(TooManyOrders):
        await world.take(SpotOrder(), "alice", Priority.HIGH, 1)


async def test_an_order_that_costs_nothing_makes_no_room_that_binance_has_counted(
    bench: Benches,
) -> None:
    world = bench()
    order = await world.take(SpotOrder(), "alice", Priority.HIGH)
    await asyncio.sleep(1)
    await world.spend(spot(10), used=100)
    await asyncio.sleep(1)

    await order.settle({USED: "90"}, ok=True)

    assert world.limits.spot.used == 100


async def test_what_was_given_up_on_its_way_may_arrive_in_the_next_minute(bench: Benches) -> None:
    world = bench()
    lost = await world.take(spot(30))
    await asyncio.sleep(MINUTE - 2)

    await lost.settle(None, ok=False)
    await asyncio.sleep(2)

    assert world.limits.spot.used == 30


async def test_a_minute_that_began_without_us_is_felt_before_it_is_used(bench: Benches) -> None:
    world = bench()
    world.size("REQUEST_WEIGHT", 6000)
    await asyncio.sleep(20)
    first, second = await world.take(spot(20)), world.ask(spot(20))
    await asyncio.sleep(0.2)
    assert not second.done()

    await first.settle({USED: "5950"}, ok=True)  # an earlier process was busy
    await second

    assert seconds() >= 50


@pytest.mark.parametrize("length", [10, 60, 300, 86_400])
def test_windows_turn_a_little_after_the_servers_clock(length: int) -> None:
    for number in range(0, 4 * 86_400 // length, max(86_400 // length // 7, 1)):
        at = turn(number * length + GRACE + 0.001, length)

        assert at == pytest.approx((number + 1) * length + GRACE)
        assert window(at, length) == number + 1
        assert turn(at, length) > at
        assert remaining(at, length) == pytest.approx(1.0)
