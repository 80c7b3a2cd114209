"""Who opened a Mini App, as Telegram signs it.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hmac
import json
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import parse_qsl

from bot.i18n import note
from bot.refusals import Refused

FRESH = timedelta(minutes=5)
AHEAD = timedelta(seconds=30)  # by which Telegram's clock may go before ours
MOST_FIELDS = 32


class Launches:
    """Checks `initData` with the bot's token."""

    def __init__(self, token: str) -> None:
        self._key = hmac.digest(b"WebAppData", token.encode(), "sha256")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key must not be pickled")

    def require(self, init_data: str, user_id: int, now: datetime) -> None:
        """Let pass whom Telegram says to be this person, just now; `Refused` otherwise."""
        if self.opened_by(init_data, now) != user_id:
            raise Refused(
                note(
                    "Telegram does not confirm that it is you, or it did so too long ago. Close "
                    "this page and open it anew from our chat."
                )
            )

    def opened_by(self, init_data: str, now: datetime) -> int | None:
        """The person, or None when the signature is wrong or not fresh."""
        fields = _fields(init_data)
        given = fields.pop("hash", "")
        check = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
        right = hmac.new(self._key, check.encode(), "sha256").hexdigest()
        if not hmac.compare_digest(right.encode(), given.encode()):
            return None
        try:  # signed by Telegram, and yet of whatever form
            age = now.timestamp() - int(fields["auth_date"])
            user_id = json.loads(fields["user"])["id"]
        except (ValueError, KeyError, TypeError):
            return None
        fresh = -AHEAD.total_seconds() <= age <= FRESH.total_seconds()
        return user_id if fresh and isinstance(user_id, int) else None


def _fields(init_data: str) -> dict[str, str]:
    """The fields, or none when one is repeated: whoever checks could read another than acts."""
    try:
        pairs = parse_qsl(
            init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return {}
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else {}
