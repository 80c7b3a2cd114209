"""How an account and its key stand."""

from pydantic import Field

from binance.models.base import Millis, MillisOrNever, Model


class ApiRestrictions(Model):
    """What a key may do. A right that the answer does not name is not granted."""

    ip_restrict: bool
    create_time: Millis
    enable_reading: bool
    enable_withdrawals: bool = False
    enable_internal_transfer: bool = False
    permits_universal_transfer: bool = False
    enable_spot_and_margin_trading: bool = False
    enable_margin: bool = False
    enable_futures: bool = False
    enable_vanilla_options: bool = False
    enable_portfolio_margin_trading: bool = False
    enable_fix_api_trade: bool = False
    enable_fix_read_only: bool = False
    trading_authority_expiration_time: Millis | None = None


class AccountInfo(Model):
    """The VIP level, and which products are opened."""

    vip_level: int
    is_margin_enabled: bool
    is_future_enabled: bool
    is_options_enabled: bool
    is_portfolio_margin_retail_enabled: bool


class AccountStatus(Model):
    """How the account stands: "Normal" is well."""

    data: str


class TriggerCondition(Model):
    """How many orders it takes until the ratios of cancelled and unfilled ones are looked at."""

    gcr: int = Field(alias="GCR")
    ifer: int = Field(alias="IFER")
    ufr: int = Field(alias="UFR")


class ApiTrading(Model):
    is_locked: bool
    planned_recover_time: MillisOrNever
    """When trading is unlocked again."""
    trigger_condition: TriggerCondition
    update_time: Millis


class ApiTradingStatus(Model):
    """Whether Binance has locked trading by API, for too many orders without trades."""

    data: ApiTrading
