"""Trades on futures and on margin in one form, whatever told of them."""

from collections import OrderedDict
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from binance.models.events import ExecutionReport
from binance.models.events.contract_orders import ContractExecutionType, OrderUpdate
from binance.models.futures.orders import Trade as ContractTrade
from binance.models.futures.terms import PositionSide
from binance.models.margin.orders import Trade as MarginTrade
from binance.models.orders import OrderStatus, Side
from bot.accounts import uid
from storage import ApiKey, Fill, Market

ZERO = Decimal(0)
ORDERS = 10_000  # of which the sum is remembered, about a kilobyte each


class Closing(Enum):
    """Why Binance itself ordered."""

    LIQUIDATION = "liquidation"
    DELEVERAGING = "deleveraging"
    SETTLEMENT = "settlement"


@dataclass(frozen=True)
class Execution:
    """One trade: what is kept of it, and what else its owner should read.

    Of COIN-M, quantities are contracts, and `fill.quote_qty` is dollars. A loss is a negative
    `profit`, fees not counted; `position` is empty but in hedge mode.
    """

    fill: Fill
    profit: Decimal = ZERO
    profit_asset: str | None = None
    position: str = ""
    closing: Closing | None = None


@dataclass(frozen=True)
class Progress:
    """How far an order is; `whole` is None where nobody said."""

    qty: Decimal
    average: Decimal
    whole: bool | None = None


@dataclass
class Tally:
    """What trades of one order come to."""

    qty: Decimal = ZERO
    profit: Decimal = ZERO
    fees: dict[str, Decimal] = field(default_factory=dict)

    def add(self, one: Execution) -> None:
        self.qty += one.fill.qty
        self.profit += one.profit
        if one.fill.commission and one.fill.commission_asset is not None:
            asset = one.fill.commission_asset
            self.fees[asset] = self.fees.get(asset, ZERO) + one.fill.commission


class Tallies:
    """The sums of the orders that traded last, because an event tells of its own trade only."""

    def __init__(self, most: int = ORDERS) -> None:
        self._most = most
        self._tallies: OrderedDict[tuple[Any, ...], Tally] = OrderedDict()

    def add(self, one: Execution) -> Tally:
        """Count a trade that was not counted before."""
        order = (one.fill.market, one.fill.user_id, one.fill.symbol, one.fill.order_id)
        tally = self._tallies.setdefault(order, Tally())
        self._tallies.move_to_end(order)
        if len(self._tallies) > self._most:
            self._tallies.popitem(last=False)
        tally.add(one)
        return tally


def closing_of(client_order_id: str) -> Closing | None:
    """Why an order of this name was placed, if Binance placed it."""
    before, mark, _ = client_order_id.partition("autoclose")
    if not mark:
        return None
    return {"": Closing.LIQUIDATION, "adl_": Closing.DELEVERAGING}.get(before, Closing.SETTLEMENT)


def of_order(order: OrderUpdate, key: ApiKey, market: Market, quote_qty: Decimal) -> Execution:
    """Read the trade that an event on a futures account tells of."""
    fill = Fill(
        **_place(key, market),
        symbol=order.symbol,
        # what Binance took over itself may have no number; its order then stands for it
        trade_id=order.trade_id or -order.order_id,
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        side=str(order.side),
        price=order.last_executed_price,
        qty=order.last_executed_qty,
        quote_qty=quote_qty,
        commission=order.commission,
        commission_asset=order.commission_asset,
        at=order.time,
    )
    closing = closing_of(order.client_order_id)
    if closing is None and order.execution_type is ContractExecutionType.CALCULATED:
        closing = Closing.LIQUIDATION
    return Execution(
        fill, order.realized_profit, order.margin_asset, _position(order.position_side), closing
    )


def of_contract_trade(
    trade: ContractTrade, key: ApiKey, market: Market, client_order_id: str | None
) -> Execution:
    """Read a trade of a futures account that was asked for."""
    fill = Fill(
        **_place(key, market),
        symbol=trade.symbol,
        trade_id=trade.id,
        order_id=trade.order_id,
        client_order_id=client_order_id,
        side=str(trade.side),
        price=trade.price,
        qty=trade.qty,
        quote_qty=trade.quote_qty,
        commission=trade.commission,
        commission_asset=trade.commission_asset,
        at=trade.time,
    )
    position, closing = _position(trade.position_side), closing_of(client_order_id or "")
    return Execution(fill, trade.realized_pnl, trade.margin_asset, position, closing)


def of_report(report: ExecutionReport, key: ApiKey) -> Execution:
    """Read the trade that an event on a margin account tells of."""
    fill = Fill(
        **_place(key, "margin"),
        symbol=report.symbol,
        trade_id=report.trade_id,
        order_id=report.order_id,
        client_order_id=report.client_order_id,
        side=str(report.side),
        price=report.last_executed_price,
        qty=report.last_executed_qty,
        quote_qty=report.last_quote_qty,
        commission=report.commission,
        commission_asset=report.commission_asset,
        at=report.transact_time,
    )
    return Execution(fill)


def of_margin_trade(trade: MarginTrade, key: ApiKey) -> Execution:
    """Read a trade of a margin account that was asked for."""
    fill = Fill(
        **_place(key, "margin"),
        symbol=trade.symbol,
        trade_id=trade.id,
        order_id=trade.order_id,
        client_order_id=None,
        side=str(Side.BUY if trade.is_buyer else Side.SELL),
        price=trade.price,
        qty=trade.qty,
        quote_qty=trade.price * trade.qty,
        commission=trade.commission,
        commission_asset=trade.commission_asset,
        at=trade.time,
    )
    return Execution(fill)


def progress_of(order: OrderUpdate | ExecutionReport) -> Progress:
    """How far an order is after its latest trade."""
    average = order.average_price or order.last_executed_price
    return Progress(order.executed_qty, average, order.status == OrderStatus.FILLED)


def _place(key: ApiKey, market: Market) -> dict[str, Any]:
    return {
        "environment": key.environment,
        "account_uid": uid(key),
        "market": market,
        "user_id": key.user_id,
    }


def _position(side: PositionSide) -> str:
    return "" if side is PositionSide.BOTH else str(side)
