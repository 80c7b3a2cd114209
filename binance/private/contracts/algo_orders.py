"""What is common to conditional orders, which wait in a store of their own for a price."""

from typing import Any

from pydantic import BaseModel, Field

from binance.models.futures.terms import AlgoType
from binance.parameters import Amount, ClientOrderId, new_client_order_id
from binance.private.contracts.order_terms import ConditionalTerms
from binance.rules import either


def is_conditional(request: Any) -> None:
    """Other orders go straight to the book, and never into this store."""
    if not request.type.conditional:
        raise ValueError(f"{request.type} is placed with NewOrder")


class AlgoTerms(ConditionalTerms):
    """What is asked of a conditional order besides what is asked of every order."""

    algo_type: AlgoType = AlgoType.CONDITIONAL
    trigger_price: Amount | None = None
    activate_price: Amount | None = None
    client_algo_id: ClientOrderId = Field(default_factory=new_client_order_id)


class OneAlgoOrder(BaseModel):
    """A conditional order pointed at by Binance's id or by ours."""

    algo_id: int | None = None
    client_algo_id: str | None = None


ONE_ALGO_ORDER = either("algo_id", "client_algo_id")
