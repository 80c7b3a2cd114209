"""Servers in processes of their own, so that what is measured is not their work."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent


@contextmanager
def beside(script: str, *words: str) -> Iterator[int]:
    """Run a server in a process of its own; its port, which it prints."""
    command = [sys.executable, str(BENCHMARKS / script), *words]
    environment = {"PYTHONPATH": str(BENCHMARKS.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()
