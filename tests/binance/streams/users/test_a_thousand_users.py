"""A thousand users on one connection of the sandbox, cut while they trade: no fill goes missing."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from binance import Binance, HmacKey, Hosts, Priority
from binance.hooks import HookEvent, Stopped
from binance.models.events import ExecutionReport, ExecutionType
from binance.models.orders import OrderType, Side
from binance.private import spot
from binance.streams.events import Resumed
from binance.streams.users import UserStreams
from sandbox.exchange import Exchange
from sandbox.faults import Fault
from sandbox.server import serving

USERS, TRADERS, ORDERS = 1000, 40, 8
SYMBOL = "BTCUSDT"
CUT = Fault.model_validate({"kind": "cut", "match": {"path": "/ws-api/v3"}})


@dataclass
class Bot:
    """Follows everybody, and asks for the trades of whoever was interrupted and has traded."""

    binance: Binance
    streams: UserStreams
    keys: dict[int, HmacKey]
    traders: set[int] = field(default_factory=set)
    resumed: Counter[int] = field(default_factory=Counter)
    streamed: list[tuple[int, int]] = field(default_factory=list)
    found: list[tuple[int, int]] = field(default_factory=list)
    reported: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def fills(self) -> set[tuple[int, int]]:
        return {*self.streamed, *self.found}

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.streams.run())
            async for told in self.streams.events():
                if isinstance(told.event, Resumed):
                    self.resumed[told.user] += 1
                    if told.user in self.traders:
                        group.create_task(self._catch_up(told.user))
                elif isinstance(told.event, ExecutionReport):
                    self._note(told.user, told.event)
                self.reported.set()

    async def trade(self, user: int, rng: random.Random) -> None:
        self.traders.add(user)
        account = self.binance.account(self.keys[user])
        for _ in range(ORDERS):
            await asyncio.sleep(rng.uniform(0.1, 1.2))
            order = spot.NewOrder(
                symbol=SYMBOL, side=Side.BUY, type=OrderType.MARKET, quantity=Decimal("0.001")
            )
            await account.send(order)

    async def until_all(self, times: int) -> float:
        """Wait until everybody was told so often; how many seconds it took."""
        begun = time.monotonic()
        async with asyncio.timeout(60):
            while len(self.resumed) < USERS or min(self.resumed.values()) < times:
                self.reported.clear()
                await self.reported.wait()
        return time.monotonic() - begun

    def _note(self, user: int, report: ExecutionReport) -> None:
        if report.execution_type == ExecutionType.TRADE:
            self.streamed.append((user, report.trade_id))

    async def _catch_up(self, user: int) -> None:
        trades = await self.binance.account(self.keys[user]).send(
            spot.MyTrades(symbol=SYMBOL), priority=Priority.LOW
        )
        self.found += [(user, trade.id) for trade in trades]


@asynccontextmanager
async def following(exchange: Exchange, events: list[HookEvent]) -> AsyncIterator[Bot]:
    registry = exchange._core.registry
    keys = {}
    for user in range(USERS):
        key, secret = registry.add_key(registry.open_account(f"user {user}"), {}, None)
        keys[user] = HmacKey(key.api_key, secret or "")
    async with (
        serving(exchange.app()) as port,
        Binance(Hosts.sandbox(port), hooks=[events.append]) as binance,
    ):
        streams = UserStreams(binance.hosts, binance.clock, binance.limits)
        bot = Bot(binance, streams, keys)
        tasks = [asyncio.ensure_future(bot.run()), asyncio.ensure_future(exchange.run())]
        for user, key in keys.items():
            streams.follow(user, key)
        yield bot
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.long
async def test_a_thousand_users_are_cut_off_under_load_and_no_fill_is_lost_or_told_twice() -> None:
    exchange, events, rng = Exchange(seed=7), list[HookEvent](), random.Random(5)
    async with following(exchange, events) as bot:
        at_first = await bot.until_all(1)
        connections = bot.streams.connections
        trading = asyncio.gather(*(bot.trade(user, rng) for user in range(TRADERS)))
        await asyncio.sleep(1.5)
        exchange._core.faults.add([CUT])
        exchange._sockets.apply_faults()
        again = await bot.until_all(2)
        await trading
        actual = sorted(
            (user, fill.trade_id)
            for user, account in enumerate(exchange._core.registry.accounts.values())
            for fill in account.fills
        )
        async with asyncio.timeout(20):
            while sorted(bot.fills) != actual:  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.01)

    missed = set(actual) - set(bot.streamed)
    print(  # noqa: T201 - the figures are what one runs it for
        f"{USERS} users on {connections} connection: subscribed in {at_first:.1f} s, again in "
        f"{again:.1f} s after the cut; {len(actual)} fills, {len(bot.streamed)} heard, "
        f"{len(missed)} found by REST; weight in the last window {bot.binance.limits.spot.used}"
    )
    assert connections == 1
    assert missed
    assert len(bot.streamed) == len(set(bot.streamed))
    assert not [event for event in events if isinstance(event, Stopped)]
    assert set(bot.resumed.values()) == {2}
