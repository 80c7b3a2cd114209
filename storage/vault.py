"""Secrets at rest: each sealed token opens only as the thing it was sealed as.

An encryption key from the settings wraps the data key of each person, and that seals the secrets
of their accounts: without its data key, a secret is gone from every copy of the database.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from typing import NoReturn, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.errors import VaultError

WRAPPED = "data_key"  # the field as which a data key is sealed
UNOPENED = "A sealed secret does not open with any of the encryption keys"
UNOPENED_BY_DATA_KEY = "A sealed secret does not open with the data key of its owner"
_BY_VAULT, _BY_DATA_KEY = 1, 2  # versions: what sealed the token


class DataKey:
    """One person's own key, for the secrets of their accounts. It does not show itself."""

    def __init__(self, key_id: int, key: str) -> None:
        self.id = key_id
        self._key, self._fernet = key, _fernet(key)

    def __repr__(self) -> str:
        return f"<DataKey {self.id}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A data key is not pickled")

    @classmethod
    def new(cls) -> Self:
        return cls(secrets.randbelow(2**53 - 1) + 1, Fernet.generate_key().decode())

    def seal(self, user_id: int, field: str, plaintext: str, *, record: str) -> str:
        label = _label(_BY_DATA_KEY, user_id, field, record)
        return _sealed(self._fernet, label, plaintext)

    def open(self, user_id: int, field: str, token: str, *, record: str) -> str:
        """Give the secret if it was sealed as exactly this; `VaultError` otherwise."""
        label = _label(_BY_DATA_KEY, user_id, field, record)
        return _opened(self._fernet, label, token, UNOPENED_BY_DATA_KEY)

    def wrapped(self, vault: "Vault", user_id: int) -> str:
        """Seal this key itself, as this person's."""
        return vault.seal(user_id, WRAPPED, self._key, record=str(self.id))


class Vault:
    """Seals with the newest key, opens with any.

    Fernet has no associated data, so a token copied into another person's row would open there.
    Therefore owner, field and record are sealed in with the secret and compared afterwards.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise VaultError("An encryption key is needed to keep secrets; none was given")
        self._fernets = [_fernet(key) for key in keys]
        self._all = MultiFernet(self._fernets)
        self.key_ids = tuple(map(_fingerprint, keys))

    def __repr__(self) -> str:
        return f"<Vault of {len(self._fernets)} keys>"

    @property
    def newest(self) -> str:
        """The name of the key that seals now."""
        return self.key_ids[0]

    @staticmethod
    def new_key() -> str:
        return Fernet.generate_key().decode()

    def seal(self, user_id: int, field: str, plaintext: str, *, record: str) -> str:
        """Seal what a person keeps beside their accounts; a column for it ends in `_sealed`."""
        return _sealed(self._fernets[0], _label(_BY_VAULT, user_id, field, record), plaintext)

    def open(self, user_id: int, field: str, token: str, *, record: str) -> str:
        """Give the secret if it was sealed as exactly this; `VaultError` otherwise."""
        return _opened(self._all, _label(_BY_VAULT, user_id, field, record), token, UNOPENED)

    def unwrap(self, user_id: int, key_id: int, token: str) -> DataKey:
        """Open a person's data key; `VaultError` when it is another's, or another one."""
        return DataKey(key_id, self.open(user_id, WRAPPED, token, record=str(key_id)))

    def rotate(self, token: str) -> str:
        """Seal the same secret under the newest key."""
        if not self.opens(token):
            raise VaultError(UNOPENED)
        return self._all.rotate(token).decode()

    def opens(self, token: str) -> bool:
        """Whether any of the keys opens it, whatever it was sealed as."""
        return _decrypted(self._all, token) is not None

    def stale(self, token: str) -> bool:
        """Whether the newest key does not open it yet."""
        return _decrypted(self._fernets[0], token) is None


def _label(version: int, user_id: int, field: str, record: str) -> dict[str, object]:
    return {"v": version, "user_id": user_id, "field": field, "record": record}


def _sealed(fernet: Fernet, label: dict[str, object], plaintext: str) -> str:
    return fernet.encrypt(json.dumps(label | {"secret": plaintext}).encode()).decode()


def _opened(
    fernet: Fernet | MultiFernet, label: dict[str, object], token: str, unopened: str
) -> str:
    plaintext = _decrypted(fernet, token)
    if plaintext is None:
        raise VaultError(unopened)
    content = _content(plaintext)
    secret = content.pop("secret", None)
    if not isinstance(secret, str) or content != label:
        raise VaultError("A sealed secret belongs to another owner, field or record")
    return secret


def _decrypted(fernet: Fernet | MultiFernet, token: str) -> bytes | None:
    """None instead of an error, so that no traceback drags keys and tokens along."""
    try:
        return fernet.decrypt(token)
    except (InvalidToken, ValueError):  # the second for a letter that no token has
        return None


def _content(plaintext: bytes) -> dict[str, object]:
    """Nothing instead of an error, which would quote the text."""
    try:
        content = json.loads(plaintext)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _fernet(key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        pass
    raise VaultError("An encryption key must be 32 bytes in URL-safe base64; make one anew")


def _fingerprint(key: str) -> str:
    """Names a key in logs and tables without telling it."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]
