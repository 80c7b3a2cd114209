"""What an account was last known to hold: how it differs tells where it may have traded."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Self

from binance.models.account import AccountInfo
from binance.models.events import AccountPosition

NOTHING = Decimal(0)
TRUSTED = timedelta(seconds=5)


@dataclass
class KnownBalances:
    """Total amounts by asset, free and locked together, and when Binance last changed any.

    A trade is told by two events. What the stream says of balances counts only when it has not
    been interrupted for a while afterwards: otherwise the other event may be missing.
    """

    at: datetime
    totals: dict[str, Decimal]
    _heard: deque[tuple[datetime, AccountPosition]] = field(default_factory=deque)

    @classmethod
    def of(cls, account: AccountInfo) -> Self:
        return cls(account.update_time, {one.asset: one.total for one in account.balances})

    def move(self, position: AccountPosition, now: datetime) -> None:
        """Follow the stream."""
        self._heard.append((now, position))
        self._settle(now)

    def interrupted(self, now: datetime) -> None:
        """Forget what was heard just before the stream was interrupted."""
        self._settle(now)
        self._heard.clear()

    def _settle(self, now: datetime) -> None:
        while self._heard and self._heard[0][0] <= now - TRUSTED:
            _, position = self._heard.popleft()
            if position.last_update >= self.at:
                self.at = position.last_update
                for one in position.balances:
                    self.totals[one.asset] = one.free + one.locked

    def changed(self, account: AccountInfo) -> set[str]:
        """Name the assets of which there is more or less now."""
        now = {one.asset: one.total for one in account.balances}
        return {
            asset
            for asset in self.totals.keys() | now.keys()
            if self.totals.get(asset, NOTHING) != now.get(asset, NOTHING)
        }

    def suspects(
        self, account: AccountInfo, known: Collection[str], listed: Collection[str]
    ) -> set[str]:
        """Name the symbols in which the account may have traded since.

        A trade moves both assets of its symbol. Several may leave one of them, or both, as they
        were: then it is looked for in the symbols where the account is `known` to trade.
        """
        changed = self.changed(account)
        if not changed:
            return set() if account.update_time == self.at else set(known)
        touched = {symbol for symbol in known if _touches(symbol, changed)}
        return touched | {one + other for one, other in permutations(changed, 2)} & {*listed}


def _touches(symbol: str, assets: set[str]) -> bool:
    return symbol.startswith(tuple(assets)) or symbol.endswith(tuple(assets))
