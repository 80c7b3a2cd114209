"""How much is played: a share of everything in the suite, all of it by `make simulate`."""

import os

import pytest

SCHEDULES = int(os.environ.get("LIMIT_SCHEDULES", "120"))
IN_FULL = SCHEDULES >= 1_000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Share the schedules out among workers, and give the stories one seed or many."""
    if "schedules" in metafunc.fixturenames:
        parts = [range(first, min(first + 40, SCHEDULES)) for first in range(0, SCHEDULES, 40)]
        metafunc.parametrize("schedules", parts, ids=str)
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(1, 11 if IN_FULL else 2))


@pytest.fixture
def in_full() -> None:
    """Skip what takes minutes, unless everything was asked for."""
    if not IN_FULL:
        pytest.skip("takes minutes: make simulate")
