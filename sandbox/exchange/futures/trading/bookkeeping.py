"""Money: what executions, funding, transfers and liquidations do to wallets and positions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import (
    ZERO,
    notional,
    rounded,
    rounded_down,
    worth,
)
from sandbox.exchange.futures.trading.ledger import Income, MarginChange
from sandbox.exchange.futures.trading.orders import Fill
from sandbox.exchange.futures.users.events import Change

if TYPE_CHECKING:
    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.orders import Order
    from sandbox.exchange.futures.trading.positions import Position
    from sandbox.exchange.market.pair import Trade

MAKER, TAKER = Decimal("0.0002"), Decimal("0.0005")
_BNB_DISCOUNT = Decimal("0.9")


class Bookkeeper:
    """Keeps the ledgers, and tells their owners of every change."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def execute(self, order: Order, trade: Trade, *, maker: bool) -> Fill:
        """Book one execution: profit and commission go through the wallet."""
        ledger, contract = order.ledger, order.contract
        position = ledger.position(contract, order.ticket.position_side)
        quantity = trade.quantity if order.ticket.side == "BUY" else -trade.quantity
        value = notional(contract, quantity, trade.price)
        fee = rounded_down(value * (MAKER if maker else TAKER))
        self._follow(ledger, position, quantity, trade)
        profit = rounded(position.trade(quantity, trade.price, fee))
        asset, paid = self._commission(ledger, contract.margin_asset, fee)
        position.updated = trade.time
        fill = Fill(
            trade_id=trade.number,
            order=order,
            time=trade.time,
            price=trade.price,
            quantity=trade.quantity,
            commission=paid,
            commission_asset=asset,
            realized=profit,
            maker=maker,
        )
        self._book(ledger, "REALIZED_PNL", contract.margin_asset, profit, fill=fill)
        self._book(ledger, "COMMISSION", asset, -paid, fill=fill)
        ledger.fills.append(fill)
        order.count(fill)
        return fill

    def tell_execution(self, fill: Fill) -> None:
        ledger, order = fill.order.ledger, fill.order
        position = ledger.position(order.contract, order.ticket.position_side)
        assets = dict.fromkeys((order.contract.margin_asset, fill.commission_asset), ZERO)
        self._tell(ledger, Change("ORDER", fill.time, assets, (position,)))

    def fund(
        self, ledger: Ledger, position: Position, rate: Decimal, mark: Decimal, time: int
    ) -> None:
        """Let an open position pay (or receive) the funding rate on its value."""
        fee = rounded(-position.amount * abs(worth(position.contract, mark)) * rate)
        if not fee:
            return
        asset, symbol = position.contract.margin_asset, position.symbol
        bearer = position if ledger.isolated(position) else None
        self._book(ledger, "FUNDING_FEE", asset, fee, symbol=symbol, bearer=bearer, time=time)
        told = (bearer,) if bearer else ()
        self._tell(ledger, Change("FUNDING_FEE", time, {asset: fee}, told, symbol))

    def transfer(self, ledger: Ledger, asset: str, amount: Decimal) -> None:
        self._book(ledger, "TRANSFER", asset, amount)
        reason = "DEPOSIT" if amount > 0 else "WITHDRAW"
        self._tell(ledger, Change(reason, self._floor.clock, {asset: amount}))

    def clear(self, ledger: Ledger, position: Position, amount: Decimal) -> None:
        """Pay into the insurance fund after a liquidation, or let it cover what is missing."""
        if not amount:
            return
        asset = position.contract.margin_asset
        self._floor.insurance[asset] = self._floor.insurance.get(asset, ZERO) - amount
        self._book(ledger, "INSURANCE_CLEAR", asset, amount, symbol=position.symbol)
        change = Change("INSURANCE_CLEAR", self._floor.clock, {asset: amount}, (position,))
        self._tell(ledger, change)

    def set_aside(self, ledger: Ledger, position: Position, amount: Decimal) -> None:
        """Move money of the wallet into an isolated position, or out of it if negative."""
        position.isolated_wallet += amount
        position.updated = self._floor.clock
        self._note(ledger, position, amount, position.updated, reason="USER_ADJUST")
        asset = position.contract.margin_asset
        self._tell(ledger, Change("MARGIN_TRANSFER", position.updated, {asset: ZERO}, (position,)))

    def _tell(self, ledger: Ledger, change: Change) -> None:
        self._floor.tell_change(ledger, change)

    def _commission(self, ledger: Ledger, asset: str, fee: Decimal) -> tuple[str, Decimal]:
        """Return what is paid: a little less if the owner has BNB and wants to use it."""
        if ledger.burns_bnb and not ledger.inverse:
            in_bnb = rounded_down(fee * _BNB_DISCOUNT / self._floor.price("BNB"))
            if ledger.wallets["BNB"] >= in_bnb:
                return "BNB", in_bnb
        return asset, fee

    def _follow(self, ledger: Ledger, position: Position, quantity: Decimal, trade: Trade) -> None:
        """Give an isolated position the margin of what opens, and take that of what closes."""
        if not ledger.isolated(position):
            return
        closing = position.closed_by(quantity)
        if closing:
            freed = rounded(position.isolated_wallet * closing / abs(position.amount))
            position.isolated_wallet -= freed
            self._note(ledger, position, -freed, trade.time)
        opening = abs(quantity) - closing
        if opening:
            leverage = ledger.settings[position.symbol].leverage
            taken = rounded(notional(position.contract, opening, trade.price) / leverage)
            position.isolated_wallet += taken
            self._note(ledger, position, taken, trade.time)

    def _note(
        self,
        ledger: Ledger,
        position: Position,
        amount: Decimal,
        time: int,
        reason: str = "TRADE",
    ) -> None:
        ledger.margin_changes.append(
            MarginChange(
                symbol=position.symbol,
                side=position.side,
                asset=position.contract.margin_asset,
                amount=abs(amount),
                adding=amount > 0,
                reason=reason,
                time=time,
            )
        )

    def _book(
        self,
        ledger: Ledger,
        type_: str,
        asset: str,
        amount: Decimal,
        *,
        fill: Fill | None = None,
        symbol: str = "",
        bearer: Position | None = None,
        time: int | None = None,
    ) -> None:
        """Change a wallet, and let the history say why."""
        if not amount:
            return
        income = Income(
            type=type_,
            asset=asset,
            amount=amount,
            time=fill.time if fill else time or self._floor.clock,
            id=self._floor.next_id(),
            symbol=fill.order.ticket.symbol if fill else symbol,
            trade_id=str(fill.trade_id) if fill else "",
            info=str(fill.trade_id) if fill else type_,
        )
        ledger.book(income, bearer)
