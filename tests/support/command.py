"""The commands as a person types them: a process with an environment and a folder of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MAIN = Path(__file__).parents[2] / "main.py"
PATIENCE = 60.0  # seconds until a hung process is given up; nothing is measured by it
BELOW_EPHEMERAL = range(20_000, 32_000)  # the system hands these out to nobody by itself


@dataclass(frozen=True)
class Ended:
    """What a command that came to its end left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Running:
    """A command that goes on until somebody ends it."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def says(self, words: str) -> None:
        """Wait until it has printed the words."""
        until(lambda: words in self.out.read_text() or not self.alive)
        assert words in self.out.read_text(), self.err.read_text()

    def ends(self, sent: signal.Signals = signal.SIGTERM, *, within: float = PATIENCE) -> Ended:
        """Send the signal and wait for the end."""
        self.process.send_signal(sent)
        code = self.process.wait(within)
        return Ended(code, self.out.read_text(), self.err.read_text())


@dataclass(frozen=True)
class CommandLine:
    """`main.py` in a folder, knowing nothing of the environment that the tests run in."""

    folder: Path

    def __call__(self, *words: str, **settings: object) -> Ended:
        """Run a command that ends by itself."""
        done = subprocess.run(
            _command(words), cwd=self.folder, env=self._environment(settings), timeout=PATIENCE,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def running(self, *words: str, log: str = "log", **settings: object) -> Iterator[Running]:
        """A command in the background; whatever happens, it is gone afterwards."""
        out, err = self.folder / f"{log}.out", self.folder / f"{log}.err"
        with (
            out.open("wb") as stdout,
            err.open("wb") as stderr,
            subprocess.Popen(
                _command(words), cwd=self.folder, env=self._environment(settings),
                stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
            ) as process,
        ):  # fmt: skip
            try:
                yield Running(process, out, err)
            finally:
                process.kill()

    def _environment(self, settings: dict[str, object]) -> dict[str, str]:
        given = {name: str(value) for name, value in settings.items()}
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), **given}


def free_ports(count: int) -> list[int]:
    """Ports on which nothing listens, and that no outgoing connection is given either."""
    found: list[int] = []
    for port in random.sample(BELOW_EPHEMERAL, len(BELOW_EPHEMERAL)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("every port is taken")


def until(holds: Callable[[], object]) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def _command(words: tuple[str, ...]) -> list[str]:
    return [sys.executable, str(MAIN), *words]
