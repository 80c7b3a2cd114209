"""Changing the encryption key while the bot runs, a few people at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from storage.database import Storage
from storage.errors import AlreadyRunning, StorageError, VaultError
from storage.files import DRIVER
from storage.sealed import listed
from storage.settings import EVERYBODY
from storage.vault import Vault

TOGETHER = 20  # people in one transaction, some ten milliseconds
PAUSE = 0.005  # seconds between them at least; as long as the last one took, if that is more


@dataclass(frozen=True)
class Rotated:
    """How many secrets were sealed anew, and whose could not be opened with any key.

    `unopened_others` names, by table and row, what people keep beside their accounts.
    """

    secrets: int
    unopened: tuple[int, ...]
    unopened_others: tuple[str, ...]

    @property
    def left(self) -> str:
        """What was left as it is, as one line; empty when everything opened."""
        return listed([*(f"the keys of {one}" for one in self.unopened), *self.unopened_others])


async def rotate(url: str, vault: Vault) -> Rotated:
    """Seal everything with the newest key; ended early, the next run goes on where it was."""
    async with _opened(url, vault) as storage:
        return await rotate_in(storage)


async def rotate_backup(file: Path, vault: Vault) -> Rotated:
    """Seal a backup anew as well, so that no older key opens it; its tables become today's."""
    return await rotate(_address(file), vault)


async def standing(url: str, vault: Vault) -> dict[str, int]:
    """How many secrets each encryption key seals, by the names of the keys."""
    async with _opened(url, vault, changing=False) as storage, storage.read() as unit:
        return await unit.sealed.standing()


def _address(backup: Path) -> str:
    if not backup.is_file():
        raise StorageError(f"There is no backup at {backup}")
    return str(URL.create(DRIVER, database=str(backup)))


async def rotate_in(storage: Storage) -> Rotated:
    """Whoever else writes has half of the time: SQLite lets nobody queue, it only lets them try."""
    loop = asyncio.get_running_loop()
    secrets, unopened, last = 0, list[int](), -(2**63)
    while True:
        async with storage.read() as unit:
            people = await unit.sealed.waiting(after=last, limit=TOGETHER)
        if not people:
            break
        last = people[-1]
        began = loop.time()
        renewed, failed = await _renewed(storage, people)
        secrets += renewed
        unopened += failed
        await asyncio.sleep(max(PAUSE, loop.time() - began))
    async with storage.begin() as unit:
        others, unopened_others = await unit.sealed.rotate_others()
    return Rotated(secrets + others, tuple(unopened), tuple(unopened_others))


async def _renewed(storage: Storage, people: list[int]) -> tuple[int, list[int]]:
    """Take some people together; if one's secrets do not open, each by themselves."""
    try:
        async with storage.begin() as unit:
            return sum([await unit.sealed.renew(one) for one in people]), []
    except VaultError:
        if len(people) == 1:
            return 0, people
    each = [await _renewed(storage, [one]) for one in people]
    return sum(renewed for renewed, _ in each), [one for _, failed in each for one in failed]


@asynccontextmanager
async def _opened(url: str, vault: Vault, *, changing: bool = True) -> AsyncIterator[Storage]:
    """The database for ourselves, or beside the bot if that knows what will be needed."""
    try:
        async with Storage.open(url, vault) as storage:
            yield storage
            return
    except AlreadyRunning:
        pass
    async with Storage.beside(url, vault) as storage:
        if changing:
            await _refuse_unknown(storage, vault)
        yield storage


async def _refuse_unknown(storage: Storage, vault: Vault) -> None:
    """A running bot that lacks the newest key could open nothing any more."""
    async with storage.read() as unit:
        known = await unit.settings.get(EVERYBODY, "vault.keys", [])
    if vault.newest not in known:
        raise StorageError(
            "The running bot does not know the newest encryption key yet: restart it, then rotate"
        )
