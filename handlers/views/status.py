"""How the bot and Binance are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from binance.breaker import BreakerState
from binance.client import Health
from binance.limits import PoolState
from bot.fills.notices import market_name
from bot.following.coverage import Coverage
from bot.i18n import Html, Say, lines
from bot.text import lasting
from handlers.page import Button, Page
from handlers.views.start import environment_line


@dataclass(frozen=True)
class State:
    """What /status tells, gathered."""

    environment: str
    up_for: float
    health: Health
    quiet_for: float | None
    waiting_messages: int
    now: float
    followed: Sequence[Coverage] = ()
    labels: Mapping[int, str] = field(default_factory=dict)  # of the person's own keys


def status(say: Say, state: State) -> Page:
    health = state.health
    return Page(
        lines(
            say("ℹ️ <b>Status</b>"),
            environment_line(say, state.environment),
            _binance(say, state),
            _stream(say, state.quiet_for),
            *(line for one in state.followed for line in _followed(say, one, state.labels)),
            *(_weight(say, pool) for pool in health.pools if "/" not in pool.name),
            say(
                "🕒 Clock: {offset} ms from Binance's",
                offset=f"{round(health.clock_offset * 1000):+d}",
            ),
            say.many(
                "✉️ {n} message waits to be sent",
                "✉️ {n} messages wait to be sent",
                state.waiting_messages,
            ),
            say("⏱ Running for {time}", time=lasting(say, state.up_for)),
        ),
        ((Button(say("🔄 Refresh"), "go:status"), Button(say("⚖️ Limits"), "go:limits")),),
    )


def _weight(say: Say, pool: PoolState) -> Html:
    """One of the big pools; those of single endpoints are never near their limits."""
    name = pool.name.rpartition(" ")[2]
    return say(
        "⚖️ Weight of {pool}: {used} of {limit} this minute",
        pool=say("futures") if name == "futures" else name, used=pool.used, limit=pool.limit,
    )  # fmt: skip


def _binance(say: Say, state: State) -> Html:
    stopped = [pool for pool in state.health.pools if (pool.stopped_until or 0) > state.now]
    if stopped:
        wait = lasting(say, max((pool.stopped_until or 0) - state.now for pool in stopped))
        return say("🟠 Binance: we were asked to pause, {wait} more", wait=wait)
    if any(one != BreakerState.CLOSED for one in state.health.breakers.values()):
        return say("🔴 Binance: not answering well, trying again")
    return say("🟢 Binance: reachable")


def _stream(say: Say, quiet_for: float | None) -> Html:
    if quiet_for is None:
        return say("🔴 Live prices: not connected")
    if quiet_for > 15:
        return say("🟠 Live prices: silent for {time}", time=lasting(say, quiet_for))
    return say("🟢 Live prices: flowing")


def _followed(say: Say, found: Coverage, labels: Mapping[int, str]) -> Iterator[Html]:
    """Whose fills are heard on a market; of the person's own accounts, which are not."""
    market = "Spot" if found.market == "spot" else market_name(say, found.market)
    if found.unheard:
        yield say(
            "🟠 Accounts on {market}: {heard} followed, {lost} not heard for up to {time}",
            market=market, heard=found.heard, lost=len(found.unheard),
            time=lasting(say, found.longest),
        )  # fmt: skip
    elif found.heard:
        yield say("🟢 Accounts on {market}: {heard} followed", market=market, heard=found.heard)
    if found.waiting:
        yield say(
            "⚪ Accounts on {market}: {waiting} not reached so far",
            market=market, waiting=found.waiting,
        )  # fmt: skip
    for one in found.unheard:
        if one.key.id in labels:
            yield say(
                "⚠️ Your account {label} on {market}: not heard for {time}. What happens there "
                "meanwhile is told afterwards.",
                label=labels[one.key.id], market=market, time=lasting(say, one.seconds),
            )  # fmt: skip
