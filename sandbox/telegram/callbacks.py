"""Taps on inline buttons that wait for their answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.telegram.errors import bad_request

_ANSWERABLE_SECONDS = 30.0


class Answer(NamedTuple):
    """What the person is shown; an empty text only ends the spinner."""

    text: str
    show_alert: bool
    url: str = ""


@dataclass
class _Query:
    asked_at: float
    answer: asyncio.Future[Answer]


class CallbackQueries:
    """Open callback queries; each can be answered once and for a short time."""

    def __init__(self) -> None:
        self._open: dict[str, _Query] = {}

    def ask(self, query_id: str, now: float) -> asyncio.Future[Answer]:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._open[query_id] = _Query(now, future)
        return future

    def answer(self, query_id: str, answer: Answer, now: float) -> None:
        query = self._open.pop(query_id, None)
        if query is None or now - query.asked_at > _ANSWERABLE_SECONDS:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if not query.answer.done():  # cancelled when the person stopped waiting
            query.answer.set_result(answer)

    def clear(self) -> None:
        self._open.clear()
