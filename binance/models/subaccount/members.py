"""The members of a family of accounts."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model


class VirtualSubAccount(Model):
    """A new member; the e-mail address is made up and serves as its name everywhere."""

    email: str


class FuturesEnabled(Model):
    email: str
    is_futures_enabled: bool


class OptionsEnabled(Model):
    email: str
    is_e_options_enabled: bool = Field(alias="isEOptionsEnabled")


class SubAccountStatus(Model):
    """What a sub-account may do; `insert_time` is when it was made."""

    email: str
    is_sub_user_enabled: bool
    is_user_active: bool
    insert_time: Millis
    is_margin_enabled: bool
    is_future_enabled: bool
    mobile: int = Field(repr=False)


class SubAccount(Model):
    sub_user_id: int
    email: str
    remark: str
    is_freeze: bool
    create_time: Millis
    is_managed_sub_account: bool
    is_asset_management_sub_account: bool


class SubAccounts(Model):
    sub_accounts: tuple[SubAccount, ...]


class TradedDay(Model):
    """What was traded on one day, in BTC and in BUSD."""

    user_id: int
    btc: Decimal
    btc_futures: Decimal
    btc_margin: Decimal
    busd: Decimal
    busd_futures: Decimal
    busd_margin: Decimal
    date: Millis


class TransactionStatistics(Model):
    """What was traded in the last 30 days, in all and by day."""

    recent30_btc_total: Decimal
    recent30_btc_futures_total: Decimal
    recent30_btc_margin_total: Decimal
    recent30_busd_total: Decimal
    recent30_busd_futures_total: Decimal
    recent30_busd_margin_total: Decimal
    days: tuple[TradedDay, ...] = Field(alias="tradeInfoVos")
