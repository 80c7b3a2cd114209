"""From each market's answers to one form of an open order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from binance.models.futures.algo_orders import AlgoOrderState
from binance.models.futures.orders import OrderState as ContractOrder
from binance.models.futures.terms import AlgoStatus, PositionSide
from binance.models.order_lists import OrderList
from binance.models.order_terms import OrderStatus, OrderType, Side
from binance.models.orders import Order
from bot.deeds.report import OPEN
from storage import Market

_HUNDRED = Decimal(100)
_OPEN = (*OPEN, *(str(one) for one in AlgoStatus if one.waiting))


@dataclass(frozen=True, slots=True)
class Resting:
    """One open order.

    `price` is its limit, `trigger` what it waits for before it goes to the book; both are None
    where there is none. `trailing` is percent behind the best price. Orders of one `list_id` hang
    together, and a `pending` one waits for another of its list. An `algo` order's number counts
    among conditional orders only. `triggered` is the price that came, of an order that waits at its
    limit since; `visible` what an iceberg shows. `last` is the latest price.
    """

    market: Market
    symbol: str
    order_id: int
    side: Side
    kind: str
    qty: Decimal
    filled: Decimal
    price: Decimal | None
    trigger: Decimal | None
    at: datetime
    status: str
    trailing: Decimal | None = None
    triggered: Decimal | None = None
    visible: Decimal | None = None
    maker: bool = False
    list_id: int | None = None
    list_size: int = 1
    pending: bool = False
    algo: bool = False
    reduces: bool = False
    closes: bool = False
    position: str = ""
    last: Decimal | None = None

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN

    @property
    def target(self) -> Decimal | None:
        """The price at which something happens to it next."""
        return self.trigger or self.price

    @property
    def distance(self) -> Decimal | None:
        """How far the market is from there, in percent of the latest price; signed."""
        if self.target is None or not self.last:
            return None
        return (self.target - self.last) / self.last * _HUNDRED

    @property
    def done(self) -> Decimal:
        """Which part is filled, in percent."""
        return self.filled / self.qty * _HUNDRED if self.qty else Decimal(0)


def spot(order: Order, together: OrderList | None) -> Resting:
    """`together` is its list, if it is in one and that was told."""
    waits = not order.is_working
    return Resting(
        market="spot",
        symbol=order.symbol,
        order_id=order.order_id,
        side=order.side,
        kind=str(order.type),
        qty=order.orig_qty,
        filled=order.executed_qty,
        price=order.price or None,
        trigger=(order.stop_price or None) if waits else None,
        at=order.time,
        status=str(order.status),
        trailing=Decimal(order.trailing_delta) / _HUNDRED if order.trailing_delta else None,
        triggered=None if waits else order.stop_price or None,
        visible=order.iceberg_qty or None,
        maker=order.type == OrderType.LIMIT_MAKER,
        list_id=order.order_list_id if order.is_listed else None,
        list_size=len(together.orders) if together else 1,
        pending=order.status == OrderStatus.PENDING_NEW,
    )


def contract(market: Market, order: ContractOrder) -> Resting:
    """An order of either futures market; of COIN-M quantities are contracts."""
    placed: datetime = getattr(order, "time", order.update_time)
    return Resting(
        market=market,
        symbol=order.symbol,
        order_id=order.order_id,
        side=order.side,
        kind=str(order.type),
        qty=order.orig_qty,
        filled=order.executed_qty,
        price=order.price or None,
        trigger=(order.stop_price or None) if order.type.conditional else None,
        at=placed,
        status=str(order.status),
        trailing=order.price_rate or None,
        reduces=order.reduce_only,
        closes=order.close_position,
        position=_position(order.position_side),
    )


def conditional(market: Market, order: AlgoOrderState) -> Resting:
    """A conditional order, which is in no book until a price triggers it."""
    return Resting(
        market=market,
        symbol=order.symbol,
        order_id=order.algo_id,
        side=order.side,
        kind=str(order.order_type),
        qty=order.quantity,
        filled=Decimal(0),
        price=order.price or None,
        trigger=order.trigger_price or order.activate_price or None,
        at=order.create_time,
        status=str(order.algo_status),
        trailing=order.callback_rate or None,
        algo=True,
        reduces=order.reduce_only,
        closes=order.close_position,
        position=_position(order.position_side),
    )


def _position(side: Any) -> str:
    return "" if side == PositionSide.BOTH else str(side)
