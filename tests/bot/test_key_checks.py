"""Keys are looked at again: what changed at Binance is noticed before anything is ordered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from followed_account import told

from binance import Priority
from binance.errors import BadKey, Unreachable
from binance.private.asset import ApiRestrictions
from binance.private.spot import GetAccount
from bot.clearance import Clearance
from bot.key_checks import IDLE, KeyChecks
from bot.refusals import Refused
from storage import AccountTaken, ApiKey, Storage

ALICE, BOB = 1001, 1002
RIGHTS = {
    "ip_restrict": True,
    "enable_reading": True,
    "enable_withdrawals": False,
    "enable_internal_transfer": False,
    "permits_universal_transfer": False,
    "enable_spot_and_margin_trading": True,
    "enable_vanilla_options": False,
    "enable_portfolio_margin_trading": False,
    "enable_fix_api_trade": False,
    "enable_fix_read_only": False,
}


class Binance:
    """What Binance says about every key, and how often it was asked."""

    def __init__(self) -> None:
        self.hosts = SimpleNamespace(sapi_rest="there")
        self.rights: dict[str, bool] = dict(RIGHTS)
        self.uid = 5
        self.failure: Exception | None = None
        self.asked = 0
        self.slow: type | None = None  # what has its answer on the way when it is not urgent
        self.on_the_way, self.arrives = asyncio.Event(), asyncio.Event()

    async def send(self, request: Any, *, priority: Priority) -> Any:
        if self.failure is not None:
            raise self.failure
        answer = self._answer(request)
        if priority is Priority.LOW and type(request) is self.slow:
            self.on_the_way.set()
            await self.arrives.wait()
        return answer

    def _answer(self, request: Any) -> Any:
        if isinstance(request, ApiRestrictions):
            self.asked += 1
            return SimpleNamespace(**self.rights)
        return SimpleNamespace(uid=self.uid, can_trade=True)


class Accounts:
    def __init__(self, storage: Storage, binance: Binance) -> None:
        self._storage, self._binance = storage, binance

    async def of(self, user_id: int) -> Any:
        async with self._storage.read() as unit:
            return self._connected(await unit.keys.current(user_id, "sandbox"))

    async def by_key(self, user_id: int, key_id: int) -> Any:
        async with self._storage.read() as unit:
            return self._connected(await unit.keys.find(user_id, key_id))

    async def to_look_at(self, user_id: int, key_id: int) -> Any:
        return await self.by_key(user_id, key_id)

    def forget(self, user_id: int) -> None:
        pass

    def _connected(self, key: ApiKey | None) -> Any:
        assert key is not None
        return SimpleNamespace(key=key, account=self._binance)


@pytest.fixture
def binance() -> Binance:
    return Binance()


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    async with storage.begin() as unit:
        return await unit.keys.add(
            ALICE, "sandbox", "hmac", "k" * 64, "s" * 64,
            account_uid=5, can_trade=True, ip_restricted=True,
        )  # fmt: skip


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def checks(
    storage: Storage, binance: Binance, nudged: Any, clock: Any, key: ApiKey, slept: list[float]
) -> KeyChecks:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.passes(20 * 60 if seconds == IDLE else seconds)  # a day has fewer steps so
        await asyncio.sleep(0)

    accounts: Any = Accounts(storage, binance)
    world: Any = binance
    return KeyChecks(
        storage, world, accounts, nudged, environment="sandbox", now=clock, sleep=sleep
    )


async def _stored(storage: Storage, key: ApiKey) -> ApiKey:
    async with storage.read() as unit:
        found = await unit.keys.find(key.user_id, key.id)
    assert found is not None
    return found


async def _audited(storage: Storage) -> list[str]:
    async with storage.read() as unit:
        return [one.action for one in reversed(await unit.audit.of(ALICE, 10))]


async def test_a_key_is_looked_at_before_the_first_order_of_a_day_and_once(
    checks: KeyChecks, binance: Binance, clock: Any
) -> None:
    await checks.checked_today(ALICE)
    assert binance.asked == 0  # it was looked at when it was connected
    clock.passes(13 * 3600)

    await checks.checked_today(ALICE)
    await checks.checked_today(ALICE)

    assert binance.asked == 1


@pytest.mark.parametrize(
    "right",
    [
        "enable_withdrawals",
        "enable_internal_transfer",
        "permits_universal_transfer",
        "enable_vanilla_options",
        "enable_portfolio_margin_trading",
        "enable_fix_api_trade",
        "enable_fix_read_only",
    ],
)
async def test_no_order_goes_out_with_a_key_that_may_do_more_than_before(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey, clock: Any, right: str
) -> None:
    binance.rights[right] = True
    clock.passes(24 * 3600)

    for _ in range(2):
        with pytest.raises(Refused):
            await checks.checked_today(ALICE)

    assert (await _stored(storage, key)).suspended_for == "rights"
    (text,) = await told(storage)
    assert "may do too much" in text


async def test_a_key_of_another_account_is_suspended(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey
) -> None:
    binance.uid = 6

    assert not await checks.check(key)

    assert (await _stored(storage, key)).suspended_for == "account"


async def test_a_lost_whitelist_is_told_once_and_stops_nothing(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey
) -> None:
    binance.rights["ip_restrict"] = False

    assert await checks.check(key)
    assert await checks.check(key)

    (text,) = await told(storage)
    assert "lost its IP whitelist" in text


async def test_that_a_key_may_trade_no_more_is_told_once_and_stops_nothing(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey
) -> None:
    binance.rights["enable_spot_and_margin_trading"] = False

    assert await checks.check(key)
    assert await checks.check(key)

    (text,) = await told(storage)
    assert "may not trade on spot any more" in text
    assert not (await _stored(storage, key)).can_trade


async def test_a_mended_key_is_in_use_again(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey
) -> None:
    binance.rights["enable_withdrawals"] = True
    await checks.check(key)
    binance.rights["enable_withdrawals"] = False

    assert await checks.check(await _stored(storage, key))

    assert (await _stored(storage, key)).state == "active"
    await checks.checked_today(ALICE)
    await checks.check(key)
    assert await _audited(storage) == ["key.suspended", "key.resumed"]


async def _refuse(storage: Storage, key: ApiKey) -> ApiKey:
    async with storage.begin() as unit:
        await unit.keys.suspend(ALICE, key.id, "refused")
    return await _stored(storage, key)


async def test_a_key_that_binance_accepts_again_is_in_use_again(
    checks: KeyChecks, storage: Storage, key: ApiKey
) -> None:
    assert await checks.check(await _refuse(storage, key))

    found = await _stored(storage, key)
    assert (found.state, found.suspended_for) == ("active", None)
    assert await _audited(storage) == ["key.resumed"]


async def test_a_key_that_comes_back_with_more_rights_stays_suspended_and_says_why(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey
) -> None:
    binance.rights["enable_withdrawals"] = True

    assert not await checks.check(await _refuse(storage, key))

    assert (await _stored(storage, key)).suspended_for == "refused"
    (text,) = await told(storage)
    assert "may do too much" in text


async def test_a_refused_key_does_not_bring_back_an_account_that_another_person_has_by_now(
    checks: KeyChecks, storage: Storage, key: ApiKey, clock: Any
) -> None:
    refused = await _refuse(storage, key)
    async with storage.begin() as unit:
        await unit.keys.add(
            BOB, "sandbox", "hmac", "b" * 64, "s" * 64,
            account_uid=5, can_trade=True, ip_restricted=True,
        )  # fmt: skip

    with pytest.raises(AccountTaken):
        await checks.check(refused)
    assert (await _stored(storage, key)).suspended_for == "refused"

    async with storage.begin() as unit:
        later = clock() + timedelta(minutes=1)
        await unit.agreements.agree("sandbox", 5, ALICE, agreed_by=BOB, until=later)
    assert await checks.check(refused)
    assert (await _stored(storage, key)).state == "active"


@asynccontextmanager
async def a_slow_look(
    checks: KeyChecks, binance: Binance, key: ApiKey
) -> AsyncIterator[list[bool]]:
    """What happens inside, happens while the daily look waits for an answer; then that ends."""
    found: list[bool] = []
    async with asyncio.timeout(10):
        looking = asyncio.create_task(checks.check(key))
        await binance.on_the_way.wait()
        yield found
        binance.arrives.set()
        found.append(await looking)


@pytest.mark.parametrize("slow", [GetAccount, ApiRestrictions])
async def test_a_look_from_before_a_suspension_does_not_bring_the_key_back(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey, clock: Any, slow: type
) -> None:
    clock.passes(24 * 3600)
    binance.slow = slow

    async with a_slow_look(checks, binance, key) as found:
        binance.rights["enable_withdrawals"] = True
        with pytest.raises(Refused):
            await checks.checked_today(ALICE)

    assert found == [False]
    assert (await _stored(storage, key)).suspended_for == "rights"
    assert len(await told(storage)) == 1
    with pytest.raises(Refused):
        await checks.checked_today(ALICE)


async def test_a_look_from_before_the_stream_was_refused_does_not_bring_the_key_back(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey
) -> None:
    binance.slow = ApiRestrictions

    async with a_slow_look(checks, binance, key) as found, storage.begin() as unit:
        await unit.keys.suspend(ALICE, key.id, "refused")

    assert found == [False]
    assert (await _stored(storage, key)).suspended_for == "refused"


async def test_what_a_later_look_found_is_not_written_over_by_an_older_one(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey, clock: Any
) -> None:
    clock.passes(24 * 3600)
    binance.slow = ApiRestrictions

    async with a_slow_look(checks, binance, key) as found:
        binance.rights["ip_restrict"] = False
        await checks.checked_today(ALICE)

    assert found == [True]
    assert not (await _stored(storage, key)).ip_restricted


async def test_a_key_widened_while_a_look_waits_for_its_account_is_suspended_by_that_look(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey
) -> None:
    binance.slow = GetAccount

    async with a_slow_look(checks, binance, key) as found:
        binance.rights["enable_withdrawals"] = True

    assert found == [False]
    assert (await _stored(storage, key)).suspended_for == "rights"


async def test_without_an_answer_nothing_is_ordered_and_nothing_is_suspended(
    checks: KeyChecks, binance: Binance, storage: Storage, key: ApiKey, clock: Any
) -> None:
    clock.passes(24 * 3600)
    binance.failure = Unreachable("no way")

    with pytest.raises(Refused, match="Nothing was ordered"):
        await checks.checked_today(ALICE)

    assert (await _stored(storage, key)).state == "active"


class NobodyAsked:
    """Whoever would be asked for a code before a big order."""

    async def demand(self, user_id: int, why: str) -> None:
        raise AssertionError("it is not that big")


async def cleared(checks: KeyChecks, key: ApiKey, *, harmless: bool) -> None:
    step_up: Any = NobodyAsked()
    connected: Any = SimpleNamespace(key=key)
    care: Any = SimpleNamespace(big=Decimal(100))
    await Clearance(checks, step_up)(connected, Decimal(0), care, harmless=harmless)


async def test_without_an_answer_what_only_reduces_goes_out_and_the_key_is_looked_at_later(
    checks: KeyChecks, binance: Binance, key: ApiKey, clock: Any
) -> None:
    clock.passes(24 * 3600)
    binance.failure = Unreachable("no way")
    await cleared(checks, key, harmless=True)
    with pytest.raises(Refused, match="Nothing was ordered"):
        await cleared(checks, key, harmless=False)

    binance.failure = None
    await cleared(checks, key, harmless=False)

    assert binance.asked == 1


@pytest.mark.parametrize("known", [True, False])
async def test_nothing_goes_out_with_a_key_that_may_do_too_much_not_even_what_only_reduces(
    checks: KeyChecks, binance: Binance, key: ApiKey, clock: Any, known: bool
) -> None:
    binance.rights["enable_withdrawals"] = True
    clock.passes(24 * 3600)
    if known:
        await checks.check(key)
        binance.failure = Unreachable("no way")

    with pytest.raises(Refused, match="suspended"):
        await cleared(checks, key, harmless=True)


async def test_a_key_that_binance_refuses_is_no_missing_answer(
    checks: KeyChecks, binance: Binance, key: ApiKey, clock: Any
) -> None:
    clock.passes(24 * 3600)
    binance.failure = BadKey(-2015, "no")

    with pytest.raises(Refused, match="does not accept"):
        await cleared(checks, key, harmless=True)


async def test_every_key_is_looked_at_once_a_day_and_a_silent_binance_is_not_pressed(
    checks: KeyChecks, binance: Binance, storage: Storage, clock: Any, slept: list[float]
) -> None:
    begun = clock()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        running = group.create_task(checks.run())
        while clock() < begun + timedelta(hours=50):  # noqa: ASYNC110  # the clock is ours
            await asyncio.sleep(0)
        assert binance.asked == 2
        binance.failure = Unreachable("no way")
        tried = slept.count(2.0)
        while clock() < begun + timedelta(hours=76):  # noqa: ASYNC110  # the clock is ours
            await asyncio.sleep(0)
        running.cancel()

    assert 3 <= slept.count(2.0) - tried <= 5
