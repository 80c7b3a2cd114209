"""A stand-in for the key form's script, and people's own keys of every kind."""

import json
import os
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

RAW = Encoding.X962, PublicFormat.UncompressedPoint


def sealed(fields: Any, bot_key: bytes, ticket: str) -> dict[str, str]:
    """What the page would send."""
    private = ec.generate_private_key(ec.SECP256R1())
    ours = private.public_key().public_bytes(*RAW)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bot_key)
    shared = private.exchange(ec.ECDH(), theirs)
    key = HKDF(SHA256(), 32, ours + bot_key, b"key form 1").derive(shared)
    nonce = os.urandom(12)
    text = AESGCM(key).encrypt(nonce, json.dumps(fields).encode(), ticket.encode())
    spelt = (b64encode(part).decode() for part in (ours, nonce, text))
    return dict(zip(("public", "nonce", "sealed"), spelt, strict=True))


@dataclass
class KeyPage:
    """The form at an address, loaded and sent without a browser."""

    http: httpx.AsyncClient
    url: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ticket(self) -> str:
        return self.url.rpartition("/")[2]

    async def loads(self) -> httpx.Response:
        return await self.http.get(self.url)

    async def key(self) -> bytes:
        found = re.search(r'data-key="([^"]+)"', (await self.loads()).text)
        assert found is not None
        return b64decode(found[1])

    async def posts(self, body: Any, **headers: str) -> httpx.Response:
        parts = urlsplit(self.url)
        own = {"Origin": f"{parts.scheme}://{parts.netloc}", "Content-Type": "application/json"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post(self.url, content=content, headers=own | headers)

    async def sends(self, fields: Any, *, key: bytes | None = None) -> httpx.Response:
        return await self.posts(sealed(fields, key or await self.key(), self.ticket))


def links(message: dict[str, Any]) -> dict[str, str]:
    """The addresses on the buttons of a message, by their labels."""
    buttons = [one for row in message["keyboard"] for one in row]
    return {
        one["text"]: one.get("url") or one["web_app"]["url"]
        for one in buttons
        if "url" in one or "web_app" in one
    }


@dataclass(frozen=True)
class OwnKey:
    """A pair that somebody made themselves; Binance gets the public half."""

    private: str = field(repr=False)
    public: str

    @classmethod
    def of(cls, private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey) -> "OwnKey":
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return cls(pem.decode(), public.decode())


def own_ed25519() -> OwnKey:
    return OwnKey.of(ed25519.Ed25519PrivateKey.generate())


def own_rsa(bits: int = 2048) -> OwnKey:
    return OwnKey.of(rsa.generate_private_key(65537, bits))
