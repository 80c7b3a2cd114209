"""Special keys, for low-latency trading at VIP level 7 and above.

A key is for the cross account, or with `symbol` for an isolated one, and trades through the
endpoints of spot. The key that signs these requests needs the right to trade spot and margin.
"""

from typing import Annotated, Any

from pydantic import Field

from binance.models.margin import keys
from binance.models.margin.terms import PermissionMode
from binance.parameters import CommaSeparated
from binance.request import Private, Security
from binance.weights import Bucket

Addresses = Annotated[CommaSeparated, Field(max_length=30)]


class CreateSpecialKey(
    Private[keys.NewSpecialKey],
    endpoint="POST /sapi/v1/margin/apiKey",
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """Make a special key: HMAC, or of the type of `public_key` (PKCS#8; RSA or Ed25519).

    With its first key the account enters a mode with other liquidation rules, and leaves it by
    `ExitSpecialKeyMode` alone. `permission_mode` matters to Ed25519 keys only. After an `Unknown`
    look at `SpecialKeys`: a key whose secret was lost on the way is to be deleted.
    """

    api_name: str
    symbol: str | None = None
    ip: Addresses | None = None
    public_key: str | None = None
    permission_mode: PermissionMode | None = None


class DeleteSpecialKeys(
    Private[Any],  # its answer is not documented
    endpoint="DELETE /sapi/v1/margin/apiKey",
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """Delete all special keys of a name; the account stays in their mode nevertheless."""

    api_name: str
    symbol: str | None = None


class EditSpecialKeyAddresses(
    Private[Any],  # its answer is not documented
    endpoint="PUT /sapi/v1/margin/apiKey/ip",
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """Replace the addresses from which the special key may be used."""

    ip: Addresses
    symbol: str | None = None


class ExitSpecialKeyMode(
    Private[Any],  # its answer is not documented
    endpoint="POST /sapi/v1/margin/exit-special-key-mode",
    weight=10,
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """Delete the cross account's special keys and return to the ordinary rules.

    The account must be free of debts, and gets no new key for a day. An account that is not in
    the mode is told that it succeeded.
    """


class GetSpecialKey(
    Private[keys.SpecialKey],
    endpoint="GET /sapi/v1/margin/apiKey",
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """The special key of the cross account, or of an isolated one."""

    symbol: str | None = None


class SpecialKeys(
    Private[list[keys.SpecialKey]],
    endpoint="GET /sapi/v1/margin/api-key-list",
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """All special keys of the cross account, or of an isolated one."""

    symbol: str | None = None
