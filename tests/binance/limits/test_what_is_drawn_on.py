"""Which of Binance's limits each kind of request is counted in, and how large they are."""

from collections.abc import Callable
from typing import Any

import pytest
from limited_requests import (
    CoinDepth,
    Coins,
    FundingRate,
    FuturesOrder,
    MarginOrder,
    Spot,
    SpotOrder,
    Withdrawals,
    spot,
)

from binance.limits import Adaptive, MemoryLedger, Priority, Target
from binance.limits.charges import plan
from binance.limits.ledger import Closing, Draw
from binance.models.exchange import RateLimit
from binance.request import Request

pytestmark = pytest.mark.virtual_time

Benches = Callable[..., Any]
COINS, MARGIN = "GET /sapi/v1/capital/config/getall", "POST /sapi/v1/margin/order"
WITHDRAWALS = "GET /sapi/v1/capital/withdraw/history"


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [
        (Spot, [("spot", 6000, 60), ("raw requests", 300_000, 300)]),
        (
            SpotOrder,
            [
                ("spot", 6000, 60),
                ("raw requests", 300_000, 300),
                ("orders 10s", 50, 10),
                ("orders 1d", 160_000, 86_400),
            ],
        ),
        (CoinDepth, [("futures", 2400, 60)]),
        (
            FuturesOrder,
            [
                ("futures", 2400, 60),
                ("futures orders 10s", 300, 10),
                ("futures orders 1m", 1200, 60),
            ],
        ),
        (FundingRate, [("funding", 500, 300), ("futures", 2400, 60)]),
        (Coins, [(COINS, 12_000, 60), ("spot", 6000, 60)]),
        (MarginOrder, [(f"{MARGIN} UID", 180_000, 60), ("spot", 6000, 60)]),
        (
            Withdrawals,
            [(WITHDRAWALS, 12_000, 60), (f"{WITHDRAWALS} UID", 180_000, 60), ("spot", 6000, 60)],
        ),
    ],
)
def test_each_kind_draws_on_what_binance_counts_it_in(
    kind: type[Request[Any]], drawn: list[tuple[str, int, int]]
) -> None:
    charges = plan(kind).charges

    assert [(one.pool, one.size, one.seconds) for one in charges] == drawn


async def test_both_futures_apis_share_a_pool_and_orders_have_two_windows(bench: Benches) -> None:
    world = bench()

    await world.take(CoinDepth())
    await world.take(FuturesOrder(), "alice", Priority.HIGH)

    (futures,) = [one for one in world.limits.states() if one.name == "live futures"]
    assert futures.used == 25


async def test_an_endpoint_of_sapi_leaves_spot_alone(bench: Benches) -> None:
    world = bench()

    await world.take(Coins(), "alice")
    await world.take(Withdrawals(), "alice")

    used = {one.name: one.used for one in world.limits.states()}
    assert used == {"live spot": 0, f"live {COINS}": 10, f"live {WITHDRAWALS}": 10}


async def test_each_account_has_its_own_weight_where_binance_counts_accounts(
    bench: Benches,
) -> None:
    world = bench()
    for _ in range(10):
        await world.spend(Withdrawals(), "alice")

    await world.refused(Withdrawals(), "alice", Priority.NORMAL, 1)

    assert await world.spend(Withdrawals(), "bob") == 0


async def test_all_is_taken_or_nothing(bench: Benches) -> None:
    world = bench()
    world.size("ORDERS", 1, 10, "SECOND")
    await world.spend(SpotOrder(), "alice", Priority.HIGH)
    before = world.limits.spot.used

    await world.refused(SpotOrder(), "alice", Priority.HIGH, 1)

    assert world.limits.spot.used == before


async def test_raw_requests_are_counted_however_light(bench: Benches) -> None:
    world = bench()
    world.size("RAW_REQUESTS", 3, 5)

    for _ in range(3):
        await world.spend(spot(1))

    refusal = await world.refused(spot(1), "", Priority.CRITICAL, 1)
    assert refusal.until % 300 == pytest.approx(0.1, abs=0.01)


async def test_sizes_come_from_exchange_info(bench: Benches) -> None:
    world = bench()
    rows = [
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000},
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 2},
        {"rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": 1},
        {"rateLimitType": "CONNECTIONS", "interval": "MINUTE", "intervalNum": 5, "limit": 7},
    ]

    world.limits.adopt([RateLimit.model_validate(row) for row in rows], "fapi")

    await world.take(CoinDepth())
    assert {one.name: one.limit for one in world.limits.states()}["live futures"] == 6000
    assert world.limits.spot.limit == 100
    await world.refused(FuturesOrder(), "alice", Priority.HIGH, 1)


async def test_no_user_is_named_in_what_is_shown_or_stored(bench: Benches) -> None:
    keys: list[str] = []

    class Nosy(MemoryLedger):
        async def take(self, draws: Any, now: float, *, urgent: bool = False) -> Any:
            keys.extend(draw.key for draw in draws)
            return await super().take(draws, now, urgent=urgent)

    world = bench(ledger=Nosy())
    await world.take(MarginOrder(), "canary")

    assert any("#" in key for key in keys)
    assert "canary" not in repr(keys) + repr(world.limits.states()) + repr(world.told)


async def test_accounts_that_are_quiet_for_long_are_forgotten() -> None:
    ledger = MemoryLedger()
    for number in range(5000):
        now = number * 10.0
        draw = Draw(f"orders {number}", 1, 10, 50)
        await ledger.take([draw], now)
        ledger.settle([Closing(draw.key, 1, 10, now)], now, answered=True)

    assert len(ledger._counters) < 1100


def test_failures_lower_the_ceiling_at_once_and_successes_raise_it_slowly() -> None:
    adaptive = Adaptive(Target(success=0.9, window=20, every=10, down=0.5, up=0.1))

    for _ in range(10):
        adaptive.heard(good=False)
    assert (adaptive.scale, adaptive.success) == (0.5, 0.0)
    for _ in range(20):
        adaptive.heard(good=True)
    assert adaptive.scale == pytest.approx(0.35)  # half of the window was still bad
    for _ in range(200):
        adaptive.heard(good=True)
    assert adaptive.scale == 1.0


async def test_while_many_requests_fail_fewer_are_let_through(bench: Benches) -> None:
    world = bench(target=Target(window=10, every=5, down=0.5), max_wait=0)
    for _ in range(5):
        await (await world.take(spot(1))).settle(None, ok=False)

    await world.refused(spot(60))

    assert await world.spend(spot(30)) == 0
