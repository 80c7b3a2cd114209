"""The way to Binance and back: late, out of order, and sometimes not at all."""

from dataclasses import dataclass
from enum import Enum
from random import Random


class Fate(Enum):
    ANSWERED = "answered"
    UNREACHABLE = "unreachable"  # certainly never sent
    LOST_THERE = "lost on the way there"
    LOST_BACK = "lost on the way back"
    FIREWALLED = "firewalled"  # 403, before anything is counted


@dataclass(frozen=True)
class Network:
    """Seconds one way, and how often something happens."""

    shortest: float = 0.03
    jitter: float = 0.01
    spikes: float = 0.0
    spike: float = 2.0
    unreachable: float = 0.0
    lost_there: float = 0.0
    lost_back: float = 0.0
    firewalled: float = 0.0


class Wire:
    def __init__(self, network: Network, rng: Random) -> None:
        self._network, self._rng = network, rng

    def delay(self) -> float:
        """How long something takes one way."""
        network = self._network
        seconds = network.shortest + self._rng.expovariate(1.0) * network.jitter
        if network.spikes and self._rng.random() < network.spikes:
            seconds += self._rng.random() * network.spike
        return seconds

    def fate(self) -> Fate:
        network, drawn = self._network, self._rng.random()
        for share, fate in (
            (network.unreachable, Fate.UNREACHABLE),
            (network.lost_there, Fate.LOST_THERE),
            (network.lost_back, Fate.LOST_BACK),
            (network.firewalled, Fate.FIREWALLED),
        ):
            if drawn < share:
                return fate
            drawn -= share
        return Fate.ANSWERED
