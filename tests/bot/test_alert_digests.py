"""A burst of one person's alerts: one message for many of them, and still none is lost."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from telegram import Message as TelegramMessage
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.notifications import PATIENCE, Sender
from bot.occasions import Occasion
from bot.parcels import MOST, ROOM
from bot.telegram_limits import Pace
from storage import Message, Storage, Unit

ALICE, BOB = 1001, 1002
MARK = "\n<i>(repeat:"
ANY_MARK = re.compile(r"\n(<i>)?(\(repeat:|Written ).*")


class Killed(Exception):
    """The process ended here."""


class Telegram:
    """Shows every message it takes, also those of which the bot never hears."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.heard: list[dict[str, Any]] = []
        self.calls = 0

    async def send_message(self, **call: Any) -> TelegramMessage:
        self.calls += 1
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or type(failure) in {TimedOut, Killed}:
            self.heard.append(call)
        if failure is not None:
            raise failure
        return TelegramMessage.de_json(
            {"message_id": 500 + self.calls, "date": 0, "chat": {"id": 1, "type": "private"}}, None
        )

    async def edit_message_text(self, **call: Any) -> bool:
        return True

    @property
    def texts(self) -> list[str]:
        return [call["text"] for call in self.heard]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def sender(storage: Storage, telegram: Any, clock: Any) -> Sender:
    return Sender(storage, telegram, now=clock)


async def put(unit: Unit, *texts: str, who: int = ALICE, kind: Any = "alert", **more: Any) -> None:
    for text in texts:
        await unit.outbox.put(chat_id=who, user_id=who, kind=kind, text=text, **more)


async def burst(storage: Storage, *texts: str, **more: Any) -> None:
    async with storage.begin() as unit:
        await put(unit, *texts, **more)


async def rows(storage: Storage) -> list[Message]:
    async with storage.read() as unit:
        return [*await unit.outbox._session.scalars(select(Message).order_by(Message.id))]


async def drain(sender: Sender) -> None:
    while await sender.send_due():
        pass


