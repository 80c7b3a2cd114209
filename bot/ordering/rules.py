"""Every rule of a symbol that a request breaks, in each of its orders."""

from collections.abc import Iterator
from decimal import Decimal

from binance.filters import Violation, off_step, outside, violations
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import OrderType, Side
from binance.models.symbol_filters import (
    IcebergParts,
    LotSize,
    MaxNumAlgoOrders,
    MaxNumIcebergOrders,
    MaxNumOrderLists,
    MaxNumOrders,
    MaxPosition,
    TrailingDelta,
)
from binance.private.spot import NewOco, NewOrder
from bot.ordering.exact import EXACT, ceiled
from bot.ordering.legs import Leg, legs
from bot.ordering.market import ALGORITHMIC, Market, OpenCounts
from bot.ordering.shapes import SpotOrder

_TRIGGERED_AT_MARKET = frozenset({OrderType.STOP_LOSS, OrderType.TAKE_PROFIT})


def broken(info: SymbolInfo, request: SpotOrder, market: Market) -> list[Violation]:
    """What Binance would refuse a request for, balances and the market's moves aside."""
    found = [*_allowed(info, request)]
    for leg in legs(request):
        found += violations(info, leg, market.reference)
        found += [*_market_lot(info, leg), *_stop_price(info, leg), *_trailing(info, leg)]
        found += _iceberg(info, leg)
    if market.counts is not None:
        found += _counts(info, request, market.counts)
    found += _position(info, legs(request)[0], market)
    return found


def trailing_bounds(info: SymbolInfo, leg: Leg) -> tuple[int, int] | None:
    """The least and the most basis points that an order may trail by; None without a rule."""
    rule = info.rules.get("TRAILING_DELTA")
    if not isinstance(rule, TrailingDelta):
        return None
    stop = leg.type in {OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT}
    if stop == (leg.side == Side.BUY):
        return rule.min_trailing_above_delta, rule.max_trailing_above_delta
    return rule.min_trailing_below_delta, rule.max_trailing_below_delta


def least_part(info: SymbolInfo, quantity: Decimal) -> Decimal:
    """The smallest part that an iceberg of such a quantity may show."""
    rule, lot = info.rules.get("ICEBERG_PARTS"), info.lot_size()
    limit = rule.limit if isinstance(rule, IcebergParts) else 0
    whole = EXACT.divide(quantity, Decimal(limit)) if limit else Decimal(0)
    if lot is None:
        return whole
    return max(ceiled(whole, lot.step_size), lot.min_qty, lot.step_size)


def _allowed(info: SymbolInfo, request: SpotOrder) -> Iterator[Violation]:
    if isinstance(request, NewOco) and not info.oco_allowed:
        yield Violation("OCO", "ALLOWED")
    if not isinstance(request, NewOrder | NewOco) and not info.oto_allowed:
        yield Violation("OTO", "ALLOWED")
    for leg in legs(request):
        if leg.iceberg_qty is not None and not info.iceberg_allowed:
            yield Violation("ICEBERG", "ALLOWED")
        if leg.trailing_delta is not None and not info.allow_trailing_stop:
            yield Violation("TRAILING_STOP", "ALLOWED")


def _market_lot(info: SymbolInfo, leg: Leg) -> Iterator[Violation]:
    """The lot size of market orders holds for those too that become one."""
    rule = info.lot_size(market=True)
    if rule is None or leg.type not in _TRIGGERED_AT_MARKET or leg.quantity is None:
        return
    yield from _lot(rule, leg.quantity)


def _stop_price(info: SymbolInfo, leg: Leg) -> Iterator[Violation]:
    rule, price = info.price_filter, leg.stop_price
    if rule is None or price is None:
        return
    yield from outside("PRICE_FILTER", "price", price, rule.min_price, rule.max_price)
    yield from off_step("PRICE_FILTER", "tick_size", price, rule.tick_size)


def _trailing(info: SymbolInfo, leg: Leg) -> Iterator[Violation]:
    bounds = trailing_bounds(info, leg)
    if bounds is not None and leg.trailing_delta is not None:
        least, most = map(Decimal, bounds)
        yield from outside("TRAILING_DELTA", "delta", Decimal(leg.trailing_delta), least, most)


def _iceberg(info: SymbolInfo, leg: Leg) -> Iterator[Violation]:
    if leg.iceberg_qty is None or leg.quantity is None:
        return
    least = least_part(info, leg.quantity)
    if leg.iceberg_qty < least:
        yield Violation("ICEBERG_PARTS", "min_part", least, leg.iceberg_qty)
    if leg.iceberg_qty >= leg.quantity:
        yield Violation("ICEBERG_PARTS", "max_part", leg.quantity, leg.iceberg_qty)


def _counts(info: SymbolInfo, request: SpotOrder, open_: OpenCounts) -> Iterator[Violation]:
    """How many orders of a kind there would be, were this request carried out."""
    own = legs(request)
    algo = sum(leg.type in ALGORITHMIC for leg in own)
    icebergs = sum(leg.iceberg_qty is not None for leg in own)
    listed = not isinstance(request, NewOrder)
    for name, rule in info.rules.items():
        match rule:
            case MaxNumOrders(max_num_orders=limit):
                more, there = sum(leg.type is not OrderType.MARKET for leg in own), open_.orders
            case MaxNumAlgoOrders(max_num_algo_orders=limit):
                more, there = algo, open_.algo_orders
            case MaxNumIcebergOrders(max_num_iceberg_orders=limit):
                more, there = icebergs, open_.icebergs
            case MaxNumOrderLists(max_num_order_lists=limit):
                more, there = int(listed), open_.lists
            case _:
                continue
        if more and there + more > limit:
            yield Violation(name, "max_num", Decimal(limit), Decimal(there))


def _position(info: SymbolInfo, leg: Leg, market: Market) -> Iterator[Violation]:
    """How much of the base asset there would be, were it bought; what a pair buys counts once."""
    rule, there = info.rules.get("MAX_POSITION"), market.position
    if not isinstance(rule, MaxPosition) or there is None or leg.side != Side.BUY:
        return
    more = leg.quantity
    if more is None:
        more = EXACT.divide(leg.quote_order_qty or Decimal(0), market.last)
    if there + more > rule.max_position:
        yield Violation("MAX_POSITION", "max_position", rule.max_position, there)


def _lot(rule: LotSize, quantity: Decimal) -> Iterator[Violation]:
    yield from outside(rule.filter_type, "qty", quantity, rule.min_qty, rule.max_qty)
    yield from off_step(rule.filter_type, "step_size", quantity, rule.step_size)
