"""Where a pair or a bracket gets out again, and what that leaves."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from binance.models.order_terms import Side
from binance.private.spot import NewOco, NewOrder, NewOto
from bot.ordering.market import Market
from bot.ordering.shapes import SpotOrder
from bot.ordering.wishes import opposite

End = Literal["profit", "loss"]
Place = tuple[Decimal | None, Decimal | None]
"""The limit of a way out, and what triggers it."""


@dataclass(frozen=True)
class Exit:
    """One way out; `trigger` is what it waits for where `price` is the limit behind that.

    `money` is what it brings or costs before fees; `result` what is left of it after the entry
    and the fees of both, where there was an entry. A trailing order has no price yet.
    """

    end: End
    price: Decimal | None
    money: Decimal | None
    result: Decimal | None = None
    trigger: Decimal | None = None


def exits_of(request: SpotOrder, market: Market) -> tuple[Exit, ...]:
    """List the ways out, profit first; none of a single order."""
    match request:
        case NewOrder():
            return ()
        case NewOco():
            above = request.above_price, request.above_stop_price
            below = request.below_price, request.below_stop_price
            ways = _ways(request.side, above, below)
            return tuple(_exit(end, place, request.quantity) for end, place in ways)
        case NewOto():
            place = request.pending_price, request.pending_stop_price
            end: End = "profit" if _gains(request, place[1] or place[0]) else "loss"
            ways = [(end, place)]
        case _:
            above = request.pending_above_price, request.pending_above_stop_price
            below = request.pending_below_price, request.pending_below_stop_price
            ways = _ways(request.pending_side, above, below)
    return tuple(
        _after_entry(_exit(end, place, request.pending_quantity), request, market)
        for end, place in ways
    )


def _ways(side: Side, above: Place, below: Place) -> list[tuple[End, Place]]:
    """Who sells gains above, who buys back gains below."""
    gain, stop = (above, below) if side == Side.SELL else (below, above)
    return [("profit", gain), ("loss", stop)]


def _gains(request: NewOto, price: Decimal | None) -> bool:
    if price is None:
        return False
    if request.pending_side == Side.SELL:
        return price > request.working_price
    return price < request.working_price


def _exit(end: End, place: Place, quantity: Decimal) -> Exit:
    limit, trigger = place
    price = limit or trigger
    money = None if price is None else price * quantity
    return Exit(end, price, money, trigger=None if limit is None else trigger)


def _after_entry(way: Exit, request: SpotOrder, market: Market) -> Exit:
    """What buying and selling again leaves, or the other way round."""
    if way.money is None or isinstance(request, NewOrder | NewOco):
        return way
    entered = request.working_price * request.working_quantity
    bought = request.working_side == Side.BUY
    spent, gained = (entered, way.money) if bought else (way.money, entered)
    # what is bought arrives without its fee, which the pending quantity has left out already
    fee = gained * market.fee(opposite(request.working_side) if bought else request.working_side)
    return replace(way, result=gained - fee - spent)