async def restart(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.outbox.recover()


async def test_a_burst_arrives_as_one_digest_in_order(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await burst(storage, "one", "two", "three")

    assert await sender.send_due() == 1
    assert await sender.send_due() == 0

    (call,) = telegram.heard
    assert call["text"] == "one\n\ntwo\n\nthree"
    (row,) = call["reply_markup"].inline_keyboard
    assert [(button.text, button.callback_data) for button in row] == [("🔔 Alerts", "go:alerts")]
    assert [(one.state, one.message_id) for one in await rows(storage)] == [("sent", 501)] * 3


async def test_each_alert_of_a_digest_that_is_late_says_when_it_was_written(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    begun = clock()
    await burst(storage, "one", "two")
    clock.passes(3600)
    await burst(storage, "three")
    clock.passes(30)

    await drain(sender)

    written = f"<i>Written 1 hour ago, at {begun:%Y-%m-%d %H:%M} UTC.</i>"
    assert telegram.texts == [f"one\n{written}\n\ntwo\n{written}\n\nthree"]


async def test_a_late_digest_has_room_for_saying_so(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await burst(storage, *["x" * (ROOM // MOST - len("\n\n"))] * MOST)
    clock.passes(3600)

    await drain(sender)

    assert max(len(text) for text in telegram.texts) <= 4096 - 200  # a heading, and a mark


async def test_a_digest_names_its_alerts_and_tells_them_in_the_order_of_time(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    late, early, between = Occasion(3000, 1, 12), Occasion(1000, 2, 5), Occasion(2000, 9, 12)
    async with storage.begin() as unit:
        for number, occasion in enumerate((late, early, between)):
            await put(unit, f"told {number}", key=occasion.key)

    await drain(sender)

    assert telegram.texts == [
        "🔔 <b>2 alerts have fired</b>: #5, #12\n\ntold 1\n\ntold 2\n\ntold 0"
    ]


async def test_the_button_of_a_digest_is_in_the_readers_language(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await burst(storage, "bir", "iki", "üç", who=BOB)

    await drain(sender)

    ((button,),) = telegram.heard[0]["reply_markup"].inline_keyboard
    assert button.text == "🔔 Alarmlar"


async def test_two_alerts_come_one_by_one_with_their_own_buttons(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    buttons = [[{"text": "Chart", "callback_data": "chart:BTCUSDT:1h"}]]
    await burst(storage, "one", "two", keyboard=buttons)

    await drain(sender)

    assert telegram.texts == ["one", "two"]
    assert telegram.heard[0]["reply_markup"].inline_keyboard[0][0].text == "Chart"


async def test_the_first_goes_at_once_and_what_piles_up_behind_the_pace_goes_together(
    storage: Storage, telegram: Telegram, clock: Any
) -> None:
    told = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await told.wait()

    pace = Pace(now=lambda: clock().timestamp(), sleep=sleep)
    pace._chat(ALICE).tokens = 1

    class Paced(Telegram):
        async def send_message(self, **call: Any) -> Any:
            data = {"chat_id": call["chat_id"]}
            send = telegram.send_message
            return await pace.process_request(send, (), call, "sendMessage", data, "push")

    sender: Any = Sender(storage, Paced(), now=clock)  # type: ignore[arg-type]  # a fake
    async with running(sender):
        await burst(storage, "first")
        await until(sender, lambda: len(telegram.texts) == 1)
        await burst(storage, "second")
        await until(sender, lambda: sender._room == 29)
        await burst(storage, "third", "fourth", "fifth")
        clock.passes(10)
        told.set()
        await until(sender, lambda: len(telegram.texts) == 3)

    assert telegram.texts == ["first", "second", "third\n\nfourth\n\nfifth"]


async def test_one_chat_that_must_wait_holds_up_no_other(storage: Storage, clock: Any) -> None:
    alone = asyncio.Event()
    heard: list[str] = []

    class Slow(Telegram):
        async def send_message(self, **call: Any) -> Any:
            if call["chat_id"] == ALICE:
                await alone.wait()
            heard.append(call["text"])
            return await super().send_message(**call)

    sender = Sender(storage, Slow(), now=clock)  # type: ignore[arg-type]  # a fake
    async with running(sender):
        await burst(storage, "to Alice")
        await burst(storage, "1 to Bob", "2 to Bob", who=BOB)
        await until(sender, lambda: len(heard) == 2)
        alone.set()
        await until(sender, lambda: len(heard) == 3)

    assert heard == ["1 to Bob", "2 to Bob", "to Alice"]


@asynccontextmanager
async def running(sender: Sender) -> AsyncIterator[None]:
    task = asyncio.create_task(sender.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(sender: Sender, condition: Any) -> None:
    sender.nudge()
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.002)


async def test_a_long_burst_comes_in_several_digests(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    texts = [f"alert {number}" for number in range(2 * MOST + 2)]
    await burst(storage, *texts)

    await drain(sender)

    assert telegram.texts == [
        "\n\n".join(texts[:MOST]), "\n\n".join(texts[MOST:-2]), *texts[-2:],
    ]  # fmt: skip


async def test_a_digest_is_never_longer_than_telegram_takes(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    texts = [f"{number} " + "😀" * 600 for number in range(6)]  # each counts twice there
    await burst(storage, *texts)

    await drain(sender)

    assert [text.split("\n\n") for text in telegram.texts] == [texts[:3], texts[3:]]
    assert all(len(text.encode("utf-16-le")) // 2 <= ROOM for text in telegram.texts)


async def test_other_news_keep_their_place_among_alerts(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    async with storage.begin() as unit:
        await put(unit, "a", "b", "c")
        await put(unit, "filled", kind="fill")
        await put(unit, "d", "e", "f")
        await put(unit, "changed", kind="order", edits=77)
        await put(unit, "g")

    while await sender.send_due():
        pass

    assert telegram.texts == ["a\n\nb\n\nc", "filled", "d\n\ne\n\nf\n\ng"]


async def test_people_are_never_mixed(sender: Sender, storage: Storage, telegram: Telegram) -> None:
    async with storage.begin() as unit:
        for number in range(3):
            await put(unit, f"A{number}")
            await put(unit, f"B{number}", who=BOB)
        for user in (ALICE, BOB):  # in a group, which hears both
            for number in range(3):
                await unit.outbox.put(
                    chat_id=-1, user_id=user, kind="alert", text=f"{user}:{number}"
                )

    await drain(sender)

    assert sorted(telegram.texts) == [
        "1001:0\n\n1001:1\n\n1001:2", "1002:0\n\n1002:1\n\n1002:2",
        "A0\n\nA1\n\nA2", "B0\n\nB1\n\nB2",
    ]  # fmt: skip


@pytest.mark.parametrize(("silent", "expected"), [(3, True), (2, False)])
async def test_a_digest_is_silent_if_all_in_it_are(
    silent: int, expected: bool, sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    async with storage.begin() as unit:
        for number in range(3):
            await put(unit, f"{number}", silent=number < silent)

    await drain(sender)

    assert telegram.heard[0]["disable_notification"] is expected


async def test_a_digest_that_may_have_arrived_goes_again_whole_and_marked(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await burst(storage, "one", "two", "three")
    telegram.failures = [NetworkError("Bad Gateway")]
    await drain(sender)
    await burst(storage, "four", "five", "six")

    clock.passes(PATIENCE)
    await drain(sender)

    assert telegram.texts == [
        f"one\n\ntwo\n\nthree{MARK} it may have reached you before)</i>",
        "four\n\nfive\n\nsix",
    ]


@pytest.mark.parametrize(
    "error", [RetryAfter(timedelta(seconds=30)), NetworkError("no way"), Forbidden("blocked")]
)
async def test_a_digest_that_never_arrived_goes_again_as_if_for_the_first_time(
    error: TelegramError, sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await burst(storage, "one", "two", "three")
    error.__cause__ = httpx.ConnectError("")
    telegram.failures = [error]

    await drain(sender)
    assert telegram.calls == 1

    clock.passes(PATIENCE)
    async with storage.begin() as unit:
        await unit.users.set_reachable(ALICE, True)
    await drain(sender)
    assert telegram.texts == ["one\n\ntwo\n\nthree"]


async def test_markup_that_telegram_cannot_read_makes_all_of_it_plain(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await burst(storage, "<b>1 &lt; 2</b>", "<b>two", "three")
    telegram.failures = [BadRequest("Can't parse entities: unclosed tag")]

    await drain(sender)

    assert telegram.texts == ["1 < 2\n\ntwo\n\nthree"]


async def test_of_a_digest_that_telegram_refuses_only_the_bad_one_is_given_up(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await burst(storage, "one", "bad", "three", "four", "five")
    refusal = BadRequest("MESSAGE_BAD")
    # one of five, alone; the bad one of four, alone and refused; the rest together
    telegram.failures = [refusal, None, refusal, refusal]  # type: ignore[list-item]

    await drain(sender)

    assert telegram.texts == ["one", "three\n\nfour\n\nfive"]
    assert [one.state for one in await rows(storage)] == ["sent", "dead", "sent", "sent", "sent"]


@pytest.mark.parametrize("heard", [True, False])
async def test_a_crash_while_a_digest_is_under_way_marks_all_of_it(
    heard: bool, sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await burst(storage, "one", "two", "three")
    telegram.failures = [Killed() if heard else RuntimeError("power cut")]
    with pytest.raises((Killed, RuntimeError)):
        await sender.send_due()
    assert await sender.send_due() == 0

    await restart(storage)
    await drain(sender)

    assert telegram.texts[-1].startswith(f"one\n\ntwo\n\nthree{MARK}")
    assert len(telegram.texts) == 1 + heard


async def test_a_crash_while_a_digest_is_claimed_or_noted_takes_all_of_it_back(
    storage: Storage, telegram: Any, clock: Any
) -> None:
    """All rows of a digest change in one transaction: a crash inside leaves none half done."""
    await burst(storage, "one", "two", "three")
    for deed in ("claim", "sent"):
        dying = Sender(_dying_at(storage, deed, 3), telegram, now=clock)
        with pytest.raises(Killed):
            await dying.send_due()
        (state,) = {one.state for one in await rows(storage)}
        assert state == ("pending" if deed == "claim" else "sending")

    await restart(storage)
    await drain(Sender(storage, telegram, now=clock))

    assert [text.partition(MARK)[0] for text in telegram.texts] == ["one\n\ntwo\n\nthree"] * 2
    assert {one.state for one in await rows(storage)} == {"sent"}


def _dying_at(storage: Storage, deed: str, times: int) -> Any:
    """The storage of a process that ends at the n-th deed of a kind."""

    class Dying:
        read = staticmethod(storage.read)

        @staticmethod
        @asynccontextmanager
        async def begin() -> AsyncIterator[Unit]:
            async with storage.begin() as unit:
                real, left = getattr(unit.outbox, deed), iter(range(1, times))

                async def last(*values: Any) -> bool:
                    if next(left, None) is None:
                        raise Killed
                    return bool(await real(*values))

                setattr(unit.outbox, deed, last)
                yield unit

    return Dying()


def _unreached() -> TelegramError:
    error = NetworkError("ConnectError")
    error.__cause__ = httpx.ConnectError("")
    return error


FATES = {
    "taken": None, "unclear": TimedOut, "unreached": _unreached, "paused":
    lambda: RetryAfter(7), "blocked": lambda: Forbidden("blocked"),
    "plain": lambda: BadRequest("Can't parse entities"), "crash": Killed,
}  # fmt: skip


Step = tuple[str, int]  # what happens, how often


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["alert", "alert", "fill", *FATES]), st.integers(1, 12)),
        max_size=12,
    )
)
async def test_every_alert_is_in_one_unmarked_message_or_in_marked_repeats(
    storage: Storage, clock: Any, steps: list[Step]
) -> None:
    telegram: Any = Telegram()
    sender = Sender(storage, telegram, now=clock)
    put_so_far: list[str] = []
    for what, times in steps:
        if what in FATES:
            make = FATES[what]
            telegram.failures = [make() if make else None]
            await _tried(sender, storage)
        else:
            texts = [f"{what} {len(put_so_far) + number}" for number in range(times)]
            put_so_far += texts
            await burst(storage, *texts, kind=what)
        clock.passes(PATIENCE)
    telegram.failures.clear()
    while await _tried(sender, storage):
        pass

    told = [(ANY_MARK.sub("", text).split("\n\n"), "(repeat" in text) for text in telegram.texts]
    unmarked = [one for texts, marked in told if not marked for one in texts]
    assert len(unmarked) == len(set(unmarked))
    assert {one for texts, _ in told for one in texts} == {*put_so_far}
    first_told = dict.fromkeys(one for texts, _ in told for one in texts)
    assert [*first_told] == put_so_far  # in the order in which they were put


async def _tried(sender: Sender, storage: Storage) -> int:
    async with storage.begin() as unit:
        await unit.users.set_reachable(ALICE, True)
    try:
        return await sender.send_due()
    except Killed:
        await restart(storage)
        return 0
