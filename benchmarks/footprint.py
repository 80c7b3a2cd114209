"""What the client takes before it does anything: its import, and accounts that lie idle."""

import statistics
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
ROUNDS = 5
ACCOUNTS = 10_000
GOALS = {"import, s of CPU": 0.4, "10,000 HMAC accounts, MB": 50, "10,000 Ed25519 accounts, MB": 50}

IMPORT = "import time; s = time.process_time(); import binance; print(time.process_time() - s)"
IDLE = """
import asyncio, json, resource, sys
from binance import Binance, Ed25519Key, HmacKey, Hosts, new_ed25519_pair

def resident():
    pages = int(open("/proc/self/statm").read().split()[1])
    return pages * resource.getpagesize() / 1e6

def signer(kind, number):
    if kind == "hmac":
        return HmacKey(f"key{number:060}", f"secret{number:058}")
    return Ed25519Key(f"key{number:060}", new_ed25519_pair().private_pem)

async def main(kind, count):
    async with Binance(Hosts.sandbox()) as binance:
        warm = [binance.account(signer(kind, number)) for number in range(100)]
        before = resident()
        idle = [binance.account(signer(kind, number)) for number in range(count)]
        print(resident() - before)

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


def printed(*arguments: str) -> float:
    command = [sys.executable, "-c", *arguments]
    return float(subprocess.run(command, check=True, capture_output=True, cwd=PROJECT).stdout)


def main() -> None:
    figures = {
        "import, s of CPU": statistics.median(printed(IMPORT) for _ in range(ROUNDS)),
        "10,000 HMAC accounts, MB": printed(IDLE, "hmac", str(ACCOUNTS)),
        "10,000 Ed25519 accounts, MB": printed(IDLE, "ed25519", str(ACCOUNTS)),
    }
    table = Table("what", "measured", "goal, at most", title="What the client takes")
    for what, found in figures.items():
        table.add_row(what, f"{found:.2f}", f"{GOALS[what]}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
