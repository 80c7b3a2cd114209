"""The offline exchange, in this process or on a real port, and people who trade on it."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlencode

import httpx
import pytest
import websockets

from sandbox.exchange import Exchange
from sandbox.server import serving

NOON = 1_795_176_000.0  # 2026-11-20 12:00:00 UTC


class Hand:
    """A clock that a test moves by hand."""

    def __init__(self, at: float = NOON) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    @property
    def milliseconds(self) -> int:
        return int(self.at * 1000)


@dataclass
class Trader:
    """Somebody with an HMAC key."""

    http: httpx.AsyncClient
    now: Callable[[], float]
    api_key: str
    secret: str
    uid: int

    def signature(self, payload: str) -> str:
        return hmac.new(self.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()

    async def send(self, method: str, path: str, **params: Any) -> httpx.Response:
        stamped = {**params, "timestamp": int(self.now() * 1000)}
        query = urlencode(stamped)
        url = f"{path}?{query}&signature={self.signature(query)}"
        return await self.http.request(method, url, headers={"X-MBX-APIKEY": self.api_key})

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.send("GET", path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def done(self, method: str, path: str, **params: Any) -> Any:
        """Ask for something that is to succeed."""
        answer = await self.send(method, path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def order(self, **params: Any) -> Any:
        return await self.done("POST", "/api/v3/order", **params)

    async def found(self, order_id: int, symbol: str = "BTCUSDT") -> Any:
        return await self.get("/api/v3/order", symbol=symbol, orderId=order_id)

    async def move(self, price: Decimal | str, symbol: str = "BTCUSDT") -> None:
        """Let the market trade at a price, as anybody can in a sandbox."""
        body = {"symbol": symbol, "price": str(price)}
        assert (await self.http.post("/sandbox/price", json=body)).status_code == 200

    async def limit(self, side: str, quantity: str, price: str, **more: Any) -> Any:
        order = {"symbol": "BTCUSDT", "type": "LIMIT", "timeInForce": "GTC"} | more
        return await self.order(side=side, quantity=quantity, price=price, **order)

    async def refused(self, method: str, path: str, **params: Any) -> tuple[int, str]:
        answer = await self.send(method, path, **params)
        assert answer.status_code >= 400, answer.text
        return answer.json()["code"], answer.json()["msg"]

    async def balances(self) -> dict[str, tuple[Decimal, Decimal]]:
        account = await self.get("/api/v3/account")
        rows = account["balances"]
        return {row["asset"]: (Decimal(row["free"]), Decimal(row["locked"])) for row in rows}

    def ws_params(self, **params: Any) -> dict[str, Any]:
        signed = {**params, "apiKey": self.api_key, "timestamp": int(self.now() * 1000)}
        payload = "&".join(f"{name}={value}" for name, value in sorted(signed.items()))
        return signed | {"signature": self.signature(payload)}


class Talk:
    """A WebSocket connection that speaks JSON."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket

    async def hear(self) -> Any:
        return json.loads(await self.socket.recv())

    async def ask(self, method: str, params: Any = None, request_id: Any = 1) -> Any:
        """Send a request and return its answer, passing over events."""
        await self.socket.send(json.dumps({"id": request_id, "method": method, "params": params}))
        while True:
            message = await self.hear()
            if "id" in message or "code" in message:
                return message


@dataclass
class Site:
    """The exchange on a real port."""

    exchange: Exchange
    http: httpx.AsyncClient
    port: int
    stack: AsyncExitStack

    async def talk(self, path: str) -> Talk:
        connecting = websockets.connect(f"ws://127.0.0.1:{self.port}{path}", max_queue=None)
        return Talk(await self.stack.enter_async_context(connecting))

    def beat(self) -> None:
        """Let one heartbeat of the exchange pass."""
        self.exchange._core.advance()
        self.exchange._broadcast.beat()
        self.exchange._futures.beat()

    async def fault(self, kind: str, path: str = "*", **more: Any) -> None:
        match = {"path": path} | ({"method": more.pop("method")} if "method" in more else {})
        fault = {"match": match, "kind": kind, **more}
        answer = await self.http.post("/sandbox/faults", json=[fault])
        assert answer.status_code == 200, answer.text

    @classmethod
    @asynccontextmanager
    async def open(cls, exchange: Exchange) -> AsyncIterator[Self]:
        async with AsyncExitStack() as stack:
            port = await stack.enter_async_context(serving(exchange.app()))
            client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}")
            http = await stack.enter_async_context(client)
            yield cls(exchange, http, port, stack)


Hire = Callable[..., Awaitable[Trader]]


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def exchange(clock: Hand) -> Exchange:
    return Exchange(now=clock)


@pytest.fixture
async def http(exchange: Exchange) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(exchange.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://exchange") as client:
        yield client


@pytest.fixture
async def site(exchange: Exchange) -> AsyncIterator[Site]:
    async with Site.open(exchange) as site:
        yield site


@pytest.fixture
def hire(clock: Hand) -> Hire:
    async def hire(http: httpx.AsyncClient, **account: Any) -> Trader:
        answer = (await http.post("/sandbox/accounts", json=account)).json()
        return Trader(http, clock, answer["api_key"], answer["secret"], answer["uid"])

    return hire


@pytest.fixture
async def alice(http: httpx.AsyncClient, hire: Hire) -> Trader:
    return await hire(http, label="alice")
