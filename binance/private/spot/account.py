"""The account itself: balances, fees, filters and limits."""

from binance.models.account import AccountInfo, SymbolCommission
from binance.models.exchange import RateLimit
from binance.models.trading_rules import AccountFilters
from binance.request import Private, Security


class GetAccount(
    Private[AccountInfo],
    endpoint="GET /api/v3/account",
    ws_method="account.status",
    weight=20,
    security=Security.USER_DATA,
):
    """Balances, rights and fees of the account."""

    omit_zero_balances: bool = True


class AccountCommission(
    Private[SymbolCommission],
    endpoint="GET /api/v3/account/commission",
    ws_method="account.commission",
    weight=20,
    security=Security.USER_DATA,
):
    """What the account pays for trades of a symbol, special rates and taxes included."""

    symbol: str


class MyFilters(
    Private[AccountFilters],
    endpoint="GET /api/v3/myFilters",
    ws_method="myFilters",
    weight=40,
    security=Security.USER_DATA,
):
    """The filters that hold for the account on a symbol; nothing else tells of MAX_ASSET."""

    symbol: str


class UnfilledOrderCount(
    Private[list[RateLimit]],
    endpoint="GET /api/v3/rateLimit/order",
    ws_method="account.rateLimits.orders",
    weight=40,
    security=Security.USER_DATA,
):
    """How much of its order limits the account has used; an order's first fill gives one back."""
