"""Plays a schedule and tells what was seen."""

import asyncio
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from schedules.checker import check
from schedules.nursery import Nursery
from schedules.person import Market, Person, Progress
from schedules.record import Placed, Record, Trade, Wanted
from schedules.script import (
    TRADED,
    WATCHED,
    AtExchange,
    AtTelegram,
    Deed,
    Hold,
    Kill,
    Move,
    Script,
    Timed,
)
from schedules.stage import Stage, stage_in
from schedules.violation import Violation

STILL = 0.8  # seconds without anything new on any screen
LOOK = 0.2


@dataclass(frozen=True)
class Played:
    """How a schedule went."""

    script: Script
    record: Record
    violations: list[Violation]
    kills: int
    faults: int
    seconds: float
    log: str

    def __str__(self) -> str:
        return "\n".join([str(self.script), *map(str, self.violations), self.log])


async def play(
    script: Script, nursery: Nursery, folder: Path, *, bug: str | None = None, patience: float = 25
) -> Played:
    """Let it happen to a bot, calm everything down, and judge."""
    begun = time.monotonic()
    place = folder / f"schedule-{script.seed}"
    async with stage_in(place, nursery, lag=script.lag, bug=bug) as stage:
        run = _Run(script, stage, await _market(stage))
        await run.through()
        record = await run.quiet(patience)
        seconds = time.monotonic() - begun
        return Played(script, record, check(record), stage.kills, run.faults, seconds, stage.log())


class _Run:
    def __init__(self, script: Script, stage: Stage, market: Market) -> None:
        self._script, self._stage, self._market = script, stage, market
        self._progress = Progress()
        self._ordered, self._left = 0, 0  # faults
        self._began_at = int(time.time() * 1000)
        first = 10_000 + script.seed * 10
        self._people = [
            Person(first + number, stage, market, self._progress, self._do)
            for number in range(len(script.people))
        ]

    async def through(self) -> None:
        """Connect in peace, act under fire, then have peace again with the bot running."""
        self._stage.start()
        await asyncio.gather(*(person.connects() for person in self._people))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._people_act())
            for timed in self._script.deeds:
                group.create_task(self._in_time(timed))
        self._left = await self._faults_left()
        await self._stage.clear_faults()
        await asyncio.gather(*(person.taps_again() for person in self._people))

    async def quiet(self, patience: float) -> Record:
        """Wait until nothing more is to come, or for as long as one may."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self._still() and not _awaited(record := await self._record()):
                return record
            await asyncio.sleep(LOOK)
        return await self._record()

    def _still(self) -> bool:
        """Whether nothing moves on the screens, and the bot itself has nothing more to say."""
        return time.time() - self._stage.screens.changed_at > STILL and not self._stage.waiting()

    @property
    def faults(self) -> int:
        """How many happened; some find nothing to disturb."""
        return self._ordered - self._left

    # what goes wrong

    async def _people_act(self) -> None:
        pairs = zip(self._people, self._script.people, strict=True)
        await asyncio.gather(*(person.acts(steps) for person, steps in pairs))
        await self._progress.one_more(over=True)

    async def _in_time(self, timed: Timed) -> None:
        await self._progress.reaches(timed.after)
        await asyncio.sleep(timed.delay)
        await self._do(timed.deed)

    async def _do(self, deed: Deed) -> None:
        match deed:
            case AtExchange(fault):
                self._ordered += fault.get("times", 1)
                await self._stage.exchange("faults", [fault])
            case AtTelegram(fault):
                self._ordered += fault.get("times", 1)
                await self._stage.telegram("faults", [fault])
            case Hold(seconds, what):
                self._stage.line.hold(seconds, what)
            case Move(symbol, factor):
                price = str(self._market.at(symbol, factor))
                await self._stage.exchange("price", {"symbol": symbol, "price": price})
            case Kill(down, moves):
                await self._killed(down, moves)

    async def _killed(self, down: float, moves: tuple[Move, ...]) -> None:
        if self._stage.pid is None:
            return  # dead already
        self._stage.kill()
        for move in moves:
            await self._do(move)
        await asyncio.sleep(down)
        self._stage.start()

    async def _faults_left(self) -> int:
        stage = self._stage
        exchange = await stage.ask("/sandbox/faults")
        telegram = (await stage.http.get(f"{stage.telegram_url}/sandbox/faults")).json()
        return sum(one["times"] for one in (*exchange, *telegram))

    # what was seen

    async def _record(self) -> Record:
        wanted = tuple(one for person in self._people for one in person.wanted)
        return Record(
            seen=tuple(self._stage.screens.seen),
            taps=tuple(one for person in self._people for one in person.taps),
            regrets=tuple(one for person in self._people for one in person.regrets),
            orders=tuple(map(_placed, await self._stage.ask("/sandbox/orders"))),
            posts=tuple(self._stage.line.posts),
            wanted=wanted,
            trades=await self._trades(wanted),
        )

    async def _trades(self, wanted: tuple[Wanted, ...]) -> dict[str, tuple[Trade, ...]]:
        symbols = sorted({one.symbol for one in wanted})
        pages = await asyncio.gather(*(self._tape(symbol) for symbol in symbols))
        return dict(zip(symbols, pages, strict=True))

    async def _tape(self, symbol: str) -> tuple[Trade, ...]:
        rows = await self._stage.ask(
            "/api/v3/aggTrades", symbol=symbol, startTime=self._began_at, limit=1000
        )
        return tuple(Trade(row["T"] / 1000, Decimal(row["p"])) for row in rows)


def _awaited(record: Record) -> bool:
    """Whether something is missing that may still come; what is wrong stays wrong."""
    return any(one.curable for one in check(record))


def _placed(row: dict[str, Any]) -> Placed:
    return Placed(
        person=int(row["label"]),
        order_id=row["orderId"],
        client_id=row["clientOrderId"],
        symbol=row["symbol"],
        side=row["side"],
        quantity=Decimal(row["origQty"]),
        quote_quantity=Decimal(row["origQuoteOrderQty"]),
        executed=Decimal(row["executedQty"]),
        status=row["status"],
    )


async def _market(stage: Stage) -> Market:
    state = await stage.ask("/sandbox/state")
    info = await stage.ask("/api/v3/exchangeInfo")
    ticks = {
        row["symbol"]: Decimal(one["tickSize"])
        for row in info["symbols"]
        for one in row["filters"]
        if one["filterType"] == "PRICE_FILTER"
    }
    symbols = (*TRADED, *WATCHED)
    return Market({name: Decimal(state["symbols"][name]) for name in symbols}, ticks)
