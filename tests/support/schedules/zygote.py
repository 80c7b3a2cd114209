"""A process that has imported everything and forks bots from itself: a start costs milliseconds.

It obeys lines of JSON on its standard input and answers each with one. When the input ends, so
do the bots.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any, NoReturn

import aiohttp  # noqa: F401  # imported late otherwise, by each bot anew, as is the next
import anyio._backends._asyncio  # noqa: F401
from httpx._transports import default

import handlers
from binance import Hosts
from bot import application
from bot.plan import Plan
from handlers import secrecy
from handlers.errors import on_error
from handlers.menu import greet
from schedules.bugs import BUGS
from storage import Vault

log = logging.getLogger(__name__)

Orders = dict[str, Any]


class Zygote:
    def __init__(self) -> None:
        self._alive: set[int] = set()

    def obey(self) -> None:
        """Serve until the input ends."""
        for line in sys.stdin:
            asked = json.loads(line)
            answer = self._start(asked) if asked["do"] == "start" else self._kill(asked["pid"])
            sys.stdout.write(f"{answer}\n")
            sys.stdout.flush()
        for pid in tuple(self._alive):
            self._kill(pid)

    def _start(self, asked: Orders) -> int:
        pid = os.fork()
        if pid == 0:
            _be_a_bot(asked)
        self._alive.add(pid)
        return pid

    def _kill(self, pid: int) -> int:
        """Its exit code; -9 when it lived until now."""
        self._alive.remove(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _be_a_bot(asked: Orders) -> NoReturn:
    written = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, file in ((0, os.open(os.devnull, os.O_RDONLY)), (1, written), (2, written)):
        os.dup2(file, stream)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    try:
        if asked["bug"] is not None:
            BUGS[asked["bug"]]()
        asyncio.run(_run(asked))
    except BaseException:
        log.exception("the bot ended")
    finally:
        os._exit(1)


async def _run(asked: Orders) -> None:
    stop = asyncio.Event()
    await application.run(
        _plan(asked), handlers.routes(), on_error, stop, prompt=secrecy.erase, greet=greet
    )


def _plan(asked: Orders) -> Plan:
    return Plan(
        token=asked["token"],
        base_url=f"{asked['telegram']}/bot",
        file_url=f"{asked['telegram']}/file/bot",
        environment="sandbox",
        hosts=Hosts.sandbox(port=asked["exchange_port"]),
        database_url=f"sqlite+aiosqlite:///{asked['database']}",
        vault=Vault([asked["vault_key"]]),
        warm_charts=False,  # nobody asks for a picture
        recv_window=asked["recv_window"],
        grace=timedelta(milliseconds=asked["grace"]),
    )


async def _warm_up(asked: Orders) -> None:
    """Open a bot and close it again: what that imports and prepares, all bots inherit."""
    async with application.opened(_plan(asked)):
        handlers.routes()


def _prepare() -> None:
    """Do once what every bot would do again."""
    vars(default)["create_ssl_context"] = cache(vars(default)["create_ssl_context"])
    asyncio.run(_warm_up(json.loads(sys.argv[1])))
    gc.freeze()  # what is shared by all stays shared


if __name__ == "__main__":
    _prepare()
    Zygote().obey()
