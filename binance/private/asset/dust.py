"""Dust: balances too small to trade, converted for a share of them."""

from pydantic import Field

from binance.models.wallet import dust
from binance.models.wallet.terms import DustAccount
from binance.parameters import Amount, CommaSeparated, new_transfer_name
from binance.request import Moment, Private, Security
from binance.weights import Bucket


class ConvertDust(
    Private[dust.DustConversion],
    endpoint="POST /sapi/v1/asset/dust-convert/convert",
    weight=10,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Convert small balances into the target asset; `client_id` is our name for it.

    No question takes that name: after an `Unknown` look into `DustLog` before anything is sent
    again.
    """

    asset: str
    account_type: DustAccount | None = None
    client_id: str = Field(default_factory=new_transfer_name)
    target_asset: str | None = None
    third_party_client_id: str | None = None
    dust_quota_asset_to_target_asset_price: Amount | None = None


class ConvertibleAssets(
    Private[dust.ConvertibleDust],
    endpoint="POST /sapi/v1/asset/dust-convert/query-convertible-assets",
    security=Security.USER_DATA,
    reads=True,
):
    """What small balances would bring in the target asset."""

    target_asset: str
    account_type: DustAccount | None = None
    dust_quota_asset_to_target_asset_price: Amount | None = None


class ConvertDustToBnb(
    Private[dust.DustConversion],
    endpoint="POST /sapi/v1/asset/dust",
    weight=10,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Convert the small balances of some assets into BNB.

    It bears no name of ours: after an `Unknown` look into `DustLog` before anything is sent again.
    """

    asset: CommaSeparated
    account_type: DustAccount | None = None


class BnbConvertibleAssets(
    Private[dust.BnbConvertibleDust],
    endpoint="POST /sapi/v1/asset/dust-btc",
    security=Security.USER_DATA,
    reads=True,
):
    """What small balances would bring in BNB."""

    account_type: DustAccount | None = None


class DustLog(
    Private[dust.DustLog],
    endpoint="GET /sapi/v1/asset/dribblet",
    security=Security.USER_DATA,
):
    """The last 100 conversions, of those since December 2020."""

    account_type: DustAccount | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
