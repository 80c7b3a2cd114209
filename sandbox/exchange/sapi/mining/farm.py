"""What an account mines: some machines whose doings are a function of the seed and the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.market.intervals import DAY, HOUR, MINUTE
from sandbox.exchange.market.noise import key

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

ALGORITHM, COIN, UNIT = "sha256", "BTC", "h/s"
_MACHINE = 120e12  # hashes a second
_BITCOIN_A_DAY = 5.2e-19  # for one hash a second
QUARTER = 15 * MINUTE


@dataclass(frozen=True)
class Machine:
    """One worker; its rate wavers by a tenth, and a little of its work is refused."""

    owner: int
    number: int
    seed: int

    @property
    def name(self) -> str:
        return f"m{self.number:03}"

    @property
    def id(self) -> str:
        return str(key(self.seed, self.owner, "machine", self.number) >> 1)

    def rate(self, time: int, length: int) -> float:
        """Return its mean rate in the period of this length that a moment lies in."""
        return round(_MACHINE * (0.9 + 0.2 * self._draw("rate", length, time // length)), 2)

    def reject(self, time: int, length: int) -> float:
        """Return which share of its work was refused."""
        return round(0.004 * self._draw("reject", length, time // length), 4)

    def last_share(self, now: int) -> int:
        return now - int(20_000 * self._draw("share", now // MINUTE))

    def _draw(self, *place: str | int) -> float:
        return key(self.seed, self.owner, self.number, *place) / 2**64


@dataclass(frozen=True)
class Farm:
    """An account's machines; it mines under its label, since the day it was opened."""

    name: str
    opened: int
    machines: tuple[Machine, ...]

    def rate(self, time: int, length: int) -> float:
        return round(sum(each.rate(time, length) for each in self.machines), 2)

    def reject(self, time: int, length: int) -> float:
        shares = [each.reject(time, length) for each in self.machines]
        return round(sum(shares) / len(shares), 4)

    def now(self, time: int) -> float:
        return self.rate(time, QUARTER)

    def profit(self, time: int) -> float:
        """Return what the whole day brings that a moment lies in."""
        return profit(self.rate(time, DAY))

    def days(self, now: int) -> list[int]:
        """Return the midnights at which the days began that are over, latest first."""
        first, today = -(-self.opened // DAY) * DAY, now // DAY * DAY
        return list(range(today - DAY, first - 1, -DAY))


def farm(core: Core, account: Account) -> Farm:
    count = 2 + key(core.seed, account.label, "machines") % 4
    machines = tuple(Machine(account.uid, each + 1, core.seed) for each in range(count))
    return Farm(account.label, account.created, machines)


def profit(rate: float) -> float:
    """Return what a day at a rate brings."""
    return round(rate * _BITCOIN_A_DAY, 8)


def periods(now: int) -> dict[str, tuple[int, list[int]]]:
    """Return the last 24 hours and the last 30 days, by what the statistics call them."""
    return {
        name: (length, [now // length * length - each * length for each in range(count)])
        for name, length, count in (("H_hashrate", HOUR, 24), ("D_hashrate", DAY, 30))
    }
