"""The shared state of limits: what was counted where, what is out, who must keep silent.

Everything that several processes behind one address must agree on goes through the `Ledger`; who
waits, and in which order, is each process's own affair. The values are plain, so that a ledger
may live in another process: `take` is then one round trip, and the rest travels with the next.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Draw(NamedTuple):
    """One limit that a request draws on.

    `ceiling` is how far this very request may fill the window of `seconds`. An amount of 0 always
    fits, and only asks whether the limit is silent.
    """

    key: str
    amount: int
    seconds: int
    ceiling: int


class Verdict(NamedTuple):
    """What became of a wish: all its draws were taken at the moment `at`, or none.

    If none, `at` is the earliest moment to ask again, `blocked_by` the index of the draw that
    stood in the way, `room` what there is under its ceiling, and `silent` whether it keeps silent
    rather than being full. `probe` marks the one request that is let out first after a silence.
    """

    taken: bool
    at: float
    blocked_by: int = -1
    room: int = 0
    silent: bool = False
    probe: bool = False


class Closing(NamedTuple):
    """The end of one draw: what was taken at `taken_at` is out no more.

    `returned`: it costs nothing after all. `seen`: what Binance says is used; believed upward
    only, because it counts others as well and answers overtake each other, unless `exact`: the
    count of unfilled orders also falls. Of a draw from an earlier window it says nothing.
    """

    key: str
    amount: int
    seconds: int
    taken_at: float
    returned: bool = False
    seen: int | None = None
    exact: bool = False


class Standing(NamedTuple):
    """How a limit stands; `foreign` is what others behind our address have used of it."""

    used: int
    foreign: int
    in_flight: int
    silent_until: float


class Ledger(Protocol):
    """Where draws are taken and settled; all times are server time in seconds.

    No method raises: a ledger that is out of reach decides for itself what to let through. Keys
    bear the world's name, so that several worlds may share one.
    """

    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool = False) -> Verdict:
        """Take all draws or none; cancelled on the way, it must leave nothing taken.

        `urgent` is an order, a cancellation or a reconciliation: a ledger out of reach lets these
        through on a budget of its own, and nothing else.
        """
        ...

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        """Close the draws of one request, and correct the counts by what Binance says.

        Called exactly once for each request whose draws were taken. Returns at once, for it is
        called while being cancelled; a distant ledger sends it on later.
        """
        ...

    def stop(self, key: str, until: float, *, recover: bool) -> None:
        """Let nothing be taken before `until`; a longer silence is not shortened.

        `recover`: afterwards one request is let out as a probe, and once it is answered the
        ceiling rises again by and by.
        """
        ...

    def standing(self, key: str, seconds: int, now: float) -> Standing:
        """Tell how a limit stands, as far as it is known here without asking."""
        ...
