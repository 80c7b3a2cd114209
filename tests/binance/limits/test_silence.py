"""429, 418, 403: who must keep silent, how long, and how it goes on afterwards."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from limited_requests import (
    CoinDepth,
    Coins,
    FundingRate,
    MarginOrder,
    SpotOrder,
    Withdrawals,
    spot,
)

from binance.errors import BinanceError, Forbidden, RateLimited, TooManyOrders
from binance.limits import Limits, MemoryBans, Priority
from binance.limits.desk import FIREWALL_PAUSE
from binance.limits.events import Firewalled, Resumed, Stopped
from binance.limits.recovery import PROBE_SECONDS, RAMP_SECONDS
from binance.request import Request

pytestmark = pytest.mark.virtual_time

Benches = Callable[..., Any]
ENDPOINT = "live GET /sapi/v1/capital/config/getall"


def seconds() -> float:
    return asyncio.get_running_loop().time()


async def answered(
    world: Any, request: Request[Any], error: BinanceError, user: str = "alice"
) -> None:
    await (await world.take(request, user)).settle({}, ok=False, error=error)


def limited(world: Any, pause: float, *, banned: bool = False) -> RateLimited:
    return RateLimited(pause, world.now() + pause, banned=banned)


async def goes(world: Any, request: Request[Any], user: str = "alice") -> bool:
    try:
        (await world.take(request, user, Priority.CRITICAL, 0)).release()
    except RateLimited:
        return False
    return True


async def test_nothing_is_sent_before_a_ban_ends(bench: Benches) -> None:
    world = bench(max_wait=200)
    await answered(world, spot(1), limited(world, 100, banned=True))

    await world.take(spot(1), "", Priority.CRITICAL)

    assert seconds() == pytest.approx(100)
    assert Stopped("live spot", world.now(), "banned") in world.told


async def test_a_ban_that_is_too_long_is_told_at_once_to_all_who_wait(bench: Benches) -> None:
    world = bench()
    out = await world.take(spot(90))
    waiting = [world.ask(spot(50)) for _ in range(3)]
    await asyncio.sleep(1)

    await out.settle({}, ok=False, error=limited(world, 3600, banned=True))
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert [one.retry_after for one in outcomes if isinstance(one, RateLimited)] == [3600] * 3
    assert seconds() == 1
    assert world.limits.spot.stopped_until == pytest.approx(world.now() + 3600)


async def test_a_refused_request_lets_nobody_through_by_what_it_gives_back(
    bench: Benches,
) -> None:
    world = bench(max_wait=200)
    out = await world.take(SpotOrder(), "alice", Priority.HIGH)
    await world.spend(spot(99), "", Priority.CRITICAL)
    waiting = world.ask(spot(1), "", Priority.CRITICAL)
    await asyncio.sleep(1)

    await out.settle({}, ok=False, error=limited(world, 100))
    await waiting

    assert seconds() == pytest.approx(101)


async def test_a_shorter_silence_does_not_end_a_longer_one(bench: Benches) -> None:
    world = bench(max_wait=0)
    first, second = await world.take(spot(1)), await world.take(spot(1))

    await first.settle({}, ok=False, error=limited(world, 100))
    await second.settle({}, ok=False, error=limited(world, 10))

    assert world.limits.spot.stopped_until == world.now() + 100


async def test_after_a_silence_one_goes_first_and_the_others_by_and_by(bench: Benches) -> None:
    world = bench(max_wait=300)
    await answered(world, spot(1), limited(world, 100))
    await asyncio.sleep(100)
    probe = await world.take(spot(1))
    waiting = [world.ask(spot(9), f"user {n}", Priority.CRITICAL) for n in range(10)]
    await asyncio.sleep(0.1)
    assert not any(one.done() for one in waiting)

    await probe.settle({}, ok=True)
    assert Resumed("live spot") in world.told
    await asyncio.sleep(0.1)
    assert sum(one.done() for one in waiting) == 1  # a tenth, of which the probe had some

    await asyncio.gather(*waiting)
    assert RAMP_SECONDS * 0.8 <= seconds() - 100 <= RAMP_SECONDS + 1


async def test_a_probe_without_an_answer_is_followed_by_another(bench: Benches) -> None:
    world = bench(max_wait=300)
    await answered(world, spot(1), limited(world, 100))
    await asyncio.sleep(100)

    await world.take(spot(1))  # never settled
    await world.take(spot(1))
    assert seconds() == pytest.approx(100 + PROBE_SECONDS, abs=1)
    (await world.take(spot(1))).release()
    assert await world.spend(spot(1)) == pytest.approx(0)


async def test_a_probe_that_is_refused_is_a_new_silence(bench: Benches) -> None:
    world = bench(max_wait=300)
    await answered(world, spot(1), limited(world, 100))
    await asyncio.sleep(100)
    await answered(world, spot(1), limited(world, 50, banned=True))

    await world.take(spot(1))

    assert seconds() == pytest.approx(150)


async def test_a_ban_outlives_the_process(bench: Benches) -> None:
    bans = MemoryBans()
    before = bench(bans=bans)
    await answered(before, spot(1), limited(before, 500, banned=True))

    after, elsewhere = bench(bans=bans, max_wait=0), Limits("testnet", before.now, bans=bans)
    await after.limits.restore()
    await elsewhere.restore()

    assert after.limits.spot.stopped_until == before.now() + 500
    assert elsewhere.spot.stopped_until is None
    assert not await goes(after, spot(1))


async def test_a_full_endpoint_of_sapi_stops_only_itself(bench: Benches) -> None:
    world = bench(max_wait=0)
    await answered(world, Coins(), limited(world, 60))

    assert not await goes(world, Coins())
    assert await goes(world, spot(1))
    assert await goes(world, MarginOrder())


async def test_a_ban_is_of_the_address_whichever_endpoint_was_told(bench: Benches) -> None:
    bans = MemoryBans()
    world = bench(max_wait=0, bans=bans)
    await answered(world, Coins(), limited(world, 300, banned=True))

    for request in (Coins(), spot(1), MarginOrder(), Withdrawals()):
        assert not await goes(world, request)
    assert await goes(world, CoinDepth())  # futures have hosts of their own
    assert set(await bans.load()) == {ENDPOINT, "live spot"}


async def test_a_full_quota_stops_no_other_futures_requests(bench: Benches) -> None:
    world = bench(max_wait=0)
    await answered(world, FundingRate(), limited(world, 60))

    assert not await goes(world, FundingRate())
    assert await goes(world, CoinDepth())


async def test_too_many_orders_stop_only_that_accounts_orders(bench: Benches) -> None:
    bans = MemoryBans()
    world = bench(max_wait=0, bans=bans)
    await answered(world, SpotOrder(), TooManyOrders(7, world.now() + 7))

    with pytest.raises(TooManyOrders):
        await world.take(SpotOrder(), "alice", Priority.HIGH)
    assert await goes(world, SpotOrder(), "bob")
    assert await goes(world, spot(1), "alice")
    assert not await bans.load()
    await asyncio.sleep(7)
    for _ in range(3):  # no probe, no ramp: Binance told of a count, not of a misdeed
        await world.take(SpotOrder(), "alice", Priority.HIGH)


async def test_an_account_that_is_over_its_weight_stops_nobody_else(bench: Benches) -> None:
    world = bench(max_wait=0)
    await answered(world, MarginOrder(), limited(world, 60), "alice")

    assert not await goes(world, MarginOrder(), "alice")
    assert await goes(world, MarginOrder(), "bob")


async def test_the_firewall_is_a_pause_of_the_address_and_an_alarm(bench: Benches) -> None:
    world = bench(max_wait=0)
    await answered(world, Coins(), Forbidden(403, "refused by the firewall"))

    assert Firewalled("live spot", world.now() + FIREWALL_PAUSE) in world.told
    assert not await goes(world, spot(1))
    assert await goes(world, CoinDepth())
    await asyncio.sleep(FIREWALL_PAUSE)
    assert await goes(world, spot(1))


async def test_a_store_that_is_slow_to_save_a_ban_lets_nobody_through(bench: Benches) -> None:
    class Slow(MemoryBans):
        async def save(self, pool: str, until: float) -> None:
            await asyncio.sleep(50)
            await super().save(pool, until)

    world = bench(max_wait=0, bans=Slow())
    saving = asyncio.ensure_future(answered(world, spot(1), limited(world, 100)))
    await asyncio.sleep(1)

    assert not await goes(world, spot(1))
    saving.cancel()
    await asyncio.gather(saving, return_exceptions=True)
    assert not await goes(world, spot(1))
