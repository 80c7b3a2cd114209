"""A server that answers at once, from memory: what is measured is the client that asks.

The answers are the sandbox's, so that every client finds what it expects; exchangeInfo is blown
up to as many symbols as the real one has.
"""

import asyncio
import gzip
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import httpx

from sandbox.exchange import Exchange

SYMBOLS = 3_500
_HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nServer: nginx\r\n"
    "x-mbx-used-weight: 2\r\nx-mbx-used-weight-1m: 2\r\nX-Frame-Options: SAMEORIGIN\r\n"
    "Strict-Transport-Security: max-age=31536000; includeSubdomains\r\n"
    "X-Content-Type-Options: nosniff\r\nCache-Control: no-cache, no-store, must-revalidate\r\n"
)
_TARGET = re.compile(rb"^\w+ ([^ ?]+)(\S*) ")


async def canned() -> dict[str, bytes]:
    """Ask the sandbox once for everything that will be served."""
    exchange = Exchange(seed=3)
    transport = httpx.ASGITransport(exchange.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        get = client.get
        info = (await get("/api/v3/exchangeInfo?showPermissionSets=false")).json()
        info["symbols"] = list(_many(info["symbols"]))
        info["rateLimits"] = [each | {"limit": 10**9} for each in info["rateLimits"]]
        whole = info | {"symbols": [_with_permissions(each) for each in info["symbols"]]}
        return {
            "/api/v3/exchangeInfo": json.dumps(whole, separators=(",", ":")).encode(),
            "/api/v3/exchangeInfo slim": json.dumps(info, separators=(",", ":")).encode(),
            "/api/v3/ticker/price": (await get("/api/v3/ticker/price?symbol=BTCUSDT")).content,
            "/api/v3/time": (await get("/api/v3/time")).content,
            "/api/v3/ping": b"{}",
            "/api/v3/account": _ACCOUNT,
        }


_ACCOUNT = json.dumps(
    {
        "makerCommission": 10,
        "takerCommission": 10,
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {
            "maker": "0.00100000",
            "taker": "0.00100000",
            "buyer": "0.00000000",
            "seller": "0.00000000",
        },
        "canTrade": True,
        "canWithdraw": True,
        "canDeposit": True,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": 1_763_600_000_000,
        "accountType": "SPOT",
        "balances": [
            {"asset": asset, "free": "4723846.89208129", "locked": "0.00000000"}
            for asset in ("BTC", "ETH", "BNB", "USDT", "USDC", "SOL", "XRP", "ADA", "DOGE", "TRX")
        ],
        "permissions": ["SPOT"],
        "uid": 354_937_868,
    }
).encode()


def _many(symbols: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield from symbols
    for number in range(len(symbols), SYMBOLS):
        like = symbols[number % len(symbols)]
        base = f"{like['baseAsset']}{number}"
        yield like | {"symbol": f"{base}{like['quoteAsset']}", "baseAsset": base}


def _with_permissions(symbol: dict[str, Any]) -> dict[str, Any]:
    groups = [f"TRD_GRP_{number:03}" for number in range(2, 230)]
    return symbol | {"permissions": [], "permissionSets": [["SPOT", "MARGIN", *groups]]}


class Connection(asyncio.Protocol):
    """One client's connection; bodies of requests are not looked at."""

    answers: dict[bytes, bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._heard = transport, b""

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._transport.write(self.answers[_asked(head)])


def _asked(head: bytes) -> bytes:
    found = _TARGET.match(head)
    assert found is not None
    path, query = found[1], found[2]
    slim = b" slim" if b"showPermissionSets=false" in query else b""
    packed = b" gzip" if path.endswith(b"exchangeInfo") and b"gzip" in head.lower() else b""
    return path + slim + packed


def whole(body: bytes, encoding: str = "") -> bytes:
    head = f"{_HEAD}{encoding}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def main() -> None:
    answers = {path.encode(): whole(body) for path, body in (await canned()).items()}
    for path in (b"/api/v3/exchangeInfo", b"/api/v3/exchangeInfo slim"):
        body = answers[path].partition(b"\r\n\r\n")[2]
        answers[path + b" gzip"] = whole(gzip.compress(body, 1), "Content-Encoding: gzip\r\n")
    Connection.answers = answers
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
