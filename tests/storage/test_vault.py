import pickle
import traceback

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Vault, VaultError
from storage.vault import DataKey

unhurried = settings(deadline=None)  # a busy machine is no failure
OLD, NEW = Vault.new_key(), Vault.new_key()
SECRET = "canary-5f1c"
VAULT = Vault([OLD])


@unhurried
@given(
    user_id=st.integers(),
    field=st.text(),
    record=st.text(),
    secret=st.text(st.characters(codec="utf-8")),
)
def test_what_was_sealed_opens_again(user_id: int, field: str, record: str, secret: str) -> None:
    token = VAULT.seal(user_id, field, secret, record=record)

    assert VAULT.open(user_id, field, token, record=record) == secret


@pytest.mark.parametrize(
    ("user_id", "field", "record"), [(2, "secret", "7"), (1, "api_key", "7"), (1, "secret", "8")]
)
def test_a_token_moved_elsewhere_does_not_open(user_id: int, field: str, record: str) -> None:
    token = VAULT.seal(1, "secret", SECRET, record="7")

    with pytest.raises(VaultError, match="another owner"):
        VAULT.open(user_id, field, token, record=record)


@unhurried
@given(position=st.integers(0, 150), letter=st.sampled_from("AQgw-_x"))
def test_a_token_with_one_letter_changed_does_not_open(position: int, letter: str) -> None:
    token = VAULT.seal(1, "secret", SECRET, record="7")
    changed = token[:position] + letter + token[position + 1 :]
    if changed == token:
        return

    with pytest.raises(VaultError):
        VAULT.open(1, "secret", changed, record="7")


@pytest.mark.parametrize("content", [b"not json", b"[]", b'{"secret": 1}', b"\xff"])
def test_foreign_content_under_the_right_key_does_not_open(content: bytes) -> None:
    token = Fernet(OLD).encrypt(content).decode()

    with pytest.raises(VaultError):
        VAULT.open(1, "secret", token, record="7")


def test_what_earlier_versions_sealed_opens_still() -> None:
    """Databases and their backups outlive versions, and so do the names of encryption keys."""
    key = "YSBrZXkgb2Ygbm9ib2R5LCBtYWRlIGZvciBhIHRlc3Q="
    by_vault = (
        "gAAAAABrAW_GDxKYDUU7_S6hcy6KkeBFnOYIX3XodKI3bhQFR1AK_kAF20_HfQPqNpc_KmPxDaDmgo-tVPA88-hR"
        "aoKY7J5rfdxxUb4i-SqvDAv7knXiu5qhTpKtVQMUN4Cbv1-CwasBEVROt5eZR9br8rb3EefIqEZ3PmyMY88QuPGV"
        "lmpYLJdSSmM2DBCFxF_wyS82Scrb"
    )
    by_data_key = (
        "gAAAAABrAW_G19iY6dZYP3YEzOqOvxfRUiggkrOCw7UeklsAPewKBnCWkfpK2AZtJ-YE9pzystIo8vcBR1_q5dFI"
        "i3a2W26iFSGFY8igJMGfRoHE0lHlTOzY4905AC0TVl8gr5lDBeU815CR3jasSUdNR5QONL5MTix1aMaAQO-lWygu"
        "WHM-AUzqwdkxSTYAKOZsn4P3tBgV"
    )

    assert Vault([key]).open(1, "secret", by_vault, record="7") == SECRET
    assert DataKey(5, key).open(1, "secret", by_data_key, record="7") == SECRET
    assert Vault([key]).newest == "4473ca7997c7"


def test_a_wrong_key_opens_nothing_and_tells_nothing() -> None:
    token = VAULT.seal(1, "secret", SECRET, record="7")

    with pytest.raises(VaultError, match="any of the encryption keys") as failure:
        Vault([NEW]).open(1, "secret", token, record="7")

    told = "".join(traceback.format_exception(failure.value))
    assert not any(hidden in told for hidden in (SECRET, token, OLD, NEW))
    assert failure.value.__context__ is None


def test_rotation_moves_a_secret_under_the_newest_key() -> None:
    both = Vault([NEW, OLD])
    token = VAULT.seal(1, "secret", SECRET, record="7")
    assert both.stale(token)

    fresh = both.rotate(token)

    assert not both.stale(fresh)
    assert Vault([NEW]).open(1, "secret", fresh, record="7") == SECRET
    with pytest.raises(VaultError):
        VAULT.open(1, "secret", fresh, record="7")


def test_what_no_key_opens_cannot_be_rotated() -> None:
    with pytest.raises(VaultError, match="any of the encryption keys"):
        Vault([NEW]).rotate(VAULT.seal(1, "secret", SECRET, record="7"))


@pytest.mark.parametrize("keys", [[], ["short"], [OLD[:-4]], ["ü" * 44]])
def test_a_key_that_is_none_is_refused_without_being_told(keys: list[str]) -> None:
    with pytest.raises(VaultError, match="encryption key") as failure:
        Vault(keys)

    assert not any(key in str(failure.value) for key in keys)


def test_a_vault_shows_fingerprints_and_no_keys() -> None:
    vault = Vault([NEW, OLD])

    assert len(set(vault.key_ids)) == 2
    assert not any(key in repr(vault) + str(vault.key_ids) for key in (OLD, NEW))


def test_a_data_key_opens_only_as_its_owners_and_by_its_number() -> None:
    data_key = DataKey.new()
    wrapped = data_key.wrapped(VAULT, 1)
    sealed = data_key.seal(1, "secret", SECRET, record="7")

    unwrapped = VAULT.unwrap(1, data_key.id, wrapped)
    assert unwrapped.id == data_key.id
    assert unwrapped.open(1, "secret", sealed, record="7") == SECRET
    for user_id, number in ((2, data_key.id), (1, data_key.id + 1)):
        with pytest.raises(VaultError, match="another owner"):
            VAULT.unwrap(user_id, number, wrapped)


@pytest.mark.parametrize(
    ("user_id", "field", "record"), [(2, "secret", "7"), (1, "api_key", "7"), (1, "secret", "8")]
)
def test_what_a_data_key_sealed_opens_as_nothing_else(
    user_id: int, field: str, record: str
) -> None:
    data_key = DataKey.new()
    token = data_key.seal(1, "secret", SECRET, record="7")

    with pytest.raises(VaultError, match="another owner"):
        data_key.open(user_id, field, token, record=record)


def test_another_data_key_opens_nothing_and_says_which_kind_of_key_is_wrong() -> None:
    token = DataKey.new().seal(1, "secret", SECRET, record="7")

    with pytest.raises(VaultError, match="the data key of its owner"):
        DataKey.new().open(1, "secret", token, record="7")


def test_the_numbers_of_data_keys_differ_and_are_exact_in_json() -> None:
    numbers = [DataKey.new().id for _ in range(64)]

    assert len(set(numbers)) == 64
    assert all(0 < number < 2**53 for number in numbers)


def test_what_is_of_another_version_does_not_open() -> None:
    """A token is the vault's or a data key's, even if both were the same key."""
    same = DataKey(1, OLD)

    with pytest.raises(VaultError, match="another owner"):
        same.open(1, "secret", VAULT.seal(1, "secret", SECRET, record="7"), record="7")
    with pytest.raises(VaultError, match="another owner"):
        VAULT.open(1, "secret", same.seal(1, "secret", SECRET, record="7"), record="7")


def test_a_data_key_shows_and_leaves_nothing() -> None:
    data_key = DataKey(1, OLD)

    assert OLD not in repr(data_key)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(data_key)
