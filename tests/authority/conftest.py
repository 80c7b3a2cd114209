from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from authority.cast import Cast, play
from authority.stage import staged


@pytest.fixture
async def cast(migrated: Path, tmp_path: Path) -> AsyncIterator[Cast]:
    async with staged(migrated, tmp_path) as stage:
        yield await play(stage)
