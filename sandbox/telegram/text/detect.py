"""What Telegram finds in a text by itself: commands, links, names, tags."""

from __future__ import annotations

import re

from sandbox.telegram.text.formatted import Entity, Formatted, in_order, overlap, utf16_length

_PATTERNS = {
    "url": re.compile(r"(?<![\w@])(?:https?://[^\s<>\"]+|t\.me/[^\s<>\"]+)(?<![.,:;!?')\]])"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,8}(?!\w)"),
    "bot_command": re.compile(
        r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/<>@])"
    ),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z]\w{3,31}(?![\w@])", re.ASCII),
    "hashtag": re.compile(r"(?<![\w/#])#(?=\w*[^\W\d])\w{1,255}(?![\w#])"),
    "cashtag": re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])"),
}
_NOT_WITHIN = ("pre", "code", "text_link", "text_mention", "date_time")


def with_detected(formatted: Formatted) -> Formatted:
    """Add the entities nobody wrote, where no link or code stands already."""
    taken = [entity for entity in formatted.entities if entity["type"] in _NOT_WITHIN]
    added: list[Entity] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(formatted.text):
            entity = {
                "type": kind,
                "offset": utf16_length(formatted.text[: match.start()]),
                "length": utf16_length(match[0]),
            }
            if not any(overlap(entity, other) for other in taken + added):
                added.append(entity)
    return Formatted(formatted.text, in_order(formatted.entities + added))
