"""What every schedule must keep to, whatever was asked for and whatever went wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from limit_world.call import Call
from limit_world.history import History, Overrun

# A deadline is a timer's: later than a millisecond after it is late.
_LATE = 0.001


@dataclass(frozen=True)
class Violation:
    promise: str
    detail: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.detail}"


def check(history: History) -> list[Violation]:
    """List what was promised and not kept."""
    return [
        *_of_429s(history),
        *_of_silences(history),
        *_of_waiters(history),
        *(Violation("no count is negative", one) for one in history.negatives),
        *(Violation("nothing is left over", one) for one in history.left_over),
    ]


def excused(overrun: Overrun) -> bool:
    """Whether others alone explain a 429.

    They do if our own weight in that window, this request included, would have fitted beside
    what Binance had told us of others before the request left. What others used since then
    nobody could know; neither what a killed client of ours had used, before an answer told.
    """
    return overrun.ours + overrun.known <= overrun.limit


def _of_429s(history: History) -> Iterator[Violation]:
    for overrun in history.overruns:
        if not excused(overrun):
            yield Violation("no 429 of our own doing", str(overrun))


def _of_silences(history: History) -> Iterator[Violation]:
    for broken in history.broken:
        yield Violation("nothing is sent before a silence ends", str(broken))


def _of_waiters(history: History) -> Iterator[Violation]:
    for call in history.calls:
        if call.endings != 1:
            yield Violation(
                "every waiter is answered once", f"{call.endings} times: {_brief(call)}"
            )
        elif call.waited > call.patience + _LATE:
            yield Violation("every waiter is answered by his deadline", _brief(call))


def _brief(call: Call) -> str:
    return (
        f"{call.label} {call.user} {type(call.request).__name__} {call.request.cost} "
        f"asked at {call.asked_at:.3f} with {call.patience} s, {call.ending} at {call.ended_at:.3f}"
    )
