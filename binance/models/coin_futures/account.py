"""What an account has on COIN-M: every coin is a margin of its own."""

from decimal import Decimal

from binance.models.base import MillisOrNever, Model
from binance.models.futures.account import AccountAsset, Rights
from binance.models.futures.terms import PositionSide


class Balance(Model):
    """One coin in the wallet, and how much of it is free."""

    account_alias: str
    asset: str
    balance: Decimal
    withdraw_available: Decimal
    cross_wallet_balance: Decimal
    cross_un_pnl: Decimal
    available_balance: Decimal
    update_time: MillisOrNever


class AccountPosition(Model):
    """One position and its margin; a short one has a negative amount of contracts."""

    symbol: str
    position_side: PositionSide
    position_amt: Decimal
    entry_price: Decimal
    break_even_price: Decimal
    unrealized_profit: Decimal
    initial_margin: Decimal
    maint_margin: Decimal
    position_initial_margin: Decimal
    open_order_initial_margin: Decimal
    leverage: int
    isolated: bool
    isolated_wallet: Decimal | None = None
    max_qty: Decimal
    notional_value: Decimal
    update_time: MillisOrNever


class Account(Rights):
    """Rights, coins and positions; every symbol has a position, held or not."""

    assets: tuple[AccountAsset, ...]
    positions: tuple[AccountPosition, ...]
