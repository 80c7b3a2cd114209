"""The storage of the simulation and the real one are told the same, and answer the same."""

import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from order_world.store import Disk, MemoryStorage, Row, Severed
from sqlalchemy.exc import IntegrityError

from storage import OrderState, Storage, Vault
from storage.orders import FINAL, PARTLY

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = (1, 2)
STATES: tuple[OrderState, ...] = get_args(OrderState)
STATUSES = (None, "NEW", PARTLY, *FINAL)
INTENT = (
    "client_order_id", "user_id", "chat_id", "message_id", "key_id", "environment", "ticket_id",
    "part", "kind", "market", "symbol", "payload", "recv_window", "state", "signed_at",
    "deadline_at", "order_id", "status", "result", "reason", "created_at", "updated_at",
    "watch_until",
)  # fmt: skip
TICKET = ("user_id", "chat_id", "kind", "payload", "state", "created_at", "expires_at")
MESSAGE = ("chat_id", "user_id", "kind", "text", "keyboard", "edits", "key")


class Clock:
    at = NOON

    def __call__(self) -> datetime:
        return self.at


class Both:
    """Each deed is done to both, and both must answer alike."""

    def __init__(self, real: Storage, pretended: MemoryStorage, clock: Clock, rng: Random) -> None:
        self.stores: tuple[Any, Any] = (real, pretended)
        self.clock, self.rng = clock, rng
        self.tickets: list[tuple[str, str]] = []
        self.differences: list[list[Any]] = []

    async def play(self, deeds: int) -> list[list[Any]]:
        """What the two answered where they did not answer the same."""
        for _ in range(deeds):
            self.clock.at += timedelta(seconds=self.rng.choice((0, 1, 20)))
            chosen = self.rng.choice(
                (self.intend, self.intend, self.move, self.move, self.move, self.take, self.issue,
                 self.use, self.cancel, self.put, self.look, self.look, self.fail, self.hand_over)
            )  # fmt: skip
            await chosen()
        return self.differences

    async def alike(self, deed: Callable[[Any, int], Any], *, fails: bool = False) -> None:
        answers = []
        for which, store in enumerate(self.stores):
            try:
                async with store.begin() as unit:
                    answer = await deed(unit, which)
                    if fails:
                        raise ZeroDivisionError  # noqa: TRY301 - inside of the transaction
            except (IntegrityError, ZeroDivisionError) as error:
                answer = type(error)
            answers.append(_plain(answer))
        if answers[0] != answers[1]:
            self.differences.append(answers)

    def _intent(self) -> dict[str, Any]:
        rng, number = self.rng, self.rng.randint(1, 12)
        return {
            "client_order_id": f"x{number}", "user_id": rng.choice(PEOPLE), "chat_id": 1,
            "key_id": 1, "environment": rng.choice(("live", "live", "demo")),
            "ticket_id": f"t{rng.randint(1, 8)}", "part": rng.choice((0, 0, 1, 2)),
            "symbol": "BTCUSDT", "payload": {"quantity": "0.10"}, "recv_window": 5000,
            "signed_at": self.clock.at + timedelta(microseconds=rng.randint(0, 10**9)),
        }  # fmt: skip

    async def intend(self) -> None:
        values = self._intent()
        await self.alike(lambda unit, _: unit.orders.intend(**values))

    async def fail(self) -> None:
        """Whatever is raised, nothing is left of it."""
        values, update = self._intent(), self.rng.randint(1, 30)

        async def deed(unit: Any, _: int) -> None:
            await unit.inbox.take(update, 1)
            await unit.orders.intend(**values)

        await self.alike(deed, fails=True)

    async def move(self) -> None:
        rng = self.rng
        name, to = f"x{rng.randint(1, 12)}", rng.choice(STATES)
        before = rng.sample(STATES, rng.randint(1, 5))
        outcome: dict[str, Any] = {}
        if rng.random() < 0.5:
            outcome["status"] = rng.choice(STATUSES)
        if rng.random() < 0.3:
            outcome["watch_until"] = self.clock.at + timedelta(seconds=30)
        await self.alike(lambda unit, _: unit.orders.move(name, before, to, **outcome))

    async def hand_over(self) -> None:
        user, (old, new) = self.rng.choice(PEOPLE), self.rng.sample((1, 2, 3), 2)
        await self.alike(lambda unit, _: unit.orders.hand_over(user, [old], new))

    async def take(self) -> None:
        update = self.rng.randint(1, 30)
        await self.alike(lambda unit, _: unit.inbox.take(update, 1))

    async def issue(self) -> None:
        expires_at = self.clock.at + timedelta(seconds=60)
        ids: list[str] = []

        async def deed(unit: Any, _: int) -> Any:
            ticket = await unit.tickets.issue(1, 1, "order", {"a": [1]}, expires_at)
            ids.append(ticket.id)
            return ticket

        await self.alike(deed)
        self.tickets.append((ids[0], ids[1]))

    async def use(self) -> None:
        if self.tickets:
            ids, at = self.rng.choice(self.tickets), self.clock.at
            user, chat = self.rng.choice((1, 1, 1, 2)), self.rng.choice((1, 1, 1, 2))
            await self.alike(lambda unit, which: unit.tickets.use(ids[which], user, chat, at))
            await self.alike(lambda unit, which: unit.tickets.find(ids[which]))

    async def cancel(self) -> None:
        if self.tickets:
            ids, user = self.rng.choice(self.tickets), self.rng.choice((1, 1, 2))
            await self.alike(lambda unit, which: unit.tickets.cancel(ids[which], user, 1))

    async def put(self) -> None:
        key, edits = self.rng.choice((None, "a", "b", "c")), self.rng.choice((None, 7))
        await self.alike(
            lambda unit, _: unit.outbox.put(
                chat_id=1, user_id=1, kind="order", text="told", keyboard=[], edits=edits, key=key
            )
        )

    async def look(self) -> None:
        now, name = self.clock.at, f"x{self.rng.randint(1, 12)}"
        answers = []
        for store in self.stores:
            async with store.read() as unit:
                found = await unit.orders.get(name)
                answers.append([
                    _plain(found),
                    found and _plain(await unit.orders.later_parts(found)),
                    _plain(await unit.orders.unresolved("live")),
                    sorted(map(str, map(_plain, await unit.orders.planned("live")))),
                    _plain(await unit.orders.watched("live", now)),
                    (await unit.users.get(1)).language,
                    await unit.users.get(77),
                    await unit.settings.get(1, "drift", "1"),
                    await unit.keys.find(1, 5),
                ])  # fmt: skip
        if answers[0] != answers[1]:
            self.differences.append(answers)


