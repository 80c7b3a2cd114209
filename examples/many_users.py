"""Many people's balances through one client: one set of connections and limits for all.

    BINANCE_ENVIRONMENT=sandbox python examples/many_users.py people.txt

The file has a line for each of them: a name, the key, its secret.

Nobody waits behind somebody else's thousand requests: where there is not room for all, people
take turns. What Binance says against one person's key stops that person alone.
"""

import asyncio
import sys
from pathlib import Path

from binance import Binance, BinanceError, HmacKey
from binance.config import BinanceConfig
from binance.private.spot import GetAccount


async def main(people: list[str]) -> None:
    async with BinanceConfig.from_env().open() as binance, asyncio.TaskGroup() as group:
        for person in people:
            name, key, secret = person.split()
            group.create_task(show(binance, name, HmacKey(key, secret)))


async def show(binance: Binance, name: str, key: HmacKey) -> None:
    account = binance.account(key, owner=name)
    try:
        answer = await account.send(GetAccount())
    except BinanceError as error:
        print(f"{name}: {error}")
    else:
        print(f"{name}:", ", ".join(f"{one.total:f} {one.asset}" for one in answer.balances))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).read_text().splitlines()))
