"""What moved an account's balance, and files of its past."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, MillisOrNever, Model, OpenEnum, OrBlank
from binance.models.futures.terms import IncomeType


class Income(Model):
    """One change of a balance; `tran_id` is unique among a user's rows of one type."""

    symbol: str
    income_type: IncomeType
    income: Decimal
    asset: str
    info: str
    time: Millis
    tran_id: int
    trade_id: OrBlank[int]


class Download(Model):
    """A file that was ordered; ask for its link until it is there."""

    avg_cost_timestamp_of_last30d: int = Field(alias="avgCostTimestampOfLast30d")  # milliseconds
    download_id: str


class DownloadStatus(OpenEnum):
    PROCESSING = "processing"
    COMPLETED = "completed"


class DownloadLink(Model):
    """Where an ordered file can be fetched for seven days; `url` is empty until it is ready."""

    download_id: str
    status: DownloadStatus
    url: str = Field(repr=False)  # whoever has it has the file
    notified: bool
    expiration_timestamp: MillisOrNever
    is_expired: OrBlank[bool]
