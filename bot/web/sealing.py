"""What a page sealed for us is opened: ECDH on P-256, HKDF-SHA256, AES-256-GCM.

`page/seal.js` is the other half. P-256 and not X25519, because every browser with WebCrypto has it.
"""

from dataclasses import dataclass, field
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

INFO = b"key form 1"
CURVE = ec.SECP256R1()


class Unsealable(Exception):
    """It was sealed for another page, or changed on the way."""


@dataclass(frozen=True)
class Sealed:
    """The page's half of the exchange, and the ciphertext with its tag."""

    public: bytes
    nonce: bytes
    text: bytes = field(repr=False)


class Seal:
    """A key pair for one form. It lives in memory only and is gone with the form."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(CURVE)
        self.public = _spelt(self._private.public_key())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key must not be pickled")

    def open(self, sealed: Sealed, *, bound_to: str) -> bytes:
        """Return what was sealed for the page that `bound_to` names; `Unsealable` otherwise."""
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sealed.public)
            shared = self._private.exchange(ec.ECDH(), theirs)
            salt = sealed.public + self.public
            key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=INFO).derive(shared)
            return AESGCM(key).decrypt(sealed.nonce, sealed.text, bound_to.encode())
        except (ValueError, InvalidTag):
            raise Unsealable("what came does not open") from None


def _spelt(public: ec.EllipticCurvePublicKey) -> bytes:
    """As WebCrypto's `raw` has it: 65 bytes, of which the first says "uncompressed"."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
