"""What a question under a message stands for: the very requests that a tap on Confirm sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from bot.deeds import Deed, deed_from

KIND = "order"


@dataclass(frozen=True)
class Asked:
    """One or several deeds for one account; those after the first follow once that is in place.

    `price` is the market's when the question was asked, where an answer depends on it; `words`
    are what the person wrote, to be read anew when that price is gone. `leverage` is set before
    the first deed is sent, where the account has another one. `filled` is how much was filled of
    an order that is to be changed.
    """

    deeds: Sequence[Deed]
    key_id: int
    price: Decimal | None = None
    words: str = ""
    leverage: int | None = None
    filled: Decimal | None = None

    @property
    def first(self) -> Deed:
        return self.deeds[0]

    def as_payload(self) -> dict[str, Any]:
        return {
            "deeds": [{"kind": one.kind.name, "request": one.payload} for one in self.deeds],
            "key": self.key_id,
            "price": None if self.price is None else str(self.price),
            "words": self.words,
            "leverage": self.leverage,
            "filled": None if self.filled is None else str(self.filled),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        price, filled = payload["price"], payload.get("filled")
        return cls(
            deeds=[deed_from(one["kind"], one["request"]) for one in payload["deeds"]],
            key_id=payload["key"],
            price=None if price is None else Decimal(price),
            words=payload["words"],
            leverage=payload.get("leverage"),
            filled=None if filled is None else Decimal(filled),
        )
