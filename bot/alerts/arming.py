"""What the beginning of an alert is made of."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from binance.errors import Unreachable
from bot.alerts import waiting
from bot.alerts.conditions import Price, Relation, Term, Wish
from bot.alerts.feeds import Tick
from bot.alerts.firing import wait_of
from bot.alerts.measures import gauge_of
from bot.alerts.nearness import Values
from bot.alerts.track import spelt, unscaled
from bot.alerts.waiting import Wait
from bot.notices import Notice
from storage import Alert, Unit

BEGIN_WITHIN = 10.0  # seconds
FEW = 10_000  # positions by which a source may step back; further, and it was begun anew


@dataclass(frozen=True)
class Start:
    """Where an alert begins: what it is judged by, and what it waits for first.

    One that is `postponed` begins later, from a position that nobody knows yet.
    """

    source: str
    term: Term | None
    wait: Wait
    position: int
    postponed: bool = False


# What the columns of a comparison say where nothing is compared.
ANY_LISTING = Term(measure=Price(symbol=""), relation=Relation.ABOVE, level=Decimal(0))


@dataclass(frozen=True)
class Armed:
    """An alert that waits from now on, and the value it was armed at, if that is known."""

    alert: Alert
    wish: Wish
    value: Decimal | None


Write = Callable[[Unit, Start], Awaitable[Alert | None]]
First = Callable[[Values], Awaitable[Notice | None]]
Permit = Callable[[Unit], Awaitable[bool]]


async def no_word(_values: Values) -> None:
    """Nobody wants to know how things stand before it fires."""


async def granted(_unit: Unit) -> bool:
    """Nothing has to be given for it."""
    return True


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Let nobody wait for Binance for long."""
    try:
        async with asyncio.timeout(BEGIN_WITHIN):
            yield
    except TimeoutError:
        raise Unreachable(f"nothing came within {BEGIN_WITHIN:g} seconds") from None


def past(old: Alert, position: int) -> int:
    """Where an alert is armed anew: behind what it has fired at, which REST may not know yet.

    Unless that lies far ahead, for then the ids of the market have started over.
    """
    return old.position if position < old.position < position + FEW else position


def wait_anew(old: Alert, start: Start) -> Wait:
    """What it waits for behind its last event, which REST does not know yet."""
    if start.term is None or not start.term.relation.is_crossing:
        return start.wait
    if old.state != "fired":
        return wait_of(old)
    return waiting.first(start.term.relation, start.term.level, old.fired_value)


def value_at(tick: Tick | None, term: Term) -> Decimal | None:
    """The value of a measure, where one event tells it."""
    if tick is None:
        return None
    gauge = gauge_of(term.measure)
    tick.tell(gauge)
    return None if gauge.value is None else unscaled(gauge.value)


async def write_down(
    unit: Unit, update_id: int, user_id: int, environment: str, wish: Wish, start: Start
) -> Alert:
    """Add the alert that begins so."""
    term = start.term or ANY_LISTING
    alert = await unit.alerts.add(
        user_id,
        environment,
        symbol=wish.symbol,
        wish=wish.model_dump(mode="json"),
        source=start.source,
        measure=spelt(term.measure),
        relation=term.relation.value,
        level=term.level,
        awaits=start.wait.awaits,
        primed=start.wait.primed,
        position=start.position,
        expires_at=wish.options.until,
        update_id=update_id,
        postponed=start.postponed,
    )
    await unit.audit.note(user_id, "alert.armed", symbol=wish.symbol, id=alert.id)
    return alert
