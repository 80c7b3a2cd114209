"""What everybody may know: whether Binance works, and what it lists and delists."""

from binance.models.base import Millis, Model, OpenIntEnum


class SystemState(OpenIntEnum):
    NORMAL = 0
    MAINTENANCE = 1


class SystemStatus(Model):
    status: SystemState
    msg: str


class OpenSymbols(Model):
    """Symbols whose trading begins at a time."""

    open_time: Millis
    symbols: tuple[str, ...]


class DelistedSymbols(Model):
    """Symbols whose trading ends at a time."""

    delist_time: Millis
    symbols: tuple[str, ...]


class TaggedAsset(Model):
    """An asset and the kinds of project it is: "Layer1_Layer2", "BSC"."""

    asset_code: str
    asset_name: str
    trading: bool
    tags: tuple[str, ...]
