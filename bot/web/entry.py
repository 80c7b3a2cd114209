"""What a person entered on the form, checked before Binance is asked."""

import re
from typing import NoReturn

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bot.i18n import note
from bot.refusals import Refused
from storage import KeyKindName

API_KEY = re.compile(r"\A[A-Za-z0-9]{64}\Z", re.ASCII)
SMALLEST, LARGEST = 2048, 4096  # bits of an RSA key


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key of the person's own making. It does not show itself."""

    kind: KeyKindName
    api_key: str
    secret: str  # a PEM but for HMAC
    label: str = ""
    init_data: str = ""  # of the Mini App, whose signature Telegram made

    def __repr__(self) -> str:
        return f"Entry({self.kind})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key must not be pickled")


def read(text: bytes) -> Entry:
    """Understand what the page sealed; `Refused` in one line when it cannot be a key."""
    try:
        entry = msgspec.json.decode(text, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError):  # its text would quote what was entered
        raise Refused(note("What came from the page cannot be read.")) from None
    api_key, secret = entry.api_key.strip(), entry.secret.strip()
    if not API_KEY.match(api_key):
        raise Refused(note("An API key of Binance is 64 letters and digits."))
    if entry.kind != "hmac":
        secret = _private_pem(entry.kind, secret)
    elif not API_KEY.match(secret):
        raise Refused(note("The secret of an HMAC key is 64 letters and digits."))
    return msgspec.structs.replace(entry, api_key=api_key, secret=secret)


def _private_pem(kind: KeyKindName, text: str) -> str:
    """The key alone, whatever stood around it in the file."""
    if "ENCRYPTED" in text:
        raise Refused(
            note("This private key is locked with a passphrase. Give it without one: I seal it.")
        )
    if "PUBLIC KEY" in text and "PRIVATE" not in text:
        raise Refused(note("That is the public half. The private one is needed, in PEM."))
    key = _loaded(text)
    if isinstance(key, RSAPrivateKey) and not SMALLEST <= key.key_size <= LARGEST:
        raise Refused(note("An RSA key has {least} to {most} bits."), least=SMALLEST, most=LARGEST)
    if not isinstance(key, Ed25519PrivateKey | RSAPrivateKey):
        raise Refused(
            note("This is no private key in PEM: it begins with -----BEGIN PRIVATE KEY-----")
        )
    if isinstance(key, RSAPrivateKey) is not (kind == "rsa"):
        raise Refused(note("This private key is of another kind than the one you chose."))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _loaded(pem: str) -> object:
    """Whatever key it is; None for none, because the parser's error may quote the text."""
    try:
        return load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
