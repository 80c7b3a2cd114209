"""What everybody may ask of the wallet API.

https://developers.binance.com/docs/wallet

All but the status need an API key, though nothing is signed.
"""

from binance.models.wallet.system import DelistedSymbols, OpenSymbols, SystemStatus, TaggedAsset
from binance.parameters import CommaSeparated
from binance.request import Public, Security


class Status(Public[SystemStatus], endpoint="GET /sapi/v1/system/status"):
    """Whether Binance is up or under maintenance."""


class OpenSymbolList(
    Public[list[OpenSymbols]],
    endpoint="GET /sapi/v1/spot/open-symbol-list",
    weight=100,
    security=Security.MARKET_DATA,
):
    """Symbols that will be opened for trading, by the time when they will."""


class DelistSchedule(
    Public[list[DelistedSymbols]],
    endpoint="GET /sapi/v1/spot/delist-schedule",
    weight=100,
    security=Security.MARKET_DATA,
):
    """Symbols that will be delisted, by the time when they will."""


class AssetTags(
    Public[list[TaggedAsset]],
    endpoint="GET /sapi/v1/spot/asset/tags",
    weight=100,
    security=Security.MARKET_DATA,
):
    """Assets that bear any of the tags, or all that bear one."""

    tag: CommaSeparated | None = None
