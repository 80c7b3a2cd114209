"""Trading rules checked before an order leaves: a refused one costs everybody's weight."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from math import lcm
from typing import Protocol

from binance.models.exchange import SymbolInfo, SymbolStatus
from binance.models.orders import OrderType, Side
from binance.models.symbol_filters import (
    LotSize,
    MinNotional,
    Notional,
    PercentPrice,
    PercentPriceBySide,
)

# The default of 28 digits is too few for 15 before and 18 behind the point.
_EXACT = Context(prec=80)


class OrderLike(Protocol):
    """What the rules look at: a new order, or a test of one."""

    @property
    def side(self) -> Side: ...
    @property
    def type(self) -> OrderType: ...
    @property
    def quantity(self) -> Decimal | None: ...
    @property
    def quote_order_qty(self) -> Decimal | None: ...
    @property
    def price(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Violation:
    """A broken rule: Binance's name of the filter, which part of it, its limit, the value."""

    filter: str
    rule: str
    limit: Decimal | None = None
    value: Decimal | None = None


def floor_quantity(info: SymbolInfo, qty: Decimal, *, market: bool = False) -> Decimal:
    """Round a quantity down to what the symbol can trade; a market order has a second step."""
    return _floor(qty, quantity_step(info, market=market))


def quantity_step(info: SymbolInfo, *, market: bool = False) -> Decimal:
    """Return the step that quantities go in; 0 where there is none."""
    steps = [_lot_step(info, market=False)]
    if market:
        steps.append(_lot_step(info, market=True))
    return _common([step for step in steps if step])


def floor_price(info: SymbolInfo, price: Decimal) -> Decimal:
    """Round a price down to the symbol's tick."""
    rule = info.price_filter
    return _floor(price, rule.tick_size if rule else Decimal(0))


def violations(
    info: SymbolInfo, order: OrderLike, reference_price: Decimal | None
) -> list[Violation]:
    """List every rule an order breaks, as far as that is known without the account.

    `reference_price` stands in for the price of a market order and is the centre of the allowed
    band; without it those rules are left to Binance.
    """
    found = [*_symbol_rules(info, order), *_price_rules(info, order)]
    found += [*_lot_rules(info, order), *_notional_rules(info, order, reference_price)]
    if reference_price is not None and order.price is not None:
        found += _percent_rules(info, order.side, order.price, reference_price)
    return found


def _symbol_rules(info: SymbolInfo, order: OrderLike) -> Iterator[Violation]:
    if info.status != SymbolStatus.TRADING:
        yield Violation("STATUS", str(info.status))
    if not info.is_spot_trading_allowed:
        yield Violation("STATUS", "SPOT_TRADING_NOT_ALLOWED")
    if order.type not in info.order_types:
        yield Violation("ORDER_TYPE", str(order.type))
    if order.quote_order_qty is not None and not info.quote_order_qty_market_allowed:
        yield Violation("ORDER_TYPE", "QUOTE_ORDER_QTY")


def _price_rules(info: SymbolInfo, order: OrderLike) -> Iterator[Violation]:
    rule = info.price_filter
    if rule is not None and order.price is not None:
        yield from outside("PRICE_FILTER", "price", order.price, rule.min_price, rule.max_price)
        yield from off_step("PRICE_FILTER", "tick_size", order.price, rule.tick_size)


def _lot_rules(info: SymbolInfo, order: OrderLike) -> Iterator[Violation]:
    rules = [info.lot_size()]
    if order.type == OrderType.MARKET:
        rules.append(info.lot_size(market=True))
    for rule in rules:
        if rule is not None and order.quantity is not None:
            yield from _lot(rule, order.quantity)


def _lot(rule: LotSize, qty: Decimal) -> Iterator[Violation]:
    yield from outside(rule.filter_type, "qty", qty, rule.min_qty, rule.max_qty)
    yield from off_step(rule.filter_type, "step_size", qty, rule.step_size)


def _notional_rules(
    info: SymbolInfo, order: OrderLike, reference_price: Decimal | None
) -> Iterator[Violation]:
    notional = _notional(order, reference_price)
    market = order.type == OrderType.MARKET
    for rule in info.rules.values():
        if notional is None:
            return
        if isinstance(rule, Notional):
            least = rule.min_notional if rule.apply_min_to_market or not market else Decimal(0)
            most = rule.max_notional if rule.apply_max_to_market or not market else Decimal(0)
            yield from outside("NOTIONAL", "notional", notional, least, most)
        elif isinstance(rule, MinNotional) and (rule.apply_to_market or not market):
            least = rule.min_notional
            yield from outside("MIN_NOTIONAL", "notional", notional, least, Decimal(0))


def _percent_rules(
    info: SymbolInfo, side: Side, price: Decimal, reference: Decimal
) -> Iterator[Violation]:
    for name, rule in info.rules.items():
        match rule:
            case PercentPrice():
                down, up = rule.multiplier_down, rule.multiplier_up
            case PercentPriceBySide() if side == Side.BUY:
                down, up = rule.bid_multiplier_down, rule.bid_multiplier_up
            case PercentPriceBySide():
                down, up = rule.ask_multiplier_down, rule.ask_multiplier_up
            case _:
                continue
        least, most = _EXACT.multiply(reference, down), _EXACT.multiply(reference, up)
        yield from outside(name, "price", price, least, most)


def _notional(order: OrderLike, reference_price: Decimal | None) -> Decimal | None:
    if order.quote_order_qty is not None:
        return order.quote_order_qty
    price = order.price if order.price is not None else reference_price
    if order.quantity is None or price is None:
        return None
    return _EXACT.multiply(order.quantity, price)


def outside(
    name: str, what: str, value: Decimal, least: Decimal, most: Decimal
) -> Iterator[Violation]:
    """Check both ends of a range; 0 switches an end off."""
    if least and value < least:
        yield Violation(name, f"min_{what}", least, value)
    if most and value > most:
        yield Violation(name, f"max_{what}", most, value)


def off_step(name: str, rule: str, value: Decimal, step: Decimal) -> Iterator[Violation]:
    """Check that it is so many whole steps; 0 switches the check off."""
    if step and _EXACT.remainder(value, step):
        yield Violation(name, rule, step, value)


def _floor(value: Decimal, step: Decimal) -> Decimal:
    if not step:
        return value
    return _EXACT.multiply(_EXACT.divide_int(value, step), step)


def _lot_step(info: SymbolInfo, *, market: bool) -> Decimal:
    rule = info.lot_size(market=market)
    return rule.step_size if rule else Decimal(0)


def _common(steps: list[Decimal]) -> Decimal:
    """Find the smallest step that is a multiple of all; 0 when there is none."""
    if not steps:
        return Decimal(0)
    places = max(max(-int(step.as_tuple().exponent), 0) for step in steps)
    whole = lcm(*(int(_EXACT.scaleb(step, places)) for step in steps))
    return _EXACT.scaleb(Decimal(whole), -places)
