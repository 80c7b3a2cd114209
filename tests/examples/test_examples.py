"""Each example as a reader would run it, on a sandbox of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from sandbox.exchange import Exchange
from sandbox.server import serving

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
Run = Callable[..., Awaitable[str]]


@pytest.fixture
async def port() -> AsyncIterator[int]:
    exchange = Exchange(seed=7)
    async with serving(exchange.app()) as port:
        heart = asyncio.ensure_future(exchange.run())
        yield port
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)


@pytest.fixture
def run(port: int) -> Run:
    """Run an example and return what it printed; it must end well and say nothing else."""

    async def run(name: str, *words: str, **settings: str) -> str:
        sandbox = {"BINANCE_ENVIRONMENT": "sandbox", "SANDBOX_EXCHANGE_PORT": str(port)}
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **sandbox, **settings}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", str(ROOT / "examples" / name), *words),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(PATIENCE):
                out, err = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert (process.returncode, err.decode()) == (0, "")
        return out.decode()

    return run


@pytest.fixture
def somebody(port: int) -> Callable[[str], Awaitable[tuple[str, str]]]:
    """Open an account on the sandbox; its key and secret."""

    async def somebody(name: str) -> tuple[str, str]:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            made = (await http.post("/sandbox/accounts", json={"label": name})).json()
        return made["api_key"], made["secret"]

    return somebody


async def test_price(run: Run) -> None:
    assert (await run("price.py", "ETHUSDT")).startswith("ETHUSDT ")


async def test_candles_in_parallel(run: Run) -> None:
    out = await run("candles_in_parallel.py")

    assert out.count("in 24 hours") == 4
    assert "NOSUCHTHING: Invalid symbol. (-1121)" in out


async def test_order(run: Run, somebody: Callable[[str], Awaitable[tuple[str, str]]]) -> None:
    key, secret = await somebody("alice")

    out = await run("order.py", BINANCE_API_KEY=key, BINANCE_SECRET_KEY=secret)

    assert "placed: NEW\nnow: CANCELED\n" in out
    assert secret not in out


async def test_many_users(
    run: Run, somebody: Callable[[str], Awaitable[tuple[str, str]]], tmp_path: Path
) -> None:
    people = {name: await somebody(name) for name in ("alice", "bob")}
    lines = [f"{name} {key} {secret}" for name, (key, secret) in people.items()]
    (tmp_path / "people.txt").write_text("\n".join([*lines, f"eve {people['bob'][0]} wrong"]))

    out = await run("many_users.py", str(tmp_path / "people.txt"))

    assert sorted(line.split(":")[0] for line in out.splitlines()) == ["alice", "bob", "eve"]
    assert "eve: Signature for this request is not valid. (-1022)" in out


async def test_stream_a_ticker(run: Run) -> None:
    out = (await run("stream_a_ticker.py", "BTCUSDT", "2")).splitlines()

    assert [line.split()[1] for line in out[:2]] == ["BTCUSDT", "BTCUSDT"]
    assert out[2:] == ["enough"]


async def test_health(run: Run) -> None:
    out = await run("health.py")

    assert "RequestDone 8" in out


def test_every_example_is_run_here() -> None:
    tests = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}

    assert {path.stem for path in (ROOT / "examples").glob("*.py")} <= tests
