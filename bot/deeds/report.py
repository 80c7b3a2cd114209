"""What Binance says of a deed, in one shape for orders, lists and conditional orders."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from binance.models.order_terms import OrderStatus, Side
from binance.models.orders import OrderState

NOTHING = Decimal(0)
TRIGGERED = "TRIGGERED, IN THE BOOK"
"""Our word for a stop-limit order whose price came: Binance still calls it NEW."""

GONE = "GONE"
"""How an order stands that Binance does not know as a waiting one, whatever became of it."""

OPEN = (OrderStatus.PENDING_NEW, OrderStatus.NEW, TRIGGERED, OrderStatus.PARTIALLY_FILLED)
"""How an order may be that is not over, in the order in which that happens."""


class Leg(BaseModel):
    """One order as it stands."""

    model_config = ConfigDict(frozen=True)

    order_id: int
    status: str
    side: Side
    type: str
    executed_qty: Decimal = NOTHING
    quote_qty: Decimal | None = None
    """What the filled part came to; None where the answer does not tell it."""

    @property
    def average_price(self) -> Decimal | None:
        if self.executed_qty <= 0 or self.quote_qty is None or self.quote_qty < 0:
            return None
        return self.quote_qty / self.executed_qty

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @classmethod
    def of(cls, order: OrderState) -> "Leg":
        return cls(
            order_id=order.order_id,
            status=str(order.status),
            side=order.side,
            type=str(order.type),
            executed_qty=order.executed_qty,
            quote_qty=order.cummulative_quote_qty,
        )


class Report(BaseModel):
    """A deed as Binance has it: under which number, how it stands, and the orders in it."""

    model_config = ConfigDict(frozen=True)

    number: int
    status: str
    symbol: str
    legs: tuple[Leg, ...]

    @classmethod
    def of_one(cls, symbol: str, leg: Leg) -> "Report":
        return cls(number=leg.order_id, status=leg.status, symbol=symbol, legs=(leg,))

    @property
    def bare(self) -> "Report":
        """The same without what fills came to, where that is told apart."""
        legs = tuple(leg.model_copy(update={"quote_qty": None}) for leg in self.legs)
        return self.model_copy(update={"legs": legs})

    def since(self, known: Mapping[int, tuple[str, Decimal]]) -> "Report":
        """The same with what is known by now of its orders: status, and how much is filled."""
        legs = tuple(_since(leg, known.get(leg.order_id)) for leg in self.legs)
        status = legs[0].status if len(legs) == 1 else self.status
        return self.model_copy(update={"legs": legs, "status": status})

    @property
    def is_open(self) -> bool:
        return any(leg.is_open for leg in self.legs)

    @property
    def has_fills(self) -> bool:
        return any(leg.executed_qty > 0 for leg in self.legs)

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def _since(leg: Leg, known: tuple[str, Decimal] | None) -> Leg:
    """Forward only: an answer may be older than what an event has told."""
    if known is None or not leg.is_open:
        return leg
    status, executed = known
    if status in OPEN:
        status = max(status, leg.status, key=OPEN.index)
    executed = max(executed, leg.executed_qty)
    return leg.model_copy(update={"status": status, "executed_qty": executed})
