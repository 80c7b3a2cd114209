"""A connection of `websockets` on which the usual messages go past the library's parser.

Nearly all that Binance sends are whole text messages of less than 64 KiB, and their way through a
parser and queues that are ready for everything costs more than to read what they say. They are
cut out of the bytes here; all else is the library's as it was: the handshake, pings, closing,
fragments, long messages, and whatever breaks the protocol.
"""

import asyncio
from collections import deque
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.frames import DATA_OPCODES, Frame
from websockets.protocol import Event, State

_WHOLE_TEXT = 0x81  # the last frame of its message, no extensions, text
_LENGTH_IN_TWO_BYTES = 126
_HIGH, _LOW = 16, 4  # messages that wait when reading pauses, and when it goes on


def cut(data: bytes, messages: deque[bytes]) -> int:
    """Append the whole short texts at the beginning of some bytes; return where the rest begins."""
    at, end = 0, len(data)
    while end - at >= 2 and data[at] == _WHOLE_TEXT:
        length, begin = data[at + 1], at + 2
        if length == _LENGTH_IN_TWO_BYTES and end - at >= 4:
            length, begin = data[at + 2] << 8 | data[at + 3], at + 4
        elif length >= _LENGTH_IN_TWO_BYTES:
            break  # longer, or masked, which a server must not do
        if begin + length > end:
            break
        at = begin + length
        messages.append(data[begin:at])
    return at


def is_beginning(rest: bytes) -> bool:
    """Whether some bytes are a short text so far, of which more will come."""
    return rest[:1] == bytes([_WHOLE_TEXT]) and rest[1:2] <= bytes([_LENGTH_IN_TWO_BYTES])


class QuickConnection(ClientConnection):
    """Is read by `message` and not by `recv`, which knows nothing of what was cut out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._messages: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._begun = b""
        self._fragments: list[bytes] = []
        self._resting = False

    async def message(self) -> bytes | None:
        """Wait for the next message; None when the connection has ended and nothing is left."""
        while not self._messages:
            if self.state is State.CLOSED:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        message = self._messages.popleft()
        if self._resting and len(self._messages) <= _LOW:
            self._resting = False
            self.transport.resume_reading()
        return message

    def data_received(self, data: bytes) -> None:
        if self._begun:
            data, self._begun = self._begun + data, b""
        if self._between_messages():
            data = data[cut(data, self._messages) :]
            if is_beginning(data):
                data, self._begun = b"", data
        if data:
            super().data_received(data)
        self._tell()

    def _between_messages(self) -> bool:
        """Whether the library waits neither for the rest of something nor for the end."""
        half_read = self._fragments or self.protocol.reader.buffer
        return self.state is State.OPEN and not half_read

    def process_event(self, event: Event) -> None:
        """Take what the library has read."""
        if not isinstance(event, Frame) or event.opcode not in DATA_OPCODES:
            super().process_event(event)
            return
        self._fragments.append(bytes(event.data))
        if event.fin:
            self._messages.append(b"".join(self._fragments))
            self._fragments.clear()

    def _tell(self) -> None:
        if self._messages:
            self._arrived.set()
        if len(self._messages) > _HIGH and not self._resting:
            self._resting = True
            self.transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._arrived.set()
