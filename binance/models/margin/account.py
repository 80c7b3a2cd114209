"""Margin accounts: what they hold and owe, how safe they are, what they pay and moved."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model, OpenEnum
from binance.models.margin.terms import FlowType, RollType, SecondsOrMillis


class MarginBalance(Model):
    """What one has and owes of an asset; `net_asset` may be negative."""

    asset: str
    free: Decimal
    locked: Decimal
    borrowed: Decimal
    interest: Decimal
    net_asset: Decimal


class CrossAccount(Model):
    """The cross account; its `margin_level` is what it has by what it owes."""

    created: bool
    account_type: str
    margin_level: Decimal
    collateral_margin_level: Decimal
    total_asset_of_btc: Decimal
    total_liability_of_btc: Decimal
    total_net_asset_of_btc: Decimal
    total_collateral_value_in_usdt: Decimal = Field(alias="TotalCollateralValueInUSDT")
    # Binance stopped sending it in October 2026.
    total_open_order_loss_in_usdt: Decimal | None = Field(None, alias="totalOpenOrderLossInUSDT")
    borrow_enabled: bool
    trade_enabled: bool
    transfer_in_enabled: bool
    transfer_out_enabled: bool
    user_assets: tuple[MarginBalance, ...]


class IsolatedBalance(MarginBalance):
    """One of the two assets of an isolated account."""

    borrow_enabled: bool
    repay_enabled: bool
    net_asset_of_btc: Decimal
    total_asset: Decimal


class MarginLevelStatus(OpenEnum):
    """How safe an isolated account is, from the safest."""

    EXCESSIVE = "EXCESSIVE"
    NORMAL = "NORMAL"
    MARGIN_CALL = "MARGIN_CALL"
    PRE_LIQUIDATION = "PRE_LIQUIDATION"
    FORCE_LIQUIDATION = "FORCE_LIQUIDATION"


class IsolatedAccount(Model):
    """The account of one symbol."""

    symbol: str
    base_asset: IsolatedBalance
    quote_asset: IsolatedBalance
    isolated_created: bool
    enabled: bool
    trade_enabled: bool
    margin_level: Decimal
    margin_level_status: MarginLevelStatus
    margin_ratio: Decimal
    index_price: Decimal
    liquidate_price: Decimal
    liquidate_rate: Decimal


class IsolatedAccounts(Model):
    """Isolated accounts; they are summed up only where all were asked for."""

    assets: tuple[IsolatedAccount, ...]
    total_asset_of_btc: Decimal | None = None
    total_liability_of_btc: Decimal | None = None
    total_net_asset_of_btc: Decimal | None = None


class IsolatedAccountSwitched(Model):
    success: bool
    symbol: str


class IsolatedAccountLimit(Model):
    enabled_account: int
    max_account: int


class LeverageAdjusted(Model):
    success: bool


class BnbBurnStatus(Model):
    """Whether BNB pays for trading and for interest."""

    spot_bnb_burn: bool = Field(alias="spotBNBBurn")
    interest_bnb_burn: bool = Field(alias="interestBNBBurn")


class TradeCoefficients(Model):
    """The margin levels below which an account is not normal, is warned, and is liquidated."""

    normal_bar: Decimal
    margin_call_bar: Decimal
    force_liquidation_bar: Decimal


class CapitalFlow(Model):
    """One change of one asset; `symbol` names the isolated account."""

    id: int
    tran_id: int
    timestamp: Millis
    asset: str
    symbol: str | None = None
    type: FlowType
    amount: Decimal
    note: str | None = None


class CrossFees(Model):
    """What borrowing an asset in the cross account costs at a VIP level; rates are fractions."""

    vip_level: int
    coin: str
    transfer_in: bool
    borrowable: bool
    daily_interest: Decimal
    yearly_interest: Decimal
    borrow_limit: Decimal
    marginable_pairs: tuple[str, ...]


class IsolatedFee(Model):
    coin: str
    daily_interest: Decimal
    borrow_limit: Decimal


class IsolatedFees(Model):
    """What borrowing the assets of a symbol costs at a VIP level."""

    vip_level: int
    symbol: str
    leverage: Decimal
    data: tuple[IsolatedFee, ...]


class IsolatedTier(Model):
    """A step of an isolated account's risk limits: the more is borrowed, the less leverage."""

    symbol: str
    tier: int
    effective_multiple: Decimal
    initial_risk_ratio: Decimal
    liquidation_risk_ratio: Decimal
    base_asset_max_borrowable: Decimal
    quote_asset_max_borrowable: Decimal


class MaxTransferable(Model):
    amount: Decimal


class MarginTransfer(Model):
    """A transfer between wallets; a symbol names the isolated account at its end."""

    tx_id: int
    timestamp: SecondsOrMillis
    asset: str
    amount: Decimal
    status: str
    type: RollType
    trans_from: str
    trans_to: str
    from_symbol: str | None = None
    to_symbol: str | None = None
