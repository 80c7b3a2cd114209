"""API keys of sub-accounts. Keys and secrets are kept out of `repr` and thus of logs."""

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.subaccount.terms import IpRestrictionStatus


class KeyPermissions(Model):
    api_name: str
    can_trade: bool
    can_margin_loan_repay: bool
    can_futures_trade: bool
    can_universal_transfer: bool
    can_vanilla_options: bool


class NewApiKey(KeyPermissions):
    """A new key. Its secret is told here and never again; a key by `public_key` has none."""

    api_key: str = Field(repr=False)
    secret_key: str | None = Field(None, repr=False)
    status: IpRestrictionStatus
    ip_list: tuple[str, ...] = ()


class ModifiedApiKey(KeyPermissions):
    api_key: str = Field(alias="apikey", repr=False)
    timestamp: Millis


class ApiKey(ModifiedApiKey):
    email: str


class ApiKeys(Model):
    total: int
    rows: tuple[ApiKey, ...]


class _TrustedIps(Model):
    ip_list: tuple[str, ...] = ()
    update_time: Millis
    api_key: str = Field(repr=False)


class IpRestriction(_TrustedIps):
    """From where a key may be used, if `ip_restrict`; otherwise from everywhere."""

    ip_restrict: bool


class ChangedIpRestriction(_TrustedIps):
    status: IpRestrictionStatus
