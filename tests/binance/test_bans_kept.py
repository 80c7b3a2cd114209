from binance.limits import Limits, MemoryBans
from binance.limits.bans import silent_until
from binance.models.exchange import RateLimit
from binance.private.asset import ApiRestrictions
from binance.public.spot import Ping, Time


async def test_a_ban_outlives_the_process() -> None:
    bans = MemoryBans()
    before = Limits("live", lambda: 1000.0, bans=bans)
    before.spot.stop(5000.0)
    await before.remember(before.spot)

    after = Limits("live", lambda: 2000.0, bans=bans)
    await after.restore()

    assert after.spot.state().stopped_until == 5000.0


async def test_a_ban_of_one_world_is_none_of_another() -> None:
    bans = MemoryBans()
    live = Limits("live", lambda: 1000.0, bans=bans)
    live.spot.stop(5000.0)
    await live.remember(live.spot)

    testnet = Limits("testnet", lambda: 1000.0, bans=bans)
    await testnet.restore()

    assert testnet.spot.state().stopped_until is None


async def test_each_sapi_endpoint_is_counted_alone() -> None:
    limits = Limits("live", lambda: 1000.0)

    assert limits.pool(Ping()) is limits.pool(Time()) is limits.spot
    assert limits.pool(ApiRestrictions()) is limits.pool(ApiRestrictions())
    assert limits.pool(ApiRestrictions()) is not limits.spot
    assert limits.pool(ApiRestrictions()).limit == 12_000


async def test_the_size_comes_from_binance() -> None:
    limits = Limits("live", lambda: 1000.0)
    published = [
        {"rateLimitType": "RAW_REQUESTS", "interval": "MINUTE", "intervalNum": 5, "limit": 61000},
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 1200},
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 50},
    ]

    limits.adopt(RateLimit.model_validate(limit) for limit in published)

    assert limits.spot.limit == 1200


def test_the_end_of_a_ban_is_found_wherever_it_is_said() -> None:
    text = "Way too much request weight used; IP banned until 1700000300000. Please use"

    assert silent_until(429, "7", "", 1_700_000_000.0) == 1_700_000_007.0
    assert silent_until(418, "7", text, 1_700_000_000.0) == 1_700_000_300.0
    assert silent_until(429, None, "", 1_700_000_000.0) == 1_700_000_060.0
    assert silent_until(418, None, "", 1_700_000_000.0) == 1_700_000_120.0
    assert silent_until(418, "soon", "", 1_700_000_000.0) == 1_700_000_120.0
