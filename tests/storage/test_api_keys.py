from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from storage import AccountTaken, ApiKey, PairGone, Storage, Unit, Vault, VaultError

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
        opened = unit.keys.opened(key)

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


async def test_a_new_key_takes_the_place_of_the_old_even_a_suspended_one(storage: Storage) -> None:
    async with storage.begin() as unit:
        first = await added(unit)
        second = await added(unit)
        await unit.keys.suspend(ALICE, second.id, "may withdraw")
        third = await added(unit)

        assert first.id != second.id != third.id
        assert [key.id for key in await unit.keys.of(ALICE, "live")] == [third.id]


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


async def test_a_suspended_key_is_not_used_and_says_why(storage: Storage) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
        suspended = await unit.keys.suspend(ALICE, key.id, "may withdraw")

        assert suspended is not None
        assert (suspended.state, suspended.note) == ("suspended", "may withdraw")
        assert await unit.keys.active(ALICE, "live") is None
        assert await unit.keys.all_active("live") == []
        assert await unit.keys.holder("live", 5) is None


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
        with pytest.raises(VaultError, match="another owner"):
            unit.keys.opened(changed)


async def test_a_secret_put_into_a_newer_row_of_its_owner_does_not_open(storage: Storage) -> None:
    async with storage.begin() as unit:
        old = await added(unit)
        new = await added(unit)
        new.secret_sealed = old.secret_sealed

        with pytest.raises(VaultError, match="another owner"):
            unit.keys.opened(new)


async def test_neither_rows_nor_opened_keys_show_what_is_secret(storage: Storage) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
        shown = repr(key) + repr(unit.keys.opened(key))

    assert not any(
        hidden in shown
        for hidden in ("SECRET", "key-id", key.secret_sealed, str(key.api_key_sealed))
    )


async def test_rotation_reaches_every_row_and_may_be_repeated(
    storage: Storage, later: Callable[[float], datetime], vault: Vault
) -> None:
    newest = Vault.new_key()
    key = Vault.new_key()
    before, both, after = Vault([key]), Vault([newest, key]), Vault([newest])
    async with storage.begin() as unit:
        unit.keys._vault = before
        await added(unit, user_id=ALICE)
        await paired(unit, later(60), user_id=BOB)

        assert [await unit.keys.rotate_all(both) for _ in range(2)] == [2, 0]

        unit.keys._vault = after
        (rotated,) = await unit.keys.of(ALICE, "live")
        assert unit.keys.opened(rotated).secret == "SECRET"
        unit.keys._vault = before
        with pytest.raises(VaultError):
            unit.keys.opened(rotated)
