"""RSA keys that nobody who validates them takes: each that opens was not validated there."""

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


def bent(pem: str) -> str:
    """The same key with another private exponent."""
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    its = key.private_numbers()
    numbers = RSAPrivateNumbers(
        its.p, its.q, its.d - 2, its.dmp1, its.dmq1, its.iqmp, its.public_numbers
    )
    wrong = numbers.private_key(unsafe_skip_rsa_key_validation=True)
    return wrong.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
