"""The people of the journeys and the world they live in."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from futures_chat import Funded, funding
from world import Person, World, world_at

from tests.sandbox.exchange.conftest import Trader


@pytest.fixture
async def quiet_world(migrated: Path, tmp_path: Path) -> AsyncIterator[World]:
    """The world with the bot not started yet, its tables made."""
    shutil.copy(migrated, tmp_path / "bot.db")
    async with world_at(tmp_path) as world:
        yield world


@pytest.fixture
async def world(quiet_world: World) -> World:
    await quiet_world.start()
    return quiet_world


@pytest.fixture
def alice(world: World) -> Person:
    return world.person()


@pytest.fixture
def bob(world: World) -> Person:
    return world.person()


@pytest.fixture
async def funded(world: World) -> AsyncIterator[Funded]:
    async with funding(world) as connect:
        yield connect


@pytest.fixture
async def trader(alice: Person, funded: Funded) -> Trader:
    return await funded(alice)
