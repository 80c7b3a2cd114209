"""The limits of one egress address, shared by all users: every one that Binance counts.

    admission = await limits.admit(request, user="alice", priority=Priority.HIGH)
    ...
    await admission.settle(answer.headers, ok=True)

A request takes room in all limits it draws on before it is sent, or waits until there is room.
Windows turn with the server's clock; Binance's own counts correct ours. `charges` says what is
drawn on, `line` and `places` who waits and who is next, `shares` what is fair, `ledger` what is
known of each limit, and `desk` what an answer changes.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2s
from typing import Any

from binance.clock import Clock
from binance.limits.adaptive import Adaptive, Target
from binance.limits.admission import Admission
from binance.limits.bans import BanStore, MemoryBans
from binance.limits.ceilings import Ceilings
from binance.limits.charges import SOCKET_WEIGHT, Charge, Plan, plan, pool_name
from binance.limits.desk import Desk
from binance.limits.events import LimitEvent
from binance.limits.ledger import Draw, Ledger
from binance.limits.line import Line
from binance.limits.memory import MemoryLedger
from binance.limits.priority import Priority
from binance.limits.states import PoolState
from binance.limits.waiter import Waiter
from binance.models.exchange import RateLimit
from binance.request import Request

__all__ = [
    "Adaptive",
    "Admission",
    "BanStore",
    "Ledger",
    "LimitEvent",
    "Limits",
    "MemoryBans",
    "MemoryLedger",
    "PoolState",
    "Priority",
    "Target",
]


_KEPT = 4096  # of what is drawn by whom


class Limits:
    """All limits of one world; live, testnet and demo have nothing to do with each other."""

    def __init__(
        self,
        world: str,
        now: Clock,
        *,
        bans: BanStore | None = None,
        ledger: Ledger | None = None,
        max_wait: float = 10.0,
        max_waiting: int = 10_000,
        reserve_share: float = 0.1,
        target: Target | None = None,
        tell: Callable[[LimitEvent], None] = lambda _event: None,
    ) -> None:
        """`now` is server time; with a `target` ceilings sink while too many requests fail."""
        self._world, self._now, self._tell = world, now, tell
        self._bans = bans or MemoryBans()
        self._ledger = ledger or MemoryLedger()
        self._max_wait, self._max_waiting = max_wait, max_waiting
        self._reserve_share, self._target = reserve_share, target
        self._desk = Desk(world, self._ledger, self._bans, now, tell)
        self._plans: dict[tuple[type[Request[Any]], bool], Plan] = {}
        self._sizes: dict[str, int] = {}
        self._pools: dict[str, Plan] = {}
        self._drawn: dict[tuple[Plan, int, str], tuple[Draw, ...]] = {}
        self._line(SOCKET_WEIGHT["api"])

    @property
    def spot(self) -> PoolState:
        """The pool of `/api`, which the WebSocket API draws from as well."""
        return self._state(SOCKET_WEIGHT["api"])

    @property
    def unsettled(self) -> int:
        """How many requests were admitted, and not settled yet."""
        return self._desk.unsettled

    async def restore(self) -> None:
        """Honour the bans that an earlier process was given."""
        for key, until in (await self._bans.load()).items():
            if key.startswith(f"{self._world} ") and until > self._now():
                self._ledger.stop(key, until, recover=True)

    async def admit(
        self,
        request: Request[Any],
        *,
        user: str = "",
        priority: Priority = Priority.NORMAL,
        max_wait: float | None = None,
        over_socket: bool = False,
    ) -> Admission:
        """Wait for room in every limit that a request draws on.

        Raises `RateLimited` where there will be none in time, at once if that is known;
        `TooManyOrders` if it is for the account's own orders; `QueueFull` if too many wait.
        """
        kind = type(request), over_socket
        if kind not in self._plans:
            self._plans[kind] = plan(kind[0], over_socket=over_socket)
        weight = request.ws_cost if over_socket else request.cost
        return await self._admit(self._plans[kind], weight, user, priority, max_wait)

    async def admit_weight(
        self,
        weight: int,
        *,
        api: str = "api",
        user: str = "",
        priority: Priority = Priority.NORMAL,
        max_wait: float | None = None,
    ) -> Admission:
        """Wait for room in the pool of a family's WebSocket API; spot's unless it is said."""
        return await self._admit(SOCKET_WEIGHT[api], weight, user, priority, max_wait)

    def adopt(self, rate_limits: Iterable[RateLimit], api: str = "api") -> None:
        """Take the sizes of the limits from an API's exchangeInfo."""
        self._drawn.clear()
        for limit in rate_limits:
            pool = pool_name(api, limit.rate_limit_type, limit.seconds)
            if pool is not None:
                self._sizes[pool] = limit.limit
            if pool in self._desk.lines:
                self._desk.lines[pool].resize(limit.limit)

    def states(self) -> tuple[PoolState, ...]:
        """Tell how the pools of weight stand that have been used; an account's own are left out."""
        shared = (plan for plan in self._pools.values() if not plan.charges[0].personal)
        return tuple(self._state(plan) for plan in shared)

    async def _admit(
        self, plan: Plan, weight: int, user: str, priority: Priority, max_wait: float | None
    ) -> Admission:
        line = self._line(plan)
        now = self._now()
        deadline = now + (self._max_wait if max_wait is None else max_wait)
        waiter = Waiter(user, priority, plan, self._draws(plan, weight, user), now, deadline)
        return Admission(self._desk, waiter, await line.admit(waiter))

    def _draws(self, plan: Plan, weight: int, user: str) -> tuple[Draw, ...]:
        """List what is taken where; kept, because the same is asked again and again."""
        wish = plan, weight, user
        draws = self._drawn.get(wish)
        if draws is None:
            if len(self._drawn) >= _KEPT:
                self._drawn.clear()
            draws = self._drawn[wish] = tuple(
                self._draw(charge, weight, user) for charge in plan.charges
            )
        return draws

    def _draw(self, charge: Charge, weight: int, user: str) -> Draw:
        whose = _whose(user) if charge.personal else ""
        return Draw(
            f"{self._world} {charge.pool}{whose}",
            weight if charge.amount is None else charge.amount,
            charge.seconds,
            self._sizes.get(charge.pool, charge.size),
        )

    def _line(self, plan: Plan) -> Line:
        line = self._desk.lines.get(plan.line)
        if line is None:
            first = plan.charges[0]
            size = self._sizes.get(first.pool, first.size)
            adaptive = None if self._target is None else Adaptive(self._target)
            line = self._desk.lines[plan.line] = Line(
                f"{self._world} {plan.line}",
                self._ledger,
                Ceilings(size, first.seconds, self._reserve_share, adaptive),
                self._now,
                max_waiting=self._max_waiting,
                tell=self._tell,
            )
            self._pools[plan.line] = plan
        return line

    def _state(self, plan: Plan) -> PoolState:
        line, now = self._line(plan), self._now()
        standing = self._ledger.standing(line.name, plan.charges[0].seconds, now)
        size = line.ceilings.size
        return PoolState(
            line.name,
            standing.used,
            size,
            standing.silent_until if standing.silent_until > now else None,
            line.waiting(),
            line.waited,
            line.shed,
            standing.foreign / max(size, 1),
        )


@lru_cache(_KEPT)
def _whose(user: str) -> str:
    """Name an account in keys, which are stored and shared, without naming it."""
    return f" #{blake2s(user.encode(), digest_size=8).hexdigest()}"
