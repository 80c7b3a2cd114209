"""Deposits and withdrawals where a local law asks who sends and who receives.

Questionnaires and persons are JSON as text; what they ask depends on the country, see
https://developers.binance.com/docs/wallet/travel-rule
"""

from pydantic import BaseModel, Field

from binance.models.wallet import travel_rule
from binance.models.wallet.terms import TravelRuleStatus
from binance.parameters import Amount, CommaSeparated, new_transfer_name
from binance.private.asset.withdrawals import WithdrawFields, within_the_span_of_withdrawals
from binance.request import Moment, Private, Security
from binance.rules import within
from binance.weights import Bucket


class QuestionnaireRequirements(
    Private[travel_rule.QuestionnaireRequirements],
    endpoint="GET /sapi/v1/localentity/questionnaire-requirements",
    security=Security.USER_DATA,
):
    """Which country's questionnaire this account has to answer, if any."""


class TravelRuleWithdraw(
    Private[travel_rule.TravelRuleReceipt],
    WithdrawFields,
    endpoint="POST /sapi/v1/localentity/withdraw/apply",
    weight=600,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Move money out of Binance, with the answers the law asks for. Never send it twice.

    `withdraw_order_id` is our name for it: after an `Unknown`, ask `TravelRuleWithdrawals` for
    it. `accepted` in the answer does not mean that the money has left.
    """

    questionnaire: str = Field(repr=False)
    withdraw_order_id: str = Field(default_factory=new_transfer_name)
    name: str | None = None


class BrokerWithdraw(
    Private[travel_rule.TravelRuleReceipt],
    WithdrawFields,
    endpoint="POST /sapi/v1/localentity/broker/withdraw/apply",
    weight=600,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Move a broker's client's money out of Binance. Never send it twice.

    `withdraw_order_id` is our name for it: after an `Unknown`, ask `TravelRuleWithdrawals` for
    it. `originator_pii` describes the person or company that sends.
    """

    questionnaire: str = Field(repr=False)
    originator_pii: str = Field(repr=False)
    withdraw_order_id: str = Field(default_factory=new_transfer_name)
    address_name: str | None = None


class _Records(BaseModel):
    """Without times, the last 90 days."""

    network: str | None = None
    coin: str | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    offset: int | None = Field(None, ge=0)
    limit: int | None = Field(None, ge=1)


class _Withdrawals(_Records):
    withdraw_order_id: str | None = None
    travel_rule_status: TravelRuleStatus | None = None


class TravelRuleWithdrawals(
    Private[list[travel_rule.TravelRuleWithdrawal]],
    _Withdrawals,
    endpoint="GET /sapi/v1/localentity/withdraw/history",
    security=Security.USER_DATA,
    rules=(within(days=90),),
):
    """Withdrawals under the travel rule, 90 days at most."""

    tr_id: CommaSeparated | None = None
    tx_id: CommaSeparated | None = None


class TravelRuleWithdrawalsV2(
    Private[list[travel_rule.TravelRuleWithdrawal]],
    _Withdrawals,
    endpoint="GET /sapi/v2/localentity/withdraw/history",
    security=Security.USER_DATA,
    rules=(within_the_span_of_withdrawals,),
):
    """Withdrawals under the travel rule, 90 days at most, or 7 with `withdraw_order_id`.

    Those made by `Withdraw` may be missing.
    """

    tr_id: CommaSeparated | None = Field(None, max_length=45)
    tx_id: CommaSeparated | None = Field(None, max_length=45)


class TravelRuleDeposits(
    Private[list[travel_rule.TravelRuleDeposit]],
    _Records,
    endpoint="GET /sapi/v1/localentity/deposit/history",
    security=Security.USER_DATA,
    rules=(within(days=90),),
):
    """Deposits under the travel rule, 90 days at most, or those that wait for answers."""

    tr_id: CommaSeparated | None = None
    tx_id: CommaSeparated | None = None
    tran_id: CommaSeparated | None = None
    travel_rule_status: TravelRuleStatus | None = None
    pending_questionnaire: bool | None = None


class TravelRuleDepositsV2(
    Private[list[travel_rule.TravelRuleDepositV2]],
    _Records,
    endpoint="GET /sapi/v2/localentity/deposit/history",
    security=Security.USER_DATA,
    rules=(within(days=90),),
):
    """Deposits under the travel rule, 90 days at most, with what was answered if asked for.

    The source is one address even where a deposit came from several.
    """

    deposit_id: CommaSeparated | None = None
    tx_id: CommaSeparated | None = None
    retrieve_questionnaire: bool | None = None


class AnswerForDeposit(
    Private[travel_rule.TravelRuleReceipt],
    endpoint="PUT /sapi/v1/localentity/deposit/provide-info",
    weight=600,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Answer the questionnaire of a deposit from a wallet of one's own, by `tran_id`."""

    tran_id: int
    questionnaire: str = Field(repr=False)


class AnswerForDepositV2(
    Private[travel_rule.TravelRuleReceipt],
    endpoint="PUT /sapi/v2/localentity/deposit/provide-info",
    weight=600,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Answer the questionnaire of a deposit from a wallet of one's own, by `deposit_id`."""

    deposit_id: int
    questionnaire: str = Field(repr=False)


class AnswerForBrokerDeposit(
    Private[travel_rule.TravelRuleReceipt],
    endpoint="PUT /sapi/v1/localentity/broker/deposit/provide-info",
    weight=600,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Answer the questionnaire of the deposit of a broker's client.

    `beneficiary_pii` describes the person or company that receives.
    """

    sub_account_id: str
    deposit_id: int
    questionnaire: str = Field(repr=False)
    beneficiary_pii: str = Field(repr=False)
    network: str | None = None
    coin: str | None = None
    amount: Amount | None = None
    address: str | None = Field(None, repr=False)
    address_tag: str | None = Field(None, repr=False)


class AddressVerifications(
    Private[list[travel_rule.VerifiedAddress]],
    endpoint="GET /sapi/v1/addressVerify/list",
    security=Security.USER_DATA,
):
    """Which addresses of the address book are proven to be their owner's."""


class CountryList(
    Private[travel_rule.Countries],
    endpoint="GET /sapi/v1/localentity/country/list",
    security=Security.USER_DATA,
):
    """Countries for questionnaires; for accounts of Australia and Brazil."""


class RegionList(
    Private[travel_rule.Regions],
    endpoint="GET /sapi/v1/localentity/region/list",
    security=Security.USER_DATA,
):
    """Regions of a country by its two letters; for accounts of Australia."""

    country_code: str


class VaspList(
    Private[list[travel_rule.Vasp]],
    endpoint="GET /sapi/v1/localentity/vasp",
    security=Security.USER_DATA,
):
    """Providers of wallets that a questionnaire may name."""
