"""How large an order is, and whether the account and the contract's rules bear it."""

from collections.abc import Iterable
from decimal import Decimal

from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.contracts import SymbolInfo
from binance.models.futures.terms import OrderType
from bot.i18n import note
from bot.ordering.distances import check_dot
from bot.ordering.exact import EXACT, ceiled, cut
from bot.ordering.wishes import Base, Quote, Share
from bot.positions import rules
from bot.positions.outlook import opened_part
from bot.positions.standing import Standing
from bot.positions.wishes import Direction, Exits, Open
from bot.refusals import Refused
from bot.text import number

_HUNDRED = Decimal(100)


def quantity_for(wish: Open, standing: Standing, price: Decimal, leverage: int) -> Decimal:
    """Round down to the contract's steps what was asked for; `Refused` says why it cannot be."""
    rules.check_open(wish.contract, wish.contract.status)
    step = rules.step_of(wish.contract, market=wish.price is None)
    quantity = rules.floored(_wanted(wish, standing, price, leverage), step)
    if wish.price is not None:
        check_dot(wish.price, standing.mark)
        rules.check_price(wish.contract, wish.price)
        rules.check_band(wish.contract, wish.direction.entry, wish.price, standing.mark)
    rules.check_quantity(
        wish.contract, quantity, wish.price or standing.mark,
        market=wish.price is None, reduces=wish.reduce,
        paid=price if isinstance(wish.amount, Quote) else None,
    )  # fmt: skip
    if wish.reduce:
        _check_reduces(wish, standing, quantity)
    else:
        _check_margin(wish, standing, quantity, price, leverage)
    return quantity


def check_exits(
    contract: SymbolInfo,
    direction: Direction,
    exits: Exits,
    *,
    entry: Decimal,
    mark: Decimal,
    waits: bool = False,
) -> None:
    """A gain lies beyond entry and mark price, a loss before them: else it triggers at once.

    While the entry `waits` in the book, its target does too: until the market has come to it.
    """
    for price, gains in ((exits.profit, True), (exits.loss, False)):
        if price is None:
            continue
        check_dot(price, mark)
        rules.check_price(contract, price)
        above = gains == (direction is Direction.LONG)
        then = entry if waits and gains else mark
        if not (price > max(entry, then) if above else price < min(entry, then)):
            limit = _to_be_passed(contract, entry, then, above=above)
            raise _would_trigger(price, limit, above=above, gains=gains)


def closers(waiting: Iterable[AlgoOrder], direction: Direction) -> list[AlgoOrder]:
    """The orders that wait and close whatever position there is."""
    return [one for one in waiting if one.side == direction.exit and one.close_position]


def check_no_other(waiting: Iterable[AlgoOrder], direction: Direction, exits: Exits) -> None:
    """Of those that close a whole position Binance takes one of a kind, here as there."""
    wanted = {
        OrderType.STOP_MARKET: exits.loss, OrderType.TAKE_PROFIT_MARKET: exits.profit,
    }  # fmt: skip
    for one in closers(waiting, direction):
        if wanted.get(one.order_type) is not None:
            raise Refused(
                note(
                    "An order that closes the whole position waits already, at {price} "
                    "({type}). Cancel it first: /orders"
                ),
                price=number(one.trigger_price), type=one.order_type,
            )  # fmt: skip


def _wanted(wish: Open, standing: Standing, price: Decimal, leverage: int) -> Decimal:
    match wish.amount:
        case Base(amount):
            return amount
        case Quote(amount):
            return EXACT.divide(amount, price)
        case Share(percent) if wish.reduce:
            return EXACT.divide(EXACT.multiply(_to_reduce(wish, standing), percent), _HUNDRED)
        case Share(percent):
            part = EXACT.divide(EXACT.multiply(standing.free, percent), _HUNDRED)
            return EXACT.divide(part, EXACT.multiply(price, _cost(wish, standing, leverage)))


def _cost(wish: Open, standing: Standing, leverage: int) -> Decimal:
    """What a position takes of the free margin, as a share of what it is worth: margin and fee."""
    charges = standing.charges  # without BNB's discount: there may be too little of it
    fee = charges.maker if wish.post else charges.taker
    return EXACT.add(EXACT.divide(Decimal(1), Decimal(leverage)), fee)


def _to_reduce(wish: Open, standing: Standing) -> Decimal:
    there = standing.held(wish.direction.other)
    if there is None:
        raise Refused(
            note("There is nothing to reduce: you hold no {side} position in {symbol}."),
            side=str(wish.direction.other).upper(), symbol=wish.contract.symbol,
        )  # fmt: skip
    return abs(there.position_amt)


def _check_reduces(wish: Open, standing: Standing, quantity: Decimal) -> None:
    most = _to_reduce(wish, standing)
    if quantity > most:
        raise too_large(wish.contract.symbol, most, rules.unit_of(wish.contract))


def too_large(symbol: str, most: Decimal, unit: str) -> Refused:
    return Refused(
        note("Your position in {symbol} is {most} {unit}: more cannot be closed."),
        symbol=symbol, most=number(most), unit=unit,
    )  # fmt: skip


def _check_margin(
    wish: Open, standing: Standing, quantity: Decimal, price: Decimal, leverage: int
) -> None:
    opened = opened_part(standing, wish.direction, quantity)
    own = standing.held(wish.direction)
    whole = opened + (abs(own.position_amt) if own else 0)
    rules.check_leverage(
        wish.contract, standing.brackets, leverage, EXACT.multiply(whole, price)
    )  # fmt: skip
    share = EXACT.multiply(price, _cost(wish, standing, leverage))
    needed = EXACT.multiply(opened, share)
    if needed <= standing.free:
        return
    step = rules.step_of(wish.contract, market=wish.price is None)
    nearest = rules.floored(EXACT.divide(standing.free, share), step) + quantity - opened
    said = {
        "asset": wish.contract.margin_asset,
        "needed": number(ceiled(needed, Decimal("0.01"))),
        "have": number(cut(standing.free, 2)),
    }
    if nearest <= 0:
        raise Refused(note("Not enough {asset}: this needs {needed}, and {have} is free."), **said)
    raise Refused(
        note(
            "Not enough margin: with its fee this needs {needed} {asset}, and {have} is free. "
            "{nearest} {unit} would do."
        ),
        **said, nearest=number(nearest), unit=rules.unit_of(wish.contract),
    )  # fmt: skip


def _to_be_passed(contract: SymbolInfo, entry: Decimal, mark: Decimal, *, above: bool) -> Decimal:
    """The limit on the contract's grid: what lies beyond the one lies beyond the other."""
    tick = rules.tick_of(contract)
    return rules.floored(max(entry, mark), tick) if above else ceiled(min(entry, mark), tick)


def _would_trigger(price: Decimal, limit: Decimal, *, above: bool, gains: bool) -> Refused:
    values = {"price": number(price), "limit": number(limit)}
    if gains:
        return Refused(
            note("A target at {price} would trigger at once: it must lie above {limit}.")
            if above
            else note("A target at {price} would trigger at once: it must lie below {limit}."),
            **values,
        )
    return Refused(
        note("A stop at {price} would trigger at once: it must lie above {limit}.")
        if above
        else note("A stop at {price} would trigger at once: it must lie below {limit}."),
        **values,
    )
