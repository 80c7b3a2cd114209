"""Where a pair or a bracket gets out again, and what that leaves."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from binance.models.order_terms import Side
from binance.private.spot import NewOco, NewOrder, NewOto
from bot.ordering.market import Market
from bot.ordering.shapes import SpotOrder
from bot.ordering.wishes import opposite

End = Literal["profit", "loss"]


@dataclass(frozen=True)
class Exit:
    """One way out.

    `money` is what it brings or costs before fees; `result` what is left of it after the entry
    and the fees of both, where there was an entry. A trailing order has no price yet.
    """

    end: End
    price: Decimal | None
    money: Decimal | None
    result: Decimal | None = None


def exits_of(request: SpotOrder, market: Market) -> tuple[Exit, ...]:
    """List the ways out, profit first; none of a single order."""
    match request:
        case NewOrder():
            return ()
        case NewOco():
            above = request.above_price or request.above_stop_price
            below = request.below_price or request.below_stop_price
            ways = _ways(request.side, above, below)
            return tuple(_exit(end, price, request.quantity) for end, price in ways)
        case NewOto():
            price = request.pending_price or request.pending_stop_price
            end: End = "profit" if _gains(request, price) else "loss"
            ways = [(end, price)]
        case _:
            above = request.pending_above_price or request.pending_above_stop_price
            below = request.pending_below_price or request.pending_below_stop_price
            ways = _ways(request.pending_side, above, below)
    return tuple(
        _after_entry(_exit(end, price, request.pending_quantity), request, market)
        for end, price in ways
    )


def _ways(
    side: Side, above: Decimal | None, below: Decimal | None
) -> list[tuple[End, Decimal | None]]:
    """Who sells gains above, who buys back gains below."""
    gain, stop = (above, below) if side == Side.SELL else (below, above)
    return [("profit", gain), ("loss", stop)]


def _gains(request: NewOto, price: Decimal | None) -> bool:
    if price is None:
        return False
    if request.pending_side == Side.SELL:
        return price > request.working_price
    return price < request.working_price


def _exit(end: End, price: Decimal | None, quantity: Decimal) -> Exit:
    return Exit(end, price, None if price is None else price * quantity)


def _after_entry(way: Exit, request: SpotOrder, market: Market) -> Exit:
    """What buying and selling again leaves, or the other way round."""
    if way.money is None or isinstance(request, NewOrder | NewOco):
        return way
    entered = request.working_price * request.working_quantity
    bought = request.working_side == Side.BUY
    spent, gained = (entered, way.money) if bought else (way.money, entered)
    # what is bought arrives without its fee, which the pending quantity has left out already
    fee = gained * market.fee(opposite(request.working_side) if bought else request.working_side)
    return Exit(way.end, way.price, way.money, gained - fee - spent)
