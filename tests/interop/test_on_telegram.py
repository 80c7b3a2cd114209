"""Libraries of bots that others wrote, unchanged but for their addresses."""

from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]


@pytest.mark.parametrize("client", ["with_aiogram.py", "with_telebot.py"])
async def test_a_library_cannot_tell_the_offline_telegram_from_the_real_one(
    client: str, telegram: httpx.AsyncClient, runs: Any
) -> None:
    diary = await runs(client, url=str(telegram.base_url).rstrip("/"))

    attempts = [each for area in diary["tried"].values() for each in area.values()]
    assert len(attempts) >= 10
    assert [each for each in attempts if each is not None] == []
