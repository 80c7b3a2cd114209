"""Accounts whose sockets are queues, for virtual time: executions, faults, and what was told."""

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from binance import HmacKey
from binance.models.events import ExecutionReport
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.users import UserStreams

BEGUN = 1_700_000_000
SUBSCRIBE = "userDataStream.subscribe.signature"
UNSUBSCRIBE = "userDataStream.unsubscribe"
Answer = dict[str, Any]


def loop_time() -> float:
    return asyncio.get_running_loop().time()


def key(user: int) -> HmacKey:
    return HmacKey(f"user{user}", "secret")


def _refusal(status: int, code: int) -> Answer:
    return {"status": status, "error": {"code": code, "msg": "no"}}


class Wire:
    """One connection; `lag` is how late it brings what happens, `mute` that it is half open."""

    def __init__(self, exchange: "Exchange", lag: float) -> None:
        self.exchange, self.lag = exchange, lag
        self.opened_at = loop_time()
        self.alive, self.mute = True, False
        self.accounts: dict[int, str] = {}
        self.next_number = 0
        self._arriving: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._not_before = 0.0

    async def send(self, text: str) -> bool:
        if not self.alive:
            return False
        if not self.mute:
            request = json.loads(text)
            answer = self.exchange.answer(self, request["method"], request["params"])
            self.bring({"id": request["id"]} | answer)
        return True

    async def receive(self) -> bytes | None:
        return await self._arriving.get() if self.alive or not self._arriving.empty() else None

    async def close(self) -> None:
        self.end()

    def bring(self, message: dict[str, Any]) -> None:
        """Deliver in order, after a while, unless the connection breaks before."""
        if not self.mute:
            self._not_before = max(loop_time() + self.lag, self._not_before + 1e-9)
            raw = json.dumps(message).encode()
            asyncio.get_running_loop().call_at(self._not_before, self._arrives, raw)

    def end(self) -> None:
        if self.alive:
            self.alive = False
            self._arriving.put_nowait(None)

    def terminate(self, account: str) -> None:
        for number in [each for each, held in self.accounts.items() if held == account]:
            del self.accounts[number]
            self.bring({"subscriptionId": number, "event": {"e": "eventStreamTerminated", "E": 1}})

    def _arrives(self, raw: bytes) -> None:
        if self.alive:
            self._arriving.put_nowait(raw)


@dataclass
class Exchange:
    """Executions with growing trade ids, told on every wire that follows the account."""

    rng: random.Random = field(default_factory=lambda: random.Random(1))
    lags: tuple[float, float] = (0.01, 0.01)
    down: bool = False
    hangs_up: bool = False
    capacity: int = 1000
    last_number: int = 65_534
    revoked: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    same: dict[str, str] = field(default_factory=dict)
    wires: list[Wire] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)
    used: Counter[int] = field(default_factory=Counter)
    happened: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))

    @asynccontextmanager
    async def dial(self, _url: str, _timeout: float) -> AsyncIterator[Wire]:
        self._charge(2)
        await asyncio.sleep(0.05)
        if self.down:
            raise ConnectionRefusedError
        wire = Wire(self, self.rng.uniform(*self.lags))
        if self.hangs_up:
            wire.end()
        self.wires.append(wire)
        try:
            yield wire
        finally:
            wire.end()

    @property
    def open(self) -> list[Wire]:
        return [wire for wire in self.wires if wire.alive]

    def answer(self, wire: Wire, method: str, params: dict[str, Any]) -> Answer:
        self._charge(1 if method == "time" else 2)
        result: Any = {}
        if method == "time":
            result = {"serverTime": int((BEGUN + loop_time()) * 1000)}
        elif method == UNSUBSCRIBE:
            wire.terminate(wire.accounts[params["subscriptionId"]])
        elif method == SUBSCRIBE:
            self.asked_at.append(loop_time())
            account = self.same.get(params["apiKey"], params["apiKey"])
            if params["apiKey"] in self.revoked:
                return _refusal(401, -2015)
            if account in wire.accounts.values():
                return _refusal(400, -2035)
            if wire.next_number > self.last_number:
                return _refusal(400, -2042)
            wire.accounts[wire.next_number] = account
            assert len(wire.accounts) <= self.capacity, "more users than Binance allows"
            result = {"subscriptionId": wire.next_number}
            wire.next_number += 1
            if params["apiKey"] in self.doubtful:  # once, and it is made all the same
                self.doubtful.remove(params["apiKey"])
                return _refusal(500, -1007)
        return {"status": 200, "result": result}

    def execute(self, account: str) -> None:
        """Let an order of an account trade."""
        trade = len(self.happened[account]) + 1
        self.happened[account].append((trade, loop_time()))
        for wire in self.open:
            for number, held in wire.accounts.items():
                if held == account:
                    wire.bring({"subscriptionId": number, "event": report(trade)})

    def revoke(self, account: str) -> None:
        self.revoked.add(account)
        for wire in self.open:
            wire.terminate(account)

    def _charge(self, weight: int) -> None:
        minute = int(BEGUN + loop_time()) // 60
        self.used[minute] += weight
        assert self.used[minute] <= 6_000, "more weight than Binance allows"


def report(trade: int) -> dict[str, Any]:
    ms = int((BEGUN + loop_time()) * 1000)
    return {
        "e": "executionReport", "E": ms, "s": "BTCUSDT", "c": "web", "S": "BUY", "o": "LIMIT",
        "f": "GTC", "q": "1", "p": "1", "x": "TRADE", "X": "PARTIALLY_FILLED", "i": 7, "l": "0.1",
        "z": "0.1", "L": "1", "n": "0", "N": None, "T": ms, "t": trade, "I": trade + 1000,
        "w": False, "m": False, "O": ms, "Z": "0.1",
    }  # fmt: skip


@dataclass
class Told:
    """Writes down what the streams tell, user by user, and when."""

    streams: UserStreams
    events: dict[int, list[tuple[float, Any]]] = field(default_factory=lambda: defaultdict(list))

    async def run(self) -> None:
        async for item in self.streams.events():
            self.note(item)

    def note(self, item: UserEvent) -> None:
        self.events[item.user].append((loop_time(), item.event))

    def trades(self, user: int) -> list[int]:
        return [one.trade_id for _, one in self.events[user] if isinstance(one, ExecutionReport)]

    def resumed(self, user: int) -> list[float]:
        return [at for at, one in self.events[user] if isinstance(one, Resumed)]

    def ended(self, user: int) -> list[Ended]:
        return [one for _, one in self.events[user] if isinstance(one, Ended)]
