"""The offline exchange in this process; it is written down who asked it for what."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from usual_market import usual

from authority.people import SOMEBODY_ELSE
from sandbox.exchange import Exchange

_PAUSE = 3.0  # seconds


@dataclass(frozen=True)
class Call:
    """A request that somebody's key came with: `moves` when it is more than a question."""

    whose: int
    method: str
    path: str

    @property
    def moves(self) -> bool:
        return self.method != "GET"


@dataclass
class Recorded(httpx.AsyncBaseTransport):
    """Carries requests to the sandbox and keeps those that come with a key."""

    owners: dict[str, int] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    _busy: bool = False

    def __post_init__(self) -> None:
        self._now = time.time()
        self._inner = httpx.ASGITransport(usual(Exchange(seed=7, now=self.now)).app())

    def now(self) -> float:
        return self._now

    def rest(self) -> None:
        """Begin a new list; whoever asked something waited a while, so that no limit is reached."""
        self.calls.clear()
        if self._busy:
            self._now += _PAUSE
            self._busy = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._busy = True
        if (key := request.headers.get("X-MBX-APIKEY")) is not None:
            whose = self.owners.get(key, SOMEBODY_ELSE)
            self.calls.append(Call(whose, request.method, request.url.path))
        return await self._inner.handle_async_request(request)

    async def control(self, path: str, body: Mapping[str, Any]) -> Any:
        """Act through the sandbox's control interface."""
        async with httpx.AsyncClient(transport=self._inner, base_url="http://sandbox") as http:
            answer = await http.post(f"/sandbox/{path}", json=body)
        answer.raise_for_status()
        return answer.json()
