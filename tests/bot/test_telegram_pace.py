"""Telegram's limits in virtual time."""

import asyncio
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from telegram.error import RetryAfter, TimedOut

from bot.telegram_limits import PUSH, Pace

pytestmark = pytest.mark.virtual_time

Called = list[tuple[float, int | str]]


def now() -> float:
    return asyncio.get_running_loop().time()


async def sleep(seconds: float) -> None:
    """A real clock has moved a little after the shortest of pauses, and so has this one."""
    await asyncio.sleep(max(seconds, 1e-4))


class Telegram:
    """Notes when it was called, by which chat; fails as told."""

    def __init__(self) -> None:
        self.called: Called = []
        self.failures: list[Exception] = []

    @cached_property
    def pace(self) -> Pace:
        """Made when the test's clock runs."""
        return Pace(now=now, sleep=sleep)

    async def call(
        self, chat: int | str, *, push: bool = False, endpoint: str = "sendMessage"
    ) -> str:
        async def callback(*_args: Any, **_kwargs: Any) -> str:
            self.called.append((now(), chat))
            if self.failures:
                raise self.failures.pop(0)
            return "done"

        mark = PUSH if push else None
        answer = await self.pace.process_request(
            callback, (), {}, endpoint, {"chat_id": chat}, mark
        )
        assert isinstance(answer, str)
        return answer

    def times(self, chat: int | None = None) -> list[float]:
        return [at for at, who in self.called if chat in (None, who)]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


def most_within(times: list[float], span: float) -> int:
    """The most that fell into any window of that length."""
    return max(sum(start <= at < start + span for at in times) for start in times)


async def together(*calls: Any) -> None:
    await asyncio.gather(*calls)


async def test_a_chat_takes_a_burst_and_then_one_a_second(telegram: Telegram) -> None:
    await together(*(telegram.call(1) for _ in range(15)))

    assert telegram.times()[:5] == [0] * 5
    assert telegram.times()[5:] == pytest.approx([float(second) for second in range(1, 11)])


async def test_a_burst_comes_back_with_silence(telegram: Telegram) -> None:
    await together(*(telegram.call(1) for _ in range(5)))
    await asyncio.sleep(60)

    await together(*(telegram.call(1) for _ in range(6)))

    assert telegram.times()[5:] == pytest.approx([60] * 5 + [61])


async def test_a_full_chat_holds_up_no_other(telegram: Telegram) -> None:
    await together(*(telegram.call(1) for _ in range(10)), telegram.call(2))

    assert telegram.times(2) == [0]


async def test_all_chats_together_get_thirty_a_second(telegram: Telegram) -> None:
    await together(*(telegram.call(chat) for chat in range(1, 301)))

    times = telegram.times()
    assert len(times) == 300
    assert times[-1] == pytest.approx(9, abs=0.1)
    assert most_within(times[30:], 0.999) <= 30


async def test_a_group_gets_twenty_in_any_minute(telegram: Telegram) -> None:
    await together(*(telegram.call(-100123) for _ in range(60)))

    assert telegram.times()[:5] == [0] * 5
    assert most_within(telegram.times(), 60.001) == 20
    assert telegram.times()[-1] == pytest.approx(220, abs=0.1)


async def test_answers_overtake_pushes(telegram: Telegram) -> None:
    pushes = [asyncio.create_task(telegram.call(chat, push=True)) for chat in range(1, 101)]
    await asyncio.sleep(0.5)

    await together(*(telegram.call(chat) for chat in range(1_001, 1_021)))

    assert now() < 1.3  # twenty at thirty a second, as if there were no pushes
    await together(*pushes)
    assert len(telegram.called) == 120


async def test_pushes_are_not_starved_for_good(telegram: Telegram) -> None:
    await together(
        *(telegram.call(chat) for chat in range(1, 61)),
        *(telegram.call(chat, push=True) for chat in range(101, 131)),
    )

    assert telegram.times()[-1] < 4


