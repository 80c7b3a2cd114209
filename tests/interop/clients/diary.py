"""What a client tried, and how it went; the last line of its output is this as JSON."""

import asyncio
import json
import os
import signal
import sys
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import Any

PATIENCE = 20.0
TOLD: dict[str, Any] = json.loads(sys.argv[1])
"""Addresses and accounts, as the test that started the client gave them."""


class Refusal:
    """What a library raised when the answer was no."""

    error: Any


@contextmanager
def refused(kind: type[Exception]) -> Iterator[Refusal]:
    """Expect an error of a library, and keep it to be looked at."""
    refusal = Refusal()
    try:
        yield refusal
    except kind as error:
        refusal.error = error
    else:
        raise AssertionError(f"no {kind.__name__}")


class Diary:
    """Every attempt under its area, with `None` or what went wrong."""

    def __init__(self, *packages: str) -> None:
        self._packages = {package: version(package) for package in packages}
        self._attempts: dict[str, dict[str, str | None]] = {}
        signal.signal(signal.SIGTERM, lambda *_: self._give_up())

    @contextmanager
    def tries(self, area: str, what: str) -> Iterator[None]:
        """Write down how the block goes; what fails does not keep the rest from being tried."""
        attempts = self._attempts.setdefault(area, {})
        attempts[what] = "was not finished"
        try:
            yield
        except Exception:  # noqa: BLE001 - whatever another library raises is the finding
            attempts[what] = traceback.format_exc(limit=-4)
        else:
            attempts[what] = None

    @asynccontextmanager
    async def awaits(self, area: str, what: str) -> AsyncIterator[None]:
        """Do the same with what may wait for ever."""
        with self.tries(area, what):
            async with asyncio.timeout(PATIENCE):
                yield

    @contextmanager
    def guards(self, area: str) -> Iterator[None]:
        """Write down what goes wrong between attempts, and nothing if all goes well."""
        try:
            yield
        except Exception:  # noqa: BLE001 - as above
            self._attempts.setdefault(area, {})["the whole"] = traceback.format_exc(limit=-4)

    def _give_up(self) -> None:
        """Show what was written so far: the client has taken too long."""
        self.close()
        sys.stdout.flush()
        os._exit(1)

    def close(self) -> None:
        sys.stdout.write("\n" + json.dumps({"packages": self._packages, "tried": self._attempts}))
