"""Methods that pin messages and react to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram import groups
from sandbox.telegram.api.call import Access
from sandbox.telegram.errors import bad_request
from sandbox.telegram.people.talking import tell_reactions
from sandbox.telegram.specials import service

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Reaction

_PINNING = "manage pinned messages in the chat"
_MOST_REACTIONS = 1  # of a bot under one message
_OFFERED = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 "
    "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
    "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)
_EMOJI = frozenset(_OFFERED.split())  # anything else is REACTION_INVALID


async def pin_chat_message(call: Call) -> bool:
    """Pin a message; in a group, and when it is not done silently, people are told."""
    chat, message = call.message("message to pin", Access.WRITE)
    call.need_right(chat, "can_pin_messages", _PINNING)
    if message.is_service:
        raise bad_request("message can't be pinned")
    if message.message_id in chat.pinned:
        chat.pinned.remove(message.message_id)
    chat.pinned.append(message.message_id)
    actor = call.bot.as_user()
    sentence = f"{actor['first_name']} pinned a message"
    pinned = service(sentence, pinned_message=message.as_api(nested=True))
    groups.announce(call.world, call.bot, chat, actor, pinned)
    _tell(call, chat)
    return True


async def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, by default the one that was pinned last."""
    if call.parameters.integer("message_id"):
        chat, message = call.message("message to unpin", Access.WRITE)
        pinned = message.message_id
    else:
        chat = call.chat(Access.WRITE)
        if not chat.pinned:
            raise bad_request("message to unpin not found")
        pinned = chat.pinned[-1]
    call.need_right(chat, "can_pin_messages", _PINNING)
    if pinned in chat.pinned:
        chat.pinned.remove(pinned)
        _tell(call, chat)
    return True


async def unpin_all_chat_messages(call: Call) -> bool:
    chat = call.chat(Access.WRITE)
    call.need_right(chat, "can_pin_messages", _PINNING)
    chat.pinned.clear()
    _tell(call, chat)
    return True


async def set_message_reaction(call: Call) -> bool:
    listed = call.parameters.json("reaction", "reaction types") or []
    if not isinstance(listed, list):
        raise bad_request("expected an Array of ReactionType")
    chosen = [_reaction(each) for each in listed]
    chat, message = call.message("message to react", Access.READ)
    if len(chosen) > _MOST_REACTIONS:
        raise bad_request("REACTIONS_TOO_MANY")
    message.reactions.pop(call.bot.id, None)
    if chosen:
        message.reactions[call.bot.id] = chosen
    tell_reactions(call.world, call.bot, chat, message)
    return True


def _reaction(value: Any) -> Reaction:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "emoji":
        emoji = str(value.get("emoji") or "")
        if emoji.replace("\ufe0f", "") not in _EMOJI:
            raise bad_request("REACTION_INVALID")
        return {"type": "emoji", "emoji": emoji}
    if kind == "custom_emoji" and value.get("custom_emoji_id"):
        return {"type": "custom_emoji", "custom_emoji_id": str(value["custom_emoji_id"])}
    raise bad_request("invalid reaction type specified")


def _tell(call: Call, chat: Chat) -> None:
    call.world.tell(call.bot, "pins", chat, pinned=chat.pinned)
