"""Messages cut out of the bytes are those that the library itself would have read."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from binance.streams.quick_connection import QuickConnection

_HEADER = 6  # of a short pong, with its mask
TEXT, BINARY, CONT = Opcode.TEXT, Opcode.BINARY, Opcode.CONT
SIZES = st.sampled_from([0, 1, 124, 125, 126, 127, 128, 300, 65_535, 65_536])


class Wire(asyncio.Transport):
    """Takes what is written, and remembers whether reading is paused."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.paused = False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


def opened(wire: Wire) -> QuickConnection:
    protocol = ClientProtocol(parse_uri("ws://127.0.0.1/"), state=State.OPEN)
    connection = QuickConnection(protocol, ping_interval=None)
    connection.connection_made(wire)
    connection.response = object()  # type: ignore[assignment]  # hands have been shaken
    return connection


def frames(content: bytes, shape: str) -> list[Frame]:
    match shape:
        case "whole":
            return [Frame(TEXT, content)]
        case "binary":
            return [Frame(BINARY, content)]
        case "pinged":
            return [Frame(Opcode.PING, b"still there?"), Frame(TEXT, content)]
    half = len(content) // 2
    begun, ended = Frame(TEXT, content[:half], fin=False), Frame(CONT, content[half:])
    return [begun, Frame(Opcode.PING, b"between"), ended]


def pieces(data: bytes, cuts: list[float]) -> Iterator[bytes]:
    places = sorted({0, len(data), *(round(each * len(data)) for each in cuts)})
    for begin, end in pairwise(places):
        yield data[begin:end]


SHAPES = st.sampled_from(["whole", "whole", "whole", "binary", "pinged", "in fragments"])
SENT = st.lists(st.tuples(SIZES, SHAPES), min_size=1, max_size=12)
CUTS = st.lists(st.floats(0, 1), max_size=10)


@given(SENT, CUTS)
async def test_every_message_arrives_whole_and_in_order(
    sent: list[tuple[int, str]], cuts: list[float]
) -> None:
    contents = [bytes([97 + n]) * size for n, (size, _) in enumerate(sent)]
    all_frames = [
        frame
        for content, (_, shape) in zip(contents, sent, strict=True)
        for frame in frames(content, shape)
    ]
    wire = Wire()
    connection = opened(wire)

    for piece in pieces(b"".join(frame.serialize(mask=False) for frame in all_frames), cuts):
        connection.data_received(piece)

    assert [await connection.message() for _ in contents] == contents
    pings = [frame.data for frame in all_frames if frame.opcode is Opcode.PING]
    assert len(wire.written) == sum(_HEADER + len(data) for data in pings)


async def test_nothing_is_read_while_too_much_waits() -> None:
    wire = Wire()
    connection = opened(wire)
    connection.data_received(Frame(TEXT, b"{}").serialize(mask=False) * 20)
    assert wire.paused

    for _ in range(16):
        await connection.message()

    assert not wire.paused


async def test_what_had_arrived_is_read_after_the_end() -> None:
    connection = opened(Wire())
    whole = Frame(TEXT, b"last").serialize(mask=False)
    connection.data_received(whole + whole[:3])

    connection.connection_lost(None)

    assert [await connection.message(), await connection.message()] == [b"last", None]


async def test_a_masked_message_ends_the_connection() -> None:
    connection = opened(Wire())

    connection.data_received(Frame(TEXT, b"masked").serialize(mask=True))

    assert connection.state is not State.OPEN


async def test_after_a_goodbye_nothing_is_heard() -> None:
    connection = opened(Wire())
    goodbye = Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=False)

    connection.data_received(goodbye + Frame(TEXT, b"too late").serialize(mask=False))
    connection.connection_lost(None)

    assert await connection.message() is None
