"""The request that waits for updates, and what happens when Telegram takes the token back."""

import asyncio
from http import HTTPStatus
from typing import Any, NoReturn

from telegram.error import InvalidToken
from telegram.request import HTTPXRequest

REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}


class Listening(HTTPXRequest):
    """Notices a token that was revoked: the updater would end its loop and tell nobody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(connection_pool_size=2, **options)
        self._refused = asyncio.Event()

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(*args, **options)
        if status in REFUSED:
            self._refused.set()
        return status, body

    async def run(self) -> NoReturn:
        """Wait for the refusal and end the bot with it: a bot that hears nothing is none."""
        await self._refused.wait()
        raise InvalidToken
