"""The exchange itself: whether it answers, its clock, its rules."""

from typing import Any

from binance.models import exchange, market
from binance.models.exchange import SymbolStatus
from binance.models.trading_rules import ExecutionRules as Rules
from binance.request import Public
from binance.rules import at_most_one
from binance.weights import per_symbol


class Ping(Public[dict[str, Any]], endpoint="GET /api/v3/ping", ws_method="ping"):
    """Whether Binance answers at all."""


class Time(Public[market.ServerTime], endpoint="GET /api/v3/time", ws_method="time"):
    """Binance's clock."""


class ExchangeInfo(
    Public[market.ExchangeInfo],
    endpoint="GET /api/v3/exchangeInfo",
    ws_method="exchangeInfo",
    weight=20,
    rules=(
        at_most_one("symbol", "symbols", "permissions"),
        at_most_one("symbol", "symbols", "symbol_status"),
    ),
):
    """Limits, symbols and filters; without the permission sets a quarter of the size.

    Without `permissions`, only symbols for spot, margin or leveraged trading.
    """

    symbol: str | None = None
    symbols: tuple[str, ...] | None = None
    permissions: tuple[str, ...] | None = None
    show_permission_sets: bool = False
    symbol_status: SymbolStatus | None = None

    @classmethod
    def read(cls, body: bytes) -> exchange.ExchangeInfo:
        return exchange.ExchangeInfo.from_json(body)


def _weigh_rules(request: Any) -> int:
    """Two for each symbol; as much as for twenty where none is named."""
    one_by_one = request.symbol is not None or request.symbols is not None
    return per_symbol(2, cap=40)(request) if one_by_one else 40


class ExecutionRules(
    Public[Rules],
    endpoint="GET /api/v3/executionRules",
    ws_method="executionRules",
    weight=_weigh_rules,
    rules=(at_most_one("symbol", "symbols", "symbol_status"),),
):
    """How far from the reference price orders are filled; the rest of an order expires."""

    symbol: str | None = None
    symbols: tuple[str, ...] | None = None
    symbol_status: SymbolStatus | None = None
