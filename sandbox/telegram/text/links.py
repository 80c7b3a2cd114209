"""Which addresses Telegram accepts behind a link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_WEB = ("http", "https")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(
    r"[^\s/?#@:]+\.[^\s/?#@:.]{2,}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]"
)


def checked_link(address: str) -> str | None:
    """Return the address as Telegram stores it, or None when it is not one.

    A bare host gets `http://`, and an address without a path ends in a slash.
    """
    address = address.strip()
    if address.startswith("tg:"):
        return None if address.startswith("tg://user?id=") else address
    if not _SCHEME.match(address) or re.match(r"[^:/]+:\d+(?:/|$)", address):
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in _WEB or not _HOST.fullmatch(f"[{host}]" if ":" in host else host):
        return None
    return urlunsplit(parts._replace(path=parts.path or "/"))
