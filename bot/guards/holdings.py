"""What an account holds and has chosen at Binance, as far as guards must know it."""

import time
from decimal import Decimal
from typing import Protocol, TypeVar

from binance.clock import Clock
from binance.private import coin_futures, futures
from binance.private.spot import GetAccount
from binance.request import Request
from bot.guards.recent import Recent
from bot.guards.stakes import Venue

T = TypeVar("T")

_ASSETS_FOR = 60.0  # seconds
_LEVERAGE_FOR = 30.0  # for previews; what is about to be signed asks anew
_HIGHEST = 125


class Sends(Protocol):
    """As much of an account's door as is needed here."""

    async def send(self, request: Request[T], /) -> T: ...


class Opened(Protocol):
    @property
    def account(self) -> Sends: ...


class Opens(Protocol):
    """As much of `Accounts` as is needed here."""

    async def by_key(self, user_id: int, key_id: int, /) -> Opened: ...


class Holdings:
    """Asks the account itself, and remembers the answers for moments."""

    def __init__(self, accounts: Opens, *, now: Clock = time.time) -> None:
        self._accounts = accounts
        self._assets = Recent[int, dict[str, Decimal]](now, seconds=_ASSETS_FOR)
        self._leverages = Recent[tuple[int, Venue, str], int](now, seconds=_LEVERAGE_FOR)

    async def of(self, user_id: int, key_id: int, asset: str) -> Decimal:
        """How much of an asset is in the spot wallet, free or not."""

        async def ask() -> dict[str, Decimal]:
            opened = await self._accounts.by_key(user_id, key_id)
            info = await opened.account.send(GetAccount(omit_zero_balances=True))
            return {one.asset: one.free + one.locked for one in info.balances}

        return (await self._assets.get(key_id, ask)).get(asset, Decimal(0))

    async def leverage(
        self, user_id: int, key_id: int, venue: Venue, symbol: str, *, fresh: bool = False
    ) -> int:
        """The leverage that a new position in the symbol would have.

        Where that has to be `fresh`, no earlier answer is believed: it can change elsewhere.
        """

        async def ask() -> int:
            opened = await self._accounts.by_key(user_id, key_id)
            return await _chosen(opened.account, venue, symbol)

        if fresh:
            self.forget_leverage(key_id, venue, symbol)
        return await self._leverages.get((key_id, venue, symbol), ask)

    def forget_leverage(self, key_id: int, venue: Venue, symbol: str) -> None:
        """It is about to change."""
        self._leverages.forget((key_id, venue, symbol))


async def _chosen(account: Sends, venue: Venue, symbol: str) -> int:
    """Where the account does not tell, take the worst."""
    if venue is Venue.USDM:
        configs = await account.send(futures.SymbolConfigs(symbol=symbol))
        return max((one.leverage for one in configs if one.symbol == symbol), default=_HIGHEST)
    pair = symbol.partition("_")[0]
    positions = await account.send(coin_futures.PositionInformation(pair=pair))
    return max((one.leverage for one in positions if one.symbol == symbol), default=_HIGHEST)
