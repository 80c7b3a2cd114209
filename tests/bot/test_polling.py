"""Listening begins when Telegram answers, however long that takes."""

import asyncio
from typing import Any

import pytest
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.polling import polling

pytestmark = pytest.mark.virtual_time


class Application:
    """Answers a few times with an error, and then as it should; it is its own updater."""

    def __init__(self, *errors: TelegramError) -> None:
        self.errors, self.tries = [*errors], 0
        self.running = False
        self.updater: Any = self

    async def start(self) -> None:
        return

    async def start_polling(self, *, bootstrap_retries: int, **_: Any) -> None:
        assert bootstrap_retries == 0
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        self.running = True

    async def stop(self) -> None:
        self.running = False


async def test_telegram_may_be_away_for_an_hour_when_listening_begins() -> None:
    application: Any = Application(*[NetworkError("away")] * 120)

    async with polling(application, None, asyncio.Event()):
        assert application.running
    assert application.tries == 121
    assert asyncio.get_running_loop().time() > 3_000


async def test_who_is_told_to_stop_meanwhile_stops() -> None:
    application: Any = Application(*[NetworkError("away")] * 120)
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(10, stop.set)

    async with polling(application, None, stop):
        assert not application.running
    assert asyncio.get_running_loop().time() == 10


async def test_a_wrong_token_is_not_waited_for() -> None:
    application: Any = Application(InvalidToken())

    with pytest.raises(InvalidToken):
        async with polling(application, None, asyncio.Event()):
            pytest.fail("nobody listens")
    assert application.tries == 1
