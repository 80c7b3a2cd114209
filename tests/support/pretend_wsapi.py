"""A WebSocket API whose sockets are queues, for virtual time, and what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pretend_market import BEGUN, loop_time

Answer = dict[str, Any]
Reply = Callable[["Line", Answer], Answer | None]


def now() -> float:
    """Tell the time of this world, in seconds since 1970."""
    return BEGUN + loop_time()


def refusal(status: int, code: int, msg: str = "", **data: Any) -> Answer:
    error = {"code": code, "msg": msg} | ({"data": data} if data else {})
    return {"status": status, "error": error}


class Line:
    """One connection to the server; `session` is the key that has logged on."""

    def __init__(self, server: "WsServer", url: str) -> None:
        self.server, self.url = server, url
        self.opened_at, self.closed_at = loop_time(), float("inf")
        self.alive = True
        self.session: str | None = None
        self.asked: list[Answer] = []
        self._arriving: asyncio.Queue[bytes | None] = asyncio.Queue()

    @property
    def methods(self) -> list[str]:
        return [each["method"] for each in self.asked]

    async def send(self, text: str) -> bool:
        if not self.alive:
            return False
        request = json.loads(text)
        self.asked.append(request)
        answer = self.server.answer(self, request)
        if answer is not None:
            self.bring({"id": request["id"]} | answer, self.server.lag)
        return self.alive

    async def receive(self) -> bytes | None:
        return await self._arriving.get() if self.alive or not self._arriving.empty() else None

    async def close(self) -> None:
        self.cut()

    def bring(self, message: Answer | bytes, lag: float = 0.0) -> None:
        raw = message if isinstance(message, bytes) else json.dumps(message).encode()
        asyncio.get_running_loop().call_later(lag, self._arriving.put_nowait, raw)

    def cut(self) -> None:
        if self.alive:
            self.alive, self.closed_at = False, loop_time()
            self._arriving.put_nowait(None)


@dataclass
class WsServer:
    """Answers well, unless `replies` has something else for a method; None is no answer."""

    replies: dict[str, Reply] = field(default_factory=dict)
    down: bool = False
    lag: float = 0.05
    ahead: float = 0.0
    lines: list[Line] = field(default_factory=list)
    tried_at: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def dial(self, url: str, _timeout: float) -> AsyncIterator[Line]:
        self.tried_at.append(loop_time())
        await asyncio.sleep(0.1)
        if self.down:
            raise ConnectionRefusedError
        line = Line(self, url)
        self.lines.append(line)
        try:
            yield line
        finally:
            line.cut()

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if line.alive]

    @property
    def methods(self) -> list[str]:
        return [method for line in self.lines for method in line.methods]

    def asked(self, method: str) -> list[Answer]:
        found = [each for line in self.lines for each in line.asked if each["method"] == method]
        return [each.get("params", {}) for each in found]

    def answer(self, line: Line, request: Answer) -> Answer | None:
        method = request["method"]
        if method in self.replies:
            return self.replies[method](line, request)
        return self.good(line, request)

    def good(self, line: Line, request: Answer) -> Answer:
        if request["method"] == "session.logon":
            line.session = request["params"]["apiKey"]
        result = {
            "time": {"serverTime": int((now() + self.ahead) * 1000)},
            "ticker.price": {"symbol": "BTCUSDT", "price": "67000.10"},
        }.get(request["method"], {})
        return {"status": 200, "result": result}
