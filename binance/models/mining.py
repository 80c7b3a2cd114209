"""Answers of the mining pool; hash rates are in hashes a second where no unit is told."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Generic, TypeVar

from binance.models.base import Millis, Model

Data = TypeVar("Data")


class Answer(Model, Generic[Data]):
    """What the pool wraps every answer in; `code` is 0 and `msg` empty where all is well."""

    code: int
    msg: str
    data: Data


class Algorithm(Model):
    algo_name: str
    algo_id: int
    pool_index: int
    unit: str


class Coin(Model):
    """A coin and the algorithm it is mined with."""

    coin_name: str
    coin_id: int
    pool_index: int
    algo_id: int
    algo_name: str


class Page(Model):
    """How many rows there are on all pages, and how many a page has."""

    total_num: int
    page_size: int


class HashRate(Model):
    """The rate at one moment, and which share of the work was refused."""

    time: Millis
    hashrate: Decimal
    reject: Decimal


class WorkerHashRates(Model):
    """One worker's rates; `type` is the length of a step, such as `H_hashrate` for hours."""

    worker_name: str
    type: str
    hashrate_datas: tuple[HashRate, ...]


class AccountHashRates(Model):
    """A mining account's rates; `type` is the length of a step."""

    type: str
    user_name: str
    list: tuple[HashRate, ...]


class Worker(Model):
    """A miner; `status` is 1 where it is valid, 2 invalid, 3 where it has failed."""

    worker_id: str
    worker_name: str
    status: int
    hash_rate: Decimal
    day_hash_rate: Decimal
    reject_rate: Decimal
    last_share_time: Millis


class Workers(Page):
    worker_datas: tuple[Worker, ...]


class AccountStatistics(Model):
    """How an account does: its rates, its workers, its profit by coin."""

    user_name: str
    algo: str
    unit: str
    fifteen_min_hash_rate: Decimal
    day_hash_rate: Decimal
    valid_num: int
    invalid_num: int
    profit_today: Mapping[str, Decimal]
    profit_yesterday: Mapping[str, Decimal]


class Earning(Model):
    """What one day brought."""

    time: Millis
    type: int
    hash_transfer: Decimal | None = None
    """How much of the rate had been sold to others."""
    transfer_amount: Decimal | None = None
    day_hash_rate: Decimal
    profit_amount: Decimal
    coin_name: str
    status: int


class Earnings(Page):
    account_profits: tuple[Earning, ...]


class Bonus(Model):
    """What one day brought besides."""

    time: Millis
    coin_name: str
    type: int
    profit_amount: Decimal
    status: int


class Bonuses(Page):
    other_profits: tuple[Bonus, ...]


class AccountEarning(Model):
    """What one of the mining accounts brought on one day."""

    time: Millis
    coin_name: str
    type: int
    puid: int
    sub_name: str
    amount: Decimal


class AccountEarnings(Page):
    account_profits: tuple[AccountEarning, ...]


class Resale(Model):
    """Hash rate that one mining account gives to another one; days as 20201231."""

    config_id: int
    pool_username: str
    to_pool_username: str
    algo_name: str
    hash_rate: Decimal
    start_day: int
    end_day: int
    status: int
    type: int


class Resales(Page):
    config_details: tuple[Resale, ...]


class ResaleDay(Model):
    """What the receiving account had of a resale on one day, which is spelt as 20201231."""

    pool_username: str
    to_pool_username: str
    algo_name: str
    hash_rate: Decimal
    day: int
    amount: Decimal
    coin_name: str


class ResaleDays(Page):
    profit_transfer_details: tuple[ResaleDay, ...]
