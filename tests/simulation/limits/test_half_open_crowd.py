"""Ten thousand callers before a breaker, while an API is down and when it comes back."""

import pytest
from limit_world.besieged import BreakerClass, Generous, Hoarder, Sieve, besiege, check

from binance.breaker import BreakerPolicy

pytestmark = pytest.mark.virtual_time


@pytest.mark.parametrize(("crowd", "permits"), [(10_000, 3), (1_000, 1), (1_000, 10)])
async def test_ten_thousand_waiters_at_half_open_and_the_permits_pass(
    crowd: int, permits: int, seed: int
) -> None:
    policy = BreakerPolicy(permits=permits)

    siege = await besiege(seed=seed, crowd=crowd, policy=policy)

    print(siege)  # noqa: T201 - shown with -rP
    assert check(siege, policy) == []
    assert siege.half_opened >= 2
    assert siege.served > 0.9 * crowd


@pytest.mark.parametrize(
    ("bug", "promise"),
    [
        (Sieve, "at most the permits pass"),
        (Generous, "at most the permits pass"),
        (Hoarder, "what works is used again"),
    ],
)
async def test_a_breaker_that_is_wrong_is_caught(bug: BreakerClass, promise: str) -> None:
    policy = BreakerPolicy(permits=3)
    sieges = [await besiege(bug, seed=seed, crowd=100, policy=policy) for seed in range(10)]

    assert promise in {one.promise for siege in sieges for one in check(siege, policy)}
