"""What a tick costs against waiting alerts: by sorted thresholds, and by plainer ways.

The alerts wait on 500 symbols, half above and half below, from 1 to 30 percent away. A quiet tick
fires nothing. Of the busy ones each hundredth fires, and what fired waits again elsewhere.
"""

import asyncio
import gc
import random
import sqlite3
import time
import tracemalloc
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from sortedcontainers import SortedKeyList  # type: ignore[import-untyped]  # it has none

from bot.alerts import AlertEngine
from bot.alerts.conditions import Price, Relation, Term, Wish
from bot.alerts.thresholds import SCALE, Thresholds
from bot.alerts.track import spelt
from storage import Storage, Vault

COUNTS = (1_000, 10_000, 100_000, 1_000_000)
SYMBOLS = [f"COIN{number}USDT" for number in range(500)]
PRICE = 100 * SCALE
ROUNDS, SECONDS = 5, 0.1
BUSY_TICKS = 100_000
Alert = tuple[int, bool, int]  # id, whether above, level
Tick = tuple[str, int]
Firing = tuple[str, int, Alert, int]  # symbol, value, what it fires, the level it moves to


class Way(Protocol):
    """One way to keep alerts and to find those that a value fires."""

    def __init__(self, alerts: dict[str, list[Alert]]) -> None: ...

    def hits(self, symbol: str, value: int) -> list[int]: ...


class SortedWay(Way, Protocol):
    def move(self, symbol: str, alert: Alert, level: int) -> None:
        """Let a fired alert wait at another level."""
        ...


class ByThresholds:
    def __init__(self, alerts: dict[str, list[Alert]]) -> None:
        self.waiting = {symbol: Thresholds() for symbol in alerts}
        for symbol, theirs in alerts.items():
            self.waiting[symbol].load(theirs)

    def hits(self, symbol: str, value: int) -> list[int]:
        return self.waiting[symbol].hits(value)

    def move(self, symbol: str, alert: Alert, level: int) -> None:
        alert_id, above, old = alert
        self.waiting[symbol].discard(alert_id, above=above, level=old)
        self.waiting[symbol].add(alert_id, above=above, level=level)


class BySortedContainers:
    """Pairs of level and id in a sorted list a side, nearest first."""

    def __init__(self, alerts: dict[str, list[Alert]]) -> None:
        self.above: dict[str, Any] = {}
        self.below: dict[str, Any] = {}
        for symbol, theirs in alerts.items():
            self.above[symbol] = SortedKeyList(
                ((level, alert_id) for alert_id, above, level in theirs if above), _level
            )
            self.below[symbol] = SortedKeyList(
                ((-level, alert_id) for alert_id, above, level in theirs if not above), _level
            )

    def hits(self, symbol: str, value: int) -> list[int]:
        above, below = self.above[symbol], self.below[symbol]
        found = []
        if above and above[0][0] < value:
            found += [alert_id for _, alert_id in above.irange_key(None, value - 1)]
        if below and below[0][0] < -value:
            found += [alert_id for _, alert_id in below.irange_key(None, -value - 1)]
        return found

    def move(self, symbol: str, alert: Alert, level: int) -> None:
        alert_id, above, old = alert
        side, sign = (self.above[symbol], 1) if above else (self.below[symbol], -1)
        side.remove((sign * old, alert_id))
        side.add((sign * level, alert_id))


class ByListOfSymbol:
    def __init__(self, alerts: dict[str, list[Alert]]) -> None:
        self.waiting = alerts

    def hits(self, symbol: str, value: int) -> list[int]:
        return [
            alert_id
            for alert_id, above, level in self.waiting[symbol]
            if (value > level if above else value < level)
        ]


class ByScan:
    def __init__(self, alerts: dict[str, list[Alert]]) -> None:
        self.waiting = [(symbol, *alert) for symbol, theirs in alerts.items() for alert in theirs]

    def hits(self, symbol: str, value: int) -> list[int]:
        return [
            alert_id
            for about, alert_id, above, level in self.waiting
            if about == symbol and (value > level if above else value < level)
        ]


