"""What a stream's message costs from the socket to the consumer, next to other people's clients.

A process of its own floods each client with aggregate trades of one symbol; what counts is the
CPU time of the client's process, all its threads included. Ours are typed, with Decimal prices,
checked for gaps; others hand out dicts whose numbers are text, ccxt dicts of floats, unicorn by
default the text itself. The clients take turns, and each figure is the median of its rounds.
"""

import asyncio
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
PEERS = PROJECT / "benchmarks" / "peers"
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "support")]

from environments import CannotBeHad, environment  # noqa: E402 - a path of the tests

from sandbox.exchange import Exchange  # noqa: E402 - of the project, which is not installed
from sandbox.server import serving  # noqa: E402 - as above

ROUNDS = 3
PATIENCE = 120.0
OURS = "this client"


@dataclass(frozen=True)
class Client:
    """Who reads the stream: a script of `peers/`, and the script whose environment it needs."""

    script: str
    needs: str | None = None
    told: dict[str, str] = field(default_factory=dict)

    def python(self) -> str | Path:
        return sys.executable if self.needs is None else environment(PEERS / self.needs)


def unicorn(library: str, output: str) -> Client:
    told = {"library": library, "output": output}
    return Client("stream_unicorn.py", "stream_unicorn.py", told)


CLIENTS = {
    OURS: Client("stream_ours.py"),
    "python-binance": Client("stream_python_binance.py", "cpu_python_binance.py"),
    "ccxt.pro": Client("stream_ccxt.py", "cpu_ccxt.py"),
    "official SDK": Client("stream_official_sdk.py", "cpu_official_sdk.py"),
    "unicorn, text": unicorn("websockets", "raw_data"),
    "unicorn, dicts": unicorn("websockets", "dict"),
    "unicorn, picows, text": unicorn("picows", "raw_data"),
    "unicorn, picows, dicts": unicorn("picows", "dict"),
}


def main() -> None:
    console = Console(width=100)
    pythons = dict(found(console))
    with feeder() as port:
        console.print(table(asyncio.run(measured(pythons, port))))


def found(console: Console) -> Iterator[tuple[str, str | Path]]:
    for name, client in CLIENTS.items():
        try:
            yield name, client.python()
        except CannotBeHad as missing:
            console.print(f"{name} is left out: {missing}")


@contextmanager
def feeder() -> Iterator[int]:
    """Run the flood beside us, and return its port."""
    command = [sys.executable, str(PEERS / "feeding.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


async def measured(pythons: dict[str, str | Path], port: int) -> dict[str, float]:
    """Let the clients take turns; microseconds a message."""
    figures: dict[str, list[float]] = {name: [] for name in pythons}
    async with serving(Exchange(seed=3).app()) as rest:
        for _ in range(ROUNDS):
            for name, python in pythons.items():
                client = CLIENTS[name]
                told = {"port": port, "rest": rest, **client.told}
                figures[name].append(await one(python, PEERS / client.script, told))
    return {name: statistics.median(each) for name, each in figures.items()}


async def one(python: str | Path, script: Path, told: dict[str, object]) -> float:
    pipes: dict[str, Any] = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(
        python, script, json.dumps(told), env={}, **pipes
    )
    try:
        async with asyncio.timeout(PATIENCE):
            printed, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode or not printed:
        raise SystemExit(f"{script.name} failed:\n{complaints.decode()}")
    return float(json.loads(printed.splitlines()[-1])["us"])


def table(figures: dict[str, float]) -> Table:
    shown = Table(
        "client", "us a message", "messages a second\nand core", "times ours",
        title="From the socket to the consumer: aggregate trades",
    )  # fmt: skip
    for column in shown.columns[1:]:
        column.justify = "right"
    for name, us in figures.items():
        shown.add_row(name, f"{us:.2f}", f"{1e6 / us:,.0f}", f"{us / figures[OURS]:.1f}")
    return shown


if __name__ == "__main__":
    main()
