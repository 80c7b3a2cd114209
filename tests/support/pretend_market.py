"""A market whose sockets are queues, for virtual time: trades, faults, and a tape to compare."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from binance.errors import Unreachable
from binance.models.market import AggTrade

A_SECOND = 5
BEGUN = 1_700_000_000


def loop_time() -> float:
    return asyncio.get_running_loop().time()


class Wire:
    """One connection to the market; `lag` is how late it brings what happens."""

    def __init__(self, market: "Market", names: set[str], lag: float) -> None:
        self.market, self.names, self.lag = market, names, lag
        self.opened_at = loop_time()
        self.alive = True
        self.mute = False
        self.muted: set[str] = set()
        self.asked: list[dict[str, Any]] = []
        self.written_at: list[float] = []
        self._arriving: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._not_before = 0.0

    async def send(self, text: str) -> bool:
        if not self.alive:
            return False
        self._count()
        message = json.loads(text)
        self.asked.append(message)
        self.bring(self.market.answer(self, message) | {"id": message["id"]})
        return True

    async def receive(self) -> bytes | None:
        return await self._arriving.get() if self.alive or not self._arriving.empty() else None

    async def close(self) -> None:
        self.end()

    def bring(self, message: dict[str, Any], extra: float = 0.0) -> None:
        """Deliver in order, unless `extra` lateness makes others overtake it."""
        self._not_before = max(loop_time() + self.lag, self._not_before + 1e-9)
        raw = json.dumps(message).encode()
        asyncio.get_running_loop().call_at(self._not_before + extra, self._arriving.put_nowait, raw)

    def end(self) -> None:
        if self.alive:
            self.alive = False
            self._arriving.put_nowait(None)

    def _count(self) -> None:
        now = loop_time()
        self.written_at = [at for at in self.written_at if at > now - 1] + [now]
        assert len(self.written_at) <= A_SECOND, "more messages in a second than Binance allows"


@dataclass
class Market:
    """Trades with ids without gaps, told on every wire that asked for them."""

    rng: random.Random = field(default_factory=lambda: random.Random(1))
    lags: tuple[float, float] = (0.0, 0.0)
    down: bool = False
    rest_down: bool = False
    rest_lag: float = 0.0
    capacity: int = 1024
    duplicated: float = 0.0
    reordered: float = 0.0
    refused: set[str] = field(default_factory=set)
    nowhere: set[str] = field(default_factory=set)
    mute_next: int = 0
    wires: list[Wire] = field(default_factory=list)
    tried_at: list[float] = field(default_factory=list)
    asked_rest: int = 0
    tape: dict[str, list[AggTrade]] = field(default_factory=lambda: defaultdict(list))

    @asynccontextmanager
    async def dial(self, url: str, _timeout: float) -> AsyncIterator[Wire]:
        self.tried_at.append(loop_time())
        await asyncio.sleep(0.05)
        if self.down:
            raise ConnectionRefusedError
        listed = parse_qs(urlsplit(url).query)["streams"][0]
        wire = Wire(self, set(map(unquote, listed.split("/"))), self.rng.uniform(*self.lags))
        wire.names -= self.refused
        wire.mute, self.mute_next = self.mute_next > 0, max(self.mute_next - 1, 0)
        self.wires.append(wire)
        try:
            yield wire
        finally:
            wire.end()

    @property
    def open(self) -> list[Wire]:
        return [wire for wire in self.wires if wire.alive]

    def answer(self, wire: Wire, message: dict[str, Any]) -> dict[str, Any]:
        names = set(message["params"])
        if message["method"] == "UNSUBSCRIBE":
            wire.names -= names
            wire.muted -= names
        elif names & self.refused:
            return {"error": {"code": 2, "msg": "Invalid request: unknown stream"}}
        else:
            wire.names |= names
            assert len(wire.names) <= self.capacity, "more streams than Binance allows"
        return {"result": None}

    def trade(self, symbol: str = "BTCUSDT", price: str = "1", qty: str = "1") -> None:
        ms = int((BEGUN + loop_time()) * 1000)
        row = self.traded(symbol, price, qty, ms)
        self.tell(f"{symbol.lower()}@aggTrade", row | {"e": "aggTrade", "E": ms, "s": symbol})

    def traded(self, symbol: str, price: str, qty: str, ms: int) -> dict[str, Any]:
        """Put a trade on the tape, untold."""
        tape = self.tape[symbol]
        number = len(tape) + 1
        row = {"a": number, "p": price, "q": qty, "f": number, "l": number, "m": True, "T": ms}
        tape.append(AggTrade.model_validate(row))
        return row

    def tell(self, name: str, data: Any) -> None:
        for wire in self.open:
            if name not in wire.names - wire.muted - self.nowhere or wire.mute:
                continue
            message = {"stream": name, "data": data}
            late = self.rng.random() < self.reordered
            wire.bring(message, self.rng.uniform(0, 2) if late else 0.0)
            if self.rng.random() < self.duplicated:
                wire.bring(message)

    def shut_down(self, wire: Wire) -> None:
        wire.bring({"stream": "!serverShutdown", "data": {"e": "serverShutdown", "E": 1}})

    async def send(self, request: Any, **_more: Any) -> Any:
        """Answer REST, in a moment."""
        self.asked_rest += 1
        await asyncio.sleep(0.2)
        if self.rest_down:
            raise Unreachable("REST is away")
        first = request.from_id - 1
        page = self.tape[request.symbol][first : first + request.limit]
        known = datetime.fromtimestamp(BEGUN + loop_time() - self.rest_lag, UTC)
        return [trade for trade in page if trade.time <= known]


@dataclass
class Reader:
    """Writes down what a subscription told."""

    feed: Any
    told: list[Any] = field(default_factory=list)

    async def run(self) -> None:
        async for item in self.feed:
            self.told.append(item)

    @property
    def ids(self) -> list[int]:
        return [item.agg_trade_id for item in self.told if hasattr(item, "agg_trade_id")]

    def count(self, kind: type) -> int:
        return sum(isinstance(item, kind) for item in self.told)