WAYS: dict[str, type[Way]] = {
    "thresholds": ByThresholds,
    "sortedcontainers": BySortedContainers,
    "a list for each symbol": ByListOfSymbol,
    "a scan of all": ByScan,
}
SORTED: dict[str, type[SortedWay]] = {
    "thresholds": ByThresholds,
    "sortedcontainers": BySortedContainers,
}


def _level(pair: tuple[int, int]) -> int:
    return pair[0]


def level(*, above: bool) -> int:
    away = random.uniform(0.01, 0.3)
    return round(PRICE * (1 + away if above else 1 - away))


def alerts(count: int) -> dict[str, list[Alert]]:
    waiting: dict[str, list[Alert]] = {symbol: [] for symbol in SYMBOLS}
    for alert_id, symbol in zip(range(count), cycle(SYMBOLS), strict=False):
        above = random.random() < 0.5
        waiting[symbol].append((alert_id, above, level(above=above)))
    return waiting


def quiet() -> Iterator[Tick]:
    """Ticks between the alerts of either side."""
    while True:
        yield random.choice(SYMBOLS), round(PRICE * random.uniform(0.995, 1.005))


def nanoseconds(run: Callable[[int], None]) -> float:
    """Return the CPU time of one tick; `run` handles as many as it is told."""
    count = 1
    while (taken := timed(run, count)) < SECONDS / 10:
        count *= 4
    count = max(1, round(count * SECONDS / taken))
    return min(timed(run, count) for _ in range(ROUNDS)) / count * 1e9


def timed(run: Callable[[int], None], count: int) -> float:
    started = time.process_time()
    run(count)
    return time.process_time() - started


def quiet_tick(way: Way) -> float:
    ticks = cycle(list(islice(quiet(), 10_007)))

    def run(count: int) -> None:
        hits = way.hits
        for symbol, value in islice(ticks, count):
            hits(symbol, value)

    return nanoseconds(run)


