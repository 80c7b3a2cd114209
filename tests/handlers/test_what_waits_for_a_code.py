"""What was asked for is kept until its code comes, and is then done as if it were asked again."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyotp import TOTP
from telegram import Update
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, CommandHandler

from binance.models.order_terms import OrderType, Side
from binance.private.spot import NewOrder
from bot.asked import KIND, Asked
from bot.authenticators import Authenticators
from bot.deeds import deed_of
from bot.i18n import Say
from bot.step_up import CodeNeeded, StepUp
from handlers import chat, secure
from handlers.access import came_by
from handlers.errors import on_error
from handlers.stepping_up import money, with_code
from storage import Storage, Vault, origin
from storage.repository import utc_now

ALICE, BOB = 1001, 1002
HER = {"id": ALICE, "is_bot": False, "first_name": "Alice"}
CHAT = {"id": ALICE, "type": "private", "first_name": "Alice"}
BOT = {"id": 9, "is_bot": True, "first_name": "Bot"}
numbers = count(1)


class Telegram:
    """Keeps what is said and deleted."""

    username = "ourbot"

    def __init__(self) -> None:
        self.said: list[str] = []
        self.keyboards: list[Any] = []
        self.gone: list[int] = []
        self.popped_up: list[Any] = []

    async def send_message(self, text: str, **more: Any) -> Any:
        self.said.append(text)
        self.keyboards.append(more.get("reply_markup"))
        return SimpleNamespace(message_id=1000 + len(self.said))

    async def delete_message(self, message_id: int, **_: Any) -> bool:
        self.gone.append(message_id)
        return True

    async def answer_callback_query(self, *_: Any, text: str | None = None, **__: Any) -> bool:
        self.popped_up.append(text)
        return True


@dataclass
class Talk:
    """A handler's context, as far as these go."""

    services: Any
    application: Any
    error: Exception | None = None
    args: list[str] = field(default_factory=list)
    matches: Any = None
    person: Any = field(default_factory=lambda: SimpleNamespace(id=ALICE, name="Alice"))
    say: Say = field(default_factory=lambda: Say("en"))

    @property
    def match(self) -> Any:
        return self.matches[0] if self.matches else None


