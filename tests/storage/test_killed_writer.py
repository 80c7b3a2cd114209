"""What was acknowledged is kept, whenever the process dies."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from storage import Storage, Vault

ROOT = Path(__file__).parents[2]
ALICE = 1001
KILLS = 10
# For each number it reads: a child that writes from there on, until somebody kills it.
WRITERS = """
import asyncio, itertools, os, sys
import storage.migrations  # now, so that every child starts at once
from storage import Storage, Vault

async def write(start):
    async with Storage.open(sys.argv[1], Vault([Vault.new_key()])) as storage:
        for number in itertools.count(start):
            async with storage.begin() as unit:
                await unit.audit.note(1001, "written", number=number)
                await unit.outbox.put(chat_id=1, user_id=1, kind="notice", text=str(number))
            os.write(1, b"%d\\n" % number)  # a whole line or none, unlike print

for line in sys.stdin:
    if (child := os.fork()) == 0:
        print(os.getpid(), flush=True)
        asyncio.run(write(int(line)))
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


async def killed_after(writers: Process, start: int, acknowledged: int, pause: float) -> int:
    """Let a process write and kill it; the last number it acknowledged."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    writers.stdin.write(b"%d\n" % start)
    pid = int(await writers.stdout.readline())
    lines = [await writers.stdout.readline() for _ in range(acknowledged)]
    assert b"dead\n" not in lines
    await asyncio.sleep(pause)  # die anywhere in the next transactions
    os.kill(pid, signal.SIGKILL)
    while lines[-1] != b"dead\n":
        lines.append(await writers.stdout.readline())
    return int(lines[-2])


@pytest.mark.long
async def test_kill_9_loses_nothing_acknowledged_and_leaves_nothing_half_done(
    url: str, vault: Vault
) -> None:
    writers = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITERS, url, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    chance, start = random.Random(20261120), 0
    for _ in range(KILLS):
        last = await killed_after(writers, start, chance.randint(1, 8), chance.random() / 100)

        async with Storage.open(url, vault) as storage, storage.read() as unit:
            numbers = [entry.detail["number"] for entry in await unit.audit.of(ALICE, 10_000)]
            messages = (await unit.outbox.counts())["pending"]
        assert sorted(numbers) == list(range(len(numbers)))
        assert len(numbers) == messages
        assert len(numbers) > last
        start = len(numbers)

    await writers.communicate(b"")  # no more numbers: it ends
