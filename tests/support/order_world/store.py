"""The storage port in memory: what `storage` promises of orders, and nothing of SQL.

Transactions take turns, happen wholly or not at all, and what was not committed at a crash is
gone. That both behave alike is shown by the same test for both (`test_order_store`).
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import count
from random import Random
from types import TracebackType
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import IntegrityError

from order_world.quick_loop import switch
from storage.orders import BEFORE, FINAL, PARTLY
from storage.tickets import Ticket

K = TypeVar("K")
V = TypeVar("V")
Clock = Callable[[], datetime]


class Severed(BaseException):
    """The process that does this is gone."""


class Row:
    """A row as a value; `also` is the next one."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def also(self, **values: Any) -> "Row":
        row = type(self).__new__(type(self))
        row.__dict__ = {**self.__dict__, **values}
        return row


class Question(Row):
    is_good_for = Ticket.is_good_for  # the real one, which only looks at the row


class Disk:
    """What outlives the process."""

    def __init__(self) -> None:
        self.orders: dict[str, Row] = {}
        self.parts: dict[tuple[str, int], str] = {}
        self.tickets: dict[str, Row] = {}
        self.inbox: dict[int, int] = {}
        self.outbox: dict[str, Row] = {}
        self.settings: dict[tuple[int, str], Any] = {}
        self.users: dict[int, Row] = {}
        self.spent: dict[str, Any] = {}
        self.keys: dict[int, Row] = {}
        self.numbers = count(1)


class Table(Generic[K, V]):
    """A table as one transaction sees it."""

    __slots__ = ("_fresh", "_rows")

    def __init__(self, rows: dict[K, V]) -> None:
        self._rows = rows
        self._fresh: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        found = self._fresh.get(key)
        return self._rows.get(key) if found is None else found

    def put(self, key: K, row: V) -> None:
        self._fresh[key] = row

    def rows(self) -> Iterable[V]:
        return {**self._rows, **self._fresh}.values() if self._fresh else self._rows.values()

    def commit(self) -> None:
        if self._fresh:
            self._rows.update(self._fresh)


class Unit:
    """One transaction; a repository for each subject that orders touch."""

    def __init__(self, disk: Disk, now: Clock) -> None:
        self._tables = (
            Table(disk.orders), Table(disk.parts), Table(disk.tickets), Table(disk.inbox),
            Table(disk.outbox), Table(disk.settings), Table(disk.users), Table(disk.spent),
            Table(disk.keys),
        )  # fmt: skip
        orders, parts, tickets, inbox, outbox, settings, users, self.spent, keys = self._tables
        self.orders = Orders(orders, parts, now)
        self.tickets = Tickets(tickets, disk.numbers, now)
        self.inbox, self.outbox = Inbox(inbox), Outbox(outbox, disk.numbers, now)
        self.settings, self.users, self.audit = Settings(settings), Users(users), Audit()
        self.keys = Keys(keys)

    def commit(self) -> None:
        for table in self._tables:
            table.commit()


