"""A real Redis for tests that share something between processes."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

PATIENCE = 20.0


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis of one's own on a Unix socket and yield its URL; skip where there is none."""
    # A socket's path must be short.
    with TemporaryDirectory(prefix="redis-") as folder, redis_in(Path(folder)) as url:
        yield url


@contextmanager
def redis_in(folder: Path) -> Iterator[str]:
    """Run a Redis whose socket is in a folder, where another one may have been before."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine: apt-get install redis-server")
    socket = folder / "socket"
    socket.unlink(missing_ok=True)
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(socket, server)
        yield f"unix://{socket}"
    finally:
        server.kill()
        server.wait()


def _wait_for(socket: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not socket.exists():
        assert server.poll() is None, "redis-server ended at once"
        assert time.monotonic() < deadline, "redis-server does not listen"
        time.sleep(0.01)
