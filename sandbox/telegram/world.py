"""Everything the offline Telegram knows: people, bots, chats, files, calls."""

from __future__ import annotations

import itertools
from collections import deque
from typing import TYPE_CHECKING, Any

from sandbox.faults import Faults
from sandbox.telegram import chats
from sandbox.telegram.bots import Bot, bot_id
from sandbox.telegram.callbacks import CallbackQueries
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import NOT_FOUND, UNAUTHORIZED
from sandbox.telegram.files import Files
from sandbox.telegram.inline import InlineQueries, WebAppQueries
from sandbox.telegram.limits import Limits
from sandbox.telegram.live import Live
from sandbox.telegram.messages import Message
from sandbox.telegram.screen import as_seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.telegram.specials import Special

_EPOCH = 1_735_689_600  # 2025-01-01
_IDS_A_SECOND = 10
_CALLS_KEPT = 10_000

# Known from the start, so that a bot which remembers them can write to them after a restart.
_PEOPLE = [(1001, "Alice", "en"), (1002, "Bob", "tr")]


class World:
    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.people: dict[int, dict[str, Any]] = {}
        self.files = Files()
        self.queries = CallbackQueries()
        self.inline_queries = InlineQueries()
        self.web_app_queries = WebAppQueries()
        self.inline_messages: dict[str, tuple[Chat, Message]] = {}  # by inline_message_id
        self.live = Live()
        self.faults = Faults()
        self.limits = Limits()
        self.calls: deque[dict[str, Any]] = deque(maxlen=_CALLS_KEPT)
        self.bots: dict[str, Bot] = {}
        self.bot = Bot(now)  # nobody yet: the first token to call takes over what people wrote
        # Ids begin at the time and grow, so that none repeats after a restart of the sandbox.
        first = max(1, int((now() - _EPOCH) * _IDS_A_SECOND))
        self.message_ids = itertools.count(first)
        self.update_ids = itertools.count(first)
        self.query_ids = itertools.count(first)
        self.group_ids = itertools.count(first)
        self._welcome()

    def called_by(self, token: str) -> Bot:
        """Return the bot of a token; any token of the right form is one."""
        if token not in self.bots:
            identity = bot_id(token)
            if identity is None:
                raise UNAUTHORIZED if token[:1].isdigit() and ":" in token else NOT_FOUND
            bot = Bot(self.now) if self.bots else self.bot
            bot.adopt(token, identity)
            self.bots[token] = bot
        return self.bots[token]

    def person(self, user_id: int, name: str | None, language_code: str | None) -> dict[str, Any]:
        """Return the User with this id, made or corrected as told."""
        person = self.people.setdefault(
            user_id, {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}"}
        )
        if name:
            person |= {"first_name": name, "username": f"{name.lower().replace(' ', '_')}"}
        if language_code:
            person["language_code"] = language_code
        return person

    def chat(self, bot: Bot, chat_id: int) -> Chat | None:
        """Return the chat; a private one exists with everybody who is known."""
        if chat_id not in bot.chats and chat_id in self.people:
            bot.chats[chat_id] = Chat(chat_id, chats.private(self.people[chat_id]))
        return bot.chats.get(chat_id)

    def post(self, bot: Bot, chat: Chat, message: Message) -> None:
        """Put a message into its chat, where the person sees it."""
        chat.messages[message.message_id] = message
        self.show(bot, chat, message)

    def show(self, bot: Bot, chat: Chat, message: Message) -> None:
        self.tell(bot, "message", chat, message=as_seen(message))

    def remove(self, bot: Bot, chat: Chat, message: Message) -> None:
        del chat.messages[message.message_id]
        self.tell(bot, "deleted", chat, message_id=message.message_id)
        if message.message_id in chat.pinned:
            chat.pinned.remove(message.message_id)
            self.tell(bot, "pins", chat, pinned=chat.pinned)

    def tell(self, bot: Bot, kind: str, chat: Chat, **details: Any) -> None:
        """Let the open chat pages know, if this is the bot that people write to."""
        if bot is self.bot:
            self.live.tell(kind, chat_id=chat.chat_id, **details)

    def new_message(
        self, chat: Chat, sender: dict[str, Any], *, special: Special | None = None
    ) -> Message:
        """Make a message of that sender that stands in no chat yet."""
        identity, date = next(self.message_ids), int(self.now())
        return Message(identity, date, chat.about, sender, special=special)

    def update(self, bot: Bot, kind: str, payload: dict[str, Any]) -> None:
        """Let the bot know that something happened."""
        bot.updates.add({"update_id": next(self.update_ids), kind: payload}, kind)
        if bot.webhook:
            bot.webhook.wake()

    def listen_to(self, bot: Bot) -> None:
        """Let people write to this bot from now on: it asked for updates last."""
        changed = self.bot is not bot
        self.bot = bot
        if changed or not bot.updates.has_been_polled:
            self.live.tell("reset" if changed else "page")
        bot.updates.has_been_polled = True

    def reset(self) -> None:
        """Forget all that was said; ids keep growing and bots keep what they set."""
        for bot in {self.bot, *self.bots.values()}:
            bot.chats.clear()
            bot.updates.clear()
        for part in (self.people, self.files, self.faults, self.limits, self.calls):
            part.clear()
        for open_queries in (self.queries, self.inline_queries, self.web_app_queries):
            open_queries.clear()
        self.inline_messages.clear()
        self._welcome()
        self.live.tell("reset")

    def _welcome(self) -> None:
        for user_id, name, language_code in _PEOPLE:
            self.person(user_id, name, language_code)
