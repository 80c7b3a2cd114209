"""Signatures as the exchange checks them, against Binance's documented examples."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.signing import (
    Asymmetric,
    Hmac,
    Verifier,
    check,
    rest_payload,
    wsapi_payload,
)

SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
API_KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
ORDER = (
    "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
    "&recvWindow=5000&timestamp=1499827319559"
)
SIGNATURE = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"


def pem(key: Ed25519PrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def accepts(verifier: Verifier, payload: bytes, signature: str) -> bool:
    """Whether the exchange carries out what is signed so."""
    try:
        check(verifier, payload, signature)
    except ApiError:
        return False
    return True


@pytest.mark.parametrize("split", [0, 20, 60, len(ORDER)])
def test_query_and_body_are_signed_as_one(split: int) -> None:
    query, body = ORDER[:split].encode(), ORDER[split:].encode()

    payload = rest_payload(query, body + b"&signature=" + SIGNATURE.encode())

    assert payload == ORDER.encode()
    assert Hmac(SECRET).verifies(payload, SIGNATURE)


def test_hexadecimal_may_be_in_capitals() -> None:
    assert Hmac(SECRET).verifies(ORDER.encode(), SIGNATURE.upper())


def test_the_documented_full_width_symbol_is_signed_percent_encoded() -> None:
    full_width = "%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96"
    order = ORDER.replace("LTCBTC", full_width).encode()

    assert accepts(
        Hmac(SECRET),
        rest_payload(order, b""),
        "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3",
    )


def test_what_was_signed_before_it_was_encoded_is_refused() -> None:
    raw, encoded = "１２３４５６", "%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96"
    payload = ORDER.replace("LTCBTC", raw).encode()
    signature = hmac.new(SECRET.encode(), payload, hashlib.sha256).hexdigest()

    with pytest.raises(ApiError) as refused:
        check(Hmac(SECRET), rest_payload(ORDER.replace("LTCBTC", encoded).encode(), b""), signature)

    assert refused.value.code == -1022


@pytest.mark.parametrize(
    ("order", "signature"),
    [
        (
            {
                "symbol": "BTCUSDT",
                "side": "SELL",
                "price": "52000.00",
                "quantity": "0.01000000",
                "recvWindow": "100",
            },
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24",
        ),
        (
            {
                "symbol": "１２３４５６",
                "side": "BUY",
                "price": "0.10000000",
                "quantity": "1.00000000",
                "recvWindow": "5000",
            },
            "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd",
        ),
    ],
)
def test_the_documented_websocket_order_is_signed_by_name_and_unencoded(
    order: dict[str, str], signature: str
) -> None:
    rest = {"type": "LIMIT", "timeInForce": "GTC", "timestamp": "1645423376532", "apiKey": API_KEY}

    payload = wsapi_payload({"signature": signature} | order | rest)

    assert accepts(Hmac(SECRET), payload, signature)


def test_an_ed25519_key_signs() -> None:
    key = Ed25519PrivateKey.generate()

    assert accepts(Asymmetric(pem(key)), b"a=1", base64.b64encode(key.sign(b"a=1")).decode())


def test_an_rsa_key_signs() -> None:
    key = generate_private_key(public_exponent=65_537, key_size=2_048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signature = key.sign(b"a=1", PKCS1v15(), hashes.SHA256())

    assert accepts(Asymmetric(public.decode()), b"a=1", base64.b64encode(signature).decode())


@pytest.mark.parametrize("signature", ["AAAA", "c8db", "A" * 88, "===="])
def test_a_signature_of_something_else_is_refused(signature: str) -> None:
    key = Ed25519PrivateKey.generate()

    for verifier in (Asymmetric(pem(key)), Hmac(SECRET)):
        with pytest.raises(ApiError) as refused:
            check(verifier, b"a=1", signature)
        assert refused.value.code == -1022


def test_a_base64_signature_that_was_not_percent_encoded_is_illegal() -> None:
    with pytest.raises(ApiError) as refused:
        check(Hmac(SECRET), b"a=1", "ab cd==")  # a plus sign arrives as a space

    assert refused.value.code == -1100
