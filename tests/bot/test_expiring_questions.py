"""Questions that nobody answers in time, in virtual time: each is ended once, and only then."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from alert_desk import Desk
from sqlalchemy import select
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.notices import Notice, button
from bot.notifications import Sender
from bot.questions import AWAY, LATE, ROOM, Questions
from bot.sharing import LIFE, Sharing
from bot.telegram_limits import PUSH
from storage import Question, Storage, Ticket

pytestmark = pytest.mark.virtual_time
ALICE, BOB = 1001, 1002
Clock = Callable[[], datetime]
OVER = Notice("It is over", [[button("Again", "re:1")]])  # type: ignore[arg-type]  # words


class Telegram:
    """Changes messages, each in `lasts` seconds, unless it was told to fail first."""

    def __init__(self) -> None:
        self.failures: list[TelegramError] = []
        self.lasts: dict[int, float] = {}
        self.calls: list[dict[str, Any]] = []
        self.shown: list[tuple[float, int, str]] = []

    async def edit_message_text(self, **call: Any) -> bool:
        self.calls.append(call)
        await asyncio.sleep(self.lasts.get(call["message_id"], 0))
        if self.failures:
            raise self.failures.pop(0)
        self.shown.append((_seconds(), call["message_id"], call["text"]))
        return True

    async def send_message(self, **call: Any) -> Any:
        self.calls.append(call)
        return type("Sent", (), {"message_id": 500})

    @property
    def ended(self) -> list[int]:
        return [message_id for _, message_id, _ in self.shown]


def _seconds() -> float:
    return asyncio.get_running_loop().time()


@pytest.fixture
def storage(desk: Desk) -> Storage:
    """Without a thread of its own, which would not live in virtual time."""
    return desk.storage


@pytest.fixture
def clock(desk: Desk) -> Clock:
    return desk.now


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def questions(storage: Storage, telegram: Any, clock: Clock) -> Questions:
    return Questions(storage, telegram, now=clock)


@asynccontextmanager
async def running(questions: Questions) -> AsyncIterator[None]:
    task = asyncio.create_task(questions.run())
    yield
    assert not task.done(), task.exception()
    task.cancel()


async def issued(storage: Storage, clock: Clock, *, life: float = 60) -> str:
    async with storage.begin() as unit:
        until = clock() + timedelta(seconds=life)
        return (await unit.tickets.issue(ALICE, ALICE, "order", {}, until)).id


async def used(storage: Storage, ticket: str, at: datetime) -> Ticket | None:
    async with storage.begin() as unit:
        return await unit.tickets.use(ticket, ALICE, ALICE, at)


async def remembered(storage: Storage) -> list[Question]:
    async with storage.read() as unit:
        return [*await unit.questions._session.scalars(select(Question))]


async def test_a_question_ends_when_its_ticket_does_once_and_behind_what_matters_more(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock
) -> None:
    async with running(questions):
        await asyncio.sleep(7)  # the worker is at rest
        ticket = await issued(storage, clock)
        await questions.asked(ALICE, 55, [ticket], OVER)
        await asyncio.sleep(59.9)
        assert telegram.calls == []
        await asyncio.sleep(900)

    ((at, message_id, text),) = telegram.shown
    assert (round(at, 1), message_id, text) == (67.0, 55, "It is over")
    (call,) = telegram.calls
    assert call["rate_limit_args"] == PUSH
    assert call["reply_markup"].inline_keyboard[0][0].callback_data == "re:1"
    async with storage.read() as unit:
        closed = await unit.tickets.find(ticket)
    assert closed is not None
    assert closed.state == "cancelled"
    assert await remembered(storage) == []


@pytest.mark.parametrize("which", [0, 1])
async def test_what_was_answered_in_the_last_moment_is_never_written_over(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock, which: int
) -> None:
    tickets = [await issued(storage, clock) for _ in range(2)]
    await questions.asked(ALICE, 55, tickets, OVER)

    async with running(questions):
        await asyncio.sleep(59.999)
        assert await used(storage, tickets[which], clock()) is not None
        await asyncio.sleep(900)

    assert telegram.calls == []


@pytest.mark.parametrize("tap_first", [True, False])
async def test_a_tap_and_the_end_in_one_moment_exclude_each_other(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock, tap_first: bool
) -> None:
    """The tap looked at its clock just before the end; the transactions come as they come."""
    ticket = await issued(storage, clock)
    await questions.asked(ALICE, 55, [ticket], OVER)
    just_before = clock() + timedelta(seconds=59.999)
    await asyncio.sleep(60)

    deeds = [used(storage, ticket, just_before), questions.expire()]
    for deed in deeds if tap_first else reversed(deeds):
        await deed

    async with storage.read() as unit:
        left = await unit.tickets.find(ticket)
    assert left is not None
    assert (left.state, telegram.ended) == (("used", []) if tap_first else ("cancelled", [55]))


async def test_many_taps_in_the_moment_of_the_end_are_answered_or_ended_never_both(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock
) -> None:
    tickets = {number: await issued(storage, clock) for number in range(1, 41)}
    for number, ticket in tickets.items():
        await questions.asked(ALICE, number, [ticket], OVER)
    just_before = clock() + timedelta(seconds=59.999)
    await asyncio.sleep(60)

    async def ends() -> None:
        while await questions.expire():
            pass

    taps = [used(storage, ticket, just_before) for ticket in tickets.values()]
    _, *answers = await asyncio.gather(ends(), *taps)

    answered = {number for number, answer in zip(tickets, answers, strict=True) if answer}
    assert answered.isdisjoint(telegram.ended)
    assert sorted([*answered, *telegram.ended]) == [*tickets]


async def test_a_message_that_asks_something_newer_ends_when_that_does(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock
) -> None:
    async with running(questions):
        await questions.asked(ALICE, 55, [await issued(storage, clock)], OVER)
        await asyncio.sleep(40)
        await questions.make_way(ALICE, 55)
        await questions.asked(ALICE, 55, [await issued(storage, clock)], OVER)
        await asyncio.sleep(59)
        assert telegram.calls == []
        await asyncio.sleep(2)

    assert [(round(at), where) for at, where, _ in telegram.shown] == [(100, 55)]


async def test_what_a_message_shows_since_is_not_written_over(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock
) -> None:
    async with running(questions):
        await questions.asked(ALICE, 55, [await issued(storage, clock)], OVER)
        await asyncio.sleep(30)
        await questions.make_way(ALICE, 55)
        await asyncio.sleep(900)

    assert telegram.calls == []


@pytest.mark.parametrize("late", [0.0, 0.5, 1.9])
async def test_what_is_to_be_shown_while_the_end_is_on_its_way_comes_after_it(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock, late: float
) -> None:
    telegram.lasts[55] = 2
    await questions.asked(ALICE, 55, [await issued(storage, clock)], OVER)

    async with running(questions):
        await asyncio.sleep(60.01 + late)
        assert len(telegram.calls) == 1
        await questions.make_way(ALICE, 55)
        made_way_at = _seconds()

    ((ended_at, *_),) = telegram.shown
    assert made_way_at >= ended_at == pytest.approx(62, abs=0.1)


@pytest.mark.parametrize("error", [NetworkError("away"), RetryAfter(20)])
async def test_while_telegram_is_away_one_question_tries_for_all(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock,
    error: TelegramError,
) -> None:  # fmt: skip
    for number in range(1, 11):
        await questions.asked(ALICE, number, [await issued(storage, clock)], OVER)
    telegram.failures = [error] * 3

    async with running(questions):
        await asyncio.sleep(60 + 3 * AWAY - 1)
        assert len(telegram.calls) == 3
        await asyncio.sleep(900)

    assert sorted(telegram.ended) == [*range(1, 11)]


@pytest.mark.parametrize("error", [BadRequest("Message to edit not found"), Forbidden("blocked")])
async def test_a_message_that_cannot_be_changed_is_let_be(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock,
    error: TelegramError,
) -> None:  # fmt: skip
    for number in (1, 2):
        await questions.asked(ALICE, number, [await issued(storage, clock)], OVER)
    telegram.failures = [error]

    async with running(questions):
        await asyncio.sleep(900)

    assert len(telegram.calls) == 2
    assert len(telegram.ended) == 1
    assert await remembered(storage) == []


async def test_an_end_that_finds_no_room_holds_up_no_other(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock
) -> None:
    telegram.lasts[2] = 1e6
    for number in (1, 2):
        await questions.asked(ALICE, number, [await issued(storage, clock)], OVER)

    async with running(questions):
        await asyncio.sleep(60 + ROOM + 1)
        assert telegram.ended == [1]
        await asyncio.sleep(900)

    assert len(telegram.calls) == 2


async def test_what_expired_while_nobody_ran_is_ended_at_the_next_start_unless_it_is_old(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock
) -> None:
    long_ago = await issued(storage, clock)
    await questions.asked(ALICE, 1, [long_ago], OVER)
    await asyncio.sleep(LATE.total_seconds())
    await questions.asked(ALICE, 2, [await issued(storage, clock)], OVER)
    await asyncio.sleep(3600)

    async with running(Questions(storage, questions._bot, now=clock)):
        await asyncio.sleep(10)

    assert telegram.ended == [2]


async def test_an_end_that_a_crash_cut_off_is_made_up_for(
    storage: Storage, questions: Questions, telegram: Telegram, clock: Clock
) -> None:
    """The tickets were closed, and Telegram not told yet, when the process died."""
    await questions.asked(ALICE, 55, [await issued(storage, clock)], OVER)
    await asyncio.sleep(60)
    telegram.lasts[55] = 5
    dying = asyncio.create_task(questions.expire())
    await asyncio.sleep(1)
    dying.cancel()
    telegram.lasts.clear()

    async with running(Questions(storage, questions._bot, now=clock)):
        await asyncio.sleep(10)

    assert telegram.ended == [55]


async def test_a_question_that_went_through_the_outbox_ends_where_it_arrived(
    storage: Storage, questions: Questions, telegram: Any, clock: Clock
) -> None:
    sender = Sender(storage, telegram, now=clock)
    await _wants_to_share(storage, sender, clock)
    await sender.send_due()

    async with running(questions):
        await asyncio.sleep(LIFE.total_seconds() - 1)
        assert telegram.shown == []
        await asyncio.sleep(2)

    ((_, message_id, text),) = telegram.shown
    assert message_id == 500
    assert text.startswith("⌛ <b>This question has expired</b>: nothing was done.")
    assert "Somebody wants to use your Binance account Account 1" in text


async def test_a_question_that_still_waits_in_the_outbox_arrives_as_expired(
    storage: Storage, questions: Questions, telegram: Any, clock: Clock
) -> None:
    sender = Sender(storage, telegram, now=clock)
    await _wants_to_share(storage, sender, clock)

    async with running(questions):
        await asyncio.sleep(LIFE.total_seconds() + 1)
        await sender.send_due()

    (call,) = telegram.calls
    assert "has expired" in call["text"]
    assert call["reply_markup"] is None
    assert await remembered(storage) == []


async def _wants_to_share(storage: Storage, sender: Sender, clock: Clock) -> None:
    """Bob has a key of the account that Alice connected first."""
    async with storage.begin() as unit:
        await unit.keys.add(
            ALICE, "live", "hmac", "key", "secret", account_uid=7, can_trade=True,
            ip_restricted=True,
        )  # fmt: skip
    await Sharing(storage, sender, environment="live", now=clock).ask(BOB, 7)
