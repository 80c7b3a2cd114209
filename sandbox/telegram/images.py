"""The size of a picture, read from its first bytes."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# Start-of-frame markers; C4, C8 and CC share the range and mean something else.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def dimensions(content: bytes) -> tuple[int, int, str] | None:
    """Return width, height and MIME type of a PNG or JPEG; None when it is neither."""
    size, mime_type = None, ""
    if content.startswith(_PNG) and len(content) >= 24:
        size, mime_type = struct.unpack(">II", content[16:24]), "image/png"
    elif content.startswith(_JPEG):
        size, mime_type = _jpeg(content), "image/jpeg"
    return (size[0], size[1], mime_type) if size and all(size) else None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = struct.unpack(">BH", content[at + 1 : at + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
