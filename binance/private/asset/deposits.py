"""Coins and their networks, deposits and the addresses they go to."""

from pydantic import Field

from binance.models.wallet import coins, deposits
from binance.models.wallet.terms import DepositStatus
from binance.parameters import Amount
from binance.private.networks import LIGHTNING_NEEDS_AN_AMOUNT
from binance.request import Moment, Private, Security
from binance.rules import either, within


class AllCoins(
    Private[list[coins.Coin]],
    endpoint="GET /sapi/v1/capital/config/getall",
    weight=10,
    security=Security.USER_DATA,
):
    """Every coin, what one has of it, and the terms of its networks; the answer is large."""


class DepositAddress(
    Private[deposits.DepositAddress],
    endpoint="GET /sapi/v1/capital/deposit/address",
    weight=10,
    security=Security.USER_DATA,
    rules=(LIGHTNING_NEEDS_AN_AMOUNT,),
):
    """Where to send a coin on a network, or on the coin's default one."""

    coin: str
    network: str | None = None
    amount: Amount | None = None


class DepositAddresses(
    Private[list[deposits.ListedDepositAddress]],
    endpoint="GET /sapi/v1/capital/deposit/address/list",
    weight=10,
    security=Security.USER_DATA,
):
    """All of the account's addresses for a coin on a network, or on the coin's default one."""

    coin: str
    network: str | None = None


class DepositHistory(
    Private[list[deposits.Deposit]],
    endpoint="GET /sapi/v1/capital/deposit/hisrec",
    security=Security.USER_DATA,
    rules=(within(days=90),),
):
    """Deposits of the last 90 days, or of 90 other days at most; sources only if asked for."""

    include_source: bool | None = None
    coin: str | None = None
    status: DepositStatus | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    offset: int | None = Field(None, ge=0)
    limit: int | None = Field(None, ge=1)
    tx_id: str | None = None


class ApplyDepositCredit(
    Private[deposits.CreditApplication],
    endpoint="POST /sapi/v1/capital/deposit/credit-apply",
    security=Security.USER_DATA,
    rules=(either("deposit_id", "tx_id"),),
):
    """Ask for a deposit that went to an expired address; `tx_id` counts without an id only."""

    deposit_id: int | None = None
    tx_id: str | None = None
    sub_account_id: str | None = None
    sub_user_id: int | None = None
