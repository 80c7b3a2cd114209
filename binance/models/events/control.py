"""What Binance says of a connection or a subscription itself."""

from pydantic import Field

from binance.models.base import Event, Millis


class ServerShutdown(Event):
    """The server will close this connection, maybe at once: open another one now."""

    event_time: Millis = Field(alias="E")


class EventStreamTerminated(Event):
    """A user's subscription ended: unsubscribed, logged out, or its listenToken expired."""

    event_time: Millis = Field(alias="E")


class ListenKeyExpired(Event):
    """A user stream ended because nobody extended its listenKey; a new one must be made."""

    event_time: Millis = Field(alias="E")
    listen_key: str = Field(alias="listenKey", repr=False)
