"""The test's hold on the zygote and the bots it makes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage import Vault

TOKEN = "700000001:offline-sandbox-token-of-the-bot"
RECV_WINDOW, GRACE = 800, 1200  # milliseconds: an order not found after both is absent
ROOT = Path(__file__).parents[3]


class Nursery:
    """Starts and kills bots."""

    def __init__(self, zygote: "subprocess.Popen[str]", database: Path) -> None:
        self._zygote = zygote
        self.database = database  # with today's tables, empty: to begin from

    def start(self, orders: dict[str, Any]) -> int:
        """The pid of a new bot."""
        return self._ask(orders)

    def kill(self, pid: int) -> int:
        """SIGKILL; the exit code is -9 unless the bot had ended by itself."""
        return self._ask({"do": "kill", "pid": pid})

    def _ask(self, asked: dict[str, Any]) -> int:
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.write(json.dumps(asked) + "\n")
        self._zygote.stdin.flush()
        answer = self._zygote.stdout.readline()
        assert answer, "the zygote has ended: its error is on standard error"
        return int(answer)


def orders(
    *, telegram: str, exchange_port: int, database: Path, vault_key: str, log: Path, bug: str | None
) -> dict[str, Any]:
    """What a bot must be told to start."""
    return {
        "do": "start",
        "token": TOKEN,
        "telegram": telegram,
        "exchange_port": exchange_port,
        "database": str(database),
        "vault_key": vault_key,
        "recv_window": RECV_WINDOW,
        "grace": GRACE,
        "bug": bug,
        "log": str(log),
    }


@contextmanager
def nursery(database: Path) -> Iterator[Nursery]:
    nowhere = "http://127.0.0.1:9"
    first = orders(
        telegram=nowhere, exchange_port=9, database=database, vault_key=Vault.new_key(),
        log=Path(os.devnull), bug=None,
    )  # fmt: skip
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "support")))
    with subprocess.Popen(
        [sys.executable, "-m", "schedules.zygote", json.dumps(first)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as zygote:
        yield Nursery(zygote, database)
        assert zygote.stdin is not None
        zygote.stdin.close()
