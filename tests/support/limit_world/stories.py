"""Schedules that tell one story: a day, bans over many restarts, a restart in a busy minute."""

from collections.abc import Iterator
from random import Random

from limit_world.fares import Look
from limit_world.loads import SPOT, USUAL, in_order, orders, resyncs, wishes
from limit_world.schedule import Banned, Greedy, Happening, Others, Restart, Schedule, Wish
from limit_world.wire import Network

_HOUR = 3_600.0


def many_restarts(seed: int, restarts: int = 1_000) -> Schedule:
    """A process that dies every second or so, while Binance bans its address again and again."""
    seconds = restarts * 1.0

    def happenings(rng: Random) -> Iterator[Happening]:
        ends = sorted(rng.uniform(0.0, seconds) for _ in range(restarts))
        begins = (at for at in (5.0, 130.0, 400.0, 860.0) if at < seconds)
        asked = (
            Wish(at, "anybody", f"user {number % 7}", Look, 2, patience=2.0)
            for number, at in enumerate(_every(0.4, seconds, rng))
        )
        return in_order((Restart(at) for at in ends), (Banned(at, "api") for at in begins), asked)

    hasty = Network(shortest=0.01, jitter=0.01)
    return Schedule(seed, seconds, happenings, network=hasty, skew=-4.0, drift=1e-5)


def busy_restarts(seed: int, seconds: float = 310.0) -> Schedule:
    """Everybody asks again at once, whenever the process has died in a minute that is used up."""
    greedy = tuple(Greedy(f"greedy {number}", Look, 10, 30) for number in range(30))

    def happenings(rng: Random) -> Iterator[Happening]:
        minutes = range(1, int(seconds / 60))
        return iter([Restart(60.0 * minute + rng.uniform(5.0, 50.0)) for minute in minutes])

    return Schedule(seed, seconds, happenings, greedy, network=USUAL, skew=1.0)


def at_turns(seed: int, seconds: float = 250.0, spot: int = 600) -> Schedule:
    """A crowd that comes when the exchange's minute turns, once there is a minute's room unused."""
    mine = Random(f"turns {seed}")
    network = Network(shortest=mine.uniform(0.005, 0.1), jitter=mine.uniform(0.005, 0.03))

    def happenings(rng: Random) -> Iterator[Happening]:
        for turn in range(60, int(seconds), 120):
            at = turn + rng.uniform(-0.3, 0.2)
            for number in range(2 * spot // 10):
                yield Wish(at, "crowd", f"user {number % 60}", Look, 10, patience=2.0)

    return Schedule(seed, seconds, happenings, sizes={"spot": spot}, network=network, skew=0.4)


def day(seed: int, hours: float = 24.0, users: int = 1_000) -> Schedule:
    """A thousand users by day and by night, with rush hours, bursts, neighbours and mishaps."""
    seconds = hours * _HOUR

    def happenings(rng: Random) -> Iterator[Happening]:
        sources: list[Iterator[Happening]] = [
            wishes(Random(rng.random()), seconds, 0.3 * SPOT, users, "quiet"),
            orders(Random(rng.random()), seconds, 30),
            resyncs(seconds),
            _rush_hours(Random(rng.random()), seconds),
            _bursts(Random(rng.random()), seconds, users),
            _neighbours(Random(rng.random()), seconds),
            _mishaps(Random(rng.random()), seconds),
        ]
        return in_order(*sources)

    return Schedule(seed, seconds, happenings, network=USUAL, skew=-3.3, drift=2e-5)


def _every(mean: float, seconds: float, rng: Random) -> Iterator[float]:
    at = rng.expovariate(1.0) * mean
    while at < seconds:
        yield at
        at += rng.expovariate(1.0) * mean


def _rush_hours(rng: Random, seconds: float) -> Iterator[Happening]:
    """A quarter of an hour now and then, in which more is wanted than there is."""
    for begin in _every(2 * _HOUR, seconds, rng):
        until = min(begin + _HOUR / 4, seconds)
        yield from wishes(rng, until, 1.5 * SPOT, 200, "rush", since=begin)


def _bursts(rng: Random, seconds: float, users: int) -> Iterator[Happening]:
    """Somebody asks for a hundred things at once."""
    for at in _every(300.0, seconds, rng):
        user = f"quiet {rng.randrange(users)}"
        for _ in range(100):
            yield Wish(at, "burst", user, Look, rng.choice((2, 5, 20)), patience=60.0)


def _neighbours(rng: Random, seconds: float) -> Iterator[Happening]:
    """Others come for half an hour or so, and go again."""
    until = 0.0
    for at in _every(3 * _HOUR, seconds, rng):
        if at < until:
            continue
        until = min(at + rng.uniform(0.1, 1.0) * _HOUR, seconds)
        amount = rng.randint(5, 30)
        yield from (Others(at + second, "spot", amount) for second in range(int(until - at)))


def _mishaps(rng: Random, seconds: float) -> Iterator[Happening]:
    for at in _every(4 * _HOUR, seconds, rng):
        yield Banned(at, "api") if rng.random() < 0.2 else Restart(at)
