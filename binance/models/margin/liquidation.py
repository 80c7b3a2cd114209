"""Liquidations, the debts they leave, and debts too small to matter."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.margin.terms import RepaymentStatus
from binance.models.order_terms import Side, TimeInForce


class ForceLiquidation(Model):
    """An order by which Binance sold somebody out."""

    symbol: str
    order_id: int
    is_isolated: bool
    side: Side
    time_in_force: TimeInForce
    price: Decimal
    avg_price: Decimal
    qty: Decimal
    executed_qty: Decimal
    updated_time: Millis


class LiquidationLoan(Model):
    """The loss beyond one's assets that a liquidation left, in USDC."""

    asset: str
    amount: Decimal
    repaid_amount: Decimal
    remaining_amount: Decimal


class LoanRepayment(Model):
    """A payment towards a liquidation loan."""

    repay_id: int
    asset: str
    amount: Decimal
    status: RepaymentStatus
    create_time: Millis


class Liability(Model):
    """A debt, and what it is in the asset that it is exchanged for."""

    asset: str
    interest: Decimal
    principal: Decimal
    liability_asset: str
    liability_qty: Decimal


class LiabilityExchange(Model):
    """A small debt that was exchanged for one in another asset."""

    asset: str
    amount: Decimal
    target_asset: str
    target_amount: Decimal
    biz_type: str
    timestamp: Millis
