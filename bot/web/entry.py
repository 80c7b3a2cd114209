"""What a person entered on the form, checked before Binance is asked."""

import binascii
import re
from base64 import b64decode
from typing import NoReturn

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from bot.i18n import note
from bot.refusals import Refused
from storage import KeyKindName

API_KEY = re.compile(r"\A[A-Za-z0-9]{64}\Z", re.ASCII)
SMALLEST, LARGEST = 2048, 4096  # bits of an RSA key
LONGEST_PEM = 3_400  # characters; the largest RSA key has 3,272

# What is no key costs as much to find out as it has bits: primes of another's choosing hold up the
# whole process for minutes. So only RSA and Ed25519 are parsed, known by how their DER begins.
_LENGTH = rb"(?:[\x00-\x7f]|\x81.|\x82..)"
_RSA, _ED25519 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", b"\x06\x03\x2b\x65\x70"
_PKCS8 = rb"\x02\x01[\x00\x01]\x30%b(?:%b|%b)" % (_LENGTH, re.escape(_RSA), re.escape(_ED25519))
_PKCS1 = rb"\x02\x01\x00\x02"
BEGINNING = re.compile(rb"\A\x30%b(?:%b|%b)" % (_LENGTH, _PKCS8, _PKCS1), re.DOTALL)
BEGIN, END = re.compile(r"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----"), "-----END"


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
    """Understand what the page sealed; whether it can be a key is for `checked`."""
    try:
        return msgspec.json.decode(text, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError):  # its text would quote what was entered
        raise Refused(note("What came from the page cannot be read.")) from None


def checked(entry: Entry) -> Entry:
    """The key alone, as it will be kept; `Refused` in one line when it can be none."""
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
    if "PUBLIC KEY" in text and "PRIVATE" not in text:
        raise Refused(note("That is the public half. The private one is needed, in PEM."))
    key = _loaded(_der(text))
    if not isinstance(key, Ed25519PrivateKey | RSAPrivateKey):
        raise Refused(NO_KEY)
    if isinstance(key, RSAPrivateKey) is not (kind == "rsa"):
        raise Refused(note("This private key is of another kind than the one you chose."))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


NO_KEY = note("This is no private key in PEM: it begins with -----BEGIN PRIVATE KEY-----")


def _der(text: str) -> bytes:
    """What stands between BEGIN and END; nothing where there are no such lines."""
    begin = BEGIN.search(text)
    end = text.find(END, begin.end()) if begin is not None else -1
    if begin is None or end < 0:
        return b""
    body = text[begin.end() : end]
    if "ENCRYPTED" in begin[1] or "Proc-Type: 4,ENCRYPTED" in body:
        raise Refused(
            note("This private key is locked with a passphrase. Give it without one: I seal it.")
        )
    if end - begin.start() > LONGEST_PEM:
        raise Refused(BITS, least=SMALLEST, most=LARGEST)
    try:
        return b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


BITS = note("An RSA key has {least} to {most} bits.")


def _loaded(der: bytes) -> object:
    """Whatever key it is; None for none, because the parser's error may quote the text."""
    if not BEGINNING.match(der):
        return None
    try:
        key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, RSAPrivateKey):
            return key
        if not _is_of_usual_size(key):
            raise Refused(BITS, least=SMALLEST, most=LARGEST)
        return load_der_private_key(der, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _is_of_usual_size(key: RSAPrivateKey) -> bool:
    """Whether to validate it takes no longer than of any key: the primes are what takes time."""
    numbers = key.private_numbers()
    largest_prime = max(numbers.p, numbers.q).bit_length()
    return SMALLEST <= key.key_size <= LARGEST and largest_prime <= LARGEST // 2
