"""Weeks of market streams: sockets that age, break and fall silent, and every trade counted."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

from pretend_market import Market, loop_time
from virtual_time import VirtualLoop

from binance.hosts import Hosts
from binance.streams.connection import SocketPolicy
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams, TradeHistory
from binance.streams.pace import Pace, Pauses
from binance.streams.spot import AggTrade

_DAY = 86_400.0
_TICK = 15.0  # seconds between looks at the connections; the fewer, the shorter the weeks
_CALM = 7_200.0
_SYMBOL = "BTCUSDT"


@dataclass
class Weeks:
    """What a reader was told, of so many trades."""

    traded: int = 0
    told: list[int] = field(default_factory=list)
    gaps: int = 0
    connections: int = 0
    strikes: int = 0

    @property
    def missing(self) -> int:
        return self.traded - len(set(self.told))

    @property
    def in_turn(self) -> bool:
        """Whether each was told once, and none before its time."""
        return all(one < other for one, other in zip(self.told, self.told[1:], strict=False))


def weeks(seed: int, days: float, streams: type[MarketStreams] = MarketStreams) -> Weeks:
    """Follow a market for so many days of virtual time."""
    state = random.getstate()
    random.seed(seed)
    try:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(_follow(seed, days, streams))
    finally:
        random.setstate(state)


async def _follow(seed: int, days: float, kind: type[MarketStreams]) -> Weeks:
    rng = random.Random(f"days {seed}")
    market = Market(rng, lags=(0.0, 0.5), duplicated=0.01, reordered=0.01, rest_lag=2.0)
    policy = SocketPolicy(
        dial=market.dial,
        pace=Pace(200, 300.0, now=loop_time),
        backoff=lambda: Pauses(rng=rng),
        tick=_TICK,
    )
    streams = kind(Hosts.sandbox(), now=loop_time, policy=policy, history=TradeHistory(market))
    found = Weeks()
    tasks = [asyncio.ensure_future(work) for work in (streams.run(), _read(streams, found))]
    await asyncio.sleep(1)  # what is traded before somebody listens is not missed
    for pause, strikes in _weather(rng, days * _DAY):
        if strikes:
            _strike(rng, market)
            found.strikes += 1
        market.trade(_SYMBOL)
        _forget_the_dead(market, found)
        await asyncio.sleep(pause)
    await _calm(market)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    found.traded = len(market.tape[_SYMBOL])
    found.connections += len(market.wires)
    return found


async def _read(streams: MarketStreams, found: Weeks) -> None:
    async with aclosing(streams.subscribe(AggTrade(symbol=_SYMBOL))) as events:
        async for event in events:
            if isinstance(event, Resumed):
                found.gaps += 1
            elif (number := getattr(event, "agg_trade_id", None)) is not None:
                found.told.append(number)


def _weather(rng: random.Random, seconds: float) -> Iterator[tuple[float, bool]]:
    """Pauses between trades, and whether something breaks: every few hours."""
    at = 0.0
    while at < seconds:
        pause = rng.choice((0.01, 5.0, 30.0, 60.0, 120.0))
        yield pause, rng.random() < pause / 14_400
        at += pause


def _strike(rng: random.Random, market: Market) -> None:
    later = asyncio.get_running_loop().call_later
    lasting = rng.choice((5.0, 60.0, 1_200.0))
    if not market.open:
        return
    wire = rng.choice(market.open)
    match rng.randrange(6):
        case 0:
            wire.end()
        case 1:
            wire.mute = True
        case 2:
            wire.muted |= wire.names
        case 3:
            market.shut_down(wire)
            later(lasting, wire.end)
        case 4:
            market.down = True
            wire.end()
            later(lasting, setattr, market, "down", False)
        case _:
            market.rest_down = True
            wire.end()
            later(lasting, setattr, market, "rest_down", False)


def _forget_the_dead(market: Market, found: Weeks) -> None:
    if len(market.wires) > 20:
        found.connections += len(market.wires) - len(market.open)
        market.wires = market.open


async def _calm(market: Market) -> None:
    """Let silence be noticed and holes be mended."""
    market.duplicated = market.reordered = 0.0
    for _ in range(int(_CALM / 60)):
        market.trade(_SYMBOL)
        await asyncio.sleep(60)
    await asyncio.sleep(60)
