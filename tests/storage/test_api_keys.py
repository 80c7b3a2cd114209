from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from storage import AccountTaken, ApiKey, LabelTaken, PairGone, Storage, Unit, VaultError
from storage.api_key import Suspension

ALICE, BOB = 1001, 1002
RIGHTS: dict[str, Any] = {"can_trade": True, "ip_restricted": True}


async def paired(unit: Unit, expires_at: datetime, *, user_id: int = ALICE) -> ApiKey:
    return await unit.keys.begin_pair(
        user_id,
        "live",
        private_pem="PRIVATE",
        public_pem="PUBLIC",
        fingerprint="ab:cd",
        expires_at=expires_at,
    )


async def added(unit: Unit, *, user_id: int = ALICE, account_uid: int = 5) -> ApiKey:
    return await unit.keys.add(
        user_id, "live", "hmac", "key-id-1234", "SECRET", account_uid=account_uid, **RIGHTS
    )


async def test_a_pair_waits_for_its_key_id_and_becomes_the_key(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        pair = await paired(unit, later(60))
        assert await unit.keys.pending(ALICE, "live") == pair
        assert await unit.keys.active(ALICE, "live") is None

        key = await unit.keys.activate(
            ALICE, pair.id, api_key="key-id-1234", account_uid=5, **RIGHTS
        )
        assert await unit.keys.pending(ALICE, "live") is None
        assert await unit.keys.active(ALICE, "live") == key
        opened = await unit.keys.opened(key)

    assert (key.state, key.api_key_tail, key.public_key) == ("active", "1234", "PUBLIC")
    assert (opened.kind, opened.api_key, opened.secret) == ("ed25519", "key-id-1234", "PRIVATE")


async def test_a_newer_pair_replaces_the_older(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        older = await paired(unit, later(60))
        newer = await paired(unit, later(60))

        assert await unit.keys.pending(ALICE, "live") == newer
        with pytest.raises(PairGone):
            await unit.keys.activate(ALICE, older.id, api_key="k", account_uid=5, **RIGHTS)


async def test_a_pair_expires_and_its_private_half_is_destroyed(
    storage: Storage,
    now: Callable[[], datetime],
    later: Callable[[float], datetime],
    wait: Callable[[float], None],
) -> None:
    async with storage.begin() as unit:
        pair = await paired(unit, later(60))
    wait(60)
    async with storage.begin() as unit:
        assert await unit.keys.pending(ALICE, "live") is None
        with pytest.raises(PairGone):
            await unit.keys.activate(ALICE, pair.id, api_key="k", account_uid=5, **RIGHTS)

        assert await unit.keys.purge_expired(now()) == 1
        assert await unit.keys.of(ALICE, "live") == []


async def test_a_new_key_of_an_account_takes_the_place_of_the_old_even_a_suspended_one(
    storage: Storage,
) -> None:
    async with storage.begin() as unit:
        first = await added(unit)
        await unit.keys.rename(ALICE, first.id, "Savings")
        second = await added(unit)
        await unit.keys.suspend(ALICE, second.id, "rights", "may withdraw")
        third = await added(unit)

        assert first.id != second.id != third.id
        assert [key.id for key in await unit.keys.of(ALICE, "live")] == [third.id]
        assert (third.label, third.is_current, third.state) == ("Savings", True, "active")


async def test_accounts_of_a_person_are_numbered_and_the_first_is_the_current_one(
    storage: Storage,
) -> None:
    async with storage.begin() as unit:
        for uid in (5, 6, 7):
            await added(unit, account_uid=uid)
        (_, second, _) = await unit.keys.accounts(ALICE, "live")
        await unit.keys.remove(ALICE, second.id)
        await added(unit, account_uid=8)

        accounts = await unit.keys.accounts(ALICE, "live")
        assert {one.account_uid: one.label for one in accounts} == {
            5: "Account 1", 7: "Account 3", 8: "Account 2",
        }  # fmt: skip
        assert [one.account_uid for one in accounts if one.is_current] == [5]


async def test_another_account_can_be_the_current_one_but_no_suspended_or_foreign_one(
    storage: Storage,
) -> None:
    async with storage.begin() as unit:
        first = await added(unit, account_uid=5)
        second = await added(unit, account_uid=6)
        bobs = await added(unit, user_id=BOB, account_uid=7)

        assert await unit.keys.use(ALICE, bobs.id) is None
        assert (await unit.keys.use(ALICE, second.id)) is not None
        assert (await unit.keys.active(ALICE, "live") or first).id == second.id
        await unit.keys.suspend(ALICE, first.id, "refused")
        assert await unit.keys.use(ALICE, first.id) is None


async def test_without_the_current_account_the_oldest_that_works_is(storage: Storage) -> None:
    async with storage.begin() as unit:
        current = await added(unit, account_uid=5)
        suspended = await added(unit, account_uid=6)
        working = await added(unit, account_uid=7)
        await unit.keys.suspend(ALICE, suspended.id, "refused")

        await unit.keys.remove(ALICE, current.id)

        assert (await unit.keys.active(ALICE, "live") or current).id == working.id


async def test_an_account_that_comes_while_the_current_one_is_suspended_takes_over(
    storage: Storage,
) -> None:
    async with storage.begin() as unit:
        current = await added(unit, account_uid=5)
        await unit.keys.suspend(ALICE, current.id, "rights")
        assert await unit.keys.active(ALICE, "live") is None

        other = await added(unit, account_uid=6)

        assert (await unit.keys.active(ALICE, "live") or current).id == other.id


async def test_no_two_accounts_of_a_person_are_called_the_same(storage: Storage) -> None:
    async with storage.begin() as unit:
        first = await added(unit, account_uid=5)
        bobs = await added(unit, user_id=BOB, account_uid=6)
        await added(unit, account_uid=7)

        with pytest.raises(LabelTaken):
            await unit.keys.rename(ALICE, first.id, "ACCOUNT 2")
        assert await unit.keys.rename(ALICE, bobs.id, "mine") is None
        renamed = await unit.keys.rename(BOB, bobs.id, "Account 2")

    assert renamed is not None
    assert renamed.label == "Account 2"


async def test_the_key_that_was_not_checked_for_the_longest_time_is_due(
    storage: Storage, now: Callable[[], datetime], wait: Callable[[float], None]
) -> None:
    async with storage.begin() as unit:
        first = await added(unit, account_uid=5)
    wait(3600)
    async with storage.begin() as unit:
        second = await added(unit, account_uid=6)
        wait(3600)
        later = now()

        due = await unit.keys.due("live", later)
        assert due is not None
        assert due.id == first.id
        due = await unit.keys.due("live", later, but=[first.id])
        assert due is not None
        assert due.id == second.id
        await unit.keys.checked(ALICE, second.id, was=second, can_trade=False, ip_restricted=False)
        assert await unit.keys.due("live", later, but=[first.id]) is None


async def test_a_pair_in_the_making_leaves_the_key_in_use(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
        await paired(unit, later(60))

        assert await unit.keys.active(ALICE, "live") == key


async def test_one_account_has_one_holder(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        await added(unit, user_id=ALICE, account_uid=5)
        pair = await paired(unit, later(60), user_id=BOB)

        assert await unit.keys.holder("live", 5) == ALICE
        assert await unit.keys.holder("testnet", 5) is None
        with pytest.raises(AccountTaken):
            await added(unit, user_id=BOB, account_uid=5)
        with pytest.raises(AccountTaken):
            await unit.keys.activate(BOB, pair.id, api_key="k", account_uid=5, **RIGHTS)


async def test_an_account_is_shared_once_by_whoever_has_it_and_not_for_long(
    storage: Storage, later: Callable[[float], datetime], wait: Callable[[float], None]
) -> None:
    async with storage.begin() as unit:
        await added(unit, user_id=ALICE, account_uid=5)
        agree = unit.agreements.agree
        await agree("live", 5, BOB, agreed_by=BOB, until=later(600))
        with pytest.raises(AccountTaken):  # it is not Bob's to share
            await added(unit, user_id=BOB, account_uid=5)

        await agree("live", 5, BOB, agreed_by=ALICE, until=later(600))
        bobs = await added(unit, user_id=BOB, account_uid=5)
        assert [one.user_id for one in await unit.keys.of_account("live", 5)] == [ALICE, BOB]

        await unit.keys.remove(BOB, bobs.id)
        with pytest.raises(AccountTaken):
            await added(unit, user_id=BOB, account_uid=5)
        await agree("live", 5, BOB, agreed_by=ALICE, until=later(600))
        wait(601)
        with pytest.raises(AccountTaken):
            await added(unit, user_id=BOB, account_uid=5)


async def test_a_suspended_key_is_not_used_and_says_why(storage: Storage) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
        suspended = await unit.keys.suspend(ALICE, key.id, "rights", "may withdraw")

        assert suspended is not None
        assert (suspended.state, suspended.note) == ("suspended", "may withdraw")
        assert await unit.keys.active(ALICE, "live") is None
        assert await unit.keys.all_active("live") == []


async def test_who_has_a_key_with_too_many_rights_still_has_the_account(storage: Storage) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
        await unit.keys.suspend(ALICE, key.id, "rights", "may withdraw")

        assert [one.id for one in await unit.keys.of_account("live", 5)] == [key.id]
        assert await unit.keys.holder("live", 5) == ALICE
        with pytest.raises(AccountTaken):
            await added(unit, user_id=BOB)
        await added(unit)  # a better key of her own


@pytest.mark.parametrize("cause", ["refused", "account", "sealed"])
async def test_whose_key_reads_the_account_no_more_neither_has_it_nor_hears_of_it(
    storage: Storage, cause: Suspension
) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
        await unit.keys.suspend(ALICE, key.id, cause)

        assert await unit.keys.holder("live", 5) is None
        bobs = await added(unit, user_id=BOB)

        assert [one.id for one in await unit.keys.of_account("live", 5)] == [bobs.id]
        with pytest.raises(AccountTaken):  # it is his to share now
            await added(unit)


async def test_deleting_forgets_every_state(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        await added(unit)
        await paired(unit, later(60))

        assert await unit.keys.delete(ALICE, "live") == 2
        assert await unit.keys.of(ALICE, "live") == []


async def test_active_keys_are_counted_and_listed_by_environment(storage: Storage) -> None:
    async with storage.begin() as unit:
        await added(unit, user_id=ALICE, account_uid=5)
        await added(unit, user_id=BOB, account_uid=6)

        assert await unit.keys.count_active("live") == 2
        assert await unit.keys.count_active("testnet") == 0
        assert {key.user_id for key in await unit.keys.all_active("live")} == {ALICE, BOB}


async def test_a_secret_put_into_another_persons_row_does_not_open(storage: Storage) -> None:
    async with storage.begin() as unit:
        alice = await added(unit, user_id=ALICE, account_uid=5)
        bob = await added(unit, user_id=BOB, account_uid=6)
        stolen = update(ApiKey).where(ApiKey.id == bob.id).values(secret_sealed=alice.secret_sealed)
        await unit.keys._changed(stolen)
        changed = await unit.keys.active(BOB, "live")

        assert changed is not None
        with pytest.raises(VaultError, match="data key of its owner"):
            await unit.keys.opened(changed)


async def test_a_secret_put_into_another_row_of_its_owner_does_not_open(storage: Storage) -> None:
    async with storage.begin() as unit:
        one = await added(unit, account_uid=5)
        other = await added(unit, account_uid=6)
        moved = update(ApiKey).where(ApiKey.id == other.id).values(secret_sealed=one.secret_sealed)
        await unit.keys._changed(moved)

        with pytest.raises(VaultError, match="another owner"):
            await unit.keys.opened(other)


async def test_neither_rows_nor_opened_keys_show_what_is_secret(storage: Storage) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
        shown = repr(key) + repr(await unit.keys.opened(key))

    assert not any(
        hidden in shown
        for hidden in ("SECRET", "key-id", key.secret_sealed, str(key.api_key_sealed))
    )
