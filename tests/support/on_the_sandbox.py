"""The real client on a sandbox exchange in this process."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from binance import Account, Binance, HmacKey, Hosts
from sandbox.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass(frozen=True)
class Visit:
    """The client, and somebody with an account of their own."""

    binance: Binance
    account: Account


@asynccontextmanager
async def visiting(**account: Any) -> AsyncIterator[Visit]:
    """Open a sandbox and an account in it; what it has and may do are the sandbox's fields."""
    transport = httpx.ASGITransport(Exchange(seed=7).app())
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=account)).json()
        yield Visit(binance, binance.account(HmacKey(made["api_key"], made["secret"])))
