"""Positions as the futures APIs spell them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.margin import exposure, maintenance
from sandbox.exchange.futures.trading.numbers import money, plain
from sandbox.exchange.futures.trading.pools import pools

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.operations.seats import Seat
    from sandbox.exchange.futures.trading.margin import Exposure
    from sandbox.exchange.futures.trading.positions import Position

JSON = dict[str, Any]
_ADL_STEPS = (ZERO, Decimal("0.1"), Decimal("0.5"), Decimal(1))
"""Gains, as a share of the margin, beyond which a position is deleveraged sooner."""


class Stake:
    """A position with everything that is derived from it at its mark price."""

    def __init__(self, seat: Seat, position: Position) -> None:
        self.ledger = seat.ledger
        self.position = position
        self.contract: Contract = position.contract
        self.mark: Decimal = seat.floor.mark(position.symbol)
        self.exposure: Exposure = exposure(self.ledger, position, self.mark)
        self.isolated = self.ledger.isolated(position)
        self._floor = seat.floor

    @property
    def unrealized(self) -> Decimal:
        return self.position.unrealized(self.mark)

    @property
    def notional(self) -> Decimal:
        return self.exposure.position

    @property
    def maintenance(self) -> Decimal:
        return maintenance(self.position, self.mark)

    @property
    def isolated_margin(self) -> Decimal:
        held = self.isolated and self.position.amount
        return self.position.isolated_wallet + self.unrealized if held else ZERO

    @property
    def liquidation_price(self) -> Decimal:
        """The mark price at which the position is liquidated; 0 if there is none."""
        for pool in pools(self._floor, self.ledger):
            if self.position in pool.positions:
                return pool.liquidated_at(self.contract.symbol, self.mark) or ZERO
        return ZERO

    @property
    def most(self) -> Decimal:
        """The largest position that the leverage allows."""
        brackets = brackets_of(self.contract.base, inverse=self.contract.inverse)
        return brackets.most(self.exposure.leverage)

    @property
    def adl(self) -> int:
        """How soon the position would be deleveraged: the more it gained, the sooner."""
        margin = self.exposure.position_margin
        gained = self.unrealized / margin if margin else ZERO
        return sum(gained > step for step in _ADL_STEPS)


def stakes(seat: Seat, *, everything: bool) -> list[Stake]:
    """Return an account's stakes in all contracts, or only where it has any."""
    ledger = seat.ledger
    positions = [
        ledger.position(contract, side) for contract in seat.contracts() for side in ledger.sides
    ]
    return [Stake(seat, each) for each in positions if everything or ledger.exposed(each)]


def risk_v3(stake: Stake) -> JSON:
    position, exposed = stake.position, stake.exposure
    return {
        "symbol": position.symbol,
        "positionSide": position.side,
        "positionAmt": stake.contract.quantity(position.amount),
        "entryPrice": plain(position.entry_price),
        "breakEvenPrice": plain(position.break_even_price),
        "markPrice": money(stake.mark),
        "unRealizedProfit": money(stake.unrealized),
        "liquidationPrice": plain(stake.liquidation_price),
        "isolatedMargin": plain(stake.isolated_margin),
        "notional": plain(stake.notional),
        "marginAsset": stake.contract.margin_asset,
        "isolatedWallet": plain(position.isolated_wallet),
        "initialMargin": plain(exposed.margin),
        "maintMargin": plain(stake.maintenance),
        "positionInitialMargin": plain(exposed.position_margin),
        "openOrderInitialMargin": plain(exposed.order_margin),
        "adl": stake.adl,
        "bidNotional": plain(exposed.bids),
        "askNotional": plain(exposed.asks),
        "updateTime": position.updated,
    }


def risk_v2(stake: Stake) -> JSON:
    position = stake.position
    return _risk(stake) | {
        "maxNotionalValue": plain(stake.most),
        "notional": plain(stake.notional),
        "isolatedWallet": plain(position.isolated_wallet),
    }


def risk_coin_m(stake: Stake) -> JSON:
    return _risk(stake) | {"maxQty": plain(stake.most)}


def _risk(stake: Stake) -> JSON:
    position = stake.position
    return {
        "symbol": position.symbol,
        "positionAmt": stake.contract.quantity(position.amount),
        "entryPrice": plain(position.entry_price),
        "breakEvenPrice": plain(position.break_even_price),
        "markPrice": money(stake.mark),
        "unRealizedProfit": money(stake.unrealized),
        "liquidationPrice": plain(stake.liquidation_price),
        "leverage": str(stake.exposure.leverage),
        "marginType": "isolated" if stake.isolated else "cross",
        "isolatedMargin": money(stake.isolated_margin),
        "isAutoAddMargin": "false",
        "positionSide": position.side,
        "updateTime": position.updated,
    }


def held_v3(stake: Stake) -> JSON:
    """Return a position as the third version of the account shows it."""
    position = stake.position
    return {
        "symbol": position.symbol,
        "positionSide": position.side,
        "positionAmt": stake.contract.quantity(position.amount),
        "unrealizedProfit": money(stake.unrealized),
        "isolatedMargin": money(stake.isolated_margin),
        "notional": plain(stake.notional),
        "isolatedWallet": plain(position.isolated_wallet),
        "initialMargin": plain(stake.exposure.margin),
        "maintMargin": plain(stake.maintenance),
        "updateTime": position.updated,
    }


def held(stake: Stake) -> JSON:
    """Return a position as the older versions of the account show it."""
    position, exposed = stake.position, stake.exposure
    row = {
        "symbol": position.symbol,
        "initialMargin": plain(exposed.margin),
        "maintMargin": plain(stake.maintenance),
        "unrealizedProfit": money(stake.unrealized),
        "positionInitialMargin": plain(exposed.position_margin),
        "openOrderInitialMargin": plain(exposed.order_margin),
        "leverage": str(exposed.leverage),
        "isolated": stake.isolated,
        "entryPrice": plain(position.entry_price),
        "breakEvenPrice": plain(position.break_even_price),
        "positionSide": position.side,
        "positionAmt": stake.contract.quantity(position.amount),
        "updateTime": position.updated,
    }
    return row | (_held_coin_m(stake) if stake.contract.inverse else _held_usd_m(stake))


def _held_usd_m(stake: Stake) -> JSON:
    return {
        "maxNotional": plain(stake.most),
        "bidNotional": plain(stake.exposure.bids),
        "askNotional": plain(stake.exposure.asks),
    }


def _held_coin_m(stake: Stake) -> JSON:
    return {"maxQty": plain(stake.most), "notionalValue": plain(stake.notional)}
