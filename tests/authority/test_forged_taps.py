"""Data on a tap is whatever a client sends: no forgery comes to anything.

`FORGED_TAPS` says how many are tried.
"""

import logging
import os

import pytest
from authority.cast import Cast
from authority.forged import Judge
from authority.forgeries import Forger

pytestmark = pytest.mark.virtual_time

COUNT = int(os.environ.get("FORGED_TAPS", "1000"))
PARTS = max(2, COUNT // 5000)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(PARTS))
async def test_forged_taps_are_answered_and_come_to_nothing(
    cast: Cast, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    judge, forger = Judge(cast), Forger(cast, seed)

    wrong = [
        fault for forged in forger.forgeries(COUNT // PARTS) for fault in await judge.tried(forged)
    ]

    assert wrong == []
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []
