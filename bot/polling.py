"""Listening to Telegram: reached first, and left without cutting off what is under way."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Updater

from bot.services import App

log = logging.getLogger(__name__)

UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
LISTEN = 2.0  # seconds that the last look for updates may take after the signal to stop,
FINISH = 4.0  # and that handlers under way have after it

Greet = Callable[[Any], Awaitable[None]]


async def reach_telegram(application: App, stop: asyncio.Event) -> bool:
    """Wait until Telegram answers; False when told to stop before."""
    return await _persist(application.initialize, stop)


async def _persist(attempt: Callable[[], Awaitable[object]], stop: asyncio.Event) -> bool:
    """Try until Telegram answers, or until told to stop; a wrong token is not waited for."""
    pause = 1.0
    while not stop.is_set():
        try:
            await attempt()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()
            pause = min(30.0, pause * 2)
        else:
            return True
    return False


@asynccontextmanager
async def polling(
    application: App, greet: Greet | None, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Listen to Telegram inside; leaving stops listening and lets what is under way end."""
    updater = application.updater
    assert updater is not None
    try:
        if greet is not None:
            await _try(greet(application.bot))
        await application.start()
        await _persist(partial(_listen, updater), stop)
        yield
    finally:
        if updater.running:
            with suppress(InvalidToken):  # with which it ended before; `Listening` has told it
                await within(LISTEN, updater.stop())
        if application.running:
            await within(FINISH, application.stop())


async def within(seconds: float, work: Awaitable[None]) -> None:
    """Give it so much time; what does not end by then is left to the next start."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        log.warning("something under way did not end in time and is left for the next start")


async def _listen(updater: Updater) -> None:
    await updater.start_polling(
        allowed_updates=UPDATES, bootstrap_retries=0, error_callback=_polling_failed
    )


async def _try(work: Awaitable[None]) -> None:
    try:
        await work
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", type(error).__name__)


def _polling_failed(error: TelegramError) -> None:
    log.warning("reading updates failed: %s", type(error).__name__)
