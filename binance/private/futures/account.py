"""The account: what it has, what it may do, and why its wallet changed."""

from pydantic import Field

from binance.models.exchange import RateLimit
from binance.models.futures import account
from binance.models.futures.answers import Done
from binance.models.futures.history import Income
from binance.models.futures.terms import IncomeType
from binance.request import Moment, Private, Security
from binance.weights import by_symbol


class GetAccount(
    Private[account.Account],
    endpoint="GET /fapi/v3/account",
    # The WebSocket API's second version tells what the third one tells here.
    ws_method="v2/account.status",
    weight=5,
    security=Security.USER_DATA,
):
    """Totals, assets, and positions where there are any."""


class GetAccountV2(
    Private[account.AccountV2],
    endpoint="GET /fapi/v2/account",
    ws_method="account.status",
    weight=5,
    security=Security.USER_DATA,
):
    """What `GetAccount` has replaced: rights besides, and a position for every symbol."""


class Balances(
    Private[list[account.Balance]],
    endpoint="GET /fapi/v3/balance",
    ws_method="v2/account.balance",
    weight=5,
    security=Security.USER_DATA,
):
    """The assets in the USD-M wallet."""


class BalancesV2(
    Private[list[account.Balance]],
    endpoint="GET /fapi/v2/balance",
    ws_method="account.balance",
    weight=5,
    security=Security.USER_DATA,
):
    """What `Balances` has replaced."""


class GetAccountConfig(
    Private[account.AccountConfig],
    endpoint="GET /fapi/v1/accountConfig",
    weight=5,
    security=Security.USER_DATA,
):
    """What the account may do, and the modes it trades in."""


class TradingStatus(
    Private[account.TradingStatus],
    endpoint="GET /fapi/v1/apiTradingStatus",
    weight=by_symbol(1, 10),
    security=Security.USER_DATA,
):
    """Whether Binance has locked the account out for how it trades, and until when."""

    symbol: str | None = None


class OrderRateLimits(
    Private[list[RateLimit]], endpoint="GET /fapi/v1/rateLimit/order", security=Security.USER_DATA
):
    """How many orders the account may place, on USD-M and COIN-M together."""


class IncomeHistory(
    Private[list[Income]],
    endpoint="GET /fapi/v1/income",
    weight=30,
    security=Security.USER_DATA,
):
    """Changes of the wallet and their reasons; without times, of the last seven days.

    Three months are kept. Page on by `start_time`; a `tran_id` is unique among changes of the
    same type only.
    """

    symbol: str | None = None
    income_type: IncomeType | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class GetPortfolioMargin(
    Private[account.PortfolioMargin],
    endpoint="GET /fapi/v1/pmAccountInfo",
    weight=5,
    security=Security.USER_DATA,
):
    """What of an asset may leave a classic portfolio margin account."""

    asset: str


class SignTradFiContract(
    Private[Done], endpoint="POST /fapi/v1/stock/contract", weight=50, security=Security.USER_DATA
):
    """Agree to the terms of TradFi contracts, in the user's name."""
