"""Questions about spot orders over the real client and a sandbox whose market stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx

from binance import Account, Binance, HmacKey, Hosts
from binance.models.exchange import SymbolInfo
from binance.models.market import OrderBook
from binance.public import spot
from binance.streams.board import PriceBoard
from binance.symbols import Symbols
from bot import ordering
from bot.accounts import Connected
from bot.changes import ChangePreview, Changes
from bot.depths import Depths
from bot.fees import FeeTable
from bot.glances import Glances
from bot.ordering.changes import parse as parse_change
from bot.previews import Preview, Previews
from bot.prices import Prices
from sandbox.exchange import Exchange
from storage import Storage

ALICE = 1001
NOON = 1_795_176_000.0


class _NoBooks:
    """No stream comes in this process: the book is asked for instead."""

    async def book(self, _symbol: str, *, owner: str) -> Any:
        del owner
        raise TimeoutError


class _Noted:
    """An account that writes down what it is asked."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.asked: list[Any] = []

    async def send(self, request: Any, **more: Any) -> Any:
        self.asked.append(request)
        return await self._account.send(request, **more)


@dataclass
class _Trading:
    """One person's account, and tickets that are not kept."""

    connected: Connected

    async def ready(self, _user_id: int) -> Connected:
        return self.connected

    async def ask(self, *_: Any) -> Any:
        return SimpleNamespace(id="ticket")


@dataclass(frozen=True)
class Desk:
    """Somebody who asks, and the exchange that would be asked."""

    http: httpx.AsyncClient
    binance: Binance
    account: Account
    previews: Previews
    changes: Changes
    asked: list[Any]

    async def asks(self, words: str, info: SymbolInfo | None = None) -> Preview:
        """A question; the symbol's rules may be others than the sandbox's."""
        command, *more = words.split()
        symbols = await self.binance.symbols() if info is None else Symbols([info])
        wish = ordering.parse(command, more, symbols)
        return await self.previews.of(ALICE, ALICE, wish)

    async def changed(self, symbol: str, order_id: int, words: str) -> ChangePreview:
        info = (await self.binance.symbols())[symbol]
        change = parse_change([str(order_id), *words.split()])[1]
        return await self.changes.of(ALICE, ALICE, info, order_id, change)

    async def book(self, symbol: str) -> OrderBook:
        return await self.binance.send(spot.Depth(symbol=symbol, limit=100))

    async def last(self, symbol: str) -> Any:
        return (await self.binance.send(spot.Price(symbol=symbol))).price


@asynccontextmanager
async def desk_on_the_sandbox(storage: Storage, **account: Any) -> AsyncIterator[Desk]:
    """Open a sandbox at a noon that lasts, and an account in it with the sandbox's own fields."""

    def noon() -> float:
        return NOON

    transport = httpx.ASGITransport(Exchange(seed=7, now=noon).app())
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport, now=noon) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=account)).json()
        own = binance.account(HmacKey(made["api_key"], made["secret"]))
        key: Any = SimpleNamespace(id=1, user_id=ALICE, environment="sandbox", label="main")
        noted: Any = _Noted(own)
        trading: Any = _Trading(Connected(key, noted))
        prices = Prices(binance, PriceBoard(noon), noon, book_at_hand=lambda _: None)
        books: Any = _NoBooks()
        glances = Glances(prices, Depths(binance, books))
        fees = FeeTable(lambda: datetime.fromtimestamp(NOON, UTC))
        yield Desk(
            http,
            binance,
            own,
            Previews(storage, binance, trading, prices, glances, fees),
            Changes(storage, binance, trading, prices, glances, fees),
            noted.asked,
        )
