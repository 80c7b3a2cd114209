"""A server that floods whoever connects with aggregate trades of BTCUSDT, as Binance frames them.

It is a process of its own and knows two addresses: `/ws/...`, where events come bare, and
`/stream`, where they come in an envelope. Whoever names no stream in the address subscribes
first. Ids go on without a gap, so that clients which look for gaps find none. Who also names
`!miniTicker@arr` is told of 600 symbols once a second, if the flood keeps to a number a second.
"""

import base64
import hashlib
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from functools import lru_cache

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_FIRST_ID = 3_000_000_000
_A_SECOND = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0  # messages; 0: all that go through
_CHUNK = 20 if _A_SECOND else 500  # frames
_EVENT = (
    '{"e":"aggTrade","E":%d,"s":"BTCUSDT","a":%d,"p":"%d.41000000","q":"0.00120000",'
    '"f":4999999990,"l":4999999991,"T":%d,"m":true,"M":true}'
)
_ENVELOPE = '{"stream":"btcusdt@aggTrade","data":%s}'
_MS = 1_767_225_600_000
_ROWS = [
    {"e": "24hrMiniTicker", "E": _MS, "s": f"COIN{n}USDT", **dict.fromkeys("cohlvq", "1.02500000")}
    for n in range(600)
]
_MINI_TICKERS = json.dumps({"stream": "!miniTicker@arr", "data": _ROWS}, separators=(",", ":"))


def frame(text: str) -> bytes:
    payload = text.encode()
    if len(payload) < 126:
        return struct.pack("!BB", 0x81, len(payload)) + payload
    if len(payload) < 65_536:
        return struct.pack("!BBH", 0x81, 126, len(payload)) + payload
    return struct.pack("!BBQ", 0x81, 127, len(payload)) + payload


@lru_cache(maxsize=1_000)
def chunk(number: int, *, enveloped: bool) -> bytes:
    return b"".join(frame(text(number * _CHUNK + n, enveloped=enveloped)) for n in range(_CHUNK))


def text(number: int, *, enveloped: bool) -> str:
    event = _EVENT % (_MS + number, _FIRST_ID + number, 67_000 + number % 100, _MS + number)
    return _ENVELOPE % event if enveloped else event


class Guest:
    """One connection: its handshake, what it subscribes to, and then the flood."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._read = connection.makefile("rb")

    def serve(self) -> None:
        with self._connection:
            try:
                path = self._shake_hands()
                if "@" not in path and "%40" not in path:
                    self._agree()
                self._flood(enveloped=path.startswith("/stream"), all_symbols="miniTicker" in path)
            except (OSError, struct.error):
                return  # it has left

    def _shake_hands(self) -> str:
        path = self._read.readline().split()[1].decode()
        key = ""
        while line := self._read.readline().decode().strip():
            name, _, value = line.partition(":")
            if name.lower() == "sec-websocket-key":
                key = value.strip()
        accept = base64.b64encode(hashlib.sha1((key + _MAGIC).encode()).digest()).decode()
        self._connection.sendall(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        return path

    def _agree(self) -> None:
        """Answer the subscription."""
        request = {}
        while request.get("method") != "SUBSCRIBE":
            request = json.loads(self._message())
        self._connection.sendall(frame(json.dumps({"result": None, "id": request["id"]})))

    def _message(self) -> bytes:
        """Read a short frame of a client."""
        _, length = self._read.read(2)
        length &= 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._read.read(2))
        mask = self._read.read(4)
        masked = self._read.read(length)
        return bytes(byte ^ mask[n % 4] for n, byte in enumerate(masked))

    def _flood(self, *, enveloped: bool, all_symbols: bool) -> None:
        for number in self._turns():
            self._connection.sendall(chunk(number, enveloped=enveloped))
            if all_symbols and number % (_A_SECOND // _CHUNK) == 0:
                self._connection.sendall(frame(_MINI_TICKERS))

    def _turns(self) -> Iterator[int]:
        """Count chunks, no faster than was wished."""
        begun = time.monotonic()
        number = 0
        while True:
            yield number
            number += 1
            if _A_SECOND:
                due = begun + number * _CHUNK / _A_SECOND
                time.sleep(max(due - time.monotonic(), 0))


def main() -> None:
    """Print the port and serve until killed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            guest = Guest(server.accept()[0])
            threading.Thread(target=guest.serve, daemon=True).start()


if __name__ == "__main__":
    main()
