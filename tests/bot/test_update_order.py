"""One person's updates one after the other, everybody's side by side."""

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update

from bot.updates import WAITING_PER_PERSON, SerialPerUser, prompted

if TYPE_CHECKING:
    from collections.abc import Coroutine

pytestmark = pytest.mark.virtual_time

ALICE, BOB = 1001, 1002


def update_of(person: int, number: int = 1) -> Update:
    who = {"id": person, "is_bot": False, "first_name": "A"}
    message = {"message_id": number, "date": 0, "chat": {"id": person, "type": "private"}}
    made = Update.de_json({"update_id": number, "message": {**message, "from": who}}, None)
    assert made is not None
    return made


class Bot:
    """Takes a second for each update and writes down when it began and ended."""

    def __init__(self, processor: SerialPerUser) -> None:
        self.processor = processor
        self.diary: list[tuple[float, str, int, int]] = []

    async def handle(self, person: int, number: int, error: Exception | None = None) -> None:
        self.diary.append((self.now, "begins", person, number))
        await asyncio.sleep(1)
        self.diary.append((self.now, "ends", person, number))
        if error is not None:
            raise error

    def gets(self, person: int, number: int, error: Exception | None = None) -> asyncio.Task[None]:
        work: Coroutine[Any, Any, None] = self.handle(person, number, error)
        processed = self.processor.process_update(update_of(person, number), work)
        return asyncio.create_task(processed)

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def of(self, person: int) -> list[tuple[str, int]]:
        return [(what, number) for _, what, who, number in self.diary if who == person]


@pytest.fixture
def bot() -> Bot:
    return Bot(SerialPerUser())


def strictly(numbers: range) -> list[tuple[str, int]]:
    return [(what, number) for number in numbers for what in ("begins", "ends")]


async def test_the_updates_of_a_person_are_handled_one_by_one_in_their_order(bot: Bot) -> None:
    await asyncio.gather(*(bot.gets(ALICE, number) for number in range(10)))

    assert bot.of(ALICE) == strictly(range(10))
    assert bot.now == pytest.approx(10)


async def test_nobody_waits_for_somebody_else(bot: Bot) -> None:
    await asyncio.gather(*(bot.gets(person, n) for n in range(2) for person in range(30)))

    assert bot.now == pytest.approx(2)
    for person in range(30):
        assert bot.of(person) == strictly(range(2))


async def test_a_person_with_much_to_do_takes_one_place_only() -> None:
    bot = Bot(SerialPerUser(at_once=2))
    greedy = [bot.gets(ALICE, number) for number in range(10)]

    await bot.gets(BOB, 1)

    assert bot.now == pytest.approx(1)
    await asyncio.gather(*greedy)


async def test_so_many_at_once_and_no_more() -> None:
    bot = Bot(SerialPerUser(at_once=4))

    await asyncio.gather(*(bot.gets(person, 1) for person in range(12)))

    assert bot.now == pytest.approx(3)


async def test_a_flood_is_cut_off_and_what_was_accepted_is_done(bot: Bot) -> None:
    await asyncio.gather(*(bot.gets(ALICE, number) for number in range(100)), bot.gets(BOB, 1))

    assert bot.of(ALICE) == strictly(range(WAITING_PER_PERSON))
    assert bot.of(BOB) == strictly(range(1, 2))


async def test_after_a_flood_a_person_is_heard_again(bot: Bot) -> None:
    await asyncio.gather(*(bot.gets(ALICE, number) for number in range(100)))

    await bot.gets(ALICE, 777)

    assert bot.of(ALICE)[-1] == ("ends", 777)


async def test_an_error_in_one_update_does_not_stop_the_next(bot: Bot) -> None:
    broken = bot.gets(ALICE, 1, ValueError("broken"))
    await bot.gets(ALICE, 2)

    with pytest.raises(ValueError, match="broken"):
        await broken
    assert bot.of(ALICE) == strictly(range(1, 3))


async def test_a_cancelled_update_leaves_the_line(bot: Bot) -> None:
    first, second, third = (bot.gets(ALICE, number) for number in range(3))
    await asyncio.sleep(0.5)

    first.cancel()
    await asyncio.gather(first, second, third, return_exceptions=True)

    assert bot.of(ALICE) == [("begins", 0), *strictly(range(1, 3))]


async def test_nothing_is_remembered_of_who_is_done(bot: Bot) -> None:
    await asyncio.gather(*(bot.gets(person, 1) for person in range(50)))

    assert (bot.processor._waiting, bot.processor._lines) == ({}, {})


async def test_an_update_of_nobody_is_handled_too(bot: Bot) -> None:
    done: list[int] = []

    await bot.processor.process_update(Update(5), _note(done))

    assert done == [1]


async def _note(done: list[int]) -> None:
    done.append(1)


async def test_what_is_prompt_waits_for_nothing_and_lets_nothing_overtake(bot: Bot) -> None:
    done: list[tuple[float, int]] = []

    async def prompt(update: Update) -> bool:
        await asyncio.sleep(0.1 if update.update_id else 3)
        done.append((bot.now, update.update_id))
        return update.update_id > 0

    bot.processor.prompt = prompt
    beyond = WAITING_PER_PERSON + 2
    await asyncio.gather(*(bot.gets(ALICE, number) for number in range(beyond)))

    assert [number for _, number in sorted(done)] == [*range(1, beyond), 0]
    assert max(at for at, number in done if number) == pytest.approx(0.1)
    assert bot.of(ALICE) == strictly(range(WAITING_PER_PERSON))


async def test_who_handles_an_update_knows_how_that_ended() -> None:
    processor, known = SerialPerUser(), []

    async def prompt(update: Update) -> bool | None:
        return update.update_id == 1 or None

    async def handle() -> None:
        begun = prompted.get()
        assert begun is not None
        known.append(await begun)

    processor.prompt = prompt
    for number in (1, 2):
        await asyncio.create_task(processor.process_update(update_of(ALICE, number), handle()))

    assert known == [True, None]
