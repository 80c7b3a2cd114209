"""The very requests: entries, exits and closings, in one-way mode and in hedge mode.

Requests that reduce cannot open anything: in one-way mode by `reduce_only` or `close_position`,
in hedge mode because they sell what is long or buy back what is short.
"""

from collections.abc import Sequence
from decimal import Decimal

from binance.models.futures.terms import (
    NewOrderRespType,
    OrderType,
    PositionSide,
    TimeInForce,
    WorkingType,
)
from binance.private import coin_futures, futures
from bot.leftovers import CancelCoinLeftover, CancelUsdLeftover, Leftover
from bot.positions.held import Held
from bot.positions.questions import Part
from bot.positions.wishes import Direction, Exits, Open

TRIGGERED_BY = WorkingType.MARK_PRICE

Closed = futures.NewOrder | coin_futures.NewOrder


def entry(wish: Open, quantity: Decimal, *, hedged: bool) -> futures.NewOrder:
    """Open, or with `reduce` trade against the opposite position."""
    limited = wish.price is not None
    position = wish.direction.other if wish.reduce else wish.direction
    return futures.NewOrder(
        symbol=wish.contract.symbol,
        side=wish.direction.entry,
        type=OrderType.LIMIT if limited else OrderType.MARKET,
        quantity=quantity,
        price=wish.price,
        time_in_force=(TimeInForce.GTX if wish.post else TimeInForce.GTC) if limited else None,
        position_side=position.position_side if hedged else None,
        reduce_only=True if wish.reduce and not hedged else None,
        new_order_resp_type=NewOrderRespType.RESULT,
    )


def exits(
    symbol: str, direction: Direction, wanted: Exits, quantity: Decimal, *, hedged: bool
) -> Sequence[futures.NewAlgoOrder]:
    """What ends a position: first what protects it, then what takes its profit."""
    side = direction.position_side if hedged else None
    made = []
    if wanted.loss is not None:
        made.append(_whole(symbol, direction, OrderType.STOP_MARKET, wanted.loss, side))
    if wanted.trail is not None:
        made.append(
            futures.NewAlgoOrder(
                symbol=symbol, side=direction.exit, type=OrderType.TRAILING_STOP_MARKET,
                quantity=quantity, callback_rate=wanted.trail, position_side=side,
                reduce_only=None if hedged else True, working_type=TRIGGERED_BY,
            )
        )  # fmt: skip
    if wanted.profit is not None:
        made.append(_whole(symbol, direction, OrderType.TAKE_PROFIT_MARKET, wanted.profit, side))
    return made


def closing(
    held: Held, quantity: Decimal, price: Decimal | None = None, *, post: bool = False
) -> Closed:
    """Trade against a position, at the market or no worse than at a price."""
    one_way = held.named is PositionSide.BOTH
    kind: type[Closed] = futures.NewOrder if held.venue == "usdm" else coin_futures.NewOrder
    limited = price is not None
    return kind(
        symbol=held.symbol,
        side=held.direction.exit,
        type=OrderType.LIMIT if limited else OrderType.MARKET,
        quantity=quantity,
        price=price,
        time_in_force=(TimeInForce.GTX if post else TimeInForce.GTC) if limited else None,
        position_side=None if one_way else held.named,
        reduce_only=True if one_way else None,
        new_order_resp_type=NewOrderRespType.RESULT,
    )


def clearing(part: Part, after: Closed) -> Sequence[Leftover]:
    """Take back what waits to end a position, once that is closed whole by this order."""
    kind: type[Leftover] = CancelUsdLeftover if part.held.venue == "usdm" else CancelCoinLeftover
    name = after.new_client_order_id
    return [kind.of(one, name) for one in part.closers or ()]


def _whole(
    symbol: str, direction: Direction, kind: OrderType, trigger: Decimal, side: PositionSide | None
) -> futures.NewAlgoOrder:
    return futures.NewAlgoOrder(
        symbol=symbol, side=direction.exit, type=kind, trigger_price=trigger,
        close_position=True, position_side=side, working_type=TRIGGERED_BY,
    )  # fmt: skip
