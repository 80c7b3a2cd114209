"""Which messages ask is noted as they are shown, and what they showed before is out of the way."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Message
from telegram.error import BadRequest

from bot.i18n import Html
from bot.notices import Notice
from handlers import chat
from handlers.page import Button, Page, Question

ALICE = 1001
OVER = Page(Html("Over"), ((Button("Again", "re:1"),),))
ASKS = Page(Html("Shall I?"), ((Button("Yes", "t:1"),),), Question(("1",), OVER))
TELLS = Page(Html("So it is"))


class Notes:
    """Everything that happens to messages, in its order."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.fails: Exception | None = None

    async def make_way(self, chat_id: int, message_id: int) -> None:
        self.events.append(("makes way", chat_id, message_id))

    async def asked(self, chat_id: int, message_id: int, tickets: Any, over: Notice) -> None:
        self.events.append(("asks", chat_id, message_id, tickets, over))

    async def edit_message_text(self, text: str, **_: Any) -> None:
        self.events.append(("shows", text))
        if self.fails is not None:
            raise self.fails

    async def send_message(self, text: str, **_: Any) -> Message:
        self.events.append(("sends", text))
        return _message(99, self)


def _message(message_id: int, notes: Notes) -> Message:
    there = {"message_id": message_id, "date": 0, "text": "…"}
    made: Any = Message.de_json(there | {"chat": {"id": ALICE, "type": "private"}}, None)
    made._unfreeze()
    made.chat = SimpleNamespace(id=ALICE, send_message=notes.send_message)
    return made  # type: ignore[no-any-return]  # as far as these go


@pytest.fixture
def notes() -> Iterator[Notes]:
    made: Any = Notes()
    before = chat._questions.set(made)
    yield made
    chat._questions.reset(before)  # an update ends with its context, a test does not


def query(notes: Notes) -> Any:
    return SimpleNamespace(message=_message(7, notes), edit_message_text=notes.edit_message_text)


NOTED = ("1",), Notice(OVER.text, OVER.raw)


async def test_a_question_in_the_place_of_something_is_noted_once_it_is_shown(notes: Notes) -> None:
    await chat.edit(query(notes), ASKS)

    assert notes.events == [
        ("makes way", ALICE, 7), ("shows", "Shall I?"), ("asks", ALICE, 7, *NOTED),
    ]  # fmt: skip


async def test_whatever_a_message_shows_next_it_asks_no_more(notes: Notes) -> None:
    await chat.edit(query(notes), TELLS)

    assert notes.events == [("makes way", ALICE, 7), ("shows", "So it is")]


async def test_where_the_message_is_gone_the_new_one_asks(notes: Notes) -> None:
    notes.fails = BadRequest("Message to edit not found")

    await chat.edit(query(notes), ASKS)

    assert notes.events[-2:] == [("sends", "Shall I?"), ("asks", ALICE, 99, *NOTED)]


async def test_what_was_not_shown_is_not_noted(notes: Notes) -> None:
    notes.fails = BadRequest("Can't parse entities")
    gone = SimpleNamespace(message=None, edit_message_text=notes.edit_message_text)

    with pytest.raises(BadRequest):
        await chat.edit(gone, ASKS)  # type: ignore[arg-type]  # a fake

    assert notes.events == [("shows", "Shall I?")]


async def test_a_new_message_that_asks_is_noted(notes: Notes) -> None:
    update: Any = SimpleNamespace(
        effective_chat=SimpleNamespace(id=ALICE, send_message=notes.send_message)
    )

    await chat.send(update, ASKS)
    await chat.send(update, TELLS)

    assert notes.events == [
        ("sends", "Shall I?"), ("asks", ALICE, 99, *NOTED), ("sends", "So it is"),
    ]  # fmt: skip
