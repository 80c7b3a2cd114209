"""What a call costs: CPU time of the client's process, next to bare httpx and other clients.

Everyone asks the same server, which answers from memory, in turns of one run; what is quoted are
the ratios. Other people's clients get an environment of their own at first use.
"""

import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
PEERS = PROJECT / "benchmarks" / "peers"
sys.path.insert(0, str(PROJECT / "tests" / "support"))

from environments import CannotBeHad, environment, requirements  # noqa: E402 - a path of the tests

ROUNDS = 3
PATIENCE = 300.0
CLIENTS = {
    "this client": "cpu_ours.py",
    "bare httpx": "cpu_httpx.py",
    "python-binance": "cpu_python_binance.py",
    "ccxt": "cpu_ccxt.py",
    "official SDK": "cpu_official_sdk.py",
}
Figures = dict[str, float]


@contextmanager
def answering() -> Iterator[int]:
    command = [sys.executable, PEERS / "answers.py"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=PROJECT, env={"PYTHONPATH": str(PROJECT)}
    ) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def measured(python: str | Path, script: Path, port: int) -> Figures:
    done = subprocess.run(
        [python, script, json.dumps({"port": port})],
        check=True,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
        env={},
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def pythons() -> dict[str, str | Path]:
    found: dict[str, str | Path] = {}
    for name, script in CLIENTS.items():
        try:
            needs = requirements(PEERS / script)
            found[name] = environment(PEERS / script) if needs else sys.executable
        except CannotBeHad as missing:
            sys.stdout.write(f"left out: {missing}\n")
    return found


def medians(port: int) -> dict[str, Figures]:
    rounds: dict[str, list[Figures]] = defaultdict(list)
    clients = pythons()
    for _ in range(ROUNDS):
        for name, python in clients.items():
            rounds[name].append(measured(python, PEERS / CLIENTS[name], port))
    return {
        name: {what: statistics.median(one[what] for one in turns) for what in turns[0]}
        for name, turns in rounds.items()
    }


def table(figures: dict[str, Figures]) -> Table:
    ours = figures["this client"]
    shown = Table("client", *ours, title="CPU a call, in microseconds; in brackets: next to ours")
    for name, found in figures.items():
        cells = (
            f"{found[what]:,.0f} ({found[what] / mine:.1f})" if what in found else "-"
            for what, mine in ours.items()
        )
        shown.add_row(name, *cells)
    return shown


def main() -> None:
    with answering() as port:
        figures = medians(port)
    Console(width=140).print(table(figures))


if __name__ == "__main__":
    main()
