"""One line for each event through `logging`; parameters, users and keys are in none of them."""

import logging
from datetime import UTC, datetime

from binance.breaker import BreakerState
from binance.hooks import (
    BreakerChanged,
    CacheHit,
    Firewalled,
    Foreign,
    HookEvent,
    RequestDone,
    Resumed,
    Retried,
    Shed,
    Stopped,
    Waited,
)

log = logging.getLogger("binance.events")


def write(event: HookEvent) -> None:
    """Log an event: what went well is for debugging, what somebody must look at an error."""
    level = _level(event)
    if log.isEnabledFor(level):
        log.log(level, "%s", line(event))


def line(event: HookEvent) -> str:
    """Say in one line what happened."""
    match event:
        case RequestDone():
            said = event.status or "no answer"
            error = f" {event.error}" if event.error else ""
            return f"{event.method} {event.path}: {said}{error} after {event.seconds:.3f} s"
        case Retried():
            again = f"attempt {event.number + 1} in {event.pause:.1f} s"
            return f"{event.method} {event.path}: {event.error}, {again}"
        case CacheHit():
            return f"{event.endpoint}: from the cache"
        case BreakerChanged():
            return f"the breaker of /{event.api} is {event.state.lower()}"
        case _:
            return _of_limits(event)


def _of_limits(event: Waited | Stopped | Firewalled | Resumed | Foreign | Shed) -> str:
    match event:
        case Waited():
            got = "got room" if event.granted else "got no room"
            name = event.priority.name.lower()
            return f"{event.pool}: a {name} request {got} after {event.seconds:.3f} s"
        case Stopped():
            return f"{event.pool}: {event.reason}, silent until {_clock(event.until)}"
        case Firewalled():
            return f"{event.pool}: refused by the firewall, silent until {_clock(event.until)}"
        case Resumed():
            return f"{event.pool}: answers again"
        case Foreign():
            return f"{event.pool}: somebody else at our address uses {event.share:.0%}"
        case Shed():
            return f"{event.pool}: too many wait, a {event.priority.name.lower()} one was shed"


def _level(event: HookEvent) -> int:
    match event:
        case Firewalled():
            return logging.ERROR
        case Stopped() | Foreign() | Shed():
            return logging.WARNING
        case BreakerChanged() if event.state is not BreakerState.CLOSED:
            return logging.WARNING
        case RequestDone(error=None) | Waited(granted=True) | CacheHit():
            return logging.DEBUG
        case _:
            return logging.INFO


def _clock(until: float) -> str:
    return f"{datetime.fromtimestamp(until, UTC):%H:%M:%S} UTC"
