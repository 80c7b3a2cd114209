"""How an account stands in one USD-M contract, before anything is ordered."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from binance import Binance
from binance.clock import Clock
from binance.errors import BadKey
from binance.models.futures.account import Account as Wallet
from binance.models.futures.account import AccountAsset
from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.contracts import SymbolInfo
from binance.models.futures.positions import Position
from binance.models.futures.prices import PremiumIndex
from binance.models.futures.settings import LeverageBracket
from binance.models.futures.terms import MarginType, PositionSide
from binance.private import futures
from binance.public import futures as market
from bot.accounts import Connected
from bot.contract_settings import NO_RIGHT
from bot.guards.recent import Recent
from bot.positions.charges import Charges, ChargeTable
from bot.positions.wishes import Direction
from bot.refusals import Refused

_NOTHING = Decimal(0)
_HIGHEST = 125  # Binance's, where a contract's own is not told
_TERMS_FOR = 3600.0  # seconds


@dataclass(frozen=True)
class Standing:
    """Modes, margin, positions and terms.

    `wallet` is the whole account's; `together` that all assets are margin of everything.
    """

    contract: SymbolInfo
    hedged: bool
    together: bool
    leverage: int
    isolated: bool
    wallet: Wallet
    positions: tuple[Position, ...]
    brackets: Sequence[LeverageBracket]
    charges: Charges
    premium: PremiumIndex
    waiting: Sequence[AlgoOrder]

    @property
    def mark(self) -> Decimal:
        return self.premium.mark_price

    @property
    def free(self) -> Decimal:
        """The margin that a new position may use."""
        if self.together:
            return self.wallet.available_balance
        asset = self._asset
        return _NOTHING if asset is None else asset.available_balance

    @property
    def cross_wallet(self) -> Decimal:
        """What stands behind all crossed positions, gains and losses not counted."""
        if self.together:
            return self.wallet.total_cross_wallet_balance
        asset = self._asset
        return _NOTHING if asset is None else asset.cross_wallet_balance

    def held(self, direction: Direction) -> Position | None:
        """The position in this direction, if there is one."""
        there = (one for one in self.positions if one.position_amt)
        return next((one for one in there if Direction.of(one.position_amt) is direction), None)

    def side_of(self, direction: Direction) -> PositionSide | None:
        """How a request names the position; one-way mode has no names."""
        return direction.position_side if self.hedged else None

    @property
    def _asset(self) -> AccountAsset | None:
        margin = self.contract.margin_asset
        return next((one for one in self.wallet.assets if one.asset == margin), None)


class Standings:
    """Asks accounts how they stand, and remembers of it what hardly changes."""

    def __init__(self, binance: Binance, charges: ChargeTable, *, now: Clock = time.time) -> None:
        self._binance, self._charges = binance, charges
        self._brackets = Recent[tuple[int, str], Sequence[LeverageBracket]](now, seconds=_TERMS_FOR)

    async def of(self, connected: Connected, contract: SymbolInfo) -> Standing:
        """About 23 of weight; `Refused` for a key without the right to futures."""
        account, symbol = connected.account, contract.symbol
        try:
            config, wallet, chosen, positions, waiting = await asyncio.gather(
                account.send(futures.GetAccountConfig()),
                account.send(futures.GetAccount()),
                account.send(futures.SymbolConfigs(symbol=symbol)),
                account.send(futures.PositionInformation(symbol=symbol)),
                account.send(futures.OpenAlgoOrders(symbol=symbol)),
            )
            brackets = await self.brackets(connected, symbol)
            charges = await self._charges.of(connected, symbol)
        except BadKey:
            raise no_right() from None
        if not config.can_trade:
            raise no_right()
        premium = await self._binance.send(market.PremiumIndex(symbol=symbol), owner=account.owner)
        terms = next((one for one in chosen if one.symbol == symbol), None)
        return Standing(
            contract=contract,
            hedged=config.dual_side_position,
            together=config.multi_assets_margin,
            leverage=_HIGHEST if terms is None else terms.leverage,
            isolated=terms is not None and terms.margin_type is MarginType.ISOLATED,
            wallet=wallet,
            positions=tuple(one for one in positions if one.symbol == symbol),
            brackets=brackets,
            charges=charges,
            premium=premium,
            waiting=waiting,
        )

    async def brackets(self, connected: Connected, symbol: str) -> Sequence[LeverageBracket]:
        """Smallest positions first."""

        async def ask() -> Sequence[LeverageBracket]:
            told = await connected.account.send(futures.LeverageBrackets(symbol=symbol))
            found = next((one.brackets for one in told if one.symbol == symbol), ())
            return sorted(found, key=lambda one: one.notional_cap)

        return await self._brackets.get((connected.key.id, symbol), ask)


def no_right() -> Refused:
    return Refused(NO_RIGHT)
