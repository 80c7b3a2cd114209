"""Margin accounts whose listen tokens and sockets are pretended, for virtual time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pretend_following import Door, Reader, at_work
from pretend_market import BEGUN, Wire, loop_time

from binance import Hosts
from binance.clock import ServerClock
from binance.limits import Limits
from binance.models.events import BalanceUpdate
from binance.models.margin.keys import ListenToken
from binance.private import margin
from binance.streams.connection import SocketPolicy
from binance.streams.pace import Pace
from binance.streams.users import IsolatedUserStreams, MarginUserStreams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from binance import HmacKey

DAY = 24 * 3600.0
SUBSCRIBE = "userDataStream.subscribe.listenToken"
Whose = tuple[str, str | None]


class TokenWire(Wire):
    """A connection, and the accounts that it brings under their numbers, until when."""

    def __init__(self, accounts: MarginAccounts) -> None:
        super().__init__(accounts, set(), 0.0)  # type: ignore[arg-type]
        self.active: dict[int, tuple[Whose, float]] = {}
        self.numbers = 0

    def _count(self) -> None:
        """A WebSocket API counts weight, not messages."""

    def number_of(self, whose: Whose) -> int | None:
        return next((n for n, (each, _) in self.active.items() if each == whose), None)


@dataclass
class MarginAccounts:
    """Accounts whose tokens last a day; with `anew`, a renewal is another subscription."""

    anew: bool = False
    most: int = 1000
    tokens: dict[str, tuple[Whose, float]] = field(default_factory=dict)
    refusals: dict[str, list[Exception]] = field(default_factory=dict)
    spoilt: int = 0
    made: list[Whose] = field(default_factory=list)
    wires: list[TokenWire] = field(default_factory=list)
    changes: int = 0
    opened: dict[str, set[str]] = field(default_factory=dict)  # isolated accounts, by user
    asked: list[float] = field(default_factory=list)  # for those, and when

    def account(self, signer: HmacKey) -> Door:
        return Door(signer.api_key, self.make)

    async def make(self, name: str, request: Any) -> Any:
        await asyncio.sleep(0.1)
        if refusals := self.refusals.get(name):
            raise refusals.pop(0)
        if isinstance(request, margin.GetIsolatedAccounts):
            self.asked.append(loop_time())
            symbols = sorted(self.opened.get(name, ()))
            return SimpleNamespace(assets=[_account(symbol) for symbol in symbols])
        return self._token(name, request)

    def _token(self, name: str, request: margin.CreateListenToken) -> ListenToken:
        whose = (name, request.symbol)
        assert request.is_isolated == (True if request.symbol else None)
        self.made.append(whose)
        token, expires = f"token-{len(self.made)}", loop_time() + DAY
        self.tokens[token] = (whose, expires)
        return ListenToken(
            token=token, expiration_time=datetime.fromtimestamp(BEGUN + expires, UTC)
        )

    @asynccontextmanager
    async def dial(self, _url: str, _timeout: float) -> AsyncIterator[TokenWire]:
        await asyncio.sleep(0.05)
        wire = TokenWire(self)
        self.wires.append(wire)
        try:
            yield wire
        finally:
            wire.end()

    @property
    def open(self) -> list[TokenWire]:
        return [wire for wire in self.wires if wire.alive]

    def answer(self, wire: TokenWire, message: dict[str, Any]) -> dict[str, Any]:
        params = message["params"]
        if message["method"] == "time":
            return _fine({"serverTime": int((BEGUN + loop_time()) * 1000)})
        if message["method"] == "userDataStream.unsubscribe":
            wire.active.pop(params["subscriptionId"])
            return _fine({})
        assert message["method"] == SUBSCRIBE
        return self.subscribe(wire, params["listenToken"])

    def subscribe(self, wire: TokenWire, token: str) -> dict[str, Any]:
        whose, expires = self.tokens.get(token, (None, 0.0))
        if whose is None or expires < loop_time() or self.spoilt > 0:
            self.spoilt -= 1
            return {"status": 400, "error": {"code": -1209, "msg": "invalid listenToken"}}
        number = wire.number_of(whose)
        if number is None or self.anew:
            number, wire.numbers = wire.numbers, wire.numbers + 1
        wire.active[number] = (whose, expires)
        assert len(wire.active) <= self.most + self.anew, "more than Binance allows"
        return _fine({"subscriptionId": number, "expirationTime": 0})

    def change(self, name: str, isolated: str | None = None) -> None:
        self.changes += 1
        now = int((BEGUN + loop_time()) * 1000)
        event = {"e": "balanceUpdate", "E": now, "a": "BTC", "d": str(self.changes), "T": now}
        for wire in self.open:
            for number, (whose, expires) in tuple(wire.active.items()):
                if expires < loop_time():
                    self.end(wire, number)
                elif whose == (name, isolated):
                    wire.bring({"subscriptionId": number, "event": event})

    def end(self, wire: TokenWire, number: int) -> None:
        del wire.active[number]
        event = {"e": "eventStreamTerminated", "E": 1}
        wire.bring({"subscriptionId": number, "event": event})


def _account(symbol: str) -> SimpleNamespace:
    return SimpleNamespace(symbol=symbol, enabled=True)


def _fine(result: Any) -> dict[str, Any]:
    return {"status": 200, "result": result}


@dataclass
class ChangeReader(Reader):
    """Writes down above all which changes of balances were told of whose account."""

    def of(self, user: int, isolated: str | None = None) -> list[Any]:
        return [one.event for one in self.told if (one.user, one.isolated) == (user, isolated)]

    def changes(self, user: int, isolated: str | None = None) -> list[int]:
        told = self.of(user, isolated)
        return [int(one.delta) for one in told if isinstance(one, BalanceUpdate)]


@asynccontextmanager
async def following(
    accounts: MarginAccounts, **more: Any
) -> AsyncIterator[tuple[MarginUserStreams, ChangeReader]]:
    streams, reader = _streams(accounts, **more), ChangeReader()
    async with at_work(streams, reader):
        yield streams, reader


@asynccontextmanager
async def following_isolated(
    accounts: MarginAccounts,
) -> AsyncIterator[tuple[IsolatedUserStreams, ChangeReader]]:
    door: Any = accounts.account
    streams, reader = IsolatedUserStreams(_streams(accounts), door), ChangeReader()
    async with at_work(streams, reader):
        yield streams, reader


def _streams(accounts: MarginAccounts, **more: Any) -> MarginUserStreams:
    clock = ServerClock(lambda: BEGUN + loop_time(), ticks=loop_time)
    policy = SocketPolicy(dial=accounts.dial, pace=Pace(200, 300.0, now=loop_time))
    return MarginUserStreams(
        Hosts.sandbox(),
        accounts.account,  # type: ignore[arg-type]
        clock,
        Limits("sandbox", clock.time),
        policy=policy,
        **more,
    )
