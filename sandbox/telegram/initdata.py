"""What a Mini App is told when it opens, signed with the bot's token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = "9.6"
_THEME = {
    "bg_color": "#ffffff",
    "text_color": "#000000",
    "hint_color": "#707579",
    "link_color": "#3390ec",
    "button_color": "#3390ec",
    "button_text_color": "#ffffff",
    "secondary_bg_color": "#f4f4f5",
}
_TOLD = ("id", "first_name", "last_name", "username", "language_code", "is_premium")


def init_data(token: str, person: dict[str, Any], *, auth_date: int, query_id: str) -> str:
    """Return the query string that proves to the bot's server who opened the app."""
    user = {name: person[name] for name in _TOLD if name in person} | {"allows_write_to_pm": True}
    fields = {
        "query_id": query_id,
        "user": json.dumps(user, separators=(",", ":"), ensure_ascii=False),
        "auth_date": str(auth_date),
    }
    fields["signature"] = _third_party_signature(token, fields)
    return urlencode(fields | {"hash": signature(token, fields)})


def signature(token: str, fields: Mapping[str, str]) -> str:
    """Return the `hash` over all other fields."""
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    return hmac.new(secret, _check_string(fields).encode(), "sha256").hexdigest()


def launched(url: str, data: str) -> str:
    """Return the address at which a client opens the app."""
    told = urlencode(
        {
            "tgWebAppData": data,
            "tgWebAppVersion": _VERSION,
            "tgWebAppPlatform": "web",
            "tgWebAppThemeParams": json.dumps(_THEME, separators=(",", ":")),
        }
    )
    return f"{url}{'&' if '#' in url else '#'}{told}"


def _third_party_signature(token: str, fields: Mapping[str, str]) -> str:
    """Return something of the form of Telegram's Ed25519 signature, whose key nobody has here."""
    content = f"{token.partition(':')[0]}:WebAppData\n{_check_string(fields)}"
    return base64.urlsafe_b64encode(hashlib.sha512(content.encode()).digest()).decode().rstrip("=")


def _check_string(fields: Mapping[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
