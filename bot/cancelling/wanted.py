"""An order that somebody wants gone, as it was known when they said so."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.statements.resting_of import Resting
from storage import Market


class Wanted(BaseModel):
    """Which order; `shown` is how it stood in the list that the person saw, if in any."""

    model_config = ConfigDict(frozen=True)

    market: Market
    symbol: str
    order_id: int
    algo: bool = False
    shown: Resting | None = None

    @property
    def list_id(self) -> int | None:
        return None if self.shown is None else self.shown.list_id

    @classmethod
    def of(cls, order: Resting) -> Self:
        return cls(
            market=order.market, symbol=order.symbol, order_id=order.order_id, algo=order.algo,
            shown=order,
        )  # fmt: skip

    def is_it(self, order: Resting) -> bool:
        """Whether this is the order, as it is listed now."""
        told = (order.market, order.symbol, order.order_id, order.algo)
        return told == (self.market, self.symbol, self.order_id, self.algo)


_SOME = TypeAdapter(tuple[Wanted, ...])


def kept(orders: tuple[Wanted, ...]) -> list[Any]:
    """As JSON, for the database."""
    return list(_SOME.dump_python(orders, mode="json"))


def kept_before(orders: list[Any]) -> tuple[Wanted, ...]:
    """Back from there."""
    return _SOME.validate_python(orders)