async def test_answers_that_wait_for_their_own_group_hold_up_no_push(telegram: Telegram) -> None:
    asked = [asyncio.create_task(telegram.call(-100123)) for _ in range(40)]
    await asyncio.sleep(0.5)

    await together(*(telegram.call(chat, push=True) for chat in range(1, 11)))

    assert now() < 1
    assert not all(one.done() for one in asked)
    await together(*asked)


async def test_a_pause_is_kept_by_the_chat_it_was_asked_of(telegram: Telegram) -> None:
    telegram.failures = [RetryAfter(timedelta(seconds=7))]

    await together(telegram.call(1), _later(telegram, 1), _later(telegram, 2))

    assert telegram.times(1) == pytest.approx([0, 7, 7], abs=0.1)
    assert telegram.times(2) == [0.1]


async def test_a_long_pause_of_one_group_lets_everybody_else_be_answered(
    telegram: Telegram,
) -> None:
    telegram.failures = [RetryAfter(timedelta(seconds=40))]
    with pytest.raises(RetryAfter):
        await telegram.call(-100123)

    assert await telegram.call(1) == "done"
    with pytest.raises(RetryAfter):
        await telegram.call(-100123)

    assert len(telegram.times(-100123)) == 1  # it was not asked again


async def test_refusals_of_two_chats_in_a_row_pause_everybody(telegram: Telegram) -> None:
    telegram.failures = [RetryAfter(timedelta(seconds=7)), RetryAfter(timedelta(seconds=7))]

    await together(telegram.call(1), telegram.call(2), _later(telegram, 3))

    assert telegram.times(3) == pytest.approx([7], abs=0.1)


async def test_refusals_of_two_chats_far_apart_are_about_each_alone(telegram: Telegram) -> None:
    telegram.failures = [RetryAfter(timedelta(seconds=7))]
    await telegram.call(1)
    telegram.failures = [RetryAfter(timedelta(seconds=7))]

    await together(telegram.call(2), _later(telegram, 3))

    assert telegram.times(3) == pytest.approx([7.1], abs=0.05)


async def _later(telegram: Telegram, chat: int) -> None:
    await asyncio.sleep(0.1)
    await telegram.call(chat)


async def test_a_push_goes_back_to_the_outbox_instead_of_waiting(telegram: Telegram) -> None:
    telegram.failures = [RetryAfter(timedelta(seconds=7))]

    with pytest.raises(RetryAfter):
        await telegram.call(1, push=True)

    assert now() == 0


async def test_an_answer_does_not_wait_for_a_pause_without_end(telegram: Telegram) -> None:
    telegram.failures = [RetryAfter(timedelta(seconds=3600))]

    with pytest.raises(RetryAfter):
        await telegram.call(1)

    assert now() == 0


async def test_a_second_refusal_is_passed_on(telegram: Telegram) -> None:
    telegram.failures = [RetryAfter(timedelta(seconds=1)), RetryAfter(timedelta(seconds=1))]

    with pytest.raises(RetryAfter):
        await telegram.call(1)


async def test_other_errors_are_not_tried_again(telegram: Telegram) -> None:
    telegram.failures = [TimedOut()]

    with pytest.raises(TimedOut):
        await telegram.call(1)

    assert len(telegram.called) == 1


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "sendChatAction"])
async def test_what_is_worth_nothing_when_late_is_not_held_up(
    endpoint: str, telegram: Telegram
) -> None:
    await together(*(telegram.call(1, endpoint=endpoint) for _ in range(50)))

    assert telegram.times() == [0] * 50


async def test_who_gave_up_waiting_took_no_place(telegram: Telegram) -> None:
    await together(*(telegram.call(1) for _ in range(5)))
    impatient = asyncio.create_task(telegram.call(1))
    await asyncio.sleep(0.2)
    impatient.cancel()

    await together(*(telegram.call(1, push=True) for _ in range(2)))

    assert telegram.times()[5:] == pytest.approx([1, 2], abs=0.1)


async def test_it_remembers_no_chat_for_ever(telegram: Telegram) -> None:
    for chat in range(12_000):
        telegram.pace._chat(chat)

    assert len(telegram.pace._chats) <= 10_000