class Orders:
    def __init__(self, rows: Any, parts: Any, now: Clock) -> None:
        self._rows, self._parts, self._now = rows, parts, now

    async def intend(
        self, *, client_order_id: str, ticket_id: str, part: int = 0, **values: Any
    ) -> Row:
        if self._rows.get(client_order_id) or self._parts.get((ticket_id, part)):
            raise IntegrityError("INSERT INTO order_intents", None, ValueError("UNIQUE"))
        now = self._now()
        row = Row(**{
            "client_order_id": client_order_id, "ticket_id": ticket_id, "part": part,
            "kind": "order", "market": "spot", "message_id": None, "deadline_at": None,
            "order_id": None, "status": None, "result": None, "reason": None, "watch_until": None,
            "state": "PLANNED" if part else "SENDING", "created_at": now, "updated_at": now,
            **values,
        })  # fmt: skip
        self._rows.put(client_order_id, row)
        self._parts.put((ticket_id, part), client_order_id)
        return row

    async def get(self, client_order_id: str) -> Row | None:
        found: Row | None = self._rows.get(client_order_id)
        return found

    async def move(
        self, client_order_id: str, from_states: Iterable[str], to: Any, **outcome: Any
    ) -> Row | None:
        row = self._rows.get(client_order_id)
        if row is None or row.state not in BEFORE[to] or row.state not in from_states:
            return None
        if not _is_news(row.status, outcome.get("status")):
            return None
        moved: Row = row.also(state=to, updated_at=self._now(), **outcome)
        self._rows.put(client_order_id, moved)
        return moved

    async def unresolved(self, environment: str) -> list[Row]:
        left = [
            row
            for row in self._rows.rows()
            if row.state in ("SENDING", "UNKNOWN") and row.environment == environment
        ]
        return sorted(left, key=_signed)

    async def planned(self, environment: str) -> list[tuple[Row, Row]]:
        waiting = [
            (row, self._rows.get(self._parts.get((row.ticket_id, 0))))
            for row in self._rows.rows()
            if row.state == "PLANNED" and row.environment == environment
        ]
        pairs = [pair for pair in waiting if pair[1] is not None]
        return sorted(pairs, key=lambda pair: (pair[0].created_at, pair[0].part))

    async def later_parts(self, first: Row) -> list[Row]:
        there = [row for row in self._rows.rows() if row.ticket_id == first.ticket_id]
        return sorted((row for row in there if row.part > first.part), key=lambda row: row.part)

    async def hand_over(self, user_id: int, keys: Iterable[int], key_id: int) -> None:
        theirs = [
            row for row in self._rows.rows() if row.user_id == user_id and row.key_id in [*keys]
        ]
        waiting = {row.ticket_id for row in theirs if row.state == "PLANNED"}
        for row in theirs:
            if row.ticket_id in waiting:
                moved = row.also(key_id=key_id, updated_at=self._now())
                self._rows.put(row.client_order_id, moved)

    async def watched(self, environment: str, now: datetime) -> list[Row]:
        absent = [
            row
            for row in self._rows.rows()
            if row.state == "ABSENT" and row.environment == environment
        ]
        return sorted(
            (row for row in absent if row.watch_until and row.watch_until > now), key=_signed
        )


class Tickets:
    def __init__(self, rows: Any, numbers: Any, now: Clock) -> None:
        self._rows, self._numbers, self._now = rows, numbers, now

    async def issue(
        self, user_id: int, chat_id: int, kind: str, payload: Any, expires_at: datetime
    ) -> Row:
        row = Question(
            id=f"ticket{next(self._numbers)}", user_id=user_id, chat_id=chat_id, kind=kind,
            payload=payload, state="open", message_id=None, created_at=self._now(),
            expires_at=expires_at,
        )  # fmt: skip
        self._rows.put(row.id, row)
        return row

    async def find(self, ticket_id: str) -> Row | None:
        found: Row | None = self._rows.get(ticket_id)
        return found

    async def use(self, ticket_id: str, user_id: int, chat_id: int, now: datetime) -> Row | None:
        row = self._own(ticket_id, user_id, chat_id)
        return None if row is None or row.expires_at <= now else self._now_is(row, "used")

    async def cancel(self, ticket_id: str, user_id: int, chat_id: int) -> Row | None:
        row = self._own(ticket_id, user_id, chat_id)
        return None if row is None else self._now_is(row, "cancelled")

    def _own(self, ticket_id: str, user_id: int, chat_id: int) -> Row | None:
        row: Row | None = self._rows.get(ticket_id)
        if row is None or (row.user_id, row.chat_id, row.state) != (user_id, chat_id, "open"):
            return None
        return row

    def _now_is(self, row: Row, state: str) -> Row:
        changed = row.also(state=state)
        self._rows.put(row.id, changed)
        return changed


class Inbox:
    def __init__(self, rows: Any) -> None:
        self._rows = rows

    async def take(self, update_id: int, user_id: int) -> bool:
        if self._rows.get(update_id) is not None:
            return False
        self._rows.put(update_id, user_id)
        return True