def firings(waiting: dict[str, list[Alert]]) -> list[Firing]:
    """Return values that pass the nearest alert of a side, in turn, and where it waits next."""
    sides: dict[tuple[str, bool], list[Alert]] = {}
    for symbol, theirs in waiting.items():
        for alert in theirs:
            sides.setdefault((symbol, alert[1]), []).append(alert)
    found = []
    for symbol, above in random.choices(list(sides), k=BUSY_TICKS // 100):
        side = sides[symbol, above]
        alert = (min if above else max)(side, key=lambda alert: alert[2])
        moved = level(above=above)
        side[side.index(alert)] = (alert[0], above, moved)
        found.append((symbol, alert[2] + (1 if above else -1), alert, moved))
    return found


def busy_tick(kind: type[SortedWay], waiting: dict[str, list[Alert]]) -> float:
    ticks, firing = list(islice(quiet(), 99)), firings(waiting)
    return min(busy_round(kind(waiting), ticks, firing) for _ in range(3)) / BUSY_TICKS * 1e9


def busy_round(way: SortedWay, ticks: list[Tick], firing: list[Firing]) -> float:
    started, hits = time.process_time(), way.hits
    for symbol, value, alert, moved in firing:
        for other, elsewhere in ticks:
            hits(other, elsewhere)
        if hits(symbol, value):
            way.move(symbol, alert, moved)
    return time.process_time() - started


def bytes_each() -> tuple[str, str]:
    waiting = alerts(100_000)
    tracemalloc.start()
    kept = ByThresholds(waiting)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return "memory of an alert in the index, of 100,000", f"{size / total(kept):,.1f} bytes"


def loading() -> tuple[str, str]:
    waiting = alerts(100_000)
    taken = min(timed(lambda _: load(waiting), 1) for _ in range(ROUNDS))
    return "loading 100,000 into the index", f"{taken * 1e3:,.0f} ms"


def load(waiting: dict[str, list[Alert]]) -> None:
    ByThresholds(waiting)


def from_sqlite() -> tuple[str, str]:
    return "100,000 from SQLite until all is watched", f"{asyncio.run(restarted()):,.2f} s of CPU"


async def restarted() -> float:
    """Return the CPU time of a start, from an engine that is empty to one that listens."""
    with TemporaryDirectory() as folder:
        path, vault = Path(folder) / "bot.db", Vault([Vault.new_key()])
        async with Storage.open(f"sqlite+aiosqlite:///{path}", vault) as storage:
            async with storage.begin() as unit:
                await unit.users.meet(1, name="Alice", language="en", active=True)
            fill(path)
            return await start(storage)


async def start(storage: Storage) -> float:
    streams: Any = Listeners(len(SYMBOLS))
    nothing: Any = Nothing()
    engine = AlertEngine(
        storage, streams, nothing, nothing,
        environment="live", now=lambda: datetime.now(UTC), places=len(SYMBOLS),
    )  # fmt: skip
    gc.collect()
    started = time.process_time()
    async with asyncio.TaskGroup() as group:
        run = group.create_task(engine.run())
        await streams.all.wait()
        taken = time.process_time() - started
        run.cancel()
    return taken


class Nothing:
    """What has no part in a start."""

    def nudge(self) -> None: ...


class Listeners:
    """Streams that say nothing and wait until each symbol has somebody who listens."""

    def __init__(self, count: int) -> None:
        self.left, self.all = count, asyncio.Event()

    async def subscribe(self, *subscriptions: Any) -> AsyncGenerator[Any, None]:
        if hasattr(subscriptions[0], "symbol"):
            self.left -= 1
        if not self.left:
            self.all.set()
        await asyncio.Event().wait()
        yield None


def fill(path: Path) -> None:
    """Alerts on the price, and a cursor for each symbol, so that nothing is to be fetched."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO alert_cursors (environment, source, position, at) "
            "VALUES ('live', ?, 1, 0)",
            [(f"trades:{symbol}",) for symbol in SYMBOLS],
        )
        connection.executemany(
            "INSERT INTO alerts (user_id, environment, symbol, state, position, armed_at, "
            "times_fired, source, wish, measure, relation, level, awaits, primed) "
            "VALUES (1, 'live', ?, 'armed', 1, 0, 0, ?, ?, ?, ?, ?, ?, 1)",
            [
                row(symbol, above=above, level_=Decimal(level_) / SCALE)
                for symbol, theirs in alerts(100_000).items()
                for _, above, level_ in theirs
            ],
        )


def row(symbol: str, *, above: bool, level_: Decimal) -> tuple[str, ...]:
    measure, relation = Price(symbol=symbol), Relation.ABOVE if above else Relation.BELOW
    wish = Wish(condition=(Term(measure=measure, relation=relation, level=level_),))
    source, awaits = f"trades:{symbol}", "above" if above else "below"
    return (
        symbol, source, wish.model_dump_json(), spelt(measure), relation.value, str(level_), awaits,
    )  # fmt: skip


def total(kept: ByThresholds) -> int:
    return sum(map(len, kept.waiting.values()))


ROWS: tuple[Callable[[], tuple[str, str]], ...] = (bytes_each, loading, from_sqlite)


def ticks_table() -> Table:
    rows: dict[tuple[str, str], list[float]] = {("quiet", name): [] for name in WAYS}
    rows |= {("1 % fire", name): [] for name in SORTED}
    for count in COUNTS:
        waiting = alerts(count)
        for name, kind in WAYS.items():
            rows["quiet", name].append(quiet_tick(kind(waiting)))
        for name, sorted_kind in SORTED.items():
            rows["1 % fire", name].append(busy_tick(sorted_kind, waiting))
    table = Table("ticks", "kept by", *(f"{count:,}" for count in COUNTS), title="CPU a tick, ns")
    for name_of_row, figures in rows.items():
        table.add_row(*name_of_row, *(f"{figure:,.0f}" for figure in figures))
    return table


def main() -> None:
    random.seed(5)
    console = Console(width=100)
    console.print(ticks_table())
    whole = Table("what", "it takes", title="The index")
    for row in ROWS:
        whole.add_row(*row())
    console.print(whole)


if __name__ == "__main__":
    main()
