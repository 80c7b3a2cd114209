"""The account: what it has, and why its wallet changed."""

from pydantic import Field

from binance.history import ONE_YEAR
from binance.models.coin_futures import account
from binance.models.futures.history import Income
from binance.models.futures.terms import IncomeType
from binance.request import Moment, Private, Security


class GetAccount(
    Private[account.Account],
    endpoint="GET /dapi/v1/account",
    ws_method="account.status",
    weight=5,
    security=Security.USER_DATA,
):
    """Rights, coins and positions; in hedge mode three rows a symbol, else one."""


class Balances(
    Private[list[account.Balance]],
    endpoint="GET /dapi/v1/balance",
    ws_method="account.balance",
    ws_weight=5,
    security=Security.USER_DATA,
):
    """The coins in the COIN-M wallet."""


class IncomeHistory(
    Private[list[Income]],
    endpoint="GET /dapi/v1/income",
    weight=20,
    security=Security.USER_DATA,
    rules=(ONE_YEAR,),
):
    """Changes of the wallet and their reasons, of at most a year; page on by `start_time`.

    A `tran_id` is unique among changes of the same type only.
    """

    symbol: str | None = None
    income_type: IncomeType | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)
