"""The loads that goals are about, at Binance's real sizes."""

from collections.abc import Iterator
from functools import partial
from heapq import merge
from random import Random

from binance.limits import Priority
from limit_world.fares import Cancel, Look, Place
from limit_world.schedule import Greedy, Happening, Others, Resync, Schedule, Wish
from limit_world.wire import Network

SPOT = 6_000
ROWS = (1, 2, 2, 5, 5, 10, 20)
_HOARDERS = 28  # each with a twentieth of a window waiting, which is more than his share
USUAL = Network(shortest=0.03, jitter=0.02, spikes=0.002, lost_back=0.0005, unreachable=0.0005)


def wishes(
    rng: Random,
    seconds: float,
    weight_a_minute: float,
    users: int,
    label: str,
    *,
    rows: tuple[int, ...] = ROWS,
    patience: float = 10.0,
    since: float = 0.0,
) -> Iterator[Wish]:
    """Many users who ask now and then, independently of one another."""
    mean = 60.0 * sum(rows) / len(rows) / weight_a_minute
    at = since + rng.expovariate(1.0) * mean
    while at < seconds:
        user = f"{label} {rng.randrange(users)}"
        yield Wish(at, label, user, Look, rng.choice(rows), patience=patience)
        at += rng.expovariate(1.0) * mean


def orders(rng: Random, seconds: float, a_minute: float, users: int = 50) -> Iterator[Wish]:
    """Orders and cancellations; one in twenty is refused by Binance, and so charged."""
    at = rng.expovariate(1.0) * 60.0 / a_minute
    while at < seconds:
        cancels = rng.random() < 0.3
        yield Wish(
            at,
            "order",
            f"trader {rng.randrange(users)}",
            Cancel if cancels else Place,
            1,
            Priority.CRITICAL if cancels else Priority.HIGH,
            fails=rng.random() < 0.05,
            filled=rng.random() < 0.5,
        )
        at += rng.expovariate(1.0) * 60.0 / a_minute


def copied_orders(rng: Random, seconds: float, spot: int) -> Iterator[Wish]:
    """What followers of one trader order all at once.

    Most early in a minute and fewer later, for the reserve is let go as the minute passes.
    """
    at = rng.uniform(2.0, 6.0)
    while at < seconds:
        followers = spot // (15 if at % 60 < 8 else 40 if at % 60 < 30 else 150)
        for follower in range(followers):
            yield Wish(at, "order", f"follower {follower}", Place, 1, Priority.HIGH, filled=True)
        at += rng.uniform(10.0, 20.0)


def resyncs(seconds: float, every: float = 600.0) -> Iterator[Resync]:
    at = every
    while at < seconds:
        yield Resync(at)
        at += every


def in_order(*sources: Iterator[Happening]) -> Iterator[Happening]:
    return merge(*sources, key=lambda one: one.at)


def saturated(seed: int, seconds: float = 130.0, spot: int = SPOT) -> Schedule:
    """Equally greedy users of cheap and of dear requests, who always have more waiting; orders."""
    rows = [ROWS[number % len(ROWS)] for number in range(_HOARDERS)]
    greedy = tuple(
        Greedy(f"greedy {number}", Look, cost, spot // 20 // cost)
        for number, cost in enumerate(rows)
    )

    def happenings(rng: Random) -> Iterator[Happening]:
        of_some, of_many = Random(rng.random()), Random(rng.random())
        return in_order(
            orders(of_some, seconds, spot / 30),
            copied_orders(of_many, seconds, spot),
            resyncs(seconds),
        )

    return _usual(seed, seconds, happenings, greedy, {"spot": spot})


def crowded(seed: int, seconds: float = 190.0, spot: int = SPOT) -> Schedule:
    """Many users who each ask for three times their share, whether they get it or not."""

    def happenings(rng: Random) -> Iterator[Happening]:
        asking = wishes(rng, seconds, 3 * spot, 60, "greedy", rows=(10, 20), patience=45.0)
        return in_order(asking, resyncs(seconds))

    return _usual(seed, seconds, happenings, sizes={"spot": spot})


def rushed(seed: int, seconds: float = 130.0, spot: int = SPOT) -> Schedule:
    """Far too many who each want a little; and orders, by ones and by dozens."""

    def happenings(rng: Random) -> Iterator[Happening]:
        of_quiet, of_some, of_many = (Random(rng.random()) for _ in range(3))
        return in_order(
            wishes(of_quiet, seconds, 6 * spot, 999, "quiet", rows=(5, 10)),
            orders(of_some, seconds, spot / 30),
            copied_orders(of_many, seconds, spot),
        )

    return _usual(seed, seconds, happenings, sizes={"spot": spot})


def quiet(
    seed: int,
    seconds: float = 600.0,
    spot: int = SPOT,
    *,
    flooded: bool,
    load: float = 0.5,
    flood_since: float = 0.0,
    phase: float = 0.0,
) -> Schedule:
    """999 users who want a part of the budget together, and one who wants ten times all of it."""

    def happenings(rng: Random) -> Iterator[Happening]:
        of_quiet, of_flooder, of_orders = (Random(rng.random()) for _ in range(3))
        sources: list[Iterator[Happening]] = [
            wishes(of_quiet, seconds, load * spot, 999, "quiet"),
            orders(of_orders, seconds, spot / 100),
            resyncs(seconds),
        ]
        if flooded:
            rows = (50, 100)
            flood = wishes(
                of_flooder, seconds, 10 * spot, 1, "flooder", rows=rows, since=flood_since
            )
            sources.append(flood)
        return in_order(*sources)

    return _usual(seed, seconds, happenings, sizes={"spot": spot}, phase=phase)


def beside_others(seed: int, share: float, seconds: float = 370.0) -> Schedule:
    """Greedy users beside somebody who always wants the same, second by second."""
    greedy = tuple(Greedy(f"greedy {number}", Look, 20, 20) for number in range(20))

    def happenings(_rng: Random) -> Iterator[Happening]:
        for second in range(int(seconds)):
            yield Others(second + 0.5, "spot", round(share * SPOT / 60))

    return _usual(seed, seconds, happenings, greedy)


_usual = partial(Schedule, network=USUAL, skew=2.7, drift=2e-5)
