"""Bots that start in milliseconds, for schedules that kill them."""

import asyncio
from collections.abc import Iterator

import pytest
from schedules.nursery import Nursery, nursery

import storage


@pytest.fixture(scope="session")
def bots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """The process that bots are forked from, and an empty database for each to begin with."""
    database = tmp_path_factory.mktemp("template") / "bot.db"
    asyncio.run(storage.migrate(f"sqlite+aiosqlite:///{database}"))
    with nursery(database) as made:
        yield made
