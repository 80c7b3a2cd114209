"""What is pushed: nothing is lost, repeats say so, order is kept, the absent are waited for."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from telegram import Message as TelegramMessage
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.notifications import PATIENCE, Sender
from storage import Message, Storage

ALICE, BOB = 1001, 1002


class Telegram:
    """Takes messages, unless it was told to fail first; both are remembered."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock
        self.failures: list[TelegramError] = []
        self.calls: list[dict[str, Any]] = []
        self.sent: list[tuple[int, str]] = []

    async def send_message(self, **call: Any) -> TelegramMessage:
        self._take(call)
        self.sent.append((call["chat_id"], call["text"]))
        return TelegramMessage.de_json(
            {"message_id": 500 + len(self.sent), "date": 0, "chat": {"id": 1, "type": "private"}},
            None,
        )

    async def edit_message_text(self, **call: Any) -> bool:
        self._take(call)
        self.sent.append((call["message_id"], call["text"]))
        return True

    def _take(self, call: dict[str, Any]) -> None:
        self.calls.append(call)
        if self.failures:
            raise self.failures.pop(0)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.sent]


@pytest.fixture
def telegram(clock: Any) -> Telegram:
    return Telegram(clock)


@pytest.fixture
def sender(storage: Storage, telegram: Any, clock: Any) -> Sender:
    return Sender(storage, telegram, now=clock)


async def put(storage: Storage, text: str, who: int = ALICE, **more: Any) -> int:
    async with storage.begin() as unit:
        message = await unit.outbox.put(
            chat_id=more.pop("chat_id", who), user_id=who, text=text,
            kind=more.pop("kind", "alert"), **more,
        )  # fmt: skip
    assert message is not None
    return message.id


async def row(storage: Storage, number: int) -> Message:
    async with storage.read() as unit:
        found = await unit.outbox._session.scalar(select(Message).where(Message.id == number))
    assert found is not None
    return found


async def drain(sender: Sender) -> None:
    while await sender.send_due():
        pass


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


