"""The USD-M account: balances, rights and what its positions tie up.

All money of an asset is in that asset; totals are in USDT, or in multi-assets mode in USD.
"""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, MillisOrNever, Model
from binance.models.futures.terms import PositionSide


class Totals(Model):
    """An account as a whole."""

    total_initial_margin: Decimal
    total_maint_margin: Decimal
    total_wallet_balance: Decimal
    total_unrealized_profit: Decimal
    total_margin_balance: Decimal
    total_position_initial_margin: Decimal
    total_open_order_initial_margin: Decimal
    total_cross_wallet_balance: Decimal
    total_cross_un_pnl: Decimal
    available_balance: Decimal
    max_withdraw_amount: Decimal


class AccountAsset(Model):
    """What an account has of an asset; `max_withdraw_amount` may leave for another wallet."""

    asset: str
    wallet_balance: Decimal
    unrealized_profit: Decimal
    margin_balance: Decimal
    maint_margin: Decimal
    initial_margin: Decimal
    position_initial_margin: Decimal
    open_order_initial_margin: Decimal
    cross_wallet_balance: Decimal
    cross_un_pnl: Decimal
    available_balance: Decimal
    max_withdraw_amount: Decimal
    margin_available: bool | None = None
    update_time: MillisOrNever


class AccountPosition(Model):
    """A position in its account; short ones have a negative `position_amt`."""

    symbol: str
    position_side: PositionSide
    position_amt: Decimal
    unrealized_profit: Decimal
    isolated_margin: Decimal
    notional: Decimal
    isolated_wallet: Decimal
    initial_margin: Decimal
    maint_margin: Decimal
    update_time: MillisOrNever


class Account(Totals):
    """Assets, and positions in symbols where there is a position or an open order."""

    assets: tuple[AccountAsset, ...]
    positions: tuple[AccountPosition, ...]


class AccountPositionV2(Model):
    """A position in its account as the second version tells it."""

    symbol: str
    position_side: PositionSide
    position_amt: Decimal
    unrealized_profit: Decimal
    entry_price: Decimal
    break_even_price: Decimal | None = None
    leverage: int
    isolated: bool
    max_notional: Decimal
    bid_notional: Decimal
    ask_notional: Decimal
    initial_margin: Decimal
    maint_margin: Decimal
    position_initial_margin: Decimal
    open_order_initial_margin: Decimal
    update_time: MillisOrNever


class Rights(Model):
    """What an account may do; its fee tier sets its commissions."""

    fee_tier: int
    can_trade: bool
    can_deposit: bool
    can_withdraw: bool
    update_time: MillisOrNever


class AccountV2(Totals, Rights):
    """The account as the second version tells it, with a position for every symbol."""

    fee_burn: bool | None = None
    multi_assets_margin: bool
    trade_group_id: int
    assets: tuple[AccountAsset, ...]
    positions: tuple[AccountPositionV2, ...]


class AccountConfig(Rights):
    """What an account may do, and the modes that it trades in."""

    dual_side_position: bool
    multi_assets_margin: bool
    trade_group_id: int


class Balance(Model):
    """What an account has of an asset."""

    account_alias: str
    asset: str
    balance: Decimal
    cross_wallet_balance: Decimal
    cross_un_pnl: Decimal
    available_balance: Decimal
    max_withdraw_amount: Decimal
    margin_available: bool
    update_time: MillisOrNever


class Indicator(Model):
    """One rule of fair trading, how far the account is from it, and whether it is locked out."""

    indicator: str
    value: Decimal
    trigger_value: Decimal
    is_locked: bool
    planned_recover_time: MillisOrNever = None


class TradingStatus(Model):
    """Indicators by symbol; those of the whole account are under ACCOUNT."""

    indicators: dict[str, tuple[Indicator, ...]]
    update_time: Millis


class PortfolioMargin(Model):
    """What of an asset may leave a classic portfolio margin account for the spot wallet."""

    asset: str
    max_withdraw_amount: Decimal
    max_withdraw_amount_usd: Decimal = Field(alias="maxWithdrawAmountUSD")
