"""How much of Binance's limits is used, which everybody here shares."""

from binance.limits import PoolState
from binance.metrics import FamilyMetrics, Metrics
from bot.i18n import Html, Say, lines
from bot.text import lasting
from handlers.page import Button, Page

_CELLS = 10
_FAMILIES = {"api": "Spot", "sapi": "Wallet", "fapi": "USD-M", "dapi": "COIN-M"}


def limits(say: Say, metrics: Metrics, now: float) -> Page:
    """What Binance counts for our address this minute, and how the last minutes went."""
    pools = [pool for pool in metrics.pools if "/" not in pool.name or _matters(pool, now)]
    return Page(
        lines(
            say("⚖️ <b>Limits</b>, shared by all who use this bot"),
            "",
            *(line for pool in pools for line in _pool(say, pool, now)),
            *(_family(say, api, family) for api, family in metrics.families.items()),
            say.many("🔁 {n} retry so far", "🔁 {n} retries so far", metrics.retries),
        ),
        ((Button(say("🔄 Refresh"), "go:limits"), Button(say("ℹ️ Status"), "go:status")),),
    )


def _matters(pool: PoolState, now: float) -> bool:
    """Pools of single endpoints are many, and hardly ever near their limits."""
    stopped = (pool.stopped_until or 0) > now
    return stopped or any(pool.waiting.values()) or 10 * pool.used >= pool.limit


def _pool(say: Say, pool: PoolState, now: float) -> list[Html]:
    shown = [
        say(
            "{bar} {pool}: {used} of {limit}",
            bar=_bar(pool), pool=pool.name.partition(" ")[2], used=pool.used, limit=pool.limit,
        )
    ]  # fmt: skip
    if (pool.stopped_until or 0) > now:
        wait = lasting(say, (pool.stopped_until or 0) - now)
        shown.append(say("🟠 Binance asked for a pause: {wait} more", wait=wait))
    if waiting := sum(pool.waiting.values()):
        shown.append(say.many("⏳ {n} request waits", "⏳ {n} requests wait", waiting))
    if pool.foreign >= 0.01:
        shown.append(say("👥 Others at our address use {share}%", share=round(pool.foreign * 100)))
    return shown


def _bar(pool: PoolState) -> str:
    full = min(round(_CELLS * pool.used / max(pool.limit, 1)), _CELLS)
    return "▰" * full + "▱" * (_CELLS - full)


def _family(say: Say, api: str, family: FamilyMetrics) -> Html:
    return say(
        "{api}: {requests} requests in 5 minutes, {failed} failed, half within {p50} ms",
        api=_FAMILIES.get(api, api),
        requests=family.requests,
        failed=family.failed,
        p50=round(family.p50 * 1000),
    )
