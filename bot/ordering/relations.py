"""Where the prices of a wish must lie: on their tick, and on their side of the market.

What lies on the wrong side would be triggered, or executed, at once, and Binance refuses it.
"""

from decimal import Decimal

from binance.filters import floor_price
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from bot.i18n import note
from bot.ordering.distances import check_dot
from bot.ordering.exact import SATOSHI, ceiled
from bot.ordering.market import Market
from bot.ordering.outlook import tick_of
from bot.ordering.wishes import (
    Bracket,
    Limit,
    Loss,
    Oco,
    Profit,
    Stop,
    Touch,
    Trail,
    Wish,
    opposite,
    prices,
)
from bot.refusals import Refused
from bot.text import number


def check(wish: Wish, market: Market) -> None:
    """`Refused` names the price that is out of place, and the nearest one that is not."""
    for price in prices(wish.kind):
        check_dot(price, market.last)
        _on_its_tick(wish.info, price)
    info, side = wish.info, wish.side
    match wish.kind:
        case Limit(post=True) as limit:
            _rests(info, side, limit.price, market)
        case Stop(price=price):
            _beyond(info, price, market.last, above=side == Side.BUY)
        case Touch(price=price):
            _beyond(info, price, market.last, above=side == Side.SELL)
        case Trail(activation=activation) if activation == market.last:
            _beyond(info, activation, market.last, above=side == Side.SELL)
        case Oco(profit, loss):
            _encloses(info, side, profit, loss, market)
        case Bracket() as bracket:
            _check_bracket(info, side, bracket, market)


def _on_its_tick(info: SymbolInfo, price: Decimal) -> None:
    nearest = floor_price(info, price) or tick_of(info)
    if nearest != price:
        raise Refused(
            note("Prices of {symbol} go in steps: {nearest} would do, {price} does not."),
            symbol=info.symbol, nearest=number(nearest), price=number(price),
        )  # fmt: skip


def _rests(info: SymbolInfo, side: Side, price: Decimal, market: Market) -> None:
    """What is to be only a maker must not meet an order of the other side."""
    met = market.met_by(side)
    if met is not None:
        _beside(info, price, met, above=side == Side.SELL)
    elif price != market.last:
        _beyond(info, price, market.last, above=side == Side.SELL)


def _encloses(info: SymbolInfo, side: Side, profit: Profit, loss: Loss, market: Market) -> None:
    """Selling: profit > last > stop; buying the other way round."""
    last = market.last
    _beyond(info, profit.price, last, above=side == Side.SELL)
    if isinstance(profit, Limit):  # it is sent as a maker
        _rests(info, side, profit.price, market)
    if isinstance(loss, Stop):
        _beyond(info, loss.price, last, above=side == Side.BUY)


def _check_bracket(info: SymbolInfo, side: Side, bracket: Bracket, market: Market) -> None:
    """Profit and stop lie round the entry, and round the market if the entry is filled at once."""
    entry, last, out = bracket.entry, market.last, opposite(side)
    if entry.post:
        _rests(info, side, entry.price, market)
    if bracket.profit is not None:
        _round_entry(info, bracket.profit.price, entry.price, above=out == Side.SELL)
    if not isinstance(bracket.loss, Stop):
        return
    _round_entry(info, bracket.loss.price, entry.price, above=out == Side.BUY)
    if market.takes(side, entry.price):
        _beyond(info, bracket.loss.price, last, above=out == Side.BUY)


def _beyond(info: SymbolInfo, price: Decimal, last: Decimal, *, above: bool) -> None:
    if price > last if above else price < last:
        return
    raise Refused(
        note("The market is at {last}, and {price} must be above it: {nearest} would do.")
        if above
        else note("The market is at {last}, and {price} must be below it: {nearest} would do."),
        last=number(last), price=number(price), nearest=number(_next(info, last, above=above)),
    )  # fmt: skip


def _beside(info: SymbolInfo, price: Decimal, met: Decimal, *, above: bool) -> None:
    """A maker stays on its own side of the best offer of the other one."""
    if price > met if above else price < met:
        return
    raise Refused(
        note("The best bid is {met}, and a maker must be above it, not {price}: "
             "{nearest} would do.")
        if above
        else note("The best ask is {met}, and a maker must be below it, not {price}: "
                  "{nearest} would do."),
        met=number(met), price=number(price), nearest=number(_next(info, met, above=above)),
    )  # fmt: skip


def _round_entry(info: SymbolInfo, price: Decimal, entry: Decimal, *, above: bool) -> None:
    if price > entry if above else price < entry:
        return
    raise Refused(
        note("{price} must be above the entry at {entry}: {nearest} would do.")
        if above
        else note("{price} must be below the entry at {entry}: {nearest} would do."),
        entry=number(entry), price=number(price), nearest=number(_next(info, entry, above=above)),
    )  # fmt: skip


def _next(info: SymbolInfo, price: Decimal, *, above: bool) -> Decimal:
    """The nearest price of the symbol on one side of another price."""
    tick = tick_of(info) or SATOSHI
    return floor_price(info, price) + tick if above else ceiled(price, tick) - tick
