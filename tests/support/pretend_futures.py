"""Futures accounts whose listen keys and sockets are pretended, for virtual time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from pretend_following import Door, Reader, at_work
from pretend_market import BEGUN, Wire, loop_time

from binance import Hosts
from binance.errors import NoSuchListenKey
from binance.models.events.contract_orders import OrderTradeUpdate
from binance.models.futures.listen_key import ListenKey
from binance.streams.connection import SocketPolicy
from binance.streams.pace import Pace
from binance.streams.users import ContractUserStreams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from binance import HmacKey
    from binance.streams.users.contracts.venues import Market

HOUR = 3600.0
ORDER = {
    "s": "BTCUSDT", "c": "bt-1", "S": "BUY", "o": "MARKET", "f": "GTC", "q": "1", "p": "0",
    "ap": "1", "sp": "0", "x": "TRADE", "X": "FILLED", "i": 1, "l": "1", "z": "1", "L": "1",
    "N": "USDT", "n": "0", "T": 1, "m": False, "R": False, "wt": "CONTRACT_PRICE",
    "ot": "MARKET", "ps": "BOTH", "cp": False,
}  # fmt: skip


@dataclass
class FuturesAccounts:
    """Accounts with a listen key each, and the sockets on which those are heard."""

    wires: list[Wire] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    keys: dict[str, tuple[str, float]] = field(default_factory=dict)
    posted: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refusals: dict[str, list[Exception]] = field(default_factory=dict)
    wrapped: bool = True
    trades: int = 0

    # REST

    def account(self, signer: HmacKey) -> Door:
        return Door(signer.api_key, self.ask)

    async def ask(self, name: str, request: Any) -> ListenKey:
        await asyncio.sleep(0.1)
        if refusals := self.refusals.get(name):
            raise refusals.pop(0)
        (self.posted if request.method == "POST" else self.kept).append(name)
        self.expire()
        if name not in self.keys and request.method == "PUT":
            raise NoSuchListenKey(-1125, "This listenKey does not exist.")
        text = self.keys[name][0] if name in self.keys else f"{name}-{len(self.posted)}"
        self.keys[name] = (text, loop_time() + HOUR)
        return ListenKey(listen_key=text)

    def expire(self) -> None:
        self.keys = {name: each for name, each in self.keys.items() if each[1] > loop_time()}

    # sockets

    @asynccontextmanager
    async def dial(self, url: str, _timeout: float) -> AsyncIterator[Wire]:
        await asyncio.sleep(0.05)
        self.addresses.append(url)
        parts = urlsplit(url)
        asked = parse_qs(parts.query).get("listenKey") or [parts.path.rpartition("/")[2]]
        wire = Wire(self, set(asked), 0.0)  # type: ignore[arg-type]  # nobody writes on it
        wire.combined = parts.path.endswith("/stream")  # type: ignore[attr-defined]
        self.wires.append(wire)
        try:
            yield wire
        finally:
            wire.end()

    @property
    def open(self) -> list[Wire]:
        return [wire for wire in self.wires if wire.alive]

    def trade(self, *names: str) -> int:
        """Let one order of each be filled; returns the last trade id."""
        for name in names:
            self.trades += 1
            now = int((BEGUN + loop_time()) * 1000)
            order = ORDER | {"t": self.trades, "i": self.trades, "T": now}
            self.tell(name, {"e": "ORDER_TRADE_UPDATE", "E": now, "T": now, "o": order})
        return self.trades

    def answer(self, wire: Wire, message: dict[str, Any]) -> dict[str, Any]:
        assert message["method"] == "LIST_SUBSCRIPTIONS"
        return {"result": sorted(wire.names)}

    def tell(self, name: str, event: dict[str, Any], times: int = 1) -> None:
        self.expire()
        text, _ = self.keys.get(name, ("", 0))
        for wire in self.open:
            if text in wire.names and not wire.mute:
                for _ in range(times):
                    wire.bring(self.worded(wire, text, event))

    def worded(self, wire: Wire, text: str, event: dict[str, Any]) -> dict[str, Any]:
        if not wire.combined:  # type: ignore[attr-defined]
            return event
        return {"stream": text, "data": event} if self.wrapped else {"data": event}


@dataclass
class FillReader(Reader):
    """Writes down above all which trades were told to whom."""

    def of(self, user: int) -> list[Any]:
        return [event.event for event in self.told if event.user == user]

    def trades(self, user: int) -> list[int]:
        told = self.of(user)
        return [one.order.trade_id for one in told if isinstance(one, OrderTradeUpdate)]


@asynccontextmanager
async def following(
    accounts: FuturesAccounts,
    market: Market = "fapi",
    *,
    policy: dict[str, Any] | None = None,
    **more: Any,
) -> AsyncIterator[tuple[ContractUserStreams, FillReader]]:
    given: dict[str, Any] = {"dial": accounts.dial, "pace": Pace(200, 300.0, now=loop_time)} | (
        policy or {}
    )
    streams = ContractUserStreams(
        Hosts.sandbox(),
        accounts.account,  # type: ignore[arg-type]
        market,
        policy=SocketPolicy(**given),
        **more,
    )
    reader = FillReader()
    async with at_work(streams, reader):
        yield streams, reader
