"""The mining pool: workers, earnings, and hash rate resold to others.

https://developers.binance.com/docs/mining
"""

from enum import IntEnum

from pydantic import BaseModel, Field

from binance.models import mining
from binance.models.mining import Answer
from binance.request import Moment, Private, Security


class SortOrder(IntEnum):
    ASCENDING = 0
    DESCENDING = 1


class SortColumn(IntEnum):
    NAME = 1
    HASH_RATE = 2
    DAY_HASH_RATE = 3
    REJECT_RATE = 4
    LAST_SHARE_TIME = 5


class WorkerStatus(IntEnum):
    ALL = 0
    VALID = 1
    INVALID = 2
    FAILED = 3


class MiningAccount(BaseModel):
    """A mining account, and which algorithm it mines with."""

    algo: str
    user_name: str


class Paged(BaseModel):
    """Which page, the first being 1, and how many rows it has."""

    page_index: int | None = Field(None, ge=1)
    page_size: int | None = Field(None, ge=1)


class Dated(BaseModel):
    start_date: Moment | None = None
    end_date: Moment | None = None


class Workers(
    Private[Answer[mining.Workers]],
    MiningAccount,
    endpoint="GET /sapi/v1/mining/worker/list",
    security=Security.USER_DATA,
):
    """An account's workers as they do now; how long a page is, Binance decides."""

    page_index: int | None = Field(None, ge=1)
    sort: SortOrder | None = None
    sort_column: SortColumn | None = None
    worker_status: WorkerStatus | None = None


class WorkerHashRates(
    Private[Answer[tuple[mining.WorkerHashRates, ...]]],
    MiningAccount,
    endpoint="GET /sapi/v1/mining/worker/detail",
    security=Security.USER_DATA,
):
    """How one worker has done, by the hour and by the day."""

    worker_name: str


class AccountHashRates(
    Private[Answer[tuple[mining.AccountHashRates, ...]]],
    MiningAccount,
    endpoint="GET /sapi/v1/mining/statistics/user/list",
    security=Security.USER_DATA,
):
    """How an account has done, by the hour and by the day."""


class AccountStatistics(
    Private[Answer[mining.AccountStatistics]],
    MiningAccount,
    endpoint="GET /sapi/v1/mining/statistics/user/status",
    security=Security.USER_DATA,
):
    """How an account does: rates, workers, and the profit of today and yesterday."""


class Earnings(
    Private[Answer[mining.Earnings]],
    MiningAccount,
    Dated,
    Paged,
    endpoint="GET /sapi/v1/mining/payment/list",
    security=Security.USER_DATA,
):
    """What mining brought, a row for each day and coin."""

    coin: str | None = None


class Bonuses(
    Private[Answer[mining.Bonuses]],
    MiningAccount,
    Dated,
    Paged,
    endpoint="GET /sapi/v1/mining/payment/other",
    security=Security.USER_DATA,
):
    """What the pool paid besides."""

    coin: str | None = None


class AccountEarnings(
    Private[Answer[mining.AccountEarnings]],
    Dated,
    Paged,
    endpoint="GET /sapi/v1/mining/payment/uid",
    security=Security.USER_DATA,
):
    """What all of the user's mining accounts brought with one algorithm."""

    algo: str


class Resales(
    Private[Answer[mining.Resales]],
    Paged,
    endpoint="GET /sapi/v1/mining/hash-transfer/config/details/list",
    security=Security.USER_DATA,
):
    """Hash rate that is resold, running or over."""


class ResaleDays(
    Private[Answer[mining.ResaleDays]],
    Paged,
    endpoint="GET /sapi/v1/mining/hash-transfer/profit/details",
    security=Security.USER_DATA,
):
    """What a resale brought, day by day."""

    config_id: int


class ResellHashRate(
    Private[Answer[int]],
    MiningAccount,
    endpoint="POST /sapi/v1/mining/hash-transfer/config",
    security=Security.USER_DATA,
):
    """Give hash rate to another account for some days; the answer is the id of this resale.

    Sent again, it gives away as much again: after `Unknown` look at `Resales`.
    """

    start_date: Moment
    end_date: Moment
    to_pool_user: str
    hash_rate: int = Field(gt=0)
    """Hashes a second; more than 500,000,000,000 of Bitcoin's, than 500,000 of Ethereum's."""


class CancelResale(
    Private[Answer[bool]],
    endpoint="POST /sapi/v1/mining/hash-transfer/config/cancel",
    security=Security.USER_DATA,
):
    """End a resale before its time."""

    config_id: int
    user_name: str
