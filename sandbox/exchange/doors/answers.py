"""Answers in JSON, as Binance writes it."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

dumps = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
"""Spell a value as Binance does: without spaces, and with names as they are written."""


class Json(Response):
    """A body in JSON."""

    media_type = "application/json;charset=UTF-8"

    def render(self, content: Any) -> bytes:
        return dumps(content).encode()
