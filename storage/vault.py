"""Secrets at rest: each sealed token opens only as the thing it was sealed as."""

import hashlib
import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.errors import VaultError

VERSION = 1
UNOPENED = "A sealed secret does not open with any of the encryption keys"


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

    @staticmethod
    def new_key() -> str:
        return Fernet.generate_key().decode()

    def seal(self, user_id: int, field: str, plaintext: str, *, record: str) -> str:
        content = _label(user_id, field, record) | {"secret": plaintext}
        return self._fernets[0].encrypt(json.dumps(content).encode()).decode()

    def open(self, user_id: int, field: str, token: str, *, record: str) -> str:
        """Give the secret if it was sealed as exactly this; `VaultError` otherwise."""
        plaintext = _decrypted(self._all, token)
        if plaintext is None:
            raise VaultError(UNOPENED)
        content = _content(plaintext)
        secret = content.pop("secret", None)
        if not isinstance(secret, str) or content != _label(user_id, field, record):
            raise VaultError("A sealed secret belongs to another owner, field or record")
        return secret

    def rotate(self, token: str) -> str:
        """Seal the same secret under the newest key."""
        if _decrypted(self._all, token) is None:
            raise VaultError(UNOPENED)
        return self._all.rotate(token).decode()

    def stale(self, token: str) -> bool:
        """Whether the newest key does not open it yet."""
        return _decrypted(self._fernets[0], token) is None


def _label(user_id: int, field: str, record: str) -> dict[str, object]:
    return {"v": VERSION, "user_id": user_id, "field": field, "record": record}


def _decrypted(fernet: Fernet | MultiFernet, token: str) -> bytes | None:
    """None instead of an error, so that no traceback drags keys and tokens along."""
    try:
        return fernet.decrypt(token)
    except InvalidToken:
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
