"""What happened on accounts while their streams were interrupted.

A thousand accounts may be interrupted at once, so they are looked at one after another, with
little weight in a while, and no further than there is reason to; see decision 15.
"""

import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import TypeVar

from binance import Priority
from binance.errors import BadKey, BinanceError, NoSuchSymbol
from binance.models.account import AccountInfo
from binance.models.events import AccountPosition
from binance.private import spot as private
from binance.request import Request
from binance.streams.pace import Pace, Pacing
from bot.accounts import Accounts, Connected, uid
from bot.following.executions import of_spot_trade
from bot.following.interruptions import LAG, SETTLED, Interrupted, Interruptions
from bot.following.known_balances import KnownBalances
from bot.following.order_fills import Gone, OrderFills
from bot.portfolio import QUOTE
from bot.reconcile import Reconciler
from bot.refusals import NoKey
from storage import ApiKey, Storage

log = logging.getLogger(__name__)

T = TypeVar("T")

PAGE = 1000
UNIT = 20  # the weight of one step of the pace
_Order = tuple[str, int]  # its number counts in its symbol only
LONG = 3600.0  # seconds of a gap, in which more may have happened than balances show


def slices() -> Pacing:
    """300 of weight every six seconds: half of a minute's 6,000 is always left to others."""
    return Pace(15, 6.0)


@dataclass(eq=False)
class _Case(Interrupted):
    """How far to look, and what the stream has said of the balances meanwhile.

    What was known `before` counts until the last look: an answer to the first may show no trade
    yet, or the balances after one that is not among the trades yet.
    """

    before: KnownBalances | None = None
    wide: bool = False
    open: frozenset[_Order] | None = None  # all open orders, if they were asked for
    since: dict[str, AccountPosition] = field(default_factory=dict)  # the last of each asset


class CatchingUp:
    """Asks each account that was interrupted for the fills nobody told."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        reconciler: Reconciler,
        fills: OrderFills,
        *,
        listed: Callable[[], Awaitable[Collection[str]]],
        environment: str,
        now: Callable[[], datetime],
        pace: Pacing | None = None,
        settled: float = SETTLED,
        lag: float = LAG,
    ) -> None:
        self._storage, self._accounts = storage, accounts
        self._reconciler, self._fills, self._listed = reconciler, fills, listed
        self._environment, self._now = environment, now
        self._pace = pace or slices()
        self._interruptions = Interruptions(self._case, self._caught_up, settled=settled, lag=lag)
        self._known: dict[int, KnownBalances] = {}  # by the id of the key

    async def run(self) -> None:
        """Work through the accounts; never returns."""
        await self._interruptions.run()

    def behind(self, key: ApiKey, gap: float | None) -> None:
        """Look at an account as soon as possible, after a gap of so many seconds.

        After no seconds, too, everywhere: who was too slow to hear of a trade may have heard of
        its balances long before.
        """
        if (known := self._known.get(key.id)) is not None:
            known.interrupted(self._now())
        case = self._interruptions.behind(key)
        case.wide |= not gap or gap > LONG
        case.since.clear()

    def moved(self, key_id: int, position: AccountPosition) -> None:
        """Note what the stream says of balances."""
        if (case := self._interruptions.of(key_id)) is not None:
            case.since |= {one.asset: position for one in position.balances}
        elif (known := self._known.get(key_id)) is not None:
            known.move(position, self._now())

    def forget(self, key_id: int) -> None:
        """Know nothing of an account: its key is another one, or gone."""
        self._known.pop(key_id, None)
        self._interruptions.forget(key_id)

    def _case(self, key: ApiKey) -> _Case:
        return _Case(key, before=self._known.get(key.id))

    async def _caught_up(self, case: _Case) -> bool:
        """Ask once for all that was missed; False when Binance could not be asked."""
        try:
            connected = await self._accounts.by_key(case.key.user_id, case.key.id)
            await self._reconciler.look_again(case.key.user_id)
            account = await self._send(connected, private.GetAccount(omit_zero_balances=True))
            case.open = None
            for symbol in sorted(await self._symbols(connected, account, case)):
                with suppress(NoSuchSymbol):  # delisted since; the others are still to be read
                    await self._missed(connected, symbol)
            await self._fills.look(connected, "spot", self._send, gone=_gone(case.open))
        except (NoKey, BadKey):
            case.looked = True  # and once is enough
            return True  # nothing to ask with; the stream says so when the key is refused
        except BinanceError as error:
            log.warning("missed fills of an account cannot be read yet: %r", error)
            return False
        if self._interruptions.of(case.key.id) is case:
            self._remember(case, account)
        return True

    def _remember(self, case: _Case, account: AccountInfo) -> None:
        known = self._known[case.key.id] = KnownBalances.of(account)
        for position in sorted(case.since.values(), key=lambda one: one.last_update):
            known.move(position, self._now())

    async def _symbols(self, connected: Connected, account: AccountInfo, case: _Case) -> set[str]:
        """Where this account may have traded; all that it may ever have, if little is known."""
        async with self._storage.read() as unit:
            traded = await unit.fills.symbols(self._environment, uid(connected.key))
            ordered = await unit.orders.symbols(connected.key.user_id, self._environment)
        known, listed = traded | ordered, await self._listed()
        if case.before is not None and not case.wide:
            return case.before.suspects(account, known, listed)
        resting = await self._send(connected, private.OpenOrders())
        case.open = frozenset((order.symbol, order.order_id) for order in resting)
        held = {one.asset + QUOTE for one in account.balances}
        return known | {order.symbol for order in resting} | held & {*listed}

    async def _missed(self, connected: Connected, symbol: str) -> None:
        """Record and tell the trades since we last asked, or since the key was connected."""
        async with self._storage.read() as unit:
            last = await unit.fills.cursor(self._environment, uid(connected.key), symbol)
        since = connected.key.verified_at or self._now()
        while True:
            request = (
                private.MyTrades(symbol=symbol, start_time=since, limit=PAGE)
                if last is None
                else private.MyTrades(symbol=symbol, from_id=last + 1, limit=PAGE)
            )
            trades = await self._send(connected, request)
            if trades:
                await self._fills.found(
                    connected.key, [of_spot_trade(one, connected.key) for one in trades]
                )
                last = trades[-1].id
            if len(trades) < PAGE:
                return

    async def _send(self, connected: Connected, request: Request[T]) -> T:
        for _ in range(ceil(request.cost / UNIT)):
            await self._pace.wait()
        return await connected.account.send(request, priority=Priority.LOW)


def _gone(open_: frozenset[_Order] | None) -> Gone | None:
    """Tell which orders are not among the open ones, where those are known."""
    return None if open_ is None else lambda place: (place.symbol, place.order_id) not in open_
