"""The HMAC and Ed25519 vectors are those of Binance's documentation."""

import copy
import dataclasses
import logging
import pickle
import traceback
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from bent_keys import bent
from canaries import leaks
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from binance import Ed25519Key, HmacKey, KeyKind, RsaKey, new_ed25519_pair, signer
from binance.calls import Credentials
from binance.signing import Signer, pem_signer, signed_params, signed_query

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
HMAC = HmacKey(KEY, SECRET)
REST_ORDER = {
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "1",
    "price": "0.1",
}


@pytest.fixture(scope="module")
def rsa_pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture(scope="module")
def bent_pem(rsa_pem: str) -> str:
    """An RSA key that validation refuses."""
    return bent(rsa_pem)


@pytest.mark.parametrize(
    ("symbol", "spelt", "signature"),
    [
        (
            "LTCBTC",
            "LTCBTC",
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
        ),
        (
            "１２３４５６",
            "%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96",
            "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3",
        ),
    ],
)
def test_rest_signs_what_is_percent_encoded(symbol: str, spelt: str, signature: str) -> None:
    query = signed_query(
        {"symbol": symbol} | REST_ORDER, HMAC, timestamp_ms=1499827319559, recv_window=5000
    )

    assert query == (
        f"symbol={spelt}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
        f"&recvWindow=5000&timestamp=1499827319559&signature={signature}"
    )


@pytest.mark.parametrize(
    ("order", "recv_window", "signature"),
    [
        (
            {"symbol": "BTCUSDT", "side": "SELL", "price": "52000.00", "quantity": "0.01000000"},
            100,
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24",
        ),
        (
            {
                "symbol": "１２３４５６",
                "side": "BUY",
                "price": "0.10000000",
                "quantity": "1.00000000",
            },
            5000,
            "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd",
        ),
    ],
)
def test_the_websocket_api_signs_sorted_raw_text(
    order: dict[str, str], recv_window: int, signature: str
) -> None:
    params = order | {"type": "LIMIT", "timeInForce": "GTC"}

    signed = signed_params(params, HMAC, timestamp_ms=1645423376532, recv_window=recv_window)

    assert signed["signature"] == signature
    assert signed["apiKey"] == KEY


@given(st.dictionaries(st.from_regex(r"[a-zA-Z]{1,9}", fullmatch=True), st.text(max_size=20)))
def test_every_text_can_be_signed_and_read_back(params: dict[str, str]) -> None:
    query = signed_query(params, HMAC, timestamp_ms=1, recv_window=5000)

    payload, _, signature = query.rpartition("&signature=")
    read = parse_qs(query, keep_blank_values=True, encoding="utf-8", errors="strict")
    assert query.isascii()
    assert HMAC.sign(payload) == signature
    assert all(read[name] == [value] for name, value in params.items() if name not in _OURS)


_OURS = {"recvWindow", "timestamp", "signature"}


def test_an_ed25519_signature_is_the_documented_one() -> None:
    # The example key of Binance's FIX documentation, whose logon text is signed the same way.
    pem = (
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u\n"
        "-----END PRIVATE KEY-----\n"
    )
    logon = "A\x01EXAMPLE\x01SPOT\x011\x0120240627-11:17:25.223"

    assert Ed25519Key(KEY, pem).sign(logon) == (
        "4MHXelVVcpkdwuLbl6n73HQUXUf1dse2PCgT1DYqW9w8AVZ1RACFGM+5UdlGPrQHrgtS3CvsRURC1oj73j8gCA=="
    )


def test_an_ed25519_signature_is_verified_by_the_public_key() -> None:
    pair = new_ed25519_pair()
    key = Ed25519Key(KEY, pair.private_pem)

    public = serialization.load_pem_public_key(pair.public_pem.encode())

    assert isinstance(public, ed25519.Ed25519PublicKey)
    public.verify(b64decode(key.sign("a=１")), "a=１".encode())


def test_an_rsa_signature_is_verified_by_the_public_key(rsa_pem: str) -> None:
    key = RsaKey(KEY, rsa_pem)

    private = serialization.load_pem_private_key(rsa_pem.encode(), None)

    assert isinstance(private, rsa.RSAPrivateKey)
    signature = b64decode(key.sign("a=1"))
    private.public_key().verify(signature, b"a=1", padding.PKCS1v15(), hashes.SHA256())


def test_base64_is_percent_encoded_in_a_query() -> None:
    key = Ed25519Key(KEY, new_ed25519_pair().private_pem)

    query = signed_query({}, key, timestamp_ms=1, recv_window=5000)

    assert query.endswith("%3D%3D")