class Chat:
    """Alice's chat, and two dangerous handlers at its other end."""

    def __init__(self, storage: Storage) -> None:
        self.telegram = Telegram()
        self.step_up = StepUp(storage, now=utc_now)
        self.authenticators = Authenticators(storage, self.step_up, now=utc_now)
        self.services = SimpleNamespace(storage=storage, step_up=self.step_up, language="en")
        self.application: Any = SimpleNamespace(
            handlers={
                0: [
                    CommandHandler("wipe", self._wipe),
                    CommandHandler("setkey", self._wipe),
                    CallbackQueryHandler(self._tapped, r"\A(?:danger|t):(\S+)\Z"),
                ]
            },
            process_error=self._failed,
        )
        self.done: list[Any] = []
        self.needed = 1  # codes, before it is done
        self.fails: Exception | None = None
        self.secret = ""

    async def turned_on(self) -> None:
        self.secret = await self.authenticators.begin(ALICE)
        await self.step_up.give(ALICE, ALICE, TOTP(self.secret).now())

    async def _wipe(self, update: Update, context: Talk) -> None:
        await self._danger(update, context)
        self.done.append((context.args, origin.get()))

    async def _tapped(self, update: Update, context: Talk) -> None:
        await self._danger(update, context)
        assert update.callback_query is not None
        assert update.callback_query.message is not None
        where = update.callback_query.message
        self.done.append((context.match[1], where.message_id, where.chat.id, origin.get()))
        await chat.acknowledge(update, "That came late", alert=True)

    async def _danger(self, update: Update, context: Talk) -> None:
        if self.needed:
            self.needed -= 1
            raise CodeNeeded("You are doing something dangerous.")
        if self.fails is not None:
            raise self.fails

    async def _failed(self, update: object, error: Exception) -> None:
        await on_error(update, self.talk(error))  # type: ignore[arg-type]  # all that it touches

    def talk(self, error: Exception | None = None) -> Talk:
        return Talk(self.services, self.application, error)

    def made(self, **kind: Any) -> Update:
        made = Update.de_json({"update_id": next(numbers), **kind}, self.telegram)  # type: ignore[arg-type]  # a fake bot
        assert made is not None
        return made

    def written(self, text: str) -> Update:
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        more = {"entities": entities} if text.startswith("/") else {}
        body = {"message_id": next(numbers), "date": 1, "from": HER, "chat": CHAT, "text": text}
        return self.made(message=body | more)

    def tapped(self, data: str, label: str = "") -> Update:
        message: dict[str, Any] = {"message_id": 55, "date": 1, "from": BOT, "chat": CHAT}
        message |= {"text": "?"}
        if label:
            other, this = {"text": "No", "callback_data": "no"}, {"text": label}
            rows = [[other], [this | {"callback_data": data}]]
            message |= {"reply_markup": {"inline_keyboard": rows}}
        query = {"id": "1", "from": HER, "chat_instance": "1", "data": data, "message": message}
        return self.made(callback_query=query)

    async def asks(self, update: Update) -> None:
        """As PTB does it: the first handler that takes it, and its error to the one place."""
        for handler in self.application.handlers[0]:
            if (found := handler.check_update(update)) not in (None, False):
                try:
                    await handler.handle_update(update, self.application, found, self.talk())
                except CodeNeeded as error:
                    await self._failed(update, error)
                return

    async def gives_a_code(self) -> None:
        code = TOTP(self.secret).at(datetime.now(UTC), counter_offset=1)
        with pytest.raises(ApplicationHandlerStop):
            await secure.code(self.written(code), self.talk())  # type: ignore[arg-type]  # as above

    async def waits(self) -> Any:
        """What is kept until the code comes."""
        return (await self._kept()).payload

    async def ticket(self) -> str:
        return str((await self._kept()).id)

    async def _kept(self) -> Any:
        async with self.services.storage.read() as unit:
            return await unit.tickets.newest(ALICE, ALICE, "step-up", utc_now())


