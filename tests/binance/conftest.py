"""A small Binance that says what a test tells it to say; WebSocket servers; virtual time."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from virtual_time import VirtualLoop
from websockets.asyncio.server import ServerConnection, serve

from binance import Binance, HmacKey, Hosts
from binance.backoff import Fixed
from binance.retry import Retry
from binance.streams.connection import SocketPolicy
from binance.streams.pace import Pace, Pauses

NOON = 1_700_000_000.0
KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"


class Hand:
    """A clock that a test moves by hand."""

    def __init__(self, at: float = NOON) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


@dataclass
class Reply:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Seen:
    method: str
    path: str
    query: str
    body: str
    headers: dict[str, str]

    @property
    def params(self) -> dict[str, str]:
        return dict(httpx.QueryParams(self.query)) | dict(httpx.QueryParams(self.body))


class FakeBinance:
    """Replies in the order they were given; the last one is repeated."""

    def __init__(self, now: Hand) -> None:
        self.now = now
        self.ahead = 0.0
        self.seen: list[Seen] = []
        self._replies: defaultdict[str, list[Reply | Exception]] = defaultdict(list)

    def says(
        self,
        endpoint: str,
        answer: Any,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self._replies[endpoint].append(Reply(body, status, headers or {}))

    def fails(self, endpoint: str, error: Exception) -> None:
        self._replies[endpoint].append(error)

    def calls(self, endpoint: str) -> list[Seen]:
        return [seen for seen in self.seen if f"{seen.method} {seen.path}" == endpoint]

    def app(self) -> Starlette:
        methods = ["GET", "POST", "DELETE"]
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)])

    async def _answer(self, request: Request) -> Response:
        seen = Seen(
            request.method,
            request.url.path,
            request.scope["query_string"].decode(),
            (await request.body()).decode(),
            dict(request.headers),
        )
        self.seen.append(seen)
        await asyncio.sleep(0)  # in one process nothing else would let others run
        reply = self._next(f"{seen.method} {seen.path}")
        if isinstance(reply, Exception):
            raise reply
        return Response(reply.body, reply.status, reply.headers, "application/json")

    def _next(self, endpoint: str) -> Reply | Exception:
        replies = self._replies[endpoint]
        if not replies and endpoint == "GET /api/v3/time":
            ms = int((self.now() + self.ahead) * 1000)
            return Reply(json.dumps({"serverTime": ms}).encode())
        return replies.pop(0) if len(replies) > 1 else replies[0]


@pytest.fixture
def now() -> Hand:
    return Hand()


@pytest.fixture
def fake(now: Hand) -> FakeBinance:
    return FakeBinance(now)


@pytest.fixture
def retry() -> Retry:
    return Retry(Fixed(first=0))


@pytest.fixture
async def binance(fake: FakeBinance, now: Hand, retry: Retry) -> AsyncIterator[Binance]:
    transport = httpx.ASGITransport(fake.app())
    async with Binance(Hosts.sandbox(), transport=transport, now=now, retry=retry) as client:
        yield client


@pytest.fixture
def alice() -> HmacKey:
    return HmacKey(KEY, SECRET)


@pytest.fixture
def rule() -> Callable[..., dict[str, Any]]:
    """Write a symbol of exchangeInfo with the given filters."""

    def symbol(name: str = "BTCUSDT", **changes: Any) -> dict[str, Any]:
        quote = next(q for q in ("USDT", "BTC", "TRY") if name.endswith(q))
        return {
            "symbol": name,
            "status": "TRADING",
            "baseAsset": name.removesuffix(quote),
            "baseAssetPrecision": 8,
            "quoteAsset": quote,
            "quoteAssetPrecision": 8,
            "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET"],
            "quoteOrderQtyMarketAllowed": True,
            "isSpotTradingAllowed": True,
            "filters": [],
        } | changes

    return symbol


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], Awaitable[None]]:
    """Wait for something that nobody announces."""

    async def wait(condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.001)

    return wait


ORDER = {
    "symbol": "BTCUSDT",
    "orderId": 28,
    "orderListId": -1,
    "clientOrderId": "bt-1",
    "transactTime": 1507725176595,
    "price": "0.00000000",
    "origQty": "10.00000000",
    "executedQty": "10.00000000",
    "origQuoteOrderQty": "0.000000",
    "cummulativeQuoteQty": "39982.00000000",
    "status": "FILLED",
    "timeInForce": "GTC",
    "type": "MARKET",
    "side": "SELL",
    "workingTime": 1507725176595,
    "selfTradePreventionMode": "NONE",
    "fills": [
        {
            "price": "4000.00000000",
            "qty": "1.00000000",
            "commission": "4.00000000",
            "commissionAsset": "USDT",
            "tradeId": 56,
        }
    ],
}


@pytest.fixture
def filled() -> dict[str, Any]:
    return dict(ORDER)


Serve = Callable[[ServerConnection], Awaitable[None]]
Serving = Callable[[Serve], AbstractAsyncContextManager[Hosts]]


@pytest.fixture
def serving() -> Serving:
    @asynccontextmanager
    async def start(handle: Serve) -> AsyncIterator[Hosts]:
        async with serve(handle, "127.0.0.1", 0, close_timeout=0.1) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            yield Hosts.sandbox(port)

    return start


@pytest.fixture
def policy() -> SocketPolicy:
    """Mend at once: the pauses themselves are tested in virtual time."""
    return SocketPolicy(
        settled=0,
        overlap=0.05,
        tick=0.01,
        pace=Pace(1000, 1.0),
        backoff=lambda: Pauses(floor=0.001, first=0.001),
    )


def mini_ticker(symbol: str, close: str, at: int = 1672515782136) -> dict[str, Any]:
    return {
        "e": "24hrMiniTicker",
        "E": at,
        "s": symbol,
        "c": close,
        "o": "50000.0",
        "h": "70000.0",
        "l": "40000.0",
        "v": "10000",
        "q": "18",
    }


def agg_trade(symbol: str, number: int) -> dict[str, Any]:
    return {
        "e": "aggTrade",
        "E": 1672515782136,
        "s": symbol,
        "a": number,
        "p": "0.001",
        "q": "100",
        "f": number,
        "l": number,
        "T": 1672515782136,
        "m": True,
        "M": True,
    }


@pytest.fixture
def tickers() -> Callable[..., str]:
    """Write a frame of the stream of all mini tickers."""

    def frame(*rows: tuple[str, str]) -> str:
        data = [mini_ticker(symbol, close) for symbol, close in rows]
        return json.dumps({"stream": "!miniTicker@arr", "data": data})

    return frame


@pytest.fixture
def trade() -> Callable[..., str]:
    """Write a frame of one symbol's aggregate trades."""

    def frame(symbol: str, number: int, **changes: Any) -> str:
        data = agg_trade(symbol, number) | changes
        return json.dumps({"stream": f"{symbol.lower()}@aggTrade", "data": data})

    return frame


@pytest.fixture(scope="session")
def new_loop() -> Callable[[], asyncio.AbstractEventLoop]:
    """Make the loop of a test that runs one itself, such as one example of hypothesis."""
    return VirtualLoop
