"""Whether the offline exchange is quick enough never to be what a test waits for.

It runs as its users run it, in a process of its own; here, in another, is the load.
"""

import asyncio
import json
import os
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
SETTINGS = ("TELEGRAM_", "BINANCE_", "SANDBOX_")

PATIENCE = 20.0
STARTS = 3
IDLE = 5.0

PATHS = ("/api/v3/ping", "/api/v3/ticker/price?symbol=BTCUSDT")
CLIENTS, IN_FLIGHT = 8, 8
ROUNDS, REQUESTS = 5, 3_200  # they weigh 4,800, and an address may use 6,000 a minute

LISTENERS = 150
LISTENING = 5.0


@dataclass
class Sandbox:
    """A running `main.py sandbox`."""

    process: subprocess.Popen[bytes]
    port: int
    seconds: float  # until it answered
    busy: float = 0.0  # of these, on a core

    def post(self, path: str) -> None:
        with urlopen(Request(self._url(path), method="POST"), timeout=PATIENCE):
            pass

    def get(self, path: str) -> object:
        with urlopen(self._url(path), timeout=PATIENCE) as answer:
            return json.load(answer)

    def answers(self) -> bool:
        try:
            return self.get("/api/v3/ping") == {}
        except OSError:
            return False

    def cpu_seconds(self) -> float:
        """Return how long the process has been on a core."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if stat.exists():  # to a hundredth of a second; elsewhere ps is all there is
            user, system = stat.read_text().rpartition(")")[2].split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        asked = ["ps", "-o", "cputime=", "-p", str(self.process.pid)]
        clock = subprocess.check_output(asked, text=True).strip().split(":")
        return sum(float(part) * 60.0**place for place, part in enumerate(reversed(clock)))

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@dataclass
class Rate:
    """How much was done in a while, by the clock and by the time the sandbox was on a core."""

    count: int
    seconds: float
    busy: float

    def row(self) -> tuple[str, str]:
        return f"{self.count / self.seconds:,.0f}", f"{self.count / self.busy:,.0f}"


def main() -> None:
    seconds, busy = zip(*(started() for _ in range(STARTS)), strict=True)
    with sandbox() as running:
        share = idle_share(running)
        requests = asyncio.run(cheap_requests(running))
        messages = asyncio.run(stream_messages(running))
    start = (f"{statistics.median(each):.2f} s" for each in (seconds, busy))
    table = Table("what", "measured", "with a core of its own", "goal", title="The sandbox")
    table.add_row("start to first answer", *start, "under 2 s")
    table.add_row("a core while idle", f"{share:.1%}", "", "under 2 %")
    table.add_row("cheap requests a second", *requests.row(), "2,000 and more")
    table.add_row("stream messages a second", *messages.row(), "20,000 and more")
    Console().print(table)


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    exchange, telegram = free_port(), free_port()
    inherited = {name: each for name, each in os.environ.items() if not name.startswith(SETTINGS)}
    ports = {"SANDBOX_EXCHANGE_PORT": str(exchange), "SANDBOX_TELEGRAM_PORT": str(telegram)}
    with tempfile.TemporaryDirectory() as folder:  # where no .env changes anything
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, PROJECT / "main.py", "sandbox"],
            cwd=folder,
            env=inherited | ports,
            stdout=subprocess.DEVNULL,
        )
        try:
            running = Sandbox(process, exchange, 0.0)
            while not running.answers():
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise SystemExit("The sandbox does not start.")
                time.sleep(0.005)
            running.seconds = time.perf_counter() - began
            running.busy = running.cpu_seconds()
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def started() -> tuple[float, float]:
    with sandbox() as each:
        return each.seconds, each.busy


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def idle_share(running: Sandbox) -> float:
    """Leave the sandbox alone, after every symbol was looked at and so has come to life."""
    running.get("/api/v3/ticker/24hr")
    before, began = running.cpu_seconds(), time.perf_counter()
    time.sleep(IDLE)
    return (running.cpu_seconds() - before) / (time.perf_counter() - began)


async def cheap_requests(running: Sandbox) -> Rate:
    """Return the middle one of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        running.post("/sandbox/reset")  # so that the limit on weight begins anew
        before, began = running.cpu_seconds(), time.perf_counter()
        await asyncio.gather(*(client(running.port) for _ in range(CLIENTS)))
        seconds = time.perf_counter() - began
        rounds.append(Rate(REQUESTS, seconds, running.cpu_seconds() - before))
    running.post("/sandbox/reset")
    return sorted(rounds, key=lambda each: each.seconds)[ROUNDS // 2]


async def client(port: int) -> None:
    """Send requests on one connection, some before the answers to others have come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    batch = "".join(f"GET {path} HTTP/1.1\r\nHost: sandbox\r\n\r\n" for path in PATHS)
    for _ in range(REQUESTS // CLIENTS // IN_FLIGHT):
        writer.write(batch.encode() * (IN_FLIGHT // len(PATHS)))
        for _ in range(IN_FLIGHT):
            await answer(reader)
    writer.close()


async def answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"The sandbox refuses a request: {head.decode()}")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))


async def stream_messages(running: Sandbox) -> Rate:
    """Listen with many connections to much of what there is to hear."""
    kinds = ("aggTrade", "trade", "bookTicker", "depth5@100ms")
    streams = [f"{symbol.lower()}@{kind}" for symbol in symbols(running) for kind in kinds]
    path = "/stream?streams=" + "/".join([*streams, "!miniTicker@arr"])
    listeners = await asyncio.gather(*(listen(running.port, path) for _ in range(LISTENERS)))
    await asyncio.sleep(1.0)
    before, began = running.cpu_seconds(), time.perf_counter()
    unheard = sum(each.frames for each in listeners)
    await asyncio.sleep(LISTENING)
    heard, seconds = sum(each.frames for each in listeners) - unheard, time.perf_counter() - began
    rate = Rate(heard, seconds, running.cpu_seconds() - before)
    if lost := sum(each.closed for each in listeners):
        raise SystemExit(f"The sandbox has cut {lost} of {LISTENERS} listeners off.")
    for each in listeners:
        each.transport.abort()
    return rate


def symbols(running: Sandbox) -> list[str]:
    info = running.get("/api/v3/exchangeInfo?symbolStatus=TRADING")
    assert isinstance(info, dict)
    return [each["symbol"] for each in info["symbols"] if each["symbol"].isascii()]


async def listen(port: int, path: str) -> "Listener":
    loop = asyncio.get_running_loop()
    _, listener = await loop.create_connection(lambda: Listener(path), "127.0.0.1", port)
    await asyncio.wait_for(listener.opened.wait(), PATIENCE)
    return listener


class Listener(asyncio.Protocol):
    """A WebSocket client that counts frames and reads none."""

    def __init__(self, path: str) -> None:
        self.opened = asyncio.Event()
        self.closed = False
        self.frames = 0
        self.transport: asyncio.Transport
        self._path = path
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: sandbox\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )

    def connection_lost(self, _: Exception | None) -> None:
        self.closed = True

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        if not self.opened.is_set():
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise SystemExit(f"The sandbox refuses a listener: {head.decode()}")
            self.opened.set()
        self._rest = self._count(data)

    def _count(self, data: bytes) -> bytes:
        """Count the whole frames; return what is left over."""
        place = 0
        while len(data) - place >= 2:
            start, length = place + 2, data[place + 1] & 0x7F
            if length >= 126:
                size = 2 if length == 126 else 8
                if len(data) < start + size:
                    break
                (length,) = struct.unpack_from("!H" if size == 2 else "!Q", data, start)
                start += size
            if len(data) < start + length:
                break
            self.frames += 1
            place = start + length
        return data[place:]


if __name__ == "__main__":
    main()
