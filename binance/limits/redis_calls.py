"""What a process says to the shared limits in Redis: numbered calls, each carried out once."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import sha1
from importlib.resources import files
from secrets import token_hex
from typing import NamedTuple, TypeAlias

import msgspec
from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from binance.limits.ledger import Closing, Draw, Standing, Verdict
from binance.limits.windows import turn

SCRIPT = files("binance.limits").joinpath("redis.lua").read_text("utf-8")
_SHA = sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest()  # how Redis names scripts


class Known(NamedTuple):
    """How a limit stood when Redis was last heard of it, in a window that ends at `turns`."""

    standing: Standing
    turns: float

    def used(self, now: float) -> int:
        """Tell what is known to be used in the present window."""
        return self.standing.used if now < self.turns else 0


@dataclass(eq=False)
class Wish:
    """Somebody who wants to take draws; answered with None he must decide without Redis."""

    draws: Sequence[Draw]
    now: float
    answer: asyncio.Future[Verdict | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Entry(NamedTuple):
    """One thing to say about some limits of one world, in the words of the script."""

    keys: tuple[str, ...]
    words: tuple[object, ...]
    wish: Wish | None = None

    @property
    def world(self) -> str:
        return self.keys[0].partition(" ")[0]


Knowledge: TypeAlias = Mapping[str, Known]


def take(wish: Wish, knowledge: Knowledge) -> Entry:
    draws = [
        (
            _place(draw.key),
            draw.amount,
            draw.ceiling,
            *_window(draw.key, draw.seconds, wish.now, knowledge),
        )
        for draw in wish.draws
    ]
    return Entry(tuple(draw.key for draw in wish.draws), ("take", wish.now, draws), wish)


def settle(
    closings: Sequence[Closing], now: float, knowledge: Knowledge, *, answered: bool
) -> Entry:
    ends = [
        (
            _place(closing.key),
            closing.amount,
            closing.taken_at,
            closing.returned,
            -1 if closing.seen is None else closing.seen,
            closing.exact,
            *_window(closing.key, closing.seconds, now, knowledge),
        )
        for closing in closings
    ]
    return Entry(tuple(closing.key for closing in closings), ("settle", now, answered, ends))


def give_back(wish: Wish, verdict: Verdict) -> Entry:
    """Return what was taken for somebody who does not wait any more."""
    closings = [
        Closing(draw.key, draw.amount, draw.seconds, verdict.at, returned=True)
        for draw in wish.draws
    ]
    return settle(closings, wish.now, {}, answered=False)


def stop(key: str, until: float, *, recover: bool) -> Entry:
    return Entry((key,), ("stop", _place(key), until, recover))


def rejoin(key: str, seconds: int, now: float, knowledge: Knowledge, local: Standing) -> Entry:
    """Report what this process has taken of a limit by itself."""
    taken = local.used - local.foreign, local.in_flight
    window = _window(key, seconds, now, knowledge)
    return Entry((key,), ("rejoin", now, _place(key), *taken, *window))


@dataclass(frozen=True)
class Call:
    """Entries of one world, carried out together; its number is one process's own."""

    process: str
    number: int
    entries: Sequence[Entry]
    repeated: bool = False

    @cached_property
    def limits(self) -> tuple[str, ...]:
        """List the limits it is about, in the order in which the answer tells of them."""
        return tuple(dict.fromkeys(key for entry in self.entries for key in entry.keys))

    @property
    def places(self) -> list[str]:
        caller = _place(f"{self.entries[0].world} ={self.process}")
        return [caller, *map(_place, self.limits)]

    def again(self) -> "Call":
        """Say the same once more, because no answer came; nobody waits for its takes now."""
        return replace(self, repeated=True)

    def packed(self) -> bytes:
        words = [entry.words for entry in self.entries]
        return msgspec.msgpack.encode((self.process, self.number, self.repeated, words))


class Answer(NamedTuple):
    """A verdict for each take of a call, in their order, and what is known of its limits."""

    verdicts: list[Verdict]
    standings: list[Known]

    def known(self, call: Call) -> Iterable[tuple[str, Known]]:
        return zip(call.limits, self.standings, strict=True)


class Calls:
    """Numbers the calls of one process, and makes them.

    Redis keeps the answer to each process's last call: one whose answer was lost may be repeated,
    and is not carried out twice. So there must be one at a time.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._process = token_hex(4)
        self._number = 0

    def next(self, entries: Sequence[Entry]) -> Call:
        self._number += 1
        return Call(self._process, self._number, entries)

    async def make(self, call: Call) -> Answer:
        """Make a call in one round trip, or two when Redis does not know the script yet."""
        places, packed = call.places, call.packed()
        try:
            answer = await self._redis.evalsha(_SHA, len(places), *places, packed)
        except NoScriptError:
            answer = await self._redis.eval(SCRIPT, len(places), *places, packed)
        return msgspec.msgpack.decode(answer, type=Answer)


def _window(
    key: str, seconds: int, now: float, knowledge: Knowledge
) -> tuple[int, float, int, float]:
    """Describe a limit's present window, with what Redis may have forgotten."""
    turns = turn(now, seconds)
    known = knowledge.get(key)
    if known is None:
        return seconds, turns, 0, 0.0
    silent_until = known.standing.silent_until
    return seconds, turns, known.used(now), silent_until if silent_until > now else 0.0


@lru_cache(4096)
def _place(key: str) -> str:
    """Name a limit's key in Redis; a world's keys are all in one slot of a cluster."""
    world, _, pool = key.partition(" ")
    return f"binance:limits:{{{world}}}:{pool}"
