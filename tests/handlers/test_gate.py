"""What reaches a handler, and what does not."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Message, Update
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop

from bot.i18n import Say
from bot.refusals import Refused
from handlers.access import BURST, LONGEST, RATE, Gate, admin, private
from storage import Storage, User, Vault

ALICE, BOB, CAROL = 1001, 1002, 1003
BOT = {"id": 9, "is_bot": True, "first_name": "Other"}
numbers = count(1)


class Telegram:
    """Keeps what is said and deleted."""

    username = "ourbot"

    def __init__(self) -> None:
        self.said: list[tuple[int, str]] = []
        self.acknowledged = 0
        self.gone = 0
        self.refuses: str | None = None  # to delete

    async def send_message(self, chat_id: int, text: str, **_more: Any) -> None:
        self.said.append((chat_id, text))

    async def delete_message(self, *_args: Any, **_more: Any) -> bool:
        if self.refuses is not None:
            raise BadRequest(self.refuses)
        self.gone += 1
        return True

    async def answer_callback_query(self, *_args: Any, **_more: Any) -> bool:
        self.acknowledged += 1
        return True


@dataclass
class Talk:
    """As much of a handler's context as the gate touches."""

    services: Any
    person: User = field(init=False)
    say: Say = field(init=False)
    erased: bool | None = None


class Door:
    """The gate, people in front of it, and who got through."""

    def __init__(self, storage: Storage) -> None:
        self.now = 0.0
        self.gate = Gate(now=lambda: self.now)
        self.telegram = Telegram()
        self.nudges = 0
        self.services = SimpleNamespace(
            storage=storage, approval_needed=False, admins=frozenset({CAROL}), language="en",
            sender=SimpleNamespace(nudge=self._nudge), questions=None,
        )  # fmt: skip

    def _nudge(self) -> None:
        self.nudges += 1

    def update(
        self, who: int = ALICE, text: str = "hi", *, chat: Any = None, **message: Any
    ) -> Any:
        sender = {"id": who, "is_bot": False, "first_name": f"P{who}", "language_code": "en"}
        body = {
            "message_id": 1, "date": 0, "text": text, "from": sender | message.pop("sender", {}),
            "chat": chat or {"id": who, "type": "private"},
        }  # fmt: skip
        kind = message.pop("kind", "message")
        return self.made({kind: body | message})

    def tap(self, who: int = ALICE) -> Any:
        sender = {"id": who, "is_bot": False, "first_name": f"P{who}"}
        chat = {"id": who, "type": "private"}
        message = {"message_id": 1, "date": 0, "text": "?", "from": BOT, "chat": chat}
        query = {"id": "1", "from": sender, "chat_instance": "1", "data": "go:start"}
        return self.made({"callback_query": query | {"message": message}})

    def made(self, data: dict[str, Any]) -> Any:
        return Update.de_json({"update_id": next(numbers), **data}, self.telegram)  # type: ignore[arg-type]  # a fake bot

    async def lets_in(self, update: Any) -> Talk | None:
        """The context as a handler gets it, or nothing."""
        talk = Talk(self.services)
        try:
            await self.gate(update, talk)  # type: ignore[arg-type]  # all that it touches
        except ApplicationHandlerStop:
            return None
        return talk

    async def admitted_of(self, updates: list[Any]) -> int:
        return sum([await self.lets_in(one) is not None for one in updates])


