"""What comes of asking for more than Binance allows: this client next to other people's.

Fifty users share a client, an address and a key; one of them never has enough. Limits and windows
are the real ones, 6,000 weight in each minute, because some clients have them built in and would
be told a lie by smaller ones: scaled down are the users and the time. Each client has an exchange
to itself, and all run side by side. That one key and one instance serve all is kind to the clients
whose limiter belongs to the instance.

"Of the budget" is the weight that the exchange counted in these minutes; a ban goes on after them.
Waits are those for an answer: who is refused waits for nothing, and gets nothing; who still waits
fifteen seconds after the end counts among those without an answer.
"""

import asyncio
import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, MutableMapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
PEERS = PROJECT / "benchmarks" / "peers"
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "support")]

from environments import CannotBeHad, environment  # noqa: E402 - a path of the tests

from sandbox.exchange import Exchange  # noqa: E402 - of the project, which is not installed
from sandbox.server import App, Receive, Scope, Send, serving  # noqa: E402 - as above

MINUTES = 3
BUDGET = 6_000
SETTING_UP = 60.0  # seconds: the slowest client imports itself, and quiet users run in for 45
PATIENCE = 60.0
CLIENTS = {
    "this client": "ours",
    "python-binance": "python_binance",
    "ccxt": "ccxt",
    "official SDK": "official_sdk",
}
Figures = dict[str, dict[str, float]]


@dataclass
class Witness:
    """Stands before an exchange and writes down what it answers in the minutes that count."""

    app: App
    begin: float
    answers: Counter[int] = field(default_factory=Counter)
    used: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    banned: float = 0.0
    _banned_until: float = 0.0

    @property
    def end(self) -> float:
        return self.begin + MINUTES * 60

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def seen(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and self.begin <= time.time() < self.end:
                self._see(message["status"], dict(message["headers"]))
            await send(message)

        await self.app(scope, receive, seen)

    def _see(self, status: int, headers: dict[bytes, bytes]) -> None:
        now = time.time()
        self.answers[status] += 1
        minute = int(now // 60)
        self.used[minute] = max(self.used[minute], int(headers.get(b"x-mbx-used-weight-1m", 0)))
        if status == httpx.codes.IM_A_TEAPOT:
            until = min(now + int(headers[b"retry-after"]), self.end)
            self.banned += max(until - max(self._banned_until, now), 0)
            self._banned_until = max(self._banned_until, until)


def main() -> None:
    console = Console(width=150)
    pythons = dict(found(console))
    begin = math.ceil((time.time() + SETTING_UP) / 60) * 60
    end = time.strftime("%H:%M", time.localtime(begin + MINUTES * 60))
    console.print(f"{MINUTES} minutes of load, until {end}")
    rows = asyncio.run(side_by_side(pythons, begin))
    console.print(table(rows))


def found(console: Console) -> Iterator[tuple[str, str | Path]]:
    """Yield each client with its Python; the environments are those that measure CPU."""
    for name, script in CLIENTS.items():
        try:
            own = script == "ours"
            yield name, sys.executable if own else environment(PEERS / f"cpu_{script}.py")
        except CannotBeHad as missing:
            console.print(f"left out: {missing}")


async def side_by_side(
    pythons: dict[str, str | Path], begin: float
) -> dict[str, tuple[Witness, Figures]]:
    async with asyncio.TaskGroup() as group:
        running = {
            name: group.create_task(one(python, PEERS / f"load_{CLIENTS[name]}.py", begin))
            for name, python in pythons.items()
        }
    return {name: task.result() for name, task in running.items()}


async def one(python: str | Path, script: Path, begin: float) -> tuple[Witness, Figures]:
    witness = Witness(Exchange(seed=3).app(), begin)
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serving(witness))
        transport = httpx.ASGITransport(witness)
        async with httpx.AsyncClient(transport=transport, base_url="http://exchange") as control:
            key = (await control.post("/sandbox/accounts", json={})).json()
        told = {"port": port, "begin": begin, "end": witness.end, **key}
        return witness, await carried(python, script, told, begin)


async def carried(
    python: str | Path, script: Path, told: dict[str, object], begin: float
) -> Figures:
    """Let a client carry the load in a process of its own, and return what it reports."""
    pipes: dict[str, Any] = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(
        python, script, json.dumps(told), env={}, **pipes
    )
    try:
        async with asyncio.timeout(begin - time.time() + MINUTES * 60 + PATIENCE):
            printed, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise SystemExit(f"{script.name} failed:\n{complaints.decode()}")
    return dict(json.loads(printed.splitlines()[-1]))


def table(rows: dict[str, tuple[Witness, Figures]]) -> Table:
    title = f"{MINUTES} minutes in which more is asked than {BUDGET:,} weight a minute allow"
    shown = Table(
        "client", "useful\nanswers", "of the\nbudget", "429", "418", "banned, s",
        "quiet users:\nanswered", "wait p50, s", "p99", "flooder:\nanswered", "wait p50, s", "p99",
        title=title,
    )  # fmt: skip
    for column in shown.columns[1:]:
        column.justify = "right"
    for name, (witness, figures) in rows.items():
        shown.add_row(
            name,
            f"{sum(each['useful'] for each in figures.values()):,.0f}",
            f"{sum(witness.used.values()) / (BUDGET * MINUTES):.1%}",
            f"{witness.answers[429]:,}",
            f"{witness.answers[418]:,}",
            f"{witness.banned:.0f}",
            *people(figures["quiet"]),
            *people(figures["flooder"]),
        )
    return shown


def people(figures: dict[str, float]) -> tuple[str, str, str]:
    return (
        f"{figures['answered'] / max(figures['asked'], 1):.1%}",
        f"{figures['p50']:.2f}",
        f"{figures['p99']:.2f}",
    )


if __name__ == "__main__":
    main()
