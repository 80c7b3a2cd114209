"""Inline queries and Mini App queries that wait for the bot's answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.keyboards import Rows
    from sandbox.telegram.media import Media
    from sandbox.telegram.rich.message import RichMessage
    from sandbox.telegram.specials import Special
    from sandbox.telegram.text.formatted import Formatted

_ANSWERABLE_SECONDS = 30.0
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(eq=False)
class InlineResult:
    """A result as the bot gave it, and the message that choosing it sends."""

    given: dict[str, Any]
    content: Formatted
    media: Media | None = None
    special: Special | None = None
    rich: RichMessage | None = None
    keyboard: Rows | None = None


@dataclass(eq=False)
class InlineAnswer:
    results: list[InlineResult]
    next_offset: str = ""
    button: dict[str, Any] | None = None


@dataclass(eq=False)
class InlineQuery:
    person: dict[str, Any]
    text: str
    asked_at: float
    answer: asyncio.Future[InlineAnswer]

    def result(self, result_id: str) -> InlineResult | None:
        results = self.answer.result().results if self.answer.done() else []
        return next((result for result in results if result.given["id"] == result_id), None)


class InlineQueries:
    """The queries people typed after the bot's name; each is answered once, and soon."""

    def __init__(self) -> None:
        self._asked: dict[str, InlineQuery] = {}

    def ask(self, query_id: str, person: dict[str, Any], text: str, now: float) -> InlineQuery:
        future: asyncio.Future[InlineAnswer] = asyncio.get_running_loop().create_future()
        query = self._asked[query_id] = InlineQuery(person, text, now, future)
        return query

    def get(self, query_id: str) -> InlineQuery | None:
        return self._asked.get(query_id)

    def answer(self, query_id: str, answer: InlineAnswer, now: float) -> None:
        query = self._asked.get(query_id)
        if query is None or query.answer.done() or now - query.asked_at > _ANSWERABLE_SECONDS:
            raise bad_request(_TOO_OLD)
        query.answer.set_result(answer)

    def clear(self) -> None:
        self._asked.clear()


class WebAppQueries:
    """Mini Apps that may post one message on behalf of who opened them."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[dict[str, Any], Chat]] = {}

    def open(self, query_id: str, person: dict[str, Any], chat: Chat) -> None:
        self._open[query_id] = person, chat

    def take(self, query_id: str) -> tuple[dict[str, Any], Chat]:
        try:
            return self._open.pop(query_id)
        except KeyError:
            raise bad_request(_TOO_OLD) from None

    def clear(self) -> None:
        self._open.clear()
