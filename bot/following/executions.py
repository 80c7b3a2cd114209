"""Trades and orders as events and answers of each market tell of them, read into one form."""

from decimal import Decimal
from typing import Any

from binance.models.events import ExecutionReport
from binance.models.events.contract_orders import ContractExecutionType, OrderUpdate
from binance.models.futures.orders import Trade as ContractTrade
from binance.models.futures.terms import PositionSide
from binance.models.margin.orders import Trade as MarginTrade
from binance.models.orders import Side
from binance.models.orders import Trade as SpotTrade
from bot.accounts import uid
from bot.fills import Closing, Execution, Progress
from storage import ApiKey, Fill, Market


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


def of_report(report: ExecutionReport, key: ApiKey, market: Market) -> Execution:
    """Read the trade that an event on a spot or margin account tells of."""
    fill = Fill(
        **_place(key, market),
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


def of_spot_trade(trade: SpotTrade, key: ApiKey) -> Execution:
    """Read a trade of a spot account that was asked for."""
    fill = Fill(
        **_place(key, "spot"),
        symbol=trade.symbol,
        trade_id=trade.id,
        order_id=trade.order_id,
        client_order_id=None,
        side=str(Side.BUY if trade.is_buyer else Side.SELL),
        price=trade.price,
        qty=trade.qty,
        quote_qty=trade.quote_qty,
        commission=trade.commission,
        commission_asset=trade.commission_asset,
        at=trade.time,
    )
    return Execution(fill)


def of_margin_trade(trade: MarginTrade, key: ApiKey, market: Market) -> Execution:
    """Read a trade of a margin account that was asked for."""
    fill = Fill(
        **_place(key, market),
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
    return Progress(order.executed_qty, average, order.orig_qty, str(order.status))


def _place(key: ApiKey, market: Market) -> dict[str, Any]:
    return {
        "environment": key.environment,
        "account_uid": uid(key),
        "market": market,
        "user_id": key.user_id,
    }


def _position(side: PositionSide) -> str:
    return "" if side is PositionSide.BOTH else str(side)
