"""API keys of sub-accounts, which their master makes and takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm

from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.sapi.subaccounts import family
from sandbox.exchange.sapi.subaccounts.family import Family
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account, ApiKey

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/sub-account"
_UNRESTRICTED, _TRUSTED, _THIRD_PARTY = 1, 2, 3
PERMISSIONS = {
    "canTrade": "enableSpotAndMarginTrading",
    "canMarginLoanRepay": "enableMargin",
    "canFuturesTrade": "enableFutures",
    "canUniversalTransfer": "permitsUniversalTransfer",
    "canVanillaOptions": "enableVanillaOptions",
}
"""What a key may do, by what the master calls it."""


class KeyNames:
    """What the keys of a sub-account are called."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.names: dict[str, str] = {}


@TABLE.operation(
    f"POST {_ROOT}/subAccountApi",
    weight=3_000,
    by_uid=True,
    parameters=f"email apiName status ipAddress thirdPartyName publicKey {' '.join(PERMISSIONS)}",
    permission=TRADE,
)
def create(call: Call) -> JSON:
    sub, name, params = family.sub(call), call.params.required("apiName"), call.params
    params.required("status")
    status = params.integer("status")
    if status not in {_UNRESTRICTED, _TRUSTED, _THIRD_PARTY}:
        raise errors.not_valid("status")
    addresses = params.required("ipAddress").split(",") if status == _TRUSTED else []
    granted = {ours: params.flag(theirs) for theirs, ours in PERMISSIONS.items()}
    granted["ipRestrict"] = status != _UNRESTRICTED
    try:
        key, secret = call.core.registry.add_key(sub, granted, params.text("publicKey"))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise errors.not_valid("publicKey") from None
    sub.part(KeyNames).names[key.api_key] = name
    return {
        "apiName": name,
        "apiKey": key.api_key,
        "secretKey": secret or "",
        **_granted(key),
        "status": status,
        "ipList": addresses,
    }


@TABLE.operation(
    f"GET {_ROOT}/subAccountApi",
    weight=3_000,
    by_uid=True,
    parameters="email subAccountApiKey page size",
    permission=TRADE,
)
def keys(call: Call) -> JSON:
    sub, wanted = family.sub(call), call.params.text("subAccountApiKey")
    number, size = call.params.integer("page") or 1, min(call.params.integer("size") or 30, 100)
    found = [each for each in _keys(call, sub) if wanted in {None, each.api_key}]
    shown = found[(number - 1) * size :][:size]
    email = {"email": sub.part(Family).email}
    return {
        "total": len(found),
        "rows": [email | _named(each) | {"timestamp": each.created} for each in shown],
    }


@TABLE.operation(
    f"POST {_ROOT}/subAccountApiPermission",
    weight=3_000,
    by_uid=True,
    parameters=f"email subAccountApiKey {' '.join(PERMISSIONS)}",
    permission=TRADE,
)
def permit(call: Call) -> JSON:
    key = _asked(call)
    for theirs, ours in PERMISSIONS.items():
        key.permissions[ours] = call.params.flag(theirs, default=key.may(ours))
    return _named(key) | {"timestamp": call.core.clock()}


@TABLE.operation(
    f"DELETE {_ROOT}/subAccountApi",
    weight=3_000,
    by_uid=True,
    parameters="email subAccountApiKey",
    permission=TRADE,
)
def delete(call: Call) -> JSON:
    key = _asked(call)
    call.core.revoke(key)
    del key.account.part(KeyNames).names[key.api_key]
    return {}


def _keys(call: Call, sub: Account) -> list[ApiKey]:
    names = sub.part(KeyNames).names
    return [call.core.registry.keys[each] for each in names]


def _asked(call: Call) -> ApiKey:
    wanted = call.params.required("subAccountApiKey")
    for key in _keys(call, family.sub(call)):
        if key.api_key == wanted:
            return key
    raise errors.not_valid("subAccountApiKey")


def _named(key: ApiKey) -> JSON:
    name = key.account.part(KeyNames).names[key.api_key]
    return {"apiName": name, "apikey": key.api_key, **_granted(key)}


def _granted(key: ApiKey) -> dict[str, bool]:
    return {theirs: key.may(ours) for theirs, ours in PERMISSIONS.items()}