async def test_a_message_goes_out_with_its_buttons_and_is_done(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    buttons = [[{"text": "Chart", "callback_data": "chart:BTCUSDT:1h"}]]
    number = await put(storage, "<b>hello</b>", keyboard=buttons)

    assert await sender.send_due() == 1
    assert await sender.send_due() == 0

    (call,) = telegram.calls
    assert (call["chat_id"], call["text"], call["parse_mode"]) == (ALICE, "<b>hello</b>", "HTML")
    assert call["reply_markup"].to_dict()["inline_keyboard"] == [
        [{"text": "Chart", "callback_data": "chart:BTCUSDT:1h"}]
    ]
    done = await row(storage, number)
    assert (done.state, done.message_id) == ("sent", 501)


async def test_messages_of_a_chat_keep_their_order(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    for text in ("one", "two", "three"):
        await put(storage, text, kind="fill")
    telegram.failures = [TimedOut()]

    await drain(sender)
    assert telegram.sent == []

    clock.passes(PATIENCE)
    await drain(sender)
    assert [text.splitlines()[0] for text in telegram.texts] == ["one", "two", "three"]


async def test_one_chat_that_fails_holds_up_no_other(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await put(storage, "to Alice")
    telegram.failures = [RetryAfter(timedelta(seconds=30))]
    await sender.send_due()
    await put(storage, "to Bob", BOB)

    await drain(sender)

    assert telegram.sent == [(BOB, "to Bob")]


async def test_a_pause_that_telegram_asks_for_is_kept(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await put(storage, "hello")
    telegram.failures = [RetryAfter(timedelta(seconds=30))]

    await drain(sender)
    clock.passes(29.9)
    await drain(sender)
    assert len(telegram.calls) == 1

    clock.passes(0.1)
    await drain(sender)
    assert telegram.texts == ["hello"]


@pytest.mark.parametrize(
    "error",
    [
        TimedOut(),
        caused(TimedOut(), httpx.ReadTimeout("")),
        caused(NetworkError("httpx.ReadError"), httpx.ReadError("")),
        caused(NetworkError("httpx.RemoteProtocolError"), httpx.RemoteProtocolError("")),
        NetworkError("Bad Gateway"),
    ],
    ids=repr,
)
async def test_what_may_have_arrived_goes_again_and_says_so(
    error: TelegramError, sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await put(storage, "hello")
    telegram.failures = [error]

    await drain(sender)
    clock.passes(PATIENCE)
    await drain(sender)

    assert telegram.texts == ["hello\n<i>(repeat: it may have reached you before)</i>"]


@pytest.mark.parametrize(
    "cause",
    [httpx.ConnectError(""), httpx.ConnectTimeout(""), httpx.PoolTimeout("")],
    ids=repr,
)
@pytest.mark.parametrize("kind", [TimedOut, NetworkError])
async def test_what_never_left_goes_again_as_if_for_the_first_time(
    cause: Exception, kind: type[NetworkError], sender: Sender, storage: Storage,
    telegram: Telegram, clock: Any,
) -> None:  # fmt: skip
    await put(storage, "hello")
    telegram.failures = [caused(kind("no way"), cause)]

    await drain(sender)
    clock.passes(PATIENCE)
    await drain(sender)

    assert telegram.texts == ["hello"]


async def test_the_mark_of_a_repeat_is_in_the_readers_language(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await put(storage, "merhaba", BOB)
    telegram.failures = [TimedOut()]

    await drain(sender)
    clock.passes(PATIENCE)
    await drain(sender)

    assert "repeat" not in telegram.texts[0]
    assert len(telegram.texts[0].splitlines()) == 2


async def test_no_number_of_failures_loses_a_message(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await put(storage, "hello")
    telegram.failures = [
        caused(TimedOut(), httpx.ConnectError("")), RetryAfter(5), NetworkError("Bad Gateway"),
        Forbidden("bot was blocked"), TelegramError("strange"),
    ] * 3  # fmt: skip

    while telegram.failures:
        async with storage.begin() as unit:
            await unit.users.set_reachable(ALICE, True)
        await drain(sender)
        clock.passes(PATIENCE)
    async with storage.begin() as unit:
        await unit.users.set_reachable(ALICE, True)
    await drain(sender)

    assert [text.splitlines()[0] for text in telegram.texts] == ["hello"]


@pytest.mark.parametrize("error", [Forbidden("bot was blocked"), BadRequest("Chat not found")])
async def test_who_cannot_be_reached_is_waited_for(
    error: TelegramError, sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await put(storage, "one")
    await put(storage, "two")
    telegram.failures = [error]

    await drain(sender)
    clock.passes(7 * 86_400)
    await drain(sender)
    assert len(telegram.calls) == 1

    async with storage.begin() as unit:
        assert await unit.users.set_reachable(ALICE, True)
    await drain(sender)
    assert [text.splitlines()[0] for text in telegram.texts] == ["one", "two"]


async def test_an_alert_that_could_not_be_delivered_says_when_it_was_written(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    written = f"{clock():%Y-%m-%d %H:%M} UTC"
    await put(storage, "Traded at <b>70,001</b> at 13:02:11 UTC.")
    await put(storage, "70.001'den işlem gördü.", BOB)
    await put(storage, "merhaba", BOB, kind="fill")
    clock.passes(9 * 3600)

    await drain(sender)

    assert dict(telegram.sent[:2]) == {
        ALICE: "Traded at <b>70,001</b> at 13:02:11 UTC.\n"
        f"<i>Written 9 hours ago, at {written}.</i>",
        BOB: f"70.001'den işlem gördü.\n<i>9 saat önce yazıldı: {written}.</i>",
    }
    assert telegram.texts[2] == "merhaba"


async def test_an_alert_that_was_waited_for_a_moment_says_nothing_of_it(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await put(storage, "hello")
    clock.passes(60)

    await drain(sender)

    assert telegram.texts == ["hello"]


async def test_markup_that_telegram_cannot_read_goes_as_plain_words(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await put(storage, "<b>1 &lt; 2</b>")
    telegram.failures = [BadRequest("Can't parse entities: unclosed tag")]

    await drain(sender)

    assert telegram.texts == ["1 < 2"]
    assert "parse_mode" not in telegram.calls[-1]


async def test_a_change_that_telegram_cannot_read_becomes_a_new_message_in_plain_words(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await put(storage, "<b>filled", edits=77)
    telegram.failures = [BadRequest("Can't parse entities: unclosed tag")] * 2

    await drain(sender)

    assert telegram.sent == [(ALICE, "filled")]


async def test_what_telegram_will_never_take_is_kept_aside_with_the_reason(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    number = await put(storage, "hello")
    await put(storage, "next")
    telegram.failures = [BadRequest("BUTTON_DATA_INVALID")]

    await drain(sender)

    dead = await row(storage, number)
    assert (dead.state, dead.reason) == ("dead", "BUTTON_DATA_INVALID")
    assert telegram.texts == ["next"]


async def test_a_message_is_changed_in_place(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    number = await put(storage, "filled", edits=77)

    await drain(sender)

    assert telegram.sent == [(77, "filled")]
    assert (await row(storage, number)).message_id == 77


async def test_a_change_that_is_there_already_is_done(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    number = await put(storage, "filled", edits=77)
    telegram.failures = [BadRequest("Message is not modified: the same")]

    await drain(sender)

    assert telegram.sent == []
    assert (await row(storage, number)).state == "sent"


@pytest.mark.parametrize("why", ["Message to edit not found", "Message can't be edited"])
async def test_a_change_of_a_message_that_is_gone_becomes_a_new_one(
    why: str, sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    await put(storage, "filled", edits=77)
    telegram.failures = [BadRequest(why)]

    await drain(sender)

    assert telegram.sent == [(ALICE, "filled")]


@pytest.mark.parametrize("why", ["Message to edit not found", "Message can't be edited"])
async def test_a_verdict_that_is_gone_is_not_told_again_because_its_order_went_on(
    why: str, sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    number = await put(storage, "filled", edits=77, kind="order", silent=True)
    telegram.failures = [BadRequest(why)]

    await drain(sender)

    assert telegram.sent == []
    assert (await row(storage, number)).state == "dead"


async def test_a_verdict_that_never_arrived_is_not_told_because_its_order_went_on(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    news = await put(storage, "waiting", kind="order")
    telegram.failures = [BadRequest("Chat_id is empty")]
    change = await put(storage, "filled", edits=-news, kind="order", silent=True)

    await drain(sender)

    assert telegram.sent == []
    assert (await row(storage, change)).state == "dead"


async def test_a_change_that_may_have_arrived_is_made_again_without_a_mark(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    await put(storage, "filled", edits=77)
    telegram.failures = [TimedOut()]

    await drain(sender)
    clock.passes(PATIENCE)
    await drain(sender)

    assert telegram.sent == [(77, "filled")]


async def test_what_was_under_way_at_a_crash_goes_again_marked(
    sender: Sender, storage: Storage, telegram: Telegram
) -> None:
    number = await put(storage, "hello")
    async with storage.begin() as unit:
        assert await unit.outbox.claim(number)
    await drain(sender)
    assert telegram.sent == []

    async with storage.begin() as unit:
        assert await unit.outbox.recover() == 1
    await drain(sender)

    assert telegram.texts[0].startswith("hello\n<i>(repeat:")


async def test_two_senders_send_it_once(
    sender: Sender, storage: Storage, telegram: Any, clock: Any
) -> None:
    for number in range(4):
        await put(storage, f"to Alice {number}")
    await put(storage, "to Bob", BOB)

    both = sender.send_due(), Sender(storage, telegram, now=clock).send_due()
    await asyncio.gather(*both)

    together = "\n\n".join(f"to Alice {number}" for number in range(4))
    assert sorted(telegram.texts) == [together, "to Bob"]


async def test_tries_are_spaced_out_but_never_more_than_a_minute(
    sender: Sender, storage: Storage, telegram: Telegram, clock: Any
) -> None:
    number = await put(storage, "hello")
    pauses = []
    for _ in range(9):
        telegram.failures = [NetworkError("Bad Gateway")]
        await drain(sender)
        next_try = (await row(storage, number)).not_before
        pauses.append((next_try - clock()).total_seconds())
        clock.at = next_try

    assert pauses == sorted(pauses)
    assert pauses[0] <= 2
    assert pauses[-1] == PATIENCE
