"""The words and numbers of the wallet, and how it writes some times."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator

from binance.models.base import OpenEnum, OpenIntEnum


def _as_utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


SpeltTime = Annotated[datetime, AfterValidator(_as_utc)]
"""A time as text, "2019-10-12 11:12:02", which Binance means as UTC."""


class SnapshotType(OpenEnum):
    SPOT = "SPOT"
    MARGIN = "MARGIN"
    FUTURES = "FUTURES"


class DustAccount(OpenEnum):
    """Where small balances are looked for; SPOT unless said otherwise."""

    SPOT = "SPOT"
    MARGIN = "MARGIN"


class TransferType(OpenEnum):
    """From which wallet to which; MAIN is the spot wallet."""

    MAIN_UMFUTURE = "MAIN_UMFUTURE"
    MAIN_CMFUTURE = "MAIN_CMFUTURE"
    MAIN_MARGIN = "MAIN_MARGIN"
    MAIN_FUNDING = "MAIN_FUNDING"
    MAIN_OPTION = "MAIN_OPTION"
    MAIN_PORTFOLIO_MARGIN = "MAIN_PORTFOLIO_MARGIN"
    UMFUTURE_MAIN = "UMFUTURE_MAIN"
    UMFUTURE_MARGIN = "UMFUTURE_MARGIN"
    UMFUTURE_FUNDING = "UMFUTURE_FUNDING"
    UMFUTURE_OPTION = "UMFUTURE_OPTION"
    CMFUTURE_MAIN = "CMFUTURE_MAIN"
    CMFUTURE_MARGIN = "CMFUTURE_MARGIN"
    CMFUTURE_FUNDING = "CMFUTURE_FUNDING"
    MARGIN_MAIN = "MARGIN_MAIN"
    MARGIN_UMFUTURE = "MARGIN_UMFUTURE"
    MARGIN_CMFUTURE = "MARGIN_CMFUTURE"
    MARGIN_FUNDING = "MARGIN_FUNDING"
    MARGIN_OPTION = "MARGIN_OPTION"
    MARGIN_ISOLATEDMARGIN = "MARGIN_ISOLATEDMARGIN"
    ISOLATEDMARGIN_MARGIN = "ISOLATEDMARGIN_MARGIN"
    ISOLATEDMARGIN_ISOLATEDMARGIN = "ISOLATEDMARGIN_ISOLATEDMARGIN"
    FUNDING_MAIN = "FUNDING_MAIN"
    FUNDING_UMFUTURE = "FUNDING_UMFUTURE"
    FUNDING_CMFUTURE = "FUNDING_CMFUTURE"
    FUNDING_MARGIN = "FUNDING_MARGIN"
    FUNDING_OPTION = "FUNDING_OPTION"
    OPTION_MAIN = "OPTION_MAIN"
    OPTION_UMFUTURE = "OPTION_UMFUTURE"
    OPTION_MARGIN = "OPTION_MARGIN"
    OPTION_FUNDING = "OPTION_FUNDING"
    PORTFOLIO_MARGIN_MAIN = "PORTFOLIO_MARGIN_MAIN"


class TransferStatus(OpenEnum):
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    FAILED = "FAILED"


class DelegationType(OpenEnum):
    """What to ask for; answers spell it otherwise (`DelegationDeed`)."""

    DELEGATE = "DELEGATE"
    UNDELEGATE = "UNDELEGATE"


class DelegationDeed(OpenEnum):
    DELEGATE = "Delegate"
    UNDELEGATE = "Undelegate"


class CloudMiningType(OpenIntEnum):
    PAYMENT = 248
    REFUND = 249


class WalletType(OpenIntEnum):
    """Which wallet deposits arrive in and withdrawals leave from."""

    SPOT = 0
    FUNDING = 1


class DepositStatus(OpenIntEnum):
    PENDING = 0
    SUCCESS = 1
    REJECTED = 2
    CREDITED_BUT_CANNOT_WITHDRAW = 6
    WRONG_DEPOSIT = 7
    WAITING_USER_CONFIRM = 8


class WithdrawStatus(OpenIntEnum):
    EMAIL_SENT = 0
    AWAITING_APPROVAL = 2
    REJECTED = 3
    PROCESSING = 4
    COMPLETED = 6


class TransferPath(OpenIntEnum):
    """Over a blockchain, or between two accounts at Binance."""

    EXTERNAL = 0
    INTERNAL = 1


class TravelRuleStatus(OpenIntEnum):
    COMPLETED = 0
    PENDING = 1
    FAILED = 2
