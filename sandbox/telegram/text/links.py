"""Which addresses Telegram accepts behind a link."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

_WEB = ("http", "https")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:.]{2,}|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]")
_USER = re.compile(r"tg:(?://)?user\?id=(\d{1,18})", re.IGNORECASE)
_LOOPBACK = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:[/?#]|$)")


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


def link_entity(address: str) -> dict[str, Any] | None:
    """Return what a link stands for: an address, or a person by their id; None for neither."""
    if mentioned := _USER.fullmatch(address.strip()):
        return {"type": "text_mention", "user": {"id": int(mentioned[1])}}
    url = checked_link(address)
    return {"type": "text_link", "url": url} if url else None


def secure_link(address: str) -> str | None:
    """Return an HTTPS address; in the sandbox this machine needs no certificate."""
    if is_loopback(address):
        return address
    link = checked_link(address)
    return link if link and link.startswith("https:") else None


def is_loopback(address: str) -> bool:
    return _LOOPBACK.match(address) is not None


def wrong_link(address: str) -> str:
    return f"URL '{address}' is invalid: Wrong HTTP URL"


def insecure_link(address: str) -> str:
    """Say why an address that must be HTTPS is refused."""
    if checked_link(address):
        return f"URL '{address}' is invalid: Only HTTPS links are allowed"
    return wrong_link(address)