class Outbox:
    def __init__(self, rows: Any, numbers: Any, now: Clock) -> None:
        self._rows, self._numbers, self._now = rows, numbers, now

    async def put(self, *, key: str | None = None, edits: int | None = None, **message: Any) -> Any:
        if key is not None and self._rows.get(key) is not None:
            return None
        number = next(self._numbers)
        row = Row(id=number, key=key, edits=edits, created_at=self._now(), **message)
        self._rows.put(key or f"#{number}", row)
        return row

    async def newest(self, keys: Sequence[str]) -> Any:
        found = [row for row in map(self._rows.get, keys) if row is not None]
        return max(found, key=lambda row: row.id, default=None)

    async def merge(self, merge_key: str, **message: Any) -> Any:
        """Nothing is sent here, so that whatever was said before still waits."""
        row = Row(id=next(self._numbers), key=merge_key, created_at=self._now(), **message)
        self._rows.put(merge_key, row)
        return row


class Settings:
    def __init__(self, rows: Any) -> None:
        self._rows = rows

    async def get(self, user_id: int, name: str, default: Any = None) -> Any:
        found = self._rows.get((user_id, name))
        return default if found is None else found

    async def set(self, user_id: int, name: str, value: Any) -> None:
        self._rows.put((user_id, name), value)


class Users:
    def __init__(self, rows: Any) -> None:
        self._rows = rows

    async def get(self, user_id: int) -> Row | None:
        found: Row | None = self._rows.get(user_id)
        return found


class Keys:
    def __init__(self, rows: Any) -> None:
        self._rows = rows

    async def find(self, user_id: int, key_id: int) -> Row | None:
        row: Row | None = self._rows.get(key_id)
        return None if row is None or row.user_id != user_id else row


class Audit:
    async def note(self, user_id: int, action: str, **detail: Any) -> None:
        """Nothing is looked for in there."""


class MemoryStorage:
    """A process's door to a disk; `slowness` is how long a commit may take, in seconds."""

    unit: type[Unit] = Unit

    def __init__(self, disk: Disk, now: Clock, *, rng: Random, slowness: float = 0.0) -> None:
        self._disk, self._now = disk, now
        self._rng, self._slowness = rng, slowness
        self._turn = asyncio.Lock()
        self._holder: object = None
        self.severed = False

    def begin(self) -> "_Writing":
        return _Writing(self)

    def read(self) -> "_Reading":
        return _Reading(self)

    def opened(self) -> Unit:
        self.check()
        return self.unit(self._disk, self._now)

    def check(self) -> None:
        if self.severed:
            raise Severed

    async def take_time(self) -> None:
        if self._slowness:
            await asyncio.sleep(self._rng.uniform(0, self._slowness))
        else:
            await switch()


class _Reading:
    __slots__ = ("_storage",)

    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage

    async def __aenter__(self) -> Unit:
        await switch()
        return self._storage.opened()

    async def __aexit__(self, *_: object) -> None:
        await self._storage.take_time()  # what was read may be old before anybody sees it


class _Writing:
    __slots__ = ("_storage", "_unit")

    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage

    async def __aenter__(self) -> Unit:
        storage, task = self._storage, asyncio.current_task()
        if storage._holder is task:
            raise RuntimeError("A transaction inside a transaction would wait for itself for ever")
        await storage._turn.acquire()
        storage._holder = task
        try:
            await storage.take_time()
            self._unit = storage.opened()
        except BaseException:
            self._release()
            raise
        return self._unit

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        storage = self._storage
        try:
            if kind is None:
                await storage.take_time()
                storage.check()
                self._unit.commit()
                await switch()
        finally:
            self._release()

    def _release(self) -> None:
        self._storage._holder = None
        self._storage._turn.release()


def _signed(row: Row) -> Any:
    return row.signed_at


def _is_news(known: str | None, told: str | None) -> bool:
    if told is None or known is None or known == told:
        return True
    return known not in (FINAL if told in (PARTLY, *FINAL) else (PARTLY, *FINAL))
