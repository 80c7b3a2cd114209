"""Somebody whose key is an Ed25519 key, with which alone one can log on."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Site


class Ed25519:
    """Somebody with an Ed25519 key."""

    def __init__(self, site: Site, clock: Hand) -> None:
        self._site, self._clock = site, clock
        self._key = Ed25519PrivateKey.generate()
        self.api_key, self.uid = "", 0

    async def open_account(self, **account: Any) -> None:
        public = self._key.public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        asked = {"public_key": pem, **account}
        opened = (await self._site.http.post("/sandbox/accounts", json=asked)).json()
        self.api_key, self.uid = opened["api_key"], opened["uid"]

    def stamp(self) -> dict[str, Any]:
        payload = f"apiKey={self.api_key}&timestamp={self._clock.milliseconds}"
        signature = base64.b64encode(self._key.sign(payload.encode())).decode()
        stamped = {"apiKey": self.api_key, "timestamp": self._clock.milliseconds}
        return stamped | {"signature": signature}
