"""How much is played: a share of everything in the suite, all of it by `make simulate`."""

import logging
import os
from collections.abc import Iterator

import pytest

SCHEDULES = int(os.environ.get("ORDER_SCHEDULES", "600"))
ROUNDS = int(os.environ.get("ORDER_ROUNDS", "1"))  # of a thousand taps each
IN_FULL = SCHEDULES >= 10_000
_PART = 10_000 if IN_FULL else 150


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Share the schedules out among workers."""
    if "schedules" in metafunc.fixturenames:
        parts = [
            range(first, min(first + _PART, SCHEDULES)) for first in range(0, SCHEDULES, _PART)
        ]
        metafunc.parametrize("schedules", parts, ids=str)
    if "whole" in metafunc.fixturenames:
        metafunc.parametrize("whole", range(40 if IN_FULL else 1))
    if "rounds" in metafunc.fixturenames:
        parts_of_25 = [min(25, ROUNDS - first) for first in range(0, ROUNDS, 25)]
        metafunc.parametrize("rounds", parts_of_25)


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Of what goes wrong on purpose nothing is logged: it would be most of the work."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
