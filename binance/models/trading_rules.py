"""Rules beside the filters of a symbol: those of one account, and those of execution."""

from decimal import Decimal
from typing import Literal

from binance.models.base import Model
from binance.models.exchange import RateLimit
from binance.models.symbol_filters import SymbolFilter


class AccountFilters(Model):
    """What an account must keep to on one symbol, limits of its own included."""

    exchange_filters: tuple[SymbolFilter, ...]
    symbol_filters: tuple[SymbolFilter, ...]
    asset_filters: tuple[SymbolFilter, ...]
    rate_limits: tuple[RateLimit, ...] = ()


class PriceRange(Model):
    """How far from the reference price a taker may trade; what is left of the order expires."""

    rule_type: Literal["PRICE_RANGE"]
    bid_limit_mult_up: Decimal
    bid_limit_mult_down: Decimal
    ask_limit_mult_up: Decimal
    ask_limit_mult_down: Decimal


class UnknownRule(Model):
    """A rule of a kind that this client does not know."""

    rule_type: str


class SymbolRules(Model):
    symbol: str
    rules: tuple[PriceRange | UnknownRule, ...]


class ExecutionRules(Model):
    """The execution rules, symbol by symbol."""

    symbol_rules: tuple[SymbolRules, ...]
