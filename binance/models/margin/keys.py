"""What opens doors: special keys, and names under which a margin account is heard."""

from pydantic import Field

from binance.models.base import Millis, Model, OpenEnum
from binance.models.margin.terms import PermissionMode


class KeyType(OpenEnum):
    HMAC_SHA256 = "HMAC_SHA256"
    RSA = "RSA"


class NewSpecialKey(Model):
    """A fresh key. This is the only time that Binance tells its secret; it hides from `repr`.

    There is none where the owner supplied a public key.
    """

    api_key: str = Field(repr=False)
    secret_key: str | None = Field(None, repr=False)
    type: KeyType


class SpecialKey(Model):
    """A key for low-latency trading; `ip` lists addresses, separated by commas."""

    api_key: str = Field(repr=False)
    api_name: str
    ip: str
    type: KeyType
    permission_mode: PermissionMode


class ListenKey(Model):
    """Opens a stream to whoever knows it, so it hides from `repr`."""

    listen_key: str = Field(repr=False)


class ListenToken(Model):
    """Subscribes to an account's events until it expires; whoever knows it may."""

    token: str = Field(repr=False)
    expiration_time: Millis
