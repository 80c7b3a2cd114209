"""What may be entered on the form; every refusal is one line that repeats no secret."""

import json
from base64 import encodebytes
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from hypothesis import given
from hypothesis import strategies as st
from key_page import own_ed25519, own_rsa

from bot.refusals import Refused
from bot.web.entry import Entry, checked, read
from bot.web.sealing import Seal, Sealed, Unsealable

KEY, SECRET = "A" * 64, "S3cr3t" + "B" * 58
ED25519, RSA, SMALL = own_ed25519(), own_rsa(), own_rsa(1024)
P256 = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
OLD_STYLE = (
    load_pem_private_key(RSA.private.encode(), None)
    .private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    .decode()
)
LOCKED = (
    load_pem_private_key(ED25519.private.encode(), None)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    .decode()
)
OLD_AND_LOCKED = (
    load_pem_private_key(RSA.private.encode(), None)
    .private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"x"))
    .decode()
)
LARGEST = own_rsa(4096)
PRIME = 2**9689 - 1


def _number(value: int) -> bytes:
    return _tagged(b"\x02", value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _tagged(tag: bytes, content: bytes) -> bytes:
    size = len(content)
    return tag + (bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")) + content


def _pem(name: str, *parts: bytes) -> str:
    body = encodebytes(_tagged(b"\x30", b"".join(parts))).decode()
    return f"-----BEGIN {name}-----\n{body}-----END {name}-----\n"


def _rsa_of(modulus: int, p: int) -> str:
    """A key of such numbers, which nobody has validated."""
    numbers = (0, modulus, 65537, 3, p, 5, 1, 1, 1)
    return _pem("RSA PRIVATE KEY", *(_number(each) for each in numbers))


def _diffie_hellman_of(p: int) -> str:
    kind = bytes.fromhex("06092a864886f70d010301")
    parameters = _tagged(b"\x30", _number(p) + _number(2))
    algorithm = _tagged(b"\x30", kind + parameters)
    return _pem("PRIVATE KEY", _number(0), algorithm, _tagged(b"\x04", _number(5)))


def _sent(**fields: Any) -> bytes:
    return json.dumps({"kind": "hmac", "api_key": KEY, "secret": SECRET, **fields}).encode()


def _entered(**fields: Any) -> Entry:
    return checked(read(_sent(**fields)))


def test_white_space_around_a_key_and_a_secret_is_not_meant() -> None:
    entry = _entered(api_key=f" {KEY}\n", secret=f"\t{SECRET} ")

    assert (entry.api_key, entry.secret) == (KEY, SECRET)


@pytest.mark.parametrize(
    ("kind", "pem"),
    [
        ("ed25519", ED25519.private),
        ("rsa", RSA.private),
        ("rsa", OLD_STYLE),
        ("ed25519", f"not ENCRYPTED any more\n{ED25519.private}and no PASSPHRASE\n"),
        ("rsa", f"{RSA.public}{RSA.private}"),
        ("rsa", f"{'of my savings ' * 500}{LARGEST.private.replace(chr(10), chr(13) + chr(10))}"),
        ("rsa", f"my key:\r\n{RSA.private.replace(chr(10), chr(13) + chr(10))}"),
    ],
)
def test_a_private_key_is_kept_alone_and_in_one_form(kind: str, pem: str) -> None:
    own = ED25519 if kind == "ed25519" else LARGEST if "savings" in pem else RSA

    assert _entered(kind=kind, secret=pem).secret == own.private


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ({"api_key": KEY[1:]}, "64 letters"),
        ({"api_key": "Ａ" * 64}, "64 letters"),
        ({"secret": SECRET + "x"}, "64 letters"),
        ({"secret": ED25519.private}, "64 letters"),
        ({"kind": "ed25519"}, "no private key in PEM"),
        ({"kind": "rsa", "secret": ED25519.private}, "another kind"),
        ({"kind": "ed25519", "secret": RSA.private}, "another kind"),
        ({"kind": "ed25519", "secret": ED25519.public}, "public half"),
        ({"kind": "ed25519", "secret": LOCKED}, "passphrase"),
        ({"kind": "rsa", "secret": OLD_AND_LOCKED}, "passphrase"),
        ({"kind": "ed25519", "secret": P256}, "no private key in PEM"),
        ({"kind": "rsa", "secret": SMALL.private}, "bits"),
        ({"kind": "rsa", "secret": RSA.private[:300]}, "no private key in PEM"),
        ({"kind": "dsa"}, "cannot be read"),
        ({"more": 1}, "cannot be read"),
        ({"api_key": 5}, "cannot be read"),
        ({"label": None}, "cannot be read"),
    ],
)
def test_what_can_be_no_key_is_refused_in_one_line(fields: dict[str, Any], remedy: str) -> None:
    with pytest.raises(Refused) as refused:
        _entered(**fields)

    line = refused.value.text
    assert remedy in line
    assert "\n" not in line
    assert not any(secret in repr(refused.value) for secret in (SECRET, KEY, RSA.private[40:90]))


@pytest.mark.parametrize(
    ("pem", "remedy"),
    [
        (_rsa_of(2**14_336 - 1, PRIME), "bits"),
        (_rsa_of(2**8_192 - 1, 2**4_096 - 1), "bits"),
        (_rsa_of(2**2_048 - 1, PRIME), "bits"),
        (_diffie_hellman_of(PRIME), "no private key in PEM"),
    ],
)
def test_what_would_take_long_to_validate_is_refused_before_that(pem: str, remedy: str) -> None:
    """Each of them held up the whole process for a minute or more."""
    with pytest.raises(Refused, match=remedy):
        _entered(kind="rsa", secret=pem)


def test_of_what_a_key_is_made_is_looked_at_last() -> None:
    """Who opened the Mini App is found out in between."""
    assert read(_sent(kind="rsa", secret=_rsa_of(2**14_336 - 1, PRIME))).init_data == ""


@given(st.binary(max_size=300))
def test_anything_else_is_refused_too(text: bytes) -> None:
    with pytest.raises(Refused):
        read(text)


def test_an_entry_shows_nothing_of_itself() -> None:
    assert repr(_entered(label="Savings")) == "Entry(hmac)"


@given(st.binary(max_size=80), st.binary(max_size=20), st.binary(max_size=80))
def test_what_was_not_sealed_for_this_page_does_not_open(
    public: bytes, nonce: bytes, text: bytes
) -> None:
    with pytest.raises(Unsealable):
        Seal().open(Sealed(public, nonce, text), bound_to="ticket")