@pytest.fixture
async def storage(migrated: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    shutil.copy(migrated, tmp_path / "bot.db")
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with Storage.open(url, Vault([Vault.new_key()])) as storage:
        yield storage


@pytest.fixture
def door(storage: Storage) -> Door:
    return Door(storage)


async def test_a_newcomer_is_met_and_let_in(door: Door, storage: Storage) -> None:
    talk = await door.lets_in(door.update())

    assert talk is not None
    assert (talk.person.id, talk.person.name, talk.person.status) == (ALICE, "P1001", "active")
    async with storage.read() as unit:
        assert await unit.users.count() == 1


@pytest.mark.parametrize(
    ("code", "spoken"), [("tr", "tr"), ("tr-TR", "tr"), ("de", "en"), (None, "tr")]
)
async def test_a_person_is_spoken_to_in_their_language(
    code: str | None, spoken: str, door: Door
) -> None:
    door.services.language = "tr"

    talk = await door.lets_in(door.update(sender={"language_code": code}))

    assert talk is not None
    assert talk.say.language == spoken


async def test_a_language_that_was_chosen_stays(door: Door, storage: Storage) -> None:
    await door.lets_in(door.update())
    async with storage.begin() as unit:
        await unit.users.speak(ALICE, "tr")

    talk = await door.lets_in(door.update(sender={"language_code": "en"}))

    assert talk is not None
    assert talk.say.language == "tr"


async def test_an_update_that_comes_again_is_dropped(door: Door) -> None:
    update = door.update()

    assert await door.lets_in(update) is not None
    assert await door.lets_in(update) is None
    assert await door.lets_in(door.update()) is not None
    assert door.telegram.said == []


ORIGIN = {"type": "hidden_user", "date": 0, "sender_user_name": "Somebody"}


@pytest.mark.parametrize(
    "strange",
    [
        {"forward_origin": ORIGIN},
        {"via_bot": BOT},
        {"sender_chat": {"id": -5, "type": "channel", "title": "News"}},
        {"kind": "edited_message", "edit_date": 1},
        {"kind": "channel_post"},
    ],
    ids=["forwarded", "through a bot", "for a channel", "edited", "channel post"],
)
async def test_words_that_are_not_the_persons_own_go_no_further(
    strange: dict[str, Any], door: Door
) -> None:
    assert await door.lets_in(door.update(text="/panic", **strange)) is None


async def test_a_tap_is_let_in(door: Door) -> None:
    assert await door.lets_in(door.tap()) is not None


async def test_an_endless_message_is_not_read(door: Door) -> None:
    assert await door.lets_in(door.update(text="x" * LONGEST)) is not None
    assert await door.lets_in(door.update(text="x" * (LONGEST + 1))) is None
    assert door.telegram.said == [(ALICE, "That is too long for me to read.")]


async def test_a_flood_is_told_once_and_then_met_with_silence(door: Door) -> None:
    for _ in range(150):
        await door.lets_in(door.update())
        door.now += 0.05  # for seven seconds

    assert door.telegram.said == [(ALICE, "Slowly, please: one at a time.")]


async def test_a_flood_gets_no_further_than_its_first_burst(door: Door) -> None:
    assert await door.admitted_of([door.update() for _ in range(100)]) == BURST


async def test_who_goes_on_knocking_is_not_heard(door: Door) -> None:
    await door.admitted_of([door.update() for _ in range(100)])
    heard = 0
    for _ in range(100):
        door.now += 0.9 / RATE
        heard += await door.admitted_of([door.update()])

    assert heard == 0


async def test_after_a_pause_a_person_is_heard_again(door: Door) -> None:
    await door.admitted_of([door.update() for _ in range(100)])

    door.now += 1.1 / RATE
    assert await door.admitted_of([door.update(), door.update()]) == 1
    door.now += BURST / RATE
    assert await door.admitted_of([door.update() for _ in range(100)]) == BURST


async def test_catching_breath_in_a_flood_is_no_reason_to_be_told_again(door: Door) -> None:
    for _ in range(5):
        await door.admitted_of([door.update() for _ in range(40)])
        door.now += 2 / RATE

    assert len(door.telegram.said) == 1


async def test_a_flood_is_one_persons_own_affair(door: Door) -> None:
    await door.admitted_of([door.update() for _ in range(100)])

    assert await door.admitted_of([door.update(BOB)]) == 1


async def test_a_steady_talker_is_never_slowed_down(door: Door) -> None:
    for _ in range(80):
        door.now += 1 / RATE
        assert await door.lets_in(door.update()) is not None


async def test_where_approval_is_needed_a_newcomer_waits(door: Door, storage: Storage) -> None:
    door.services.approval_needed = True
    await door.lets_in(door.update(CAROL))

    assert await door.lets_in(door.update()) is None
    assert await door.lets_in(door.tap()) is None

    assert "An administrator has to admit you first" in door.telegram.said[0][1]
    assert door.telegram.acknowledged == 1
    async with storage.read() as unit:
        (asked,) = await unit.outbox.due(door_time(), limit=10)
    assert (asked.chat_id, door.nudges) == (CAROL, 1)
    assert asked.keyboard is not None
    assert [one["callback_data"] for one in asked.keyboard[0]] == [f"admit:{ALICE}", f"bar:{ALICE}"]


async def test_administrators_need_nobodys_approval(door: Door) -> None:
    door.services.approval_needed = True

    assert await door.lets_in(door.update(CAROL)) is not None


async def test_who_was_blocked_is_not_answered(door: Door, storage: Storage) -> None:
    await door.lets_in(door.update())
    async with storage.begin() as unit:
        await unit.users.set_status(ALICE, "blocked")

    assert await door.lets_in(door.update()) is None
    assert door.telegram.said == []


WORD = "Kk9" * 21 + "x"
HASH = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIE" * 400
FILE = {"file_id": "1", "file_unique_id": "1"}
GROUP = {"id": -7, "type": "supergroup", "title": "G"}
DELETED = "I have deleted your message with the secret."


@pytest.mark.parametrize(
    "message",
    [
        {"text": PEM[:900]},
        {"text": f"/setkey {WORD} {PEM}"},
        {"text": f"/setkey {WORD} {WORD}", "forward_origin": ORIGIN},
        {"text": f"/setkeys {WORD} {WORD}"},
        {"text": f"API key: {WORD}\nsecret: {WORD}"},
        {"text": "/setkey@otherbot key"},
        {"text": "", "document": FILE | {"file_name": "binance.PEM"}},
        {"text": "", "document": FILE | {"file_name": "my.key"}},
        {"text": "", "document": FILE | {"file_name": "keys.txt"}, "caption": WORD},
    ],
    ids=[
        "PEM", "too long", "forwarded", "mistyped", "with words", "another bot's", "file",
        "key file", "caption",
    ],
)  # fmt: skip
@pytest.mark.parametrize("chat", [None, GROUP], ids=["private", "group"])
async def test_a_secret_that_nobody_asked_for_leaves_the_chat_and_that_is_said(
    message: dict[str, Any], chat: dict[str, Any] | None, door: Door
) -> None:
    assert await door.lets_in(door.update(chat=chat, **message)) is None

    assert door.telegram.gone == 1
    assert [text for _, text in door.telegram.said if DELETED in text] == [door.telegram.said[0][1]]
    assert ("Others may have read" if chat else "Telegram has seen") in door.telegram.said[0][1]


@pytest.mark.parametrize(
    "text", [f"/setkey {WORD} {WORD}", "/setkey@OurBot one", f"{WORD}\n{WORD}", WORD]
)
async def test_a_key_that_is_written_as_one_is_let_in_and_has_left_the_chat(
    text: str, door: Door
) -> None:
    talk = await door.lets_in(door.update(text=text))

    assert talk is not None
    assert (talk.erased, door.telegram.gone, door.telegram.said) == (True, 1, [])


@pytest.mark.parametrize(
    ("refusal", "erased"),
    [("Message to delete not found", True), ("Message can't be deleted", False)],
)
async def test_what_is_gone_already_counts_as_deleted(
    refusal: str, erased: bool, door: Door
) -> None:
    door.telegram.refuses = refusal

    talk = await door.lets_in(door.update(text=WORD))

    assert talk is not None
    assert talk.erased is erased


@pytest.mark.parametrize(
    "text",
    ["/setkey", "btc", WORD[1:], WORD + "1", f"https://explorer.example/tx/{WORD}",
     "-----BEGIN PUBLIC KEY-----"],
)  # fmt: skip
async def test_what_is_no_secret_stays_in_the_chat(text: str, door: Door) -> None:
    assert await door.lets_in(door.update(text=text)) is not None
    assert door.telegram.gone == 0


async def test_a_transaction_that_a_group_talks_about_stays_there(door: Door) -> None:
    for text in (f"paid: {HASH}", HASH.upper()):
        assert await door.lets_in(door.update(text=text, chat=GROUP)) is not None
    assert door.telegram.gone == 0

    await door.lets_in(door.update(text=f"{HASH} {WORD}", chat=GROUP))
    await door.lets_in(door.update(text=HASH))  # in private: it costs nobody anything

    assert door.telegram.gone == 2


async def test_a_tap_deletes_nothing_even_under_a_message_that_shows_a_key(door: Door) -> None:
    tap = door.tap()
    shown = {"message_id": 1, "date": 0, "from": BOT, "chat": {"id": ALICE, "type": "private"}}
    tap = door.made(
        {"callback_query": tap.callback_query.to_dict() | {"message": shown | {"text": WORD}}}
    )

    assert await door.lets_in(tap) is not None
    assert door.telegram.gone == 0


@pytest.mark.parametrize("status", ["pending", "blocked"])
async def test_who_may_not_come_in_leaves_no_secret_either(
    status: Any, door: Door, storage: Storage
) -> None:
    await door.lets_in(door.update())
    async with storage.begin() as unit:
        await unit.users.set_status(ALICE, status)

    assert await door.lets_in(door.update(text=f"/setkey {WORD} {WORD}")) is None

    assert door.telegram.gone == 1
    assert DELETED in door.telegram.said[0][1]


async def test_no_secret_of_a_flood_stays(door: Door) -> None:
    for _ in range(int(BURST) + 5):
        await door.lets_in(door.update(text=WORD))

    assert door.telegram.gone == BURST + 5
    assert len([text for _, text in door.telegram.said if DELETED in text]) == 1


async def test_a_secret_that_an_edit_brings_leaves_the_chat(door: Door) -> None:
    edited = door.update(text=f"/setkey {WORD}", kind="edited_message", edit_date=1)

    assert await door.lets_in(edited) is None
    assert door.telegram.gone == 1


async def test_who_writes_again_can_be_reached_again(door: Door, storage: Storage) -> None:
    await door.lets_in(door.update())
    async with storage.begin() as unit:
        await unit.users.set_reachable(ALICE, False)

    await door.lets_in(door.update(chat={"id": -7, "type": "group", "title": "G"}))
    assert not await reachable(storage)

    await door.lets_in(door.update())
    assert await reachable(storage)


async def reachable(storage: Storage) -> bool:
    async with storage.read() as unit:
        person = await unit.users.get(ALICE)
    assert person is not None
    return person.reachable


async def test_money_and_keys_are_talked_about_in_private_only(door: Door) -> None:
    reached = []

    async def handler(update: Update, _context: Any) -> None:
        reached.append(update.update_id)

    group = door.update(chat={"id": -7, "type": "supergroup", "title": "G"})
    own = door.update()
    with pytest.raises(Refused, match="private chat"):
        await private(handler)(group, Talk(door.services))  # type: ignore[arg-type]  # as above
    await private(handler)(own, Talk(door.services))  # type: ignore[arg-type]  # as above

    assert reached == [own.update_id]


async def test_what_is_for_administrators_is_for_them_only(door: Door) -> None:
    reached = []

    async def handler(update: Update, context: Any) -> None:
        assert isinstance(update.message, Message)
        reached.append(context.person.id)

    for who in ALICE, CAROL:
        talk = await door.lets_in(door.update(who))
        try:
            await admin(handler)(door.update(who), talk)  # type: ignore[arg-type]  # as above
        except Refused:
            reached.append(-who)

    assert reached == [-ALICE, CAROL]


def door_time() -> Any:
    from storage.repository import utc_now

    return utc_now()
