"""Orders that outlived their position: told with a button that asks to take them back.

A target that closed a position leaves the stop behind, and the stop would close the next one.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from binance.errors import BadKey, BinanceError, NoSuchSymbol, NotAvailable
from binance.models.events.contract_account import AccountUpdate
from binance.models.events.contract_orders import AlgoOrderUpdate
from binance.models.futures.orders import OrderState
from bot.accounts import Accounts, Connected
from bot.deeds import KINDS
from bot.following import market_notices as notices
from bot.following.interruptions import Interrupted, Interruptions
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.leftovers import Leftover, by_position
from bot.openings import Openings
from bot.refusals import NoKey
from bot.whose import same_account
from storage import ApiKey, Storage

log = logging.getLogger(__name__)

SETTLED = 3.0  # seconds in which what was confirmed to be taken back, or goes by itself, is gone
SHOWN = 15.0  # seconds for which a position may still be shown that is closed


@dataclass(eq=False)
class Closed(Interrupted):
    """An account with contracts of which nothing is held any more; in some this is `doubtful`."""

    symbols: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)


class LeftoverWatch:
    """Looks after a position was closed, however that came, whether something is left of it.

    And after a stop or target of ours was placed, which may have come too late for its position.
    Where Binance still shows a position to which all that waits belongs, it looks once more.
    """

    def __init__(
        self,
        market: Literal["usdm", "coinm"],
        storage: Storage,
        accounts: Accounts,
        pushing: Pushing,
        slow: SlowQuestions,
        *,
        environment: str,
        settled: float = SETTLED,
        shown: float = SHOWN,
    ) -> None:
        self._market: Literal["usdm", "coinm"] = market
        self._storage, self._accounts, self._environment = storage, accounts, environment
        self._pushing, self._slow = pushing, slow
        self._openings = Openings(storage, environment=environment)
        self._closed = Interruptions(Closed, self._look, settled=settled, lag=shown)

    async def run(self) -> None:
        """Never returns."""
        await self._closed.run()

    def forget(self, key_id: int) -> None:
        self._closed.forget(key_id)

    def happened(self, key: ApiKey, change: AccountUpdate) -> None:
        """In hedge mode a change of one side may tell of the other, of which there is nothing."""
        self.closed(key, {one.symbol for one in change.update.positions if not one.position_amt})

    async def placed(self, key: ApiKey, order: AlgoOrderUpdate) -> None:
        """One of ours waits now: its position may have gone while it was on its way.

        What others place before they open something is their concern.
        """
        async with self._storage.read() as unit:
            ours = await unit.orders.get(order.client_algo_id)
        if ours is not None:
            self.closed(key, {order.symbol})

    def closed(self, key: ApiKey, symbols: Collection[str]) -> None:
        """There may be no position any more, in these contracts."""
        if symbols:
            self._closed.behind(key).symbols.update(symbols)

    async def _look(self, case: Closed) -> bool:
        """Look once; False when Binance could not be asked."""
        try:
            connected = await self._accounts.by_key(case.key.user_id, case.key.id)
            # one that is closed meanwhile is for the next look; what fails keeps none from theirs
            symbols = sorted(case.symbols | case.doubtful)
            case.symbols, case.doubtful = set(), set()
            unread = [one for one in symbols if not await self._looked(case, connected, one)]
        except (NoKey, BadKey, NotAvailable):
            case.looked = True
            return True  # nothing to ask with
        case.symbols.update(unread)
        case.looked |= not (case.symbols or case.doubtful)  # then once is enough
        return not case.symbols

    async def _looked(self, case: Closed, connected: Connected, symbol: str) -> bool:
        """Look once in a contract; False when that is worth another try."""
        at_work = await self._at_work(connected.key, symbol)
        send = partial(self._slow.send, connected)
        try:
            found, at_home = await by_position(send, self._market, symbol)
        except (BadKey, NotAvailable):
            raise
        except NoSuchSymbol:
            return True  # settled since, and what waited there is gone
        except BinanceError as error:
            log.warning("what is left of a position cannot be read yet: %r", error)
            return False
        left = [one for one in found if one.algo_id not in at_work]
        if left:  # the button asks anew for all that is left in the contract
            opening = await self._openings.without(send, left)
            await self._tell(connected.key, symbol, left, opening)
        elif at_home:
            case.doubtful.add(symbol)
        return True

    async def _tell(
        self,
        key: ApiKey,
        symbol: str,
        left: Sequence[Leftover],
        opening: Sequence[OrderState] | None,
    ) -> None:
        """Tell all who have the account, each with a button of their own key."""
        numbers = sorted(one.algo_id for one in left)
        what = f"{self._market}:{symbol}:left:{numbers[0]}:{numbers[-1]}:{len(numbers)}"
        async with self._storage.begin() as unit:
            for each in await self._pushing.readers(unit, key, ""):
                told = partial(
                    notices.left_over, market=self._market, symbol=symbol, key_id=each.id,
                    orders=left, opening=opening,
                )  # fmt: skip
                await self._pushing.put_for(unit, each, what, told, silent=False)
        self._pushing.nudge()

    async def _at_work(self, key: ApiKey, symbol: str) -> set[int]:
        """Orders that are being taken back; what comes of it is told by others.

        A number means an order of one account in one contract only; others have it as well.
        """
        async with self._storage.read() as unit:
            keys = {key.id, *(one.id for one in await same_account(unit, key))}
            open_ = await unit.orders.unresolved(self._environment)
            planned = [one for one, _ in await unit.orders.planned(self._environment)]
        clearing = (one for one in (*open_, *planned) if KINDS[one.kind].clears)
        place = self._market, symbol
        return {
            int(one.payload["algo_id"])
            for one in clearing
            if one.key_id in keys and (one.market, one.symbol) == place
        }