def _plain(answer: Any) -> Any:
    """What a row holds, whatever it is made of."""
    if isinstance(answer, list | tuple):
        return [_plain(one) for one in answer]
    for kind, names in (("recv_window", INTENT), ("expires_at", TICKET), ("edits", MESSAGE)):
        if hasattr(answer, kind):
            return {name: getattr(answer, name) for name in names}
    return answer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> MemoryStorage:
    disk = Disk()
    for user in PEOPLE:
        disk.users[user] = Row(id=user, language="en")
    return MemoryStorage(disk, clock, rng=Random(1))


@pytest.fixture
async def real(migrated: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Storage]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(migrated, folder / "bot.db")
    url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
    async with Storage.open(url, Vault([Vault.new_key()]), now=clock) as storage:
        async with storage.begin() as unit:
            for user in PEOPLE:
                await unit.users.meet(user, name="x", language="en", active=True)
        yield storage


@pytest.mark.parametrize("seed", range(3))
async def test_both_answer_alike(
    seed: int, real: Storage, memory: MemoryStorage, clock: Clock
) -> None:
    assert await Both(real, memory, clock, Random(seed)).play(250) == []


@pytest.fixture(params=["real", "memory"])
def storage(request: pytest.FixtureRequest, real: Storage, memory: MemoryStorage) -> Any:
    return {"real": real, "memory": memory}[request.param]


async def test_what_is_not_committed_is_not_seen(storage: Any) -> None:
    async with storage.begin() as unit:
        await unit.settings.set(1, "drift", "2")
        async with storage.read() as other:
            assert await other.settings.get(1, "drift") is None

    async with storage.read() as unit:
        assert await unit.settings.get(1, "drift") == "2"


async def test_a_transaction_inside_a_transaction_is_refused(storage: Any) -> None:
    async with storage.begin():
        with pytest.raises(RuntimeError):
            async with storage.begin():
                pass


async def test_a_dead_process_commits_nothing(memory: MemoryStorage) -> None:
    async def end_in_a_transaction() -> None:
        async with memory.begin() as unit:
            await unit.inbox.take(1, 1)
            memory.severed = True

    with pytest.raises(Severed):
        await end_in_a_transaction()

    memory.severed = False
    async with memory.begin() as unit:
        assert await unit.inbox.take(1, 1)
