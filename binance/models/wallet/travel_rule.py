"""Deposits and withdrawals where a local law asks who sends and who receives.

Names, addresses and answers to questionnaires are personal: they are kept out of `repr`.
"""

from decimal import Decimal
from typing import Any

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.wallet.terms import (
    DepositStatus,
    TransferPath,
    TravelRuleStatus,
    WithdrawStatus,
)
from binance.models.wallet.withdrawals import WithdrawalRecord


class TravelRuleReceipt(Model):
    """Whether Binance took what was handed in; `tr_id` finds it in the histories."""

    tr_id: int
    accepted: bool
    info: str


class QuestionnaireRequirements(Model):
    """The country whose questionnaire is asked for; "NIL" where none is."""

    questionnaire_country_code: str


class _TravelRuleDeposit(Model):
    amount: Decimal
    coin: str
    network: str
    deposit_status: DepositStatus
    address: str = Field(repr=False)
    address_tag: str = Field(repr=False)
    tx_id: str = Field(repr=False)
    transfer_type: TransferPath
    confirm_times: str
    require_questionnaire: bool
    insert_time: Millis


class TravelRuleDeposit(_TravelRuleDeposit):
    """A deposit and its record; the questionnaire is JSON as text."""

    tr_id: int
    tran_id: int
    travel_rule_status: TravelRuleStatus
    travel_rule_status_v2: str
    complete_time: Millis | None = None
    questionnaire: str | None = Field(None, repr=False)


class TravelRuleDepositV2(_TravelRuleDeposit):
    """A deposit and what was answered; which answers there are depends on the country."""

    deposit_id: int
    travel_rule_req_status: TravelRuleStatus
    questionnaire: dict[str, Any] | None = Field(None, repr=False)


class TravelRuleWithdrawal(WithdrawalRecord):
    """A withdrawal and its record; without a status, ask again by `tr_id` or `tx_id`."""

    tr_id: int
    withdrawal_status: WithdrawStatus | None = None
    travel_rule_status: TravelRuleStatus
    questionnaire: str | None = Field(None, repr=False)


class AddressQuestionnaire(Model):
    """What the owner declared of an address, in the codes of the country's questionnaire."""

    send_to: int
    satoshi_token: str
    is_address_owner: int
    verify_method: int


class VerifiedAddress(Model):
    """An address of the address book, and how far its verification is."""

    status: str
    token: str
    network: str
    wallet_address: str = Field(repr=False)
    address_questionnaire: AddressQuestionnaire = Field(repr=False)


class _Place(Model):
    block_type: str
    """"supported", or how the place is closed."""
    deposit_allowed: bool
    withdrawal_allowed: bool


class Country(_Place):
    country_code: str
    country_name: str
    has_region_restrictions: bool


class Countries(Model):
    countries: tuple[Country, ...]
    last_updated: Millis


class Region(_Place):
    region_name: str


class Regions(Model):
    country_code: str
    regions: tuple[Region, ...]
    last_updated: Millis


class Vasp(Model):
    """A provider of wallets; its code or identifier goes into questionnaires."""

    vasp_name: str
    vasp_code: str
    identifier: str
