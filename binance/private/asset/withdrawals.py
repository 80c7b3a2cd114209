"""Withdrawals: money that leaves Binance, and does not come back by asking."""

from typing import Any

from pydantic import BaseModel, Field

from binance.models.wallet import withdrawals
from binance.models.wallet.terms import WalletType, WithdrawStatus
from binance.parameters import Amount, CommaSeparated, new_transfer_name
from binance.request import Moment, Private, Security
from binance.rules import within
from binance.weights import Bucket

_A_WEEK = within(days=7)
_NINETY_DAYS = within(days=90)


def within_the_span_of_withdrawals(request: Any) -> None:
    """90 days may be asked for at once; where `withdraw_order_id` is given, 7."""
    span = _NINETY_DAYS if request.withdraw_order_id is None else _A_WEEK
    span(request)


class WithdrawFields(BaseModel):
    """What is sent where, and who pays.

    Without `network` it goes over the coin's default one. A network that knows no tags refuses
    an `address_tag`; one that knows them may lose the money without. `transaction_fee_flag` is
    for receivers at Binance: true gives the fee back to them, false to the sender.
    """

    coin: str
    address: str = Field(repr=False)
    amount: Amount
    network: str | None = None
    address_tag: str | None = Field(None, repr=False)
    transaction_fee_flag: bool | None = None
    wallet_type: WalletType | None = None


class Withdraw(
    Private[withdrawals.WithdrawalId],
    WithdrawFields,
    endpoint="POST /sapi/v1/capital/withdraw/apply",
    weight=900,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Move money out of Binance. Never send it twice: nothing makes the second one fail.

    `withdraw_order_id` is our name for it: after an `Unknown`, ask `WithdrawHistory` for it.
    The fee is taken out of `amount`. Where `QuestionnaireRequirements` does not say "NIL" this
    is refused, and `TravelRuleWithdraw` takes its place.
    """

    withdraw_order_id: str = Field(default_factory=new_transfer_name)
    name: str | None = None


class WithdrawHistory(
    Private[list[withdrawals.Withdrawal]],
    endpoint="GET /sapi/v1/capital/withdraw/history",
    weight=18_000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(within_the_span_of_withdrawals,),
):
    """Withdrawals of the last 90 days; with `withdraw_order_id`, of the last 7.

    The dearest question of all, a tenth of what an account may ask in a minute: at most 10 a
    second are let through, too. `id_list` takes 45 ids.
    """

    coin: str | None = None
    withdraw_order_id: str | None = None
    status: WithdrawStatus | None = None
    offset: int | None = Field(None, ge=0)
    limit: int | None = Field(None, ge=1)
    id_list: CommaSeparated | None = Field(None, max_length=45)
    start_time: Moment | None = None
    end_time: Moment | None = None


class WithdrawAddresses(
    Private[list[withdrawals.WithdrawAddress]],
    endpoint="GET /sapi/v1/capital/withdraw/address/list",
    weight=10,
    security=Security.USER_DATA,
):
    """The address book."""


class WithdrawQuota(
    Private[withdrawals.WithdrawQuota],
    endpoint="GET /sapi/v1/capital/withdraw/quota",
    weight=10,
    security=Security.USER_DATA,
):
    """How much may be withdrawn in 24 hours, and how much of it was."""
