"""The guide's code, as a reader would type it, on a sandbox."""

import ast
import asyncio
import inspect
import re
import types
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from redis_server import redis_server

from binance.config import BinanceConfig
from sandbox.exchange import Exchange
from sandbox.server import serving

GUIDE = Path(__file__).parents[2] / "docs" / "client.md"
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
REDIS = "redis://localhost"


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Set the reader's environment: a sandbox, and a key of theirs on it."""
    exchange = Exchange(seed=7)
    async with serving(exchange.app()) as port:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            made = (await http.post("/sandbox/accounts", json={"label": "alice"})).json()
        monkeypatch.setenv("BINANCE_ENVIRONMENT", "sandbox")
        monkeypatch.setenv("SANDBOX_EXCHANGE_PORT", str(port))
        monkeypatch.setenv("BINANCE_API_KEY", made["api_key"])
        monkeypatch.setenv("BINANCE_SECRET_KEY", made["secret"])
        market = asyncio.create_task(exchange.run())
        yield
        market.cancel()


async def run(block: str, names: dict[str, Any]) -> None:
    """Run a block where `await` works at the top level, as in `python -m asyncio`."""
    code = compile(block, str(GUIDE), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    running = types.FunctionType(code, names)()
    if inspect.isawaitable(running):
        await running


async def test_the_guide_runs_from_top_to_bottom(
    sandbox: None, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {}
    async with BinanceConfig.from_env().open() as binance:
        for block in BLOCKS:
            if REDIS not in block:
                await run(block, names)
                names["binance"] = binance  # "from here on an open client"

    printed = capsys.readouterr().out
    assert "FILLED" in printed
    assert "NOSUCHTHING Invalid symbol. (-1121)" in printed
    assert "\n0.5\n" in printed  # of two questions the cache answered one


async def test_the_guides_processes_share_a_redis(sandbox: None) -> None:
    (block,) = (block for block in BLOCKS if REDIS in block)
    with redis_server() as url:
        await run(BLOCKS[0] + block.replace(REDIS, url), {})
        async with Redis.from_url(url) as redis:
            kept = await redis.keys("*spot*")

    assert kept  # what was sent is counted where the next process will look
