"""API keys of sub-accounts. For master accounts; each call counts 3,000 by account."""

from typing import Any

from pydantic import BaseModel, Field

from binance.models.subaccount import keys
from binance.models.subaccount.terms import IpRestrictionStatus
from binance.parameters import CommaSeparated
from binance.request import Private, Security
from binance.rules import when
from binance.weights import Bucket


class _OneKey(BaseModel):
    email: str
    sub_account_api_key: str = Field(repr=False)


class _Permissions(BaseModel):
    can_trade: bool | None = None
    can_margin_loan_repay: bool | None = None
    can_futures_trade: bool | None = None
    can_universal_transfer: bool | None = None
    can_vanilla_options: bool | None = None


class CreateApiKey(
    Private[keys.NewApiKey],
    _Permissions,
    endpoint="POST /sapi/v1/sub-account/subAccountApi",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(
        when("status", IpRestrictionStatus.TRUSTED_IPS, needs=("ip_address",)),
        when("status", IpRestrictionStatus.THIRD_PARTY, needs=("third_party_name",)),
    ),
):
    """Make a key for a sub-account, by default one that may only read.

    Its secret is told in the answer and never again. After an `Unknown` look into `ApiKeys`: a
    key whose secret was lost on the way is to be deleted. `ip_address` has room for 500 characters.
    """

    email: str
    api_name: str
    status: IpRestrictionStatus
    ip_address: CommaSeparated | None = None
    third_party_name: str | None = None
    public_key: str | None = None


class ModifyApiKeyPermissions(
    Private[keys.ModifiedApiKey],
    _OneKey,
    _Permissions,
    endpoint="POST /sapi/v1/sub-account/subAccountApiPermission",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Change what a key may do."""


class DeleteApiKey(
    Private[dict[str, Any]],
    _OneKey,
    endpoint="DELETE /sapi/v1/sub-account/subAccountApi",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Take a key away from a sub-account for ever."""


class ApiKeys(
    Private[keys.ApiKeys],
    endpoint="GET /sapi/v1/sub-account/subAccountApi",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """A page of a sub-account's keys, 30 unless told otherwise, without their secrets."""

    email: str
    sub_account_api_key: str | None = Field(None, repr=False)
    page: int | None = Field(None, ge=1)
    size: int | None = Field(None, ge=1, le=100)


class IpRestriction(
    Private[keys.IpRestriction],
    _OneKey,
    endpoint="GET /sapi/v1/sub-account/subAccountApi/ipRestriction",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """From where a key may be used."""


class AddIpRestriction(
    Private[keys.ChangedIpRestriction],
    _OneKey,
    endpoint="POST /sapi/v2/sub-account/subAccountApi/ipRestriction",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Say from where a key may be used; addresses are added to those that it has."""

    status: IpRestrictionStatus
    ip_address: CommaSeparated | None = None


class DeleteIps(
    Private[keys.IpRestriction],
    _OneKey,
    endpoint="DELETE /sapi/v1/sub-account/subAccountApi/ipRestriction/ipList",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Take addresses off the list of those from which a key may be used."""

    ip_address: CommaSeparated
