"""The key to an account's user stream."""

from pydantic import Field

from binance.models.base import Model


class ListenKey(Model):
    """Opens the user stream for 60 minutes, without a signature: keep it as a secret."""

    listen_key: str = Field(repr=False)