@pytest.fixture
async def alice(migrated: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    shutil.copy(migrated, tmp_path / "bot.db")
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with Storage.open(url, Vault([Vault.new_key()])) as storage:
        async with storage.begin() as unit:
            await unit.users.meet(ALICE, name="Alice", language="en", active=True)
        there = Chat(storage)
        await there.turned_on()
        yield there


async def test_a_command_goes_on_with_its_words(alice: Chat) -> None:
    await alice.asks(alice.written("/wipe all of it"))
    assert "something dangerous" in alice.telegram.said[-1]
    assert alice.done == []

    await alice.gives_a_code()

    assert alice.done == [(["all", "of", "it"], "command")]
    assert len(alice.telegram.gone) == 2  # the code, and the question for it


async def test_a_tap_goes_on_under_the_same_message(alice: Chat) -> None:
    await alice.asks(alice.tapped("danger:7"))

    await alice.gives_a_code()

    assert alice.done == [("7", 55, ALICE, "button")]


async def test_what_would_pop_up_over_a_tap_is_written_after_a_code(alice: Chat) -> None:
    await alice.asks(alice.tapped("danger:7"))

    await alice.gives_a_code()

    assert alice.telegram.said[-1] == "That came late"
    assert alice.telegram.popped_up == [None]  # the tap itself was answered at once


async def test_what_is_refused_after_the_code_says_so(alice: Chat) -> None:
    await alice.asks(alice.tapped("danger:7"))
    alice.fails = ZeroDivisionError()

    await alice.gives_a_code()

    assert "Something went wrong" in alice.telegram.said[-1]


async def test_a_second_code_is_asked_for_the_same_deed(alice: Chat) -> None:
    alice.needed = 2
    await alice.asks(alice.tapped("danger:7"))

    await alice.gives_a_code()

    assert "something dangerous" in alice.telegram.said[-1]
    assert (await alice.waits())["deed"]["data"] == "danger:7"


async def test_the_question_names_the_command(alice: Chat) -> None:
    await alice.asks(alice.written("/wipe <all> of it"))

    assert "It is for: /wipe &lt;all&gt; of it\n" in alice.telegram.said[-1]


async def test_the_question_names_the_button(alice: Chat) -> None:
    await alice.asks(alice.tapped("danger:7", label="Blow <it> up"))

    assert "It is for: Blow &lt;it&gt; up\n" in alice.telegram.said[-1]


async def an_order_of(there: Chat, who: int) -> str:
    """A question whether to buy, that waits for a tap of theirs."""
    order = NewOrder(
        symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=Decimal("0.5")
    )
    asked = Asked([deed_of(order)], key_id=1)
    async with there.services.storage.begin() as unit:
        until = utc_now() + timedelta(minutes=1)
        return (await unit.tickets.issue(who, who, KIND, asked.as_payload(), until)).id


async def test_the_question_names_the_order_that_a_tap_sends(alice: Chat) -> None:
    ticket = await an_order_of(alice, ALICE)

    await alice.asks(alice.tapped(f"t:{ticket}", label="Confirm"))

    assert "It is for: BUY 0.5 BTCUSDT at market\n" in alice.telegram.said[-1]


async def test_the_question_does_not_name_an_order_of_somebody_else(alice: Chat) -> None:
    async with alice.services.storage.begin() as unit:
        await unit.users.meet(BOB, name="Bob", language="en", active=True)
    ticket = await an_order_of(alice, BOB)

    await alice.asks(alice.tapped(f"t:{ticket}", label="Confirm"))

    assert "BTCUSDT" not in alice.telegram.said[-1]


async def test_what_is_asked_for_while_something_waits_is_told_and_not_done(alice: Chat) -> None:
    alice.needed = 2
    await alice.asks(alice.written("/wipe all of it"))
    ticket = await alice.ticket()

    await alice.asks(alice.tapped("danger:7"))

    told = alice.telegram.said[-1]
    assert "something else of yours waits for a code" in told
    assert "It is for: /wipe all of it\n" in told
    ((cancel,),) = alice.telegram.keyboards[-1].inline_keyboard
    assert cancel.callback_data == f"n:{ticket}"
    await alice.gives_a_code()
    assert alice.done == [(["all", "of", "it"], "command")]


@pytest.mark.parametrize(
    "text",
    ["/setkey canary-key secret", "/SetKey@OurBot canary", "/setkey\ncanary", f"/wipe {'c' * 64}"],
)
async def test_words_that_may_be_secret_are_not_kept(alice: Chat, text: str) -> None:
    await alice.asks(alice.written(text))
    assert "ask me once more" in alice.telegram.said[-1]

    kept = await alice.waits()
    assert kept["deed"] is None
    assert not [word for word in text.split()[1:] if word in str(kept)]
    assert not [word for word in text.split()[1:] if word in alice.telegram.said[-1]]

    await alice.gives_a_code()

    assert alice.done == []
    assert "ask me once more" in alice.telegram.said[-1]


async def test_a_command_without_words_is_no_secret(alice: Chat) -> None:
    await alice.asks(alice.written("/setkey"))

    await alice.gives_a_code()

    assert alice.done == [([], "command")]


async def test_what_the_helpers_guard_runs_only_when_it_may(alice: Chat) -> None:
    ran = []

    async def deed(*_: Any) -> None:
        ran.append(1)

    update, talk = alice.written("/wipe"), alice.talk()
    guarded: Any = with_code("You are doing something dangerous.")(deed)
    awake: Any = money(deed)
    await guarded(update, talk)  # the code that turned the factor on was given just now
    await awake(update, talk)
    async with alice.services.storage.begin() as unit:
        await unit.second_factors.lock(ALICE, datetime(2100, 1, 1, tzinfo=UTC))

    for locked in (guarded, awake):
        with pytest.raises(Exception, match="Too many wrong codes"):
            await locked(update, talk)
    assert ran == [1, 1]


def test_the_origin_of_an_update_is_what_the_person_did() -> None:
    there: Any = object.__new__(Chat)
    there.telegram = Telegram()

    assert came_by(there.written("/wipe")) == "command"
    assert came_by(there.written("btc")) == "message"
    assert came_by(there.tapped("danger:1")) == "button"