def test_a_query_is_spelt_as_uris_are_and_not_as_forms_are() -> None:
    query = signed_query({"a": "b c/d+e~f"}, HMAC, timestamp_ms=1, recv_window=5000)

    assert query.startswith("a=b%20c%2Fd%2Be~f&")


def test_no_letter_of_a_signature_is_left_to_be_read_otherwise() -> None:
    class Signs:
        api_key = KEY

        def sign(self, _payload: str) -> str:
            return "a/b+c="

    query = signed_query({}, Signs(), timestamp_ms=1, recv_window=5000)

    assert query.endswith("&signature=a%2Fb%2Bc%3D")


def test_a_key_is_validated_unless_it_is_trusted(rsa_pem: str, bent_pem: str) -> None:
    with pytest.raises(ValueError, match="not an RSA private key"):
        signer(KeyKind.RSA, KEY, bent_pem)
    with pytest.raises(ValueError, match="not an RSA private key"):
        RsaKey(KEY, bent_pem)
    with pytest.raises(ValueError, match="neither"):
        pem_signer(KEY, bent_pem)

    assert isinstance(signer(KeyKind.RSA, KEY, bent_pem, trusted=True), RsaKey)
    trusted, careful = (signer(KeyKind.RSA, KEY, rsa_pem, trusted=how) for how in (True, False))
    assert trusted.sign("a=1") == careful.sign("a=1")


def test_each_kind_of_key_has_its_signer(rsa_pem: str) -> None:
    pem = new_ed25519_pair().private_pem

    assert isinstance(signer(KeyKind.ED25519, KEY, pem), Ed25519Key)
    assert isinstance(signer(KeyKind.HMAC, KEY, SECRET), HmacKey)
    assert isinstance(signer(KeyKind.RSA, KEY, rsa_pem), RsaKey)
    assert signer(KeyKind.HMAC, KEY, SECRET).sign("a=1") == HMAC.sign("a=1")


def test_a_key_of_another_kind_is_refused_without_being_quoted(rsa_pem: str) -> None:
    with pytest.raises(ValueError, match="not an Ed25519 private key") as wrong:
        Ed25519Key(KEY, rsa_pem)
    with pytest.raises(ValueError, match="not an RSA private key") as garbage:
        RsaKey(KEY, "-----BEGIN canary")

    assert wrong.value.__context__ is None
    assert garbage.value.__context__ is None


PASSPHRASE = "canary-passphrase-of-nobody-else"


def encrypted(private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey, form: Any) -> str:
    lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    return private.private_bytes(serialization.Encoding.PEM, form, lock).decode()


@pytest.fixture(scope="module")
def locked(rsa_pem: str) -> dict[type, str]:
    """Private keys under a passphrase, in both spellings that PEM has for it."""
    key = serialization.load_pem_private_key(rsa_pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    ours = ed25519.Ed25519PrivateKey.generate()
    return {
        Ed25519Key: encrypted(ours, serialization.PrivateFormat.PKCS8),
        RsaKey: encrypted(key, serialization.PrivateFormat.TraditionalOpenSSL),
    }


def test_a_pem_opens_with_its_passphrase_whatever_its_kind(locked: dict[type, str]) -> None:
    for kind, pem in locked.items():
        assert isinstance(pem_signer(KEY, pem, password=PASSPHRASE), kind)
        assert kind(KEY, pem, password=PASSPHRASE).sign("a=1")


def test_a_stored_key_under_a_passphrase_opens_with_it(locked: dict[type, str]) -> None:
    for kind, made in ((KeyKind.ED25519, Ed25519Key), (KeyKind.RSA, RsaKey)):
        assert signer(kind, KEY, locked[made], password=PASSPHRASE).sign("a=1")


def test_a_passphrase_that_is_not_needed_does_no_harm() -> None:
    pem = new_ed25519_pair().private_pem

    assert isinstance(signer(KeyKind.ED25519, KEY, pem, password=PASSPHRASE), Ed25519Key)


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        (None, "the private key is encrypted: give its passphrase"),
        ("", "the private key is encrypted: give its passphrase"),
        ("wrong-canary-passphrase", "the passphrase does not open the private key"),
    ],
)
def test_a_wrong_passphrase_is_told_in_one_line_without_it(
    locked: dict[type, str], password: str | None, complaint: str
) -> None:
    for pem in locked.values():
        with pytest.raises(ValueError, match=complaint) as wrong:
            pem_signer(KEY, pem, password=password)

        assert str(wrong.value) == complaint
        assert wrong.value.__context__ is None
        assert not leaks(
            {"PEM": pem.splitlines()[4].encode(), "passphrase": (password or PASSPHRASE).encode()},
            {"traceback": "".join(traceback.format_exception(wrong.value)).encode()},
        )


