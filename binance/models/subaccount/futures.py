"""Futures accounts of sub-accounts, USDT-margined and coin-margined."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.futures.terms import PositionSide


class FuturesAsset(Model):
    """One asset that serves as margin."""

    asset: str
    initial_margin: Decimal
    maintenance_margin: Decimal
    margin_balance: Decimal
    max_withdraw_amount: Decimal
    open_order_initial_margin: Decimal
    position_initial_margin: Decimal
    unrealized_profit: Decimal
    wallet_balance: Decimal


class FuturesTotals(Model):
    total_initial_margin: Decimal
    total_maintenance_margin: Decimal
    total_margin_balance: Decimal
    total_open_order_initial_margin: Decimal
    total_position_initial_margin: Decimal
    total_unrealized_profit: Decimal
    total_wallet_balance: Decimal


class CoinFuturesAccount(Model):
    """A coin-margined account: each asset for itself, no totals."""

    email: str
    assets: tuple[FuturesAsset, ...]
    can_deposit: bool
    can_trade: bool
    can_withdraw: bool
    fee_tier: int
    update_time: Millis


class UsdtFuturesAccount(FuturesTotals, CoinFuturesAccount):
    """A USDT-margined account; `asset`, where it is told, is what the totals are in."""

    asset: str | None = None
    max_withdraw_amount: Decimal


class FuturesAccounts(Model):
    """The account of the type that was asked for; the other is None."""

    usdt: UsdtFuturesAccount | None = Field(None, alias="futureAccountResp")
    coin: CoinFuturesAccount | None = Field(None, alias="deliveryAccountResp")


class MemberFuturesTotals(FuturesTotals):
    email: str
    asset: str


class FuturesSummary(FuturesTotals):
    """USDT-margined accounts of the page, and what all of them have together, in `asset`."""

    asset: str
    sub_account_list: tuple[MemberFuturesTotals, ...]


class MemberCoinFuturesTotals(Model):
    email: str
    total_margin_balance: Decimal
    total_unrealized_profit: Decimal
    total_wallet_balance: Decimal
    asset: str


class CoinFuturesSummary(Model):
    """Coin-margined accounts of the page, and what all of them have together, in BTC."""

    total_margin_balance_of_btc: Decimal = Field(alias="totalMarginBalanceOfBTC")
    total_unrealized_profit_of_btc: Decimal = Field(alias="totalUnrealizedProfitOfBTC")
    total_wallet_balance_of_btc: Decimal = Field(alias="totalWalletBalanceOfBTC")
    asset: str
    sub_account_list: tuple[MemberCoinFuturesTotals, ...]


class FuturesSummaries(Model):
    """The summary of the type that was asked for; the other is None."""

    usdt: FuturesSummary | None = Field(None, alias="futureAccountSummaryResp")
    coin: CoinFuturesSummary | None = Field(None, alias="deliveryAccountSummaryResp")


class _Position(Model):
    symbol: str
    entry_price: Decimal
    leverage: int
    mark_price: Decimal
    position_amount: Decimal
    unrealized_profit: Decimal


class UsdtPosition(_Position):
    """`position_amount` is negative for a short position."""

    max_notional: Decimal
    liquidation_price: Decimal


class CoinPosition(_Position):
    """`position_amount` is in contracts, negative for a short position."""

    isolated: bool
    isolated_wallet: Decimal
    isolated_margin: Decimal
    is_auto_add_margin: bool
    position_side: PositionSide


class Positions(Model):
    """The positions of the type that was asked for."""

    usdt: tuple[UsdtPosition, ...] = Field((), alias="futurePositionRiskVos")
    coin: tuple[CoinPosition, ...] = Field((), alias="deliveryPositionRiskVos")
