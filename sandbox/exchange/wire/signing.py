"""Signatures, as the receiver checks them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEGAL = "^[A-Za-z0-9+/=]{1,}$"


class Verifier(Protocol):
    """Tells whether a payload was signed by the key's owner."""

    def verifies(self, payload: bytes, signature: str) -> bool: ...


class Hmac:
    """A shared secret; signatures are hexadecimal in any case."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def verifies(self, payload: bytes, signature: str) -> bool:
        expected = hmac.new(self._secret, payload, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, signature.lower())


class Asymmetric:
    """An Ed25519 or RSA public key; signatures are base64."""

    def __init__(self, pem: str) -> None:
        key = load_pem_public_key(pem.encode())
        if not isinstance(key, Ed25519PublicKey | RSAPublicKey):
            raise TypeError("an Ed25519 or RSA public key is needed")
        self._key = key

    @property
    def ed25519(self) -> bool:
        return isinstance(self._key, Ed25519PublicKey)

    def verifies(self, payload: bytes, signature: str) -> bool:
        try:
            raw = base64.b64decode(signature, validate=True)
            if isinstance(self._key, Ed25519PublicKey):
                self._key.verify(raw, payload)
            else:
                self._key.verify(raw, payload, PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, binascii.Error):
            return False
        return True


def check(verifier: Verifier, payload: bytes, signature: str) -> None:
    """Refuse a payload that this signature does not belong to."""
    if not re.fullmatch(_LEGAL, signature):
        raise errors.illegal("signature", _LEGAL)
    if not verifier.verifies(payload, signature):
        raise errors.bad_signature()


def rest_payload(query: bytes, body: bytes) -> bytes:
    """Return what a REST request signs: query and body as they were sent, run together."""
    return _unsigned(query) + _unsigned(body)


def wsapi_payload(params: Mapping[str, str]) -> bytes:
    """Return what a WebSocket API request signs: its parameters by name, not percent-encoded."""
    signed = sorted((name, value) for name, value in params.items() if name != "signature")
    return "&".join(f"{name}={value}" for name, value in signed).encode()


def _unsigned(raw: bytes) -> bytes:
    return b"&".join(part for part in raw.split(b"&") if not part.startswith(b"signature="))
