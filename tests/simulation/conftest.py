"""Bots that start in milliseconds, for schedules that kill them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from schedules.nursery import Nursery, nursery


@pytest.fixture(scope="session")
def bots(migrated: Path) -> Iterator[Nursery]:
    """The process that bots are forked from, and an empty database for each to begin with."""
    with nursery(migrated) as made:
        yield made
