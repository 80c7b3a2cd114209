"""Clients side by side on one market, whose sockets are severed while everybody trades."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from environments import ENVIRONMENTS, CannotBeHad, environment
from httpx import AsyncClient

from binance import Binance, HmacKey, Hosts
from binance.models.order_terms import OrderType, Side
from binance.private.spot import NewOrder
from binance.public.spot import AggTrades
from sandbox.exchange import Exchange
from sandbox.server import serving

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

CLIENTS = Path(__file__).parent / "clients"
NEEDS = {
    "severed_ours.py": None,
    "severed_python_binance.py": "with_python_binance.py",
    "severed_unicorn.py": "with_unicorn.py",
}
FAULTS = {"cut": 60.0, "shutdown": 60.0, "silence": 240.0}
"""How long there is trading, in seconds; silence is noticed only when it has lasted."""

FAULT_AFTER, LAST_WORDS, BETWEEN = 5.0, 30.0, 0.2
RESULTS = ENVIRONMENTS / "results" / "severed"

Json = dict[str, Any]


@pytest.mark.parametrize("fault", FAULTS)
async def test_only_this_client_misses_nothing(fault: str) -> None:
    offline = Exchange(seed=11)
    async with serving(offline.app()) as port, Binance(Hosts.sandbox(port)) as binance:
        heartbeat = asyncio.create_task(offline.run())
        rows = [row async for row in side_by_side(binance, port, fault)]
        heartbeat.cancel()

    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{fault}.json").write_text(json.dumps(rows, indent=1))
    ours = rows[0]
    assert ours["trades"] > 100
    assert ours["fills"] > 50
    assert {ours[kind] for kind in ("trades missed", "fills missed", "told twice")} == {0}


async def side_by_side(binance: Binance, port: int, fault: str) -> AsyncIterator[Json]:
    accounts = [await account(binance, port) for _ in NEEDS]
    async with asyncio.TaskGroup() as group:
        starting = [
            group.create_task(started(script, {"url": f"http://127.0.0.1:{port}", **key}))
            for script, key in zip(NEEDS, accounts, strict=True)
        ]
    clients = [task.result() for task in starting]
    try:
        fills = await traded(binance, port, accounts, fault)
        newest = (await binance.send(AggTrades(symbol="BTCUSDT", limit=1)))[0].agg_trade_id
        await asyncio.sleep(LAST_WORDS)
    finally:
        for client in clients:
            client.terminate()
    for client, own in zip(clients, fills, strict=True):
        assert client.stdout is not None
        said = await client.stdout.read()
        await client.wait()
        yield compared(json.loads(said.splitlines()[-1]), newest, own)


async def account(binance: Binance, port: int) -> Json:
    wanted = {"balances": {"USDT": "10000000", "BTC": "100"}}
    async with AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as control:
        made = (await control.post("/sandbox/accounts", json=wanted)).raise_for_status().json()
    return {"api_key": made["api_key"], "secret": made["secret"]}


async def started(script: str, told: Json) -> asyncio.subprocess.Process:
    """Start a client and wait until it listens."""
    try:
        needs = NEEDS[script]
        python = await asyncio.to_thread(environment, CLIENTS / needs) if needs else sys.executable
    except CannotBeHad as missing:
        pytest.skip(str(missing))
    process = await asyncio.create_subprocess_exec(
        python, CLIENTS / script, json.dumps(told), stdout=asyncio.subprocess.PIPE, limit=2**24
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while await process.stdout.readline() != b"ready\n":
            assert process.returncode is None, f"{script} ended"
    return process


async def traded(binance: Binance, port: int, accounts: list[Json], fault: str) -> list[set[int]]:
    """Buy and sell for everybody, with a fault in the middle; the fills of each."""
    loop = asyncio.get_running_loop()
    fills: list[set[int]] = [set() for _ in accounts]
    fault_at, end = loop.time() + FAULT_AFTER, loop.time() + FAULTS[fault]
    side = Side.BUY
    while loop.time() < end:
        for key, own in zip(accounts, fills, strict=True):
            own.update(await order(binance, key, side))
        side = Side.SELL if side is Side.BUY else Side.BUY
        if loop.time() >= fault_at:
            fault_at = end
            seconds = {"seconds": 600} if fault == "silence" else {}
            async with AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as control:
                await control.post("/sandbox/faults", json=[{"kind": fault, **seconds}])
        await asyncio.sleep(BETWEEN)
    return fills


async def order(binance: Binance, key: Json, side: Side) -> set[int]:
    quantity = Decimal("0.01")
    wanted = NewOrder(symbol="BTCUSDT", side=side, type=OrderType.MARKET, quantity=quantity)
    answer = await binance.account(HmacKey(key["api_key"], key["secret"])).send(wanted)
    return {fill.trade_id for fill in answer.fills}


def compared(told: Json, newest: int, fills: set[int]) -> Json:
    """Hold what a client was told against what happened since its first trade."""
    trades = set(range(told["trades"][0], newest + 1))
    heard = [each for each in told["trades"] if each <= newest]
    repeated = len(heard) - len(set(heard)) + len(told["fills"]) - len(set(told["fills"]))
    return {
        "client": told["client"],
        "trades": len(trades),
        "trades missed": len(trades - set(heard)),
        "fills": len(fills),
        "fills missed": len(fills - set(told["fills"])),
        "told twice": repeated,
    }
