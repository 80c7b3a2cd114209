from binance.errors import RateLimited
from binance.limits import Limits, MemoryBans
from binance.limits.bans import silent_until
from binance.public.spot import Ping


async def banned(bans: MemoryBans, until: float) -> None:
    """Let a process of the live world be banned, and end."""
    limits = Limits("live", lambda: 1000.0, bans=bans)
    admission = await limits.admit(Ping())
    await admission.settle({}, ok=False, error=RateLimited(until - 1000.0, until))


async def test_a_ban_outlives_the_process() -> None:
    bans = MemoryBans()
    await banned(bans, 5000.0)

    after = Limits("live", lambda: 2000.0, bans=bans)
    await after.restore()

    assert after.spot.stopped_until == 5000.0


async def test_a_ban_of_one_world_is_none_of_another() -> None:
    bans = MemoryBans()
    await banned(bans, 5000.0)

    testnet = Limits("testnet", lambda: 1000.0, bans=bans)
    await testnet.restore()

    assert testnet.spot.stopped_until is None


def test_the_end_of_a_ban_is_found_wherever_it_is_said() -> None:
    text = "Way too much request weight used; IP banned until 1700000300000. Please use"

    assert silent_until(429, "7", "", 1_700_000_000.0) == 1_700_000_007.0
    assert silent_until(418, "7", text, 1_700_000_000.0) == 1_700_000_300.0
    assert silent_until(429, None, "", 1_700_000_000.0) == 1_700_000_060.0
    assert silent_until(418, None, "", 1_700_000_000.0) == 1_700_000_120.0
    assert silent_until(418, "soon", "", 1_700_000_000.0) == 1_700_000_120.0
