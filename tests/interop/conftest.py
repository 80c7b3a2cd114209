"""Other people's clients: each in an environment of its own, against the offline exchange."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.exchange import Exchange
from sandbox.server import serving

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".venv" / "interop"
PATIENCE = 90.0

Runs = Callable[..., Awaitable[dict[str, Any]]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave these out unless they were asked for: they fetch packages."""
    if "interop" in config.option.markexpr:
        return
    apart = [item for item in items if item.get_closest_marker("interop")]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in apart]


@pytest.fixture(scope="session")
def installed() -> Callable[[str], Path]:
    """The Python of an environment that has the package, made at its first use."""

    def python_with(requirement: str) -> Path:
        folder = ENVIRONMENTS / requirement
        python, stamp = folder / "bin" / "python", folder / "complete"
        if not stamp.exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
            wanted: list[str | Path] = [python, "-m", "pip", "install", "--quiet", requirement]
            if subprocess.run(wanted, check=False).returncode:
                pytest.skip(f"{requirement} cannot be had here: the package index is out of reach")
            stamp.touch()
        return python

    return python_with


@pytest.fixture
async def exchange() -> AsyncIterator[httpx.AsyncClient]:
    """The offline exchange on a real port, its market moving; a way to its controls."""
    offline = Exchange(seed=11)
    async with serving(offline.app()) as port:
        heartbeat = asyncio.create_task(offline.run())
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False
        ) as control:
            yield control
        heartbeat.cancel()


@pytest.fixture
def runs(exchange: httpx.AsyncClient, installed: Callable[[str], Path]) -> Runs:
    """Run one of `clients/` on the exchange; what it saw."""

    async def run(client: str, requirement: str, **account: str) -> dict[str, Any]:
        python = await asyncio.to_thread(installed, requirement)
        told = {"url": str(exchange.base_url).rstrip("/"), **account}
        process = await asyncio.create_subprocess_exec(
            python, HERE / "clients" / client, json.dumps(told),
            env={"PATH": os.environ["PATH"]},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                out, err = await process.communicate()
        except TimeoutError:
            process.kill()
            out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return dict(json.loads(out))

    return run
