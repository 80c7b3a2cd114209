"""Taking back an order that is of no use any more because its position is closed.

Binance's own request names a number and nothing else. Here it also says what that order is, for
the person; which position it belongs to, without which it may go; and it has a name of its own, by
which it is written down before it is sent.
"""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.orders import OrderState
from binance.models.futures.terms import OrderType, PositionSide
from binance.models.order_terms import Side
from binance.parameters import new_client_order_id
from binance.private import coin_futures, futures
from binance.request import Private

Send = Callable[[Private[Any]], Awaitable[Any]]

TARGETS = frozenset({OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_MARKET})


class _Leftover(BaseModel):
    """What is known of it; `after` names the order that has to fill whole before it is sent."""

    algo_id: int
    symbol: str
    side: Side
    order_type: OrderType
    position_side: PositionSide
    trigger_price: Decimal | None = None
    after: str | None = None
    name: str = Field(default_factory=new_client_order_id)

    def params(self) -> dict[str, str]:
        """Only the number travels."""
        return {"algoId": str(self.algo_id)}

    @property
    def place(self) -> str:
        """The position, as people name it."""
        return f"{self.symbol} {'LONG' if self.side == Side.SELL else 'SHORT'}"

    @classmethod
    def of(cls, order: AlgoOrder, after: str | None = None) -> Self:
        return cls(
            algo_id=order.algo_id, symbol=order.symbol, side=order.side,
            order_type=order.order_type, position_side=order.position_side,
            trigger_price=order.trigger_price or None, after=after,
        )  # fmt: skip

    def belongs_to(self, position: Any) -> bool:
        """Whether it would make this position smaller."""
        return ends(self, position)


class CancelUsdLeftover(_Leftover, futures.CancelAlgoOrder):
    """On USD-M."""


class CancelCoinLeftover(_Leftover, coin_futures.CancelAlgoOrder):
    """On COIN-M."""


Leftover = CancelUsdLeftover | CancelCoinLeftover


def ends(order: Any, position: Any) -> bool:
    """Whether an order would make a position smaller; none named is the one of one-way mode."""
    amount: Decimal = position.position_amt
    closes = amount > 0 if order.side == Side.SELL else amount < 0
    side = order.position_side or PositionSide.BOTH
    return closes and (position.symbol, position.position_side) == (order.symbol, side)


def only_reduces(order: AlgoOrder | OrderState) -> bool:
    """In hedge mode the side tells, and nothing else does: to sell a long or buy a short back."""
    if order.position_side is PositionSide.BOTH:
        return order.close_position or order.reduce_only
    long = order.position_side is PositionSide.LONG
    return order.side == (Side.SELL if long else Side.BUY)


def could_open(order: OrderState, symbol: str, side: PositionSide) -> bool:
    """In one-way mode in either direction: what takes profit goes short once nothing is held."""
    return (order.symbol, order.position_side) == (symbol, side) and not only_reduces(order)


async def leftovers(
    send: Send, market: Literal["usdm", "coinm"], symbol: str
) -> Sequence[Leftover]:
    """Ask which orders in a contract have outlived their position; it weighs 1 if none waits."""
    outlived, _ = await by_position(send, market, symbol)
    return outlived


async def by_position(
    send: Send, market: Literal["usdm", "coinm"], symbol: str
) -> tuple[Sequence[Leftover], Sequence[Leftover]]:
    """The same, and which have a position, as far as Binance shows by now what was closed."""
    usd = market == "usdm"
    kind: type[Leftover] = CancelUsdLeftover if usd else CancelCoinLeftover
    venue = futures if usd else coin_futures
    waiting: Sequence[AlgoOrder] = await send(venue.OpenAlgoOrders(symbol=symbol))
    found = [kind.of(one) for one in waiting if only_reduces(one) and one.order_type.known]
    if not found:
        return [], []
    positions = await send(positions_in(market, symbol))
    at_home = [one for one in found if any(one.belongs_to(each) for each in positions)]
    return [one for one in found if one not in at_home], at_home


def positions_in(market: str, symbol: str) -> Private[Any]:
    if market == "usdm":
        return futures.PositionInformation(symbol=symbol)
    return coin_futures.PositionInformation(pair=symbol.partition("_")[0])
