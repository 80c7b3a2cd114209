"""Signatures: HMAC, RSA and Ed25519 keys, and the exact text that Binance verifies.

REST and the WebSocket API sign different texts. REST: percent-encode the values, then sign
that string and send it untouched. WebSocket API: sort by name and sign the raw UTF-8.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, Protocol
from urllib.parse import quote, urlencode

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa


class Signer(Protocol):
    """Whoever can sign for one API key."""

    @property
    def api_key(self) -> str: ...

    def sign(self, payload: str) -> str: ...


class KeyKind(StrEnum):
    """The kinds of API keys that Binance knows."""

    ED25519 = "ED25519"
    HMAC = "HMAC"
    RSA = "RSA"


class _Key:
    """What all keys share: a checked id, a silent `repr`, and no way into a pickle."""

    def __init__(self, api_key: str) -> None:
        # A line break here would travel into a header and from there into an error's text.
        # None is what a missing variable of the environment is read as.
        if not (isinstance(api_key, str) and api_key.isascii() and api_key.isalnum()):
            raise ValueError("an API key consists of ASCII letters and digits")
        self.api_key = api_key

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…{self.api_key[-4:]})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key must not be pickled")


class HmacKey(_Key):
    """A shared secret: HMAC-SHA256, in hex."""

    def __init__(self, api_key: str, secret: str) -> None:
        super().__init__(api_key)
        if not secret or secret != secret.strip():
            raise ValueError("a secret must not be empty, nor have white space around it")
        self._secret = secret.encode()

    def sign(self, payload: str) -> str:
        return hmac.new(self._secret, payload.encode(), hashlib.sha256).hexdigest()


class Ed25519Key(_Key):
    """A private key in PEM; the signature in base64."""

    def __init__(self, api_key: str, private_pem: str, *, password: str | None = None) -> None:
        super().__init__(api_key)
        key = _private_key(private_pem, password)
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise ValueError("not an Ed25519 private key in PEM")  # noqa: TRY004 - a bad value
        self._key = key

    def sign(self, payload: str) -> str:
        return b64encode(self._key.sign(payload.encode())).decode()


class RsaKey(_Key):
    """A private key in PEM; RSASSA-PKCS1-v1_5 with SHA-256, in base64.

    One that is `trusted` was validated before: that takes a third of a second for 4096 bits.
    """

    def __init__(
        self,
        api_key: str,
        private_pem: str,
        *,
        password: str | None = None,
        trusted: bool = False,
    ) -> None:
        super().__init__(api_key)
        key = _private_key(private_pem, password, trusted=trusted)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError("not an RSA private key in PEM")  # noqa: TRY004 - a bad value
        self._key = key

    def sign(self, payload: str) -> str:
        signature = self._key.sign(payload.encode(), padding.PKCS1v15(), hashes.SHA256())
        return b64encode(signature).decode()


def signer(
    kind: KeyKind,
    api_key: str,
    secret: str,
    *,
    password: str | None = None,
    trusted: bool = False,
) -> Signer:
    """Make the signer of a stored key; `secret` is the HMAC secret or the private PEM.

    `trusted` is what was validated when it was taken in, and kept where nobody can change it.
    """
    match kind:
        case KeyKind.ED25519:
            return Ed25519Key(api_key, secret, password=password)
        case KeyKind.HMAC:
            return HmacKey(api_key, secret)
        case KeyKind.RSA:
            return RsaKey(api_key, secret, password=password, trusted=trusted)


def pem_signer(api_key: str, private_pem: str, *, password: str | None = None) -> Signer:
    """Make the signer of a private key of whichever kind the PEM holds."""
    match _private_key(private_pem, password):
        case ed25519.Ed25519PrivateKey():
            return Ed25519Key(api_key, private_pem, password=password)
        case rsa.RSAPrivateKey():
            return RsaKey(api_key, private_pem, password=password)
    raise ValueError("neither an Ed25519 nor an RSA private key in PEM")


@dataclass(frozen=True)
class KeyPair:
    """A fresh pair; its public half is what a user registers at Binance."""

    private_pem: str = field(repr=False)
    public_pem: str
    fingerprint: str

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key must not be pickled")


def new_ed25519_pair() -> KeyPair:
    """Make a pair in the form of Binance's "self-generated" API keys."""
    private = ed25519.Ed25519PrivateKey.generate()
    public = private.public_key()
    pem, der = serialization.Encoding.PEM, serialization.Encoding.DER
    subject = serialization.PublicFormat.SubjectPublicKeyInfo
    private_pem = private.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeyPair(
        private_pem=private_pem.decode(),
        public_pem=public.public_bytes(pem, subject).decode(),
        fingerprint=_fingerprint(public.public_bytes(der, subject)),
    )


def query_string(params: Mapping[str, str]) -> str:
    """Percent-encode parameters; only unreserved characters stay as they are."""
    return urlencode(params, quote_via=quote, safe="")


def signed_query(
    params: Mapping[str, str], signer: Signer, *, timestamp_ms: int, recv_window: int
) -> str:
    """Spell and sign the parameters of a REST call, to be sent exactly as it is."""
    timing = {"recvWindow": str(recv_window), "timestamp": str(timestamp_ms)}
    payload = query_string({**params, **timing})
    return f"{payload}&signature={quote(signer.sign(payload), safe='')}"


def signed_params(
    params: Mapping[str, str],
    signer: Signer,
    *,
    timestamp_ms: int,
    recv_window: int | None = None,
) -> dict[str, str]:
    """Sign the `params` of a WebSocket API request."""
    complete = {**params, "apiKey": signer.api_key, "timestamp": str(timestamp_ms)}
    if recv_window is not None:
        complete["recvWindow"] = str(recv_window)
    payload = "&".join(f"{name}={complete[name]}" for name in sorted(complete))
    return {**complete, "signature": signer.sign(payload)}


def _private_key(pem: str, password: str | None, *, trusted: bool = False) -> object:
    """Read a PEM; None when it is none, because the parser's error may quote the text."""
    encrypted = "ENCRYPTED" in pem
    if encrypted and not password:
        raise ValueError("the private key is encrypted: give its passphrase")
    secret = password.encode() if encrypted and password else None
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        return serialization.load_pem_private_key(
            pem.encode(), secret, unsafe_skip_rsa_key_validation=trusted
        )
    if encrypted:
        raise ValueError("the passphrase does not open the private key")
    return None


def _fingerprint(der: bytes) -> str:
    digest = hashlib.sha256(der).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
