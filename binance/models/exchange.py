"""exchangeInfo: limits, symbols and their filters."""

from functools import cached_property
from typing import Any, Self

import msgspec
from pydantic import ConfigDict, TypeAdapter

from binance.errors import Unreadable
from binance.models.base import Millis, Model, OpenEnum
from binance.models.order_terms import OrderType, SelfTradePreventionMode
from binance.models.rows import Rows
from binance.models.symbol_filters import LotSize, PriceFilter, SymbolFilter


class RateLimitType(OpenEnum):
    REQUEST_WEIGHT = "REQUEST_WEIGHT"
    ORDERS = "ORDERS"
    RAW_REQUESTS = "RAW_REQUESTS"


class RateLimit(Model):
    """So much of something in each window of so many intervals; `count` where some is used."""

    rate_limit_type: RateLimitType
    interval: str
    interval_num: int
    limit: int
    count: int | None = None

    @property
    def seconds(self) -> int:
        units = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600, "DAY": 86400}
        return units[self.interval] * self.interval_num


class SymbolStatus(OpenEnum):
    TRADING = "TRADING"
    END_OF_DAY = "END_OF_DAY"
    HALT = "HALT"
    BREAK = "BREAK"
    CANCEL_ONLY = "CANCEL_ONLY"


_FILTER: TypeAdapter[SymbolFilter] = TypeAdapter(SymbolFilter, config=ConfigDict(defer_build=True))


class SymbolInfo(Model):
    """One symbol and its trading rules. What the answer does not allow by name is not allowed."""

    symbol: str
    status: SymbolStatus
    base_asset: str
    base_asset_precision: int
    quote_asset: str
    quote_precision: int | None = None  # the older name of the next
    quote_asset_precision: int
    base_commission_precision: int | None = None
    quote_commission_precision: int | None = None
    order_types: tuple[OrderType, ...]
    iceberg_allowed: bool = False
    oco_allowed: bool = False
    oto_allowed: bool = False
    opo_allowed: bool = False
    quote_order_qty_market_allowed: bool
    allow_trailing_stop: bool = False
    cancel_replace_allowed: bool = False
    amend_allowed: bool = False
    peg_instructions_allowed: bool = False
    is_spot_trading_allowed: bool
    is_margin_trading_allowed: bool = False
    # Raw: a few of some three thousand symbols are ever asked for their rules.
    filters: tuple[dict[str, Any], ...]
    permissions: tuple[str, ...] = ()
    permission_sets: tuple[tuple[str, ...], ...] = ()
    """An account needs one permission of each set."""
    default_self_trade_prevention_mode: SelfTradePreventionMode | None = None
    allowed_self_trade_prevention_modes: tuple[SelfTradePreventionMode, ...] = ()

    @cached_property
    def rules(self) -> dict[str, SymbolFilter]:
        """The filters by their type."""
        return {raw["filterType"]: _FILTER.validate_python(raw) for raw in self.filters}

    @property
    def price_filter(self) -> PriceFilter | None:
        rule = self.rules.get("PRICE_FILTER")
        return rule if isinstance(rule, PriceFilter) else None

    def lot_size(self, *, market: bool = False) -> LotSize | None:
        """LOT_SIZE, or MARKET_LOT_SIZE."""
        rule = self.rules.get("MARKET_LOT_SIZE" if market else "LOT_SIZE")
        return rule if isinstance(rule, LotSize) else None


class Sor(Model):
    """The symbols whose books smart order routing joins for one asset."""

    base_asset: str
    symbols: tuple[str, ...]


class ExchangeInfo(Model):
    """The exchange's limits, its symbols, and the filters that hold for all of them together.

    Symbols are read when they are looked at: there are thousands.
    """

    timezone: str = "UTC"
    server_time: Millis
    rate_limits: tuple[RateLimit, ...]
    exchange_filters: tuple[SymbolFilter, ...] = ()
    symbols: Rows[SymbolInfo]
    sors: tuple[Sor, ...] = ()

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        """Read an answer, leaving the symbols' text as it is."""
        try:
            fields = msgspec.structs.asdict(_FIELDS.decode(body))
            symbols = fields.pop("symbols")
            plain = {name: msgspec.json.decode(raw) for name, raw in fields.items()}
        except msgspec.DecodeError as error:
            what = str(error)
        else:
            return cls.model_validate({**plain, "symbols": symbols})
        raise Unreadable(f"exchangeInfo is not what it should be: {what}")


class _Fields(msgspec.Struct, rename="camel", kw_only=True):
    timezone: msgspec.Raw = msgspec.Raw(b'"UTC"')
    server_time: msgspec.Raw
    rate_limits: msgspec.Raw
    exchange_filters: msgspec.Raw = msgspec.Raw(b"[]")
    symbols: list[msgspec.Raw]
    sors: msgspec.Raw = msgspec.Raw(b"[]")


_FIELDS = msgspec.json.Decoder(_Fields)
