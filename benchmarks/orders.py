"""How long it takes from a tap to the exchange, and from an unclear answer to a verdict.

The whole bot but for Telegram runs here, with the live market of a sandbox in a process of its own:
what is measured is the bot's time until it hands the order to its connection. Between the taps, a
sum that is always the same is measured as well: by how much its longest exceed its median is what
the machine adds, to the taps too.
"""

import asyncio
import itertools
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import httpx
from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT)]

from benchmarks.peers.beside import beside  # noqa: E402 - of the project, which is not installed
from binance import Hosts  # noqa: E402 - as above
from binance.models.order_terms import OrderType, Side  # noqa: E402 - as above
from binance.private.spot import NewOrder, OpenOrders  # noqa: E402 - as above
from binance.transport import Answer, Call, Transport  # noqa: E402 - as above
from bot.application import Bot, opened, settle  # noqa: E402 - as above
from bot.asked import Asked  # noqa: E402 - as above
from bot.deeds import deed_of  # noqa: E402 - as above
from bot.intents import BACKEND, MARGIN  # noqa: E402 - as above
from bot.notifications import Sender  # noqa: E402 - as above
from bot.plan import Plan  # noqa: E402 - as above
from bot.tickets import Tap  # noqa: E402 - as above
from bot.trading import Tapped  # noqa: E402 - as above
from storage import OrderIntent, Vault  # noqa: E402 - as above

PEOPLE = 8
CLEAR, UNCLEAR = 25, 15  # orders of each of them
CALM = 0.25  # seconds between two orders
SUM = 50_000  # steps of the sum between two taps, for about as long as a tap
VERDICT = 40.0  # seconds in which every verdict must have come
# Of a hundred unclear answers these many were carried out; the others never arrived.
CARRIED_OUT: dict[str, dict[str, Any]] = {
    "drop_after": {},
    "garbage": {},
    "status": {"status": 503, "code": -1007, "msg": "Timeout", "execute": True},
}
CARRIED_OUT_PERCENT = 90

updates = itertools.count(1)


Times: TypeAlias = tuple[float, float]
"""Seconds by the clock, and on a core."""

departures: list[Times] = []
"""When orders left."""
_send = Transport.send


async def _noted(self: Transport, call: Call) -> Answer:
    if (call.method, call.path) == ("POST", "/api/v3/order"):
        departures.append(_times())
    return await _send(self, call)


@dataclass
class Scene:
    bot: Bot
    http: httpx.AsyncClient
    keys: dict[int, int]

    async def order(self, user: int) -> tuple[str, Times]:
        """Ask and tap; the order's name, and the seconds from the tap until it left."""
        request = NewOrder(
            symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quote_order_qty=Decimal(10)
        )
        trading = self.bot.services.trading
        ticket = await trading.ask(user, user, Asked((deed_of(request),), self.keys[user]))
        departures.clear()
        began = _times()
        tapped = await trading.place(Tap(next(updates), user, user, 7, ticket.id))
        assert tapped is Tapped.SENT
        return request.new_client_order_id, _since(began, departures[0])

    async def look(self, user: int) -> None:
        """Ask something that is answered: what fails always is left alone after a while."""
        connected = await self.bot.services.accounts.of(user)
        await connected.account.send(OpenOrders(symbol="BTCUSDT"))

    async def fault(self, kind: str, **more: Any) -> None:
        match = {"path": "/api/v3/order", "method": "POST"}
        await self.http.post("/sandbox/faults", json=[{"match": match, "kind": kind, **more}])

    async def intent(self, name: str) -> OrderIntent:
        async with self.bot.services.storage.read() as unit:
            found = await unit.orders.get(name)
        assert found is not None
        return found


async def main() -> None:
    logging.disable(logging.CRITICAL)
    random.seed(7)
    with tempfile.TemporaryDirectory() as folder:
        async with scene(Path(folder)) as made:
            for user in made.keys:
                await made.order(user)  # caches, connections, and the first order of a day
            calm, sums = await tapping(made, pause=CALM)
            busy, _ = await tapping(made, pause=0.0)
            verdicts, open_ = await doubting(made)
    table = Table("what", "orders", "p50", "p99", "longest", "goal", title="Orders on the sandbox")
    goals = {"tap to POST": "p99 under 20 ms", "always the same sum": spread(sums)}
    for when, times in zip(
        ("tap to POST", "while the one before is told of", "always the same sum"),
        (calm, busy, sums),
        strict=True,
    ):
        clock, core = map(list, zip(*times, strict=True))
        table.add_row(when, *row(clock, 1_000, "ms"), goals.get(when, ""))
        table.add_row("- on a core", *row(core, 1_000, "ms"), "")
    table.add_row("unknown to verdict", *row(verdicts, 1, "s"), "p50 under 1 s, p99 under 30 s")
    Console().print(table, f"{open_} without a verdict")


