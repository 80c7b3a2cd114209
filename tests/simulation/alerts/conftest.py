"""How much is played: a share of everything in the suite, all of it by `make simulate`."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alert_world.disk import Disk, disk

SCHEDULES = int(os.environ.get("ALERT_SCHEDULES", "40"))
_MEASURED = max(SCHEDULES // 10, 1)  # they take three times as long
IN_FULL = SCHEDULES >= 1_000
_PART = 250 if IN_FULL else 20


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Share the schedules out among workers."""
    for name, count in (("schedules", SCHEDULES), ("measured_schedules", _MEASURED)):
        if name in metafunc.fixturenames:
            parts = [range(first, min(first + _PART, count)) for first in range(0, count, _PART)]
            metafunc.parametrize(name, parts, ids=str)
    if "days" in metafunc.fixturenames:
        metafunc.parametrize("days", [30 if IN_FULL else 2])


@pytest.fixture(scope="session")
def hard_disk(migrated: Path) -> Iterator[Disk]:
    """Where the bot of one schedule after another keeps its database."""
    with disk(migrated) as made:
        yield made


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Of what goes wrong on purpose nothing is logged: it would be most of the work."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
