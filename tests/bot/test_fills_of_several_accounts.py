"""Who hears of a fill, and of which account, where people have several or share one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from followed_account import API_KEY, Accounts, Streams, until

from binance.models.events import ExecutionReport, ExecutionType
from binance.models.orders import OrderStatus, OrderType, Side, TimeInForce
from bot.fills import Telling
from bot.following.spot_followers import SpotFollowers
from storage import ApiKey, Storage
from storage.api_key import Suspension

ALICE, BOB = 1001, 1002


class Reconciler:
    async def seen(self, user_id: int, report: ExecutionReport) -> None:
        pass


def filled(clock: Any, number: int) -> ExecutionReport:
    one, make = Decimal(1), cast("Any", ExecutionReport.model_construct)
    report: ExecutionReport = make(
        symbol="BTCUSDT", side=Side.BUY, order_id=number, trade_id=number, client_order_id="mine",
        order_client_id="mine", type=OrderType.LIMIT, time_in_force=TimeInForce.GTC,
        execution_type=ExecutionType.TRADE, status=OrderStatus.FILLED, orig_qty=one,
        executed_qty=one, last_executed_qty=one, last_executed_price=one, last_quote_qty=one,
        cummulative_quote_qty=one, commission=Decimal(0), commission_asset="BNB",
        transact_time=clock(), time=clock(),
    )  # fmt: skip
    return report


async def connected(storage: Storage, user_id: int, uid: int) -> ApiKey:
    async with storage.begin() as unit:
        return await unit.keys.add(
            user_id, "sandbox", "hmac", API_KEY, "s" * 64,
            account_uid=uid, can_trade=True, ip_restricted=True,
        )  # fmt: skip


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
async def live(
    storage: Storage, streams: Streams, nudged: Any, clock: Any
) -> AsyncIterator[SpotFollowers]:
    async def listed() -> set[str]:
        return {"BTCUSDT"}

    nobody, watching, reconciler = object(), cast("Any", streams), cast("Any", Reconciler())
    followers = SpotFollowers(
        storage, watching, cast("Any", Accounts(storage, cast("Any", nobody))), reconciler, nudged,
        Telling(now=clock), listed=listed, environment="sandbox", now=clock, settled=0, lag=0,
    )  # fmt: skip
    running = asyncio.create_task(followers.run())
    yield followers
    running.cancel()


async def test_a_fill_on_the_account_that_is_not_current_is_told_with_its_name(
    storage: Storage, streams: Streams, live: SpotFollowers, clock: Any
) -> None:
    await connected(storage, ALICE, 5)
    second = await connected(storage, ALICE, 6)
    await live.follow(second)

    await streams.bring(filled(clock, 1), key_id=second.id)

    (text,) = await until(storage, 1)
    assert text.endswith("Account: <b>Account 2</b>")


async def shared(storage: Storage, clock: Any) -> tuple[ApiKey, ApiKey]:
    """One account that Alice has, and Bob too because she agreed."""
    alices = await connected(storage, ALICE, 5)
    async with storage.begin() as unit:
        until_then = clock() + timedelta(minutes=10)
        await unit.agreements.agree("sandbox", 5, BOB, agreed_by=ALICE, until=until_then)
    return alices, await connected(storage, BOB, 5)


async def test_a_fill_on_a_shared_account_is_told_to_both_and_once(
    storage: Storage, streams: Streams, live: SpotFollowers, clock: Any
) -> None:
    alices, bobs = await shared(storage, clock)
    await live.follow(alices)
    await live.follow(bobs)

    await streams.bring(filled(clock, 1), key_id=alices.id)
    await streams.bring(filled(clock, 1), key_id=bobs.id)

    one, other = await until(storage, 2)
    assert {"Filled" in one, "Filled" in other} == {True, False}  # the other one reads Turkish
    assert "Account" not in one + other


@pytest.mark.parametrize(("cause", "hear"), [("refused", 1), ("account", 1), ("rights", 2)])
async def test_of_a_shared_account_hears_whoever_can_read_it(
    storage: Storage,
    streams: Streams,
    live: SpotFollowers,
    clock: Any,
    cause: Suspension,
    hear: int,
) -> None:
    alices, bobs = await shared(storage, clock)
    async with storage.begin() as unit:
        await unit.keys.suspend(ALICE, alices.id, cause)
    await live.follow(bobs)

    await streams.bring(filled(clock, 1), key_id=bobs.id)

    told = await until(storage, hear)
    assert ["Filled" in one for one in told].count(True) == hear - 1  # Bob reads Turkish
    assert len(told) == hear


async def test_a_key_that_was_tampered_with_is_suspended_and_the_others_are_followed(
    storage: Storage, streams: Streams, live: SpotFollowers
) -> None:
    good = await connected(storage, BOB, 6)
    bad = await connected(storage, ALICE, 5)
    async with storage.begin() as unit:
        await unit.keys._changed(
            ApiKey.__table__.update().where(ApiKey.id == bad.id).values(secret_sealed="x")  # type: ignore[attr-defined]  # the table itself
        )

    await live.follow(bad)
    await live.follow(good)

    (text,) = await until(storage, 1)
    assert "not what you gave me" in text
    assert list(streams.followed) == [good.id]
    async with storage.read() as unit:
        assert await unit.keys.active(ALICE, "sandbox") is None