async def tapping(made: Scene, pause: float) -> tuple[list[Times], list[Times]]:
    """Clear orders, one after another, with a pause in which the bot tells of the one before.

    Also how long the same sum took, each time the bot had told.
    """
    taps, sums = [], []
    for user in [user for _ in range(CLEAR) for user in made.keys]:
        taps.append((await made.order(user))[1])
        await asyncio.sleep(pause)
        sums.append(summed())
    return taps, sums


def summed() -> Times:
    """What a fixed piece of work took, which nothing but the machine makes longer or shorter."""
    began = _times()
    digits: dict[int, str] = {}
    for number in range(SUM):
        digits[number % 977] = str(number)
    return _since(began, _times())


def spread(sums: list[Times]) -> str:
    shares = statistics.quantiles([clock for clock, _ in sums], n=100)
    return f"the machine's spread: p99 is {shares[98] / shares[49]:.1f} x p50"


async def doubting(made: Scene) -> tuple[list[float], int]:
    """Orders without a clear answer; seconds until each had its verdict, and how many have none."""
    names = []
    for user in [user for _ in range(UNCLEAR) for user in made.keys]:
        if random.random() * 100 < CARRIED_OUT_PERCENT:
            kind = random.choice([*CARRIED_OUT])
            await made.fault(kind, **CARRIED_OUT[kind])
        else:
            await made.fault("drop_before")
        names.append((await made.order(user))[0])
        await made.look(user)
    async with asyncio.timeout(VERDICT):
        while await _is_open(made, names):  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.5)
    intents = [await made.intent(name) for name in names]
    doubted = [one for one in intents if one.deadline_at is not None]
    return [_seconds(one) for one in doubted], sum(one.state == "UNKNOWN" for one in intents)


async def _is_open(made: Scene, names: list[str]) -> bool:
    return any([(await made.intent(name)).state == "UNKNOWN" for name in names])


def _seconds(intent: OrderIntent) -> float:
    """From the moment it was called unknown, from which its deadline counts."""
    assert intent.deadline_at is not None
    unknown_at = intent.deadline_at - BACKEND - MARGIN - timedelta(milliseconds=intent.recv_window)
    return (intent.updated_at - unknown_at).total_seconds()


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    Transport.send = _noted  # type: ignore[method-assign]
    with beside("peers/exchange.py") as port:
        plan = Plan(
            token="700000001:offline-sandbox-token-of-the-bot",
            base_url="http://127.0.0.1:9/bot",
            file_url="http://127.0.0.1:9/file",
            environment="sandbox",
            hosts=Hosts.sandbox(port=port),
            database_url=f"sqlite+aiosqlite:///{folder}/bot.db",
            vault=Vault([Vault.new_key()]),
            warm_charts=False,
        )
        base = f"http://127.0.0.1:{port}"
        async with opened(plan) as bot, httpx.AsyncClient(base_url=base, trust_env=False) as http:
            keys = {user: await _meet(bot, http, user) for user in range(1, PEOPLE + 1)}
            works = [one for one in bot.workers if not _sends(one)]
            working = [asyncio.ensure_future(work()) for work in works]
            await asyncio.sleep(5)  # streams are opened
            settle()
            try:
                yield Scene(bot, http, keys)
            finally:
                for task in working:
                    task.cancel()
                await asyncio.gather(*working, return_exceptions=True)


def _sends(work: object) -> bool:
    """Whether it talks to Telegram, which is not there."""
    return isinstance(getattr(work, "__self__", None), Sender)


async def _meet(bot: Bot, http: httpx.AsyncClient, user: int) -> int:
    """Somebody with an account and wide guards, whose key was checked today."""
    made = (await http.post("/sandbox/accounts", json={"label": f"user {user}"})).json()
    async with bot.services.storage.begin() as unit:
        await unit.users.meet(user, name="somebody", language="en", active=True)
        key = await unit.keys.add(
            user, "sandbox", "hmac", made["api_key"], made["secret"], account_uid=user,
            can_trade=True, ip_restricted=True,
        )  # fmt: skip
        for name, value in (("rate", 1_000), ("day", None)):
            await unit.guards.choose(user, "sandbox", name, value)
    return key.id


def _times() -> Times:
    return time.perf_counter(), time.process_time()


def _since(began: Times, ended: Times) -> Times:
    return ended[0] - began[0], ended[1] - began[1]


def row(seconds: list[float], scale: float, unit: str) -> tuple[str, ...]:
    shares = statistics.quantiles(seconds, n=100)
    figures = (shares[49], shares[98], max(seconds))
    return (str(len(seconds)), *(f"{one * scale:.2f} {unit}" for one in figures))


if __name__ == "__main__":
    asyncio.run(main())
