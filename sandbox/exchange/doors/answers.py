"""Answers in JSON, as Binance writes it."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response


def dumps(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


class Json(Response):
    """A body in JSON."""

    media_type = "application/json;charset=UTF-8"

    def render(self, content: Any) -> bytes:
        return dumps(content).encode()
