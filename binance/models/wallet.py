"""Answers of the wallet API."""

from binance.models.base import Millis, Model


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