def test_a_pem_of_another_kind_of_key_is_refused() -> None:
    with pytest.raises(ValueError, match="neither an Ed25519 nor an RSA"):
        pem_signer(KEY, "-----BEGIN canary")


def test_a_pem_of_an_unknown_algorithm_is_refused_without_being_quoted() -> None:
    der = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    of_tomorrow = b64encode(der.replace(ED25519_OID, ED25519_OID[:-1] + b"\x7f")).decode()
    pem = f"-----BEGIN PRIVATE KEY-----\n{of_tomorrow}\n-----END PRIVATE KEY-----\n"

    with pytest.raises(ValueError, match="neither an Ed25519 nor an RSA") as wrong:
        pem_signer(KEY, pem)

    assert wrong.value.__context__ is None


ED25519_OID = bytes.fromhex("06032b6570")


def test_a_plain_key_whose_remark_speaks_of_encryption_is_refused_in_one_line() -> None:
    pem = "was ENCRYPTED once\n" + new_ed25519_pair().private_pem

    with pytest.raises(ValueError, match="does not open the private key") as wrong:
        pem_signer(KEY, pem, password=PASSPHRASE)

    assert wrong.value.__context__ is None


@pytest.mark.parametrize("secret", ["", " ", " canary", "canary\n"])
def test_a_secret_with_white_space_around_it_is_refused_without_being_told(secret: str) -> None:
    with pytest.raises(ValueError, match="nor have white space around it") as refused:
        HmacKey(KEY, secret)

    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("api_key", ["", "a b", "abc\n", "ключ", "a\r\nX-Evil: 1"])
def test_an_api_key_that_could_break_a_header_is_refused(api_key: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        HmacKey(api_key, SECRET)


def test_a_signer_shows_four_letters_and_never_a_secret(rsa_pem: str) -> None:
    pair = new_ed25519_pair()
    keys: list[Signer] = [HMAC, Ed25519Key(KEY, pair.private_pem), RsaKey(KEY, rsa_pem)]

    assert [repr(key) for key in keys] == ["HmacKey(…Eh8A)", "Ed25519Key(…Eh8A)", "RsaKey(…Eh8A)"]
    assert "PRIVATE" not in repr(pair)


def test_keys_cannot_be_pickled_or_copied() -> None:
    for secret in (HMAC, new_ed25519_pair()):
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(secret)
        with pytest.raises(TypeError, match="pickled"):
            copy.copy(secret)


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        lambda thing: f"{thing} {thing!r} {thing!a}",
        lambda thing: repr({"a": [thing]}),
        lambda thing: repr(ValueError(thing)),
        lambda thing: refusal(pickle.dumps, thing),
        lambda thing: refusal(copy.deepcopy, thing),
        lambda thing: logging.LogRecord("", 0, "", 0, "%s %r", (thing, thing), None).getMessage(),
    ],
)
def test_no_way_of_showing_a_key_shows_its_secret(
    shown: Callable[[Any], str], rsa_pem: str
) -> None:
    pair = new_ed25519_pair()
    keys: list[Signer] = [HMAC, Ed25519Key(KEY, pair.private_pem), RsaKey(KEY, rsa_pem)]
    things: list[Any] = [pair, *keys, *(Credentials(key, recv_window=5000) for key in keys)]
    pems = {
        name: pem.splitlines()[1] for name, pem in (("ours", pair.private_pem), ("RSA", rsa_pem))
    }
    secrets = {"HMAC": SECRET, "key": KEY} | pems

    places = {repr(thing): shown(thing).encode() for thing in things}

    assert not leaks({name: secret.encode() for name, secret in secrets.items()}, places)


def refusal(copied: Callable[[Any], object], thing: object) -> str:
    with pytest.raises(TypeError) as refused:
        copied(thing)
    return str(refused.value)


def test_credentials_cannot_be_taken_apart_into_a_copy() -> None:
    with pytest.raises(TypeError, match="pickled"):
        dataclasses.asdict(Credentials(HMAC, recv_window=5000))


def test_a_fingerprint_can_be_read_aloud() -> None:
    fingerprint = new_ed25519_pair().fingerprint

    assert len(fingerprint.split()) == 16
    assert all(len(group) == 4 for group in fingerprint.split())
    assert set(fingerprint) <= set("0123456789abcdef ")
