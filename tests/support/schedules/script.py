"""What people do and what goes wrong: a pure function of the seed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

PEOPLE = 3
TRADED = {"BTCUSDT": "0.00001", "ETHUSDT": "0.0001", "BNBUSDT": "0.001"}  # step of amounts
WATCHED = ("SOLUSDT", "XRPUSDT", "LTCUSDT")

Fault = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """An order as somebody types it; `price` is a factor of the price at that moment."""

    side: str
    symbol: str
    amount: str
    price: Decimal | None
    taps: int
    redelivered: bool
    pause: float
    regret: "Regret | None" = None


@dataclass(frozen=True)
class Regret:
    """Whoever ordered wants it gone again, and `deed` happens so soon after they say so."""

    pause: float
    taps: int
    before: tuple["Deed", ...]
    delay: float
    deed: "Deed | None"


@dataclass(frozen=True)
class Alert:
    """An alert at a share of the price away from it, above or below."""

    symbol: str
    distance: Decimal
    pause: float


@dataclass(frozen=True)
class Move:
    """A symbol trades at `factor` of its first price."""

    symbol: str
    factor: Decimal


@dataclass(frozen=True)
class AtExchange:
    fault: Fault


@dataclass(frozen=True)
class AtTelegram:
    fault: Fault


@dataclass(frozen=True)
class Hold:
    """The next order, or cancellation, is on its way for so long, if its sender lives or not."""

    seconds: float
    what: Literal["order", "cancellation"] = "order"


@dataclass(frozen=True)
class Kill:
    """SIGKILL, a while without the bot in which prices move, and a new start."""

    down: float
    moves: tuple[Move, ...]


Deed = Move | AtExchange | AtTelegram | Hold | Kill


@dataclass(frozen=True)
class Timed:
    """A deed `delay` seconds after people wrote and tapped so often, or have no more to do.

    Counted so, it meets the same work on a slow machine as on a quick one.
    """

    after: int
    delay: float
    deed: Deed


@dataclass(frozen=True)
class Script:
    seed: int
    lag: float  # seconds for which a fresh order cannot be found at the exchange
    people: tuple[tuple[Order | Alert, ...], ...]
    deeds: tuple[Timed, ...]

    def __str__(self) -> str:
        lines = [f"schedule {self.seed}, lag {self.lag:.2f}"]
        for number, steps in enumerate(self.people):
            lines += [f"  person {number}: {step}" for step in steps]
        lines += [f"  {timed}" for timed in self.deeds]
        return "\n".join(lines)


def script(seed: int) -> Script:
    """Draw a schedule."""
    rng = random.Random(seed)
    amounts = iter(rng.sample(range(100, 400), 30))
    people = tuple(_steps(rng, amounts) for _ in range(PEOPLE))
    steps = [step for each in people for step in each]
    actions = len(steps) + sum(step.taps for step in steps if isinstance(step, Order))
    deeds = [*_faults(rng, actions), *_moves(rng, actions), *_kills(rng, actions)]
    lag = rng.choice((0.0, 0.3, 1.0))  # less than the grace that the bot gives
    rng = random.Random(f"regrets of {seed}")
    people = tuple(tuple(_regretted(rng, step) for step in steps) for steps in people)
    return Script(seed, lag, people, tuple(sorted(deeds, key=lambda one: one.after)))


# what people do


def _steps(rng: random.Random, amounts: Iterator[int]) -> tuple[Order | Alert, ...]:
    steps: list[Order | Alert] = [_alert(rng), _order(rng, amounts), _order(rng, amounts)]
    rng.shuffle(steps)
    return tuple(steps)


def _order(rng: random.Random, amounts: Iterator[int]) -> Order:
    """Amounts never repeat, so that an order at the exchange tells which question it answers."""
    symbol, number = rng.choice(list(TRADED)), next(amounts)
    side = rng.choice(("buy", "sell"))
    limited = rng.random() < 0.4
    away = Decimal(rng.choice((3, 4, 200))) / 1000  # some are reached by a move, some never
    price = (1 - away if side == "buy" else 1 + away) if limited else None
    in_quote = side == "buy" and not limited and rng.random() < 0.5
    return Order(
        side=side,
        symbol=symbol,
        amount=f"${number}" if in_quote else str(number * Decimal(TRADED[symbol])),
        price=price,
        taps=rng.choice((1, 1, 2, 3)),
        redelivered=rng.random() < 0.3,
        pause=rng.uniform(0, 0.4),
    )


def _regretted(rng: random.Random, step: Order | Alert) -> Order | Alert:
    """Half of those who wait in the book no longer want to; of some the price takes care first."""
    if isinstance(step, Alert) or step.price is None or rng.random() < 0.5:
        return step
    before: list[Deed] = []
    if rng.random() < 0.5:
        fault = _on_its_way("DELETE", rng) | {"times": rng.choice((1, 3, 20))}  # it is sent again
        before.append(AtExchange(fault))
    if rng.random() < 0.3:
        before.append(Hold(rng.uniform(0.25, 0.5), "cancellation"))
    after: list[Deed] = [Kill(rng.uniform(0.05, 0.4), ())] * 2
    after.append(Move(step.symbol, 1 + (step.price - 1) * 2))  # it trades, just now
    deed = rng.choice((None, *after))
    regret = Regret(
        rng.uniform(0, 0.3), rng.choice((1, 1, 2)), tuple(before), rng.uniform(0, 0.25), deed
    )
    return replace(step, regret=regret)


def _alert(rng: random.Random) -> Alert:
    distance = Decimal(rng.choice((-300, -6, -5, -4, 4, 5, 6, 300))) / 1000
    return Alert(rng.choice(WATCHED), distance, rng.uniform(0, 0.3))


# what goes wrong


def _faults(rng: random.Random, actions: int) -> Iterator[Timed]:
    def some(
        most: int, fault: Callable[[random.Random], AtExchange | AtTelegram]
    ) -> Iterator[Timed]:
        for _ in range(rng.randint(most // 3, most)):
            yield Timed(rng.randrange(actions), rng.uniform(0, 0.2), fault(rng))

    yield from some(3, lambda rng: AtExchange(_order_fault(rng)))
    yield from some(2, lambda rng: AtExchange(_read_fault(rng)))
    yield from some(2, lambda rng: AtExchange(_socket_fault(rng)))
    yield from some(3, lambda rng: AtTelegram(_telegram_fault(rng)))
    if rng.random() < 0.15:
        yield Timed(rng.randrange(actions), rng.uniform(0, 0.2), AtExchange(_ban(rng)))


def _order_fault(rng: random.Random) -> Fault:
    return _on_its_way("POST", rng)


def _on_its_way(method: str, rng: random.Random) -> Fault:
    """To an order, or to its cancellation, of which nobody knows whether it arrived."""
    kinds: list[Fault] = [
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "drop_after"},
        {"kind": "garbage"},
        {"kind": "status", "status": 503, "execute": False},
        {"kind": "status", "status": 503, "execute": True},
        {"kind": "status", "status": 408, "code": -1007, "msg": "Timeout.", "execute": True},
        {"kind": "delay", "seconds": 0.3, "execute": True},
        {"kind": "delay", "seconds": 0.2},
    ]
    return {"match": {"method": method, "path": "/api/v3/order"}, **rng.choice(kinds)}


def _read_fault(rng: random.Random) -> Fault:
    path = rng.choice(
        ("/api/v3/order", "/api/v3/aggTrades", "/api/v3/myTrades", "/api/v3/openOrders")
    )
    kinds: list[Fault] = [
        {"kind": "drop_before"},
        {"kind": "status", "status": 503},
        {"kind": "garbage"},
    ]
    return {
        "match": {"method": "GET", "path": path},
        "times": rng.randint(1, 2),
        **rng.choice(kinds),
    }


def _socket_fault(rng: random.Random) -> Fault:
    path = rng.choice(("/stream*", "/ws-api/v3"))
    kinds: list[Fault] = [{"kind": "cut"}, {"kind": "cut"}, {"kind": "shutdown"}]
    if path == "/stream*":  # a silent account looks like one on which nothing happens
        kinds.append({"kind": "silence", "seconds": 0.8})
    return {"match": {"path": path}, **rng.choice(kinds)}


def _ban(rng: random.Random) -> Fault:
    return {
        "match": {"path": "/api/*"},
        "kind": "ban",
        "seconds": rng.choice((1, 2)),
        "status": rng.choice((418, 429)),
    }


def _telegram_fault(rng: random.Random) -> Fault:
    path = rng.choice(("sendMessage", "sendMessage", "editMessageText", "getUpdates"))
    kinds: list[Fault] = [
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "status", "status": 500, "execute": True},
        {"kind": "status", "status": 500},
    ]
    if path != "getUpdates":
        kinds.append({"kind": "status", "status": 429, "retry_after": 1})
    return {"match": {"path": path}, **rng.choice(kinds)}


# what the market does, and the end of the process


def _moves(rng: random.Random, actions: int) -> Iterator[Timed]:
    """Beyond most levels and back within moments, so that only those who look all the time see."""
    for symbol in (*WATCHED, *WATCHED, rng.choice(list(TRADED))):
        after, delay = rng.randint(actions // 2, actions), rng.uniform(0, 0.5)
        for step, move in enumerate(_there_and_back(rng, symbol)):
            yield Timed(after, delay + step * 0.1, move)


def _there_and_back(rng: random.Random, symbol: str) -> tuple[Move, Move]:
    beyond = Decimal(rng.choice((-8, 8))) / 1000
    return Move(symbol, 1 + beyond), Move(symbol, Decimal(1))


def _kills(rng: random.Random, actions: int) -> Iterator[Timed]:
    for _ in range(rng.choice((1, 1, 2))):
        moves = tuple(
            move for symbol in rng.sample(WATCHED, 2) for move in _there_and_back(rng, symbol)
        )
        kill = Kill(rng.uniform(0.05, 0.4), moves if rng.random() < 0.6 else ())
        after = rng.randint(PEOPLE + 1, actions)
        if rng.random() < 0.5:
            yield Timed(after - 1, 0.0, Hold(rng.uniform(0.25, 0.5)))
        yield Timed(after, rng.uniform(0, 0.25), kill)
