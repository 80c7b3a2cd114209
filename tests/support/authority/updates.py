"""Every shape in which words or a tap may come in, the impossible ones as well."""

from collections.abc import Mapping
from typing import Any

from authority.people import CHANNEL, GROUP, NAMES, OWNER, SUPERGROUP
from authority.telegram import BOT, MESSAGE

Update = dict[str, Any]
_OTHER_BOT = {"id": 42, "is_bot": True, "first_name": "Inline"}
_ORIGIN = {"type": "user", "date": 1, "sender_user": {"id": 5, "is_bot": False, "first_name": "X"}}
_MARKED: Mapping[str, Mapping[str, Any]] = {
    "forwarded": {"forward_origin": _ORIGIN},
    "via bot": {"via_bot": _OTHER_BOT},
    "for a chat": {"sender_chat": {"id": CHANNEL, "type": "channel", "title": "C"}},
}
_MARKED_POSTS: Mapping[str, Mapping[str, Any]] = {
    "forwarded post": _MARKED["forwarded"],
    "post via bot": _MARKED["via bot"],
}
_KINDS = {
    "edited": "edited_message",
    "posted": "channel_post",
    **dict.fromkeys(_MARKED_POSTS, "channel_post"),
    "edited post": "edited_channel_post",
    "business": "business_message",
    "edited business": "edited_business_message",
    "guest": "guest_message",
}

PLAIN = "plain"
FORWARDED = "forwarded"
OWN, ELSEWHERE = "own chat", "another's chat"
PLACES = (OWN, ELSEWHERE, "group", "supergroup", "channel")
GROUPS = ("group", "supergroup")
WORDS_COME = (
    *((how, OWN) for how in (PLAIN, *_MARKED, "edited", "business", "edited business", "guest")),
    *((how, "group") for how in (PLAIN, *_MARKED, "edited", "guest")),
    (PLAIN, ELSEWHERE),
    *((how, "channel") for how in ("posted", "edited post", *_MARKED_POSTS)),
)
TAPS_COME = (
    *((how, OWN) for how in (PLAIN, "on an old message", "on words of an inline query")),
    (PLAIN, ELSEWHERE),
    (PLAIN, "supergroup"),
    (PLAIN, "channel"),
)


def words(text: str, who: int, how: str = PLAIN, where: str = OWN) -> Update:
    """A message of somebody, which is a command when it begins like one."""
    message = {"message_id": 7, "date": 1_790_000_000, "text": text, "from": sender(who)}
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    kind = _KINDS.get(how, "message")
    if kind.startswith("edited"):
        message["edit_date"] = 1_790_000_001
    if "business" in how:
        message["business_connection_id"] = "b"
    return {kind: message | {"chat": chat(who, where)} | {**_MARKED, **_MARKED_POSTS}.get(how, {})}


def tap(data: str, who: int, how: str = PLAIN, where: str = OWN) -> Update:
    """A tap on a button that has this data, or claims to."""
    query: dict[str, Any] = {"id": "1", "from": sender(who), "chat_instance": "1", "data": data}
    old = how == "on an old message"
    if how == "on words of an inline query":
        return {"callback_query": query | {"inline_message_id": "i"}}
    message: Update = {
        "message_id": MESSAGE,
        "date": 0 if old else 1_790_000_000,
        "chat": chat(who, where),
    }
    if not old:
        message |= {"text": "?", "from": BOT}
    return {"callback_query": query | {"message": message}}


def left(who: int, where: str = OWN) -> Update:
    """Somebody blocks the bot, or throws it out of where they are."""
    member = {"user": BOT, "status": "member"}
    gone = {"user": BOT, "status": "kicked", "until_date": 0}
    change = {"chat": chat(who, where), "from": sender(who), "date": 1_790_000_000}
    return {"my_chat_member": change | {"old_chat_member": member, "new_chat_member": gone}}


def sender(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": NAMES[who], "language_code": "en"}


def chat_id(who: int, where: str) -> int:
    return int(chat(who, where)["id"])


def chat(who: int, where: str) -> dict[str, Any]:
    match where:
        case "own chat":
            return {"id": who, "type": "private", "first_name": NAMES[who]}
        case "another's chat":
            whose = OWNER if who != OWNER else OWNER + 1
            return {"id": whose, "type": "private", "first_name": NAMES[whose]}
        case "channel":
            return {"id": CHANNEL, "type": "channel", "title": "C"}
        case "group":
            return {"id": GROUP, "type": "group", "title": "G"}
    return {"id": SUPERGROUP, "type": "supergroup", "title": "S"}
