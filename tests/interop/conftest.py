"""Other people's clients: each in an environment of its own, against the sandbox."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from environments import ENVIRONMENTS, CannotBeHad, environment

from sandbox.exchange import Exchange
from sandbox.server import serving
from sandbox.telegram.app import Telegram

CLIENTS = Path(__file__).parent / "clients"
PATIENCE = 150.0

Runs = Callable[..., Awaitable[dict[str, Any]]]
Json = dict[str, Any]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave these out unless they were asked for: they fetch packages."""
    if "interop" in config.option.markexpr:
        return
    apart = [item for item in items if item.get_closest_marker("interop")]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in apart]


@pytest.fixture
async def exchange() -> AsyncIterator[httpx.AsyncClient]:
    """The offline exchange on a real port, its market moving; a way to its controls."""
    offline = Exchange(seed=11)
    async with serving(offline.app()) as port, control(port) as client:
        heartbeat = asyncio.create_task(offline.run())
        yield client
        heartbeat.cancel()


@pytest.fixture
async def telegram() -> AsyncIterator[httpx.AsyncClient]:
    """The offline Telegram on a real port; a way to its controls."""
    async with serving(Telegram().app()) as port, control(port) as client:
        yield client


def control(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)


@pytest.fixture
async def accounts(exchange: httpx.AsyncClient) -> dict[str, Json]:
    """An account for each type of key, with what its owner needs to sign."""
    secrets = {"hmac": None, "rsa": rsa.generate_private_key(65537, 2048)}
    return {
        kind: await _account(exchange, kind, private)
        for kind, private in (secrets | {"ed25519": ed25519.Ed25519PrivateKey.generate()}).items()
    }


async def _account(exchange: httpx.AsyncClient, label: str, private: Any) -> Json:
    wanted: Json = {
        "label": label,
        "balances": {"USDT": "10000", "BTC": "0.5"},
        "permissions": [
            "enableFutures",
            "enableMargin",
            "enableInternalTransfer",
            "permitsUniversalTransfer",
        ],
    }
    pem = serialization.Encoding.PEM
    if private is not None:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        wanted["public_key"] = private.public_key().public_bytes(pem, form).decode()
    made = (await exchange.post("/sandbox/accounts", json=wanted)).raise_for_status().json()
    if private is None:
        return {"api_key": made["api_key"], "secret": made["secret"]}
    form = serialization.PrivateFormat.PKCS8
    secret = private.private_bytes(pem, form, serialization.NoEncryption()).decode()
    return {"api_key": made["api_key"], "private_key": secret}


@pytest.fixture
def runs() -> Runs:
    """Run one of `clients/`; what it wrote in its diary."""

    async def run(name: str, **told: Any) -> Json:
        script = CLIENTS / name
        try:
            python = await asyncio.to_thread(environment, script)
        except CannotBeHad as missing:
            pytest.skip(str(missing))
        process = await asyncio.create_subprocess_exec(
            python, script, json.dumps(told),
            env={"PATH": os.environ["PATH"], "HOME": str(ENVIRONMENTS)},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                out, err = await process.communicate()
        except TimeoutError:
            process.terminate()  # the diary shows how far it came
            out, err = await process.communicate()
        assert process.returncode == 0, f"{out.decode()[-2000:]}\n{err.decode()[-4000:]}"
        diary = json.loads(out.decode().splitlines()[-1])
        results = ENVIRONMENTS / "results"
        results.mkdir(exist_ok=True)
        (results / f"{script.stem}.json").write_text(json.dumps(diary, indent=1))
        return dict(diary)

    return run
