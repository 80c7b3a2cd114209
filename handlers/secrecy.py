"""What may be a secret: such a message leaves the chat, whoever sent it."""

import re

from telegram import Chat, Message, Update

from bot.updates import prompted
from handlers import chat
from handlers.parse import KEY

SECRETIVE = ("/setkey",)  # commands whose words may be secrets
PRIVATE_KEY = re.compile(r"BEGIN [A-Z ]*PRIVATE KEY")
WORD = re.compile(r"(?<![\w/])[A-Za-z0-9]{64}(?!\w)", re.ASCII)  # behind "/" it is in an address
HASH = re.compile(r"[0-9a-f]{64}|[0-9A-F]{64}")  # of transactions, which people talk about
FILES = (".pem", ".key")


async def erased(update: Update) -> bool | None:
    """What `erase` did as the update came; where it did not begin then, it does now."""
    begun = prompted.get()
    return await (erase(update) if begun is None else begun)


async def erase(update: Update) -> bool | None:
    """Delete a message that may hold a secret; False when Telegram would not, None for others."""
    message = update.message or update.edited_message
    if message is None or not _holds_secret(message):
        return None
    return await chat.erase(update)


def may_be_secret(text: str) -> bool:
    """Whether words should neither be kept nor stay where they were written."""
    command, *words = text.lower().split() or [""]
    told = command.partition("@")[0] in SECRETIVE and bool(words)
    return told or bool(PRIVATE_KEY.search(text) or WORD.search(text))


def is_offered(update: Update) -> bool:
    """Whether a key is written where one is asked for: after our /setkey, or as nothing else."""
    if update.message is None or not update.message.text:
        return False
    command, *words = update.message.text.split()
    name, _, whose = command.lower().partition("@")
    if name in SECRETIVE:
        return whose in ("", update.get_bot().username.lower())
    return all(KEY.match(word) for word in (command, *words))


def _holds_secret(message: Message) -> bool:
    file = (message.document.file_name if message.document else None) or ""
    text = message.text or message.caption or ""
    if message.chat.type != Chat.PRIVATE:
        text = WORD.sub(lambda word: "" if HASH.fullmatch(word[0]) else word[0], text)
    return file.lower().endswith(FILES) or may_be_secret(text)
