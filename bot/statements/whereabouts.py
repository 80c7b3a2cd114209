"""Where an account may have traded, because Binance tells trades symbol by symbol.

Asked for are those known from what was kept, also of futures wallets, those of open orders and
positions, and what the account holds against the usual currencies. Another one, traded long ago
and sold wholly, is found only if its owner names it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from binance import Binance
from binance.private import coin_futures, futures, spot
from binance.symbols import QUOTES
from bot.accounts import Connected, uid
from bot.statements.asking import CONTRACTS, Reach
from storage import Market, Owner, Storage

FRESH = 60.0  # seconds for which an account is not asked again what it holds
SKEW = 5.0  # seconds by which our clock may differ from Binance's, and more is refused
_KEPT = 512


@dataclass(frozen=True)
class Whereabouts:
    """Symbols by market, those where it surely traded first; and what it holds on spot.

    `shut` are futures markets where the key has no business.
    """

    symbols: dict[Market, tuple[str, ...]]
    held: dict[str, Decimal]
    shut: tuple[Market, ...]

    def known(self, market: Market, symbol: str) -> bool:
        return symbol in self.symbols.get(market, ())


class Places:
    """Finds out where accounts may have traded, and remembers it for a minute."""

    def __init__(
        self,
        storage: Storage,
        binance: Binance,
        reach: Reach,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._storage, self._binance = storage, binance
        self._reach, self._now = reach, now
        self._known: OrderedDict[int, tuple[float, Whereabouts]] = OrderedDict()

    async def of(self, connected: Connected, *, after: datetime | None = None) -> Whereabouts:
        """What was found out within a minute, and since that time if one is given."""
        at, known = self._known.get(connected.key.id, (0.0, None))
        since = 0.0 if after is None else after.timestamp() + SKEW
        if known is not None and self._now() - at < FRESH and at > since:
            return known
        found = await self._find(connected)
        self._known[connected.key.id] = self._now(), found
        self._known.move_to_end(connected.key.id)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    async def _find(self, connected: Connected) -> Whereabouts:
        account = await connected.account.send(spot.GetAccount(omit_zero_balances=True))
        held = {one.asset: one.total for one in account.balances if one.total}
        listed = await self._binance.symbols()
        traded, ordered = await self._traded(connected, "spot")
        pairs = [asset + quote for quote in QUOTES for asset in held]
        names = [*traded, *ordered, *pairs]
        symbols: dict[Market, tuple[str, ...]] = {"spot": _once(names, listed)}
        shut: list[Market] = []
        for market in CONTRACTS:
            exposed = await self._exposed(connected, market)
            if exposed is None:
                shut.append(market)
            known, _ = await self._traded(connected, market)
            symbols[market] = tuple(dict.fromkeys([*known, *sorted(exposed or ())]))
        return Whereabouts(symbols, held, tuple(shut))

    async def _traded(self, connected: Connected, market: Market) -> tuple[list[str], list[str]]:
        """Where trades are known of, and where something was ordered here."""
        key = connected.key
        async with self._storage.read() as unit:
            read = await unit.trades.symbols(Owner(key.environment, uid(key)), market)
            told = await unit.fills.symbols(key.environment, uid(key), market)
            paid = await unit.incomes.symbols(Owner(key.environment, uid(key)), market)
            ordered = await unit.orders.symbols(key.user_id, key.environment)
        return [*read, *sorted(told), *paid], sorted(ordered)

    async def _exposed(self, connected: Connected, market: Market) -> set[str] | None:
        """Ask where there is a position; None where the key may not look."""
        if market == "usdm":
            held = await self._reach.ask(connected, market, futures.PositionInformation())
            return None if held is None else {one.symbol for each in held for one in each}
        coins = await self._reach.ask(connected, market, coin_futures.PositionInformation())
        if coins is None:
            return None
        return {one.symbol for each in coins for one in each if one.position_amt}


def _once(names: Collection[str], listed: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name in listed)
