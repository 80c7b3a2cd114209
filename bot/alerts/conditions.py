"""What an alert waits for: values that can be stored, compared and spelt.

A term compares a measure, such as a price or an RSI, with a level. An alert has one term or
several, which must hold at the same moment; or it waits for new listings.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from binance.models.market import Interval


class Relation(StrEnum):
    """How a measure stands, or moves, to a level. The strict ones exclude the level itself.

    Crossing needs a previous value on the other side; the others are states, true or not.
    """

    ABOVE = ">"
    BELOW = "<"
    AT_LEAST = ">="
    AT_MOST = "<="
    CROSSES = "crosses"
    CROSSES_UP = "crosses up"
    CROSSES_DOWN = "crosses down"

    @property
    def is_crossing(self) -> bool:
        return self in {Relation.CROSSES, Relation.CROSSES_UP, Relation.CROSSES_DOWN}


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Price(Value):
    """The price of each trade."""

    kind: Literal["price"] = "price"
    symbol: str


class Ratio(Value):
    """The price of one symbol divided by another's, for pairs that are not listed themselves."""

    kind: Literal["ratio"] = "ratio"
    symbol: str
    by: str


class Change(Value):
    """Percent by which a trade's price differs from the price `window` before."""

    kind: Literal["change"] = "change"
    symbol: str
    window: timedelta


class Move(Value):
    """As `Change`, without its sign."""

    kind: Literal["move"] = "move"
    symbol: str
    window: timedelta


class Volume(Value):
    """Base volume of the last `window`, in multiples of what is usual.

    Counted on closed one-minute candles; usual is the mean of the twenty windows before.
    """

    kind: Literal["volume"] = "volume"
    symbol: str
    window: timedelta


class Near(Value):
    """Percent between a trade's price and the lowest or highest price of the last `window`."""

    kind: Literal["near"] = "near"
    symbol: str
    extreme: Literal["low", "high"]
    window: timedelta


class Funding(Value):
    """The estimated funding rate of a USD-M perpetual, in percent."""

    kind: Literal["funding"] = "funding"
    symbol: str


class Rsi(Value):
    """Wilder's relative strength index, 0 to 100.

    Of closed candles; when `live`, of the open one too, as it stands at each change.
    """

    kind: Literal["rsi"] = "rsi"
    symbol: str
    interval: Interval
    length: int = Field(14, ge=2, le=200)
    live: bool = False


class Average(Value):
    """A moving average of closes."""

    kind: Literal["ema", "sma"]
    length: int = Field(ge=2, le=500)


class Gap(Value):
    """Percent by which one average, or the close itself, lies above another average."""

    kind: Literal["gap"] = "gap"
    symbol: str
    interval: Interval
    fast: Average | None = None
    slow: Average
    live: bool = False


Measure = Annotated[
    Price | Ratio | Change | Move | Volume | Near | Funding | Rsi | Gap,
    Field(discriminator="kind"),
]


class Term(Value):
    """One comparison: of a price in quote units, of a percentage in percent."""

    measure: Measure
    relation: Relation
    level: Decimal


class NewListing(Value):
    """A symbol begins to trade; with `quote`, only those priced in it, such as USDT."""

    kind: Literal["listing"] = "listing"
    quote: str | None = None


class Options(Value):
    """How an alert fires. `every`: each time it becomes true anew, after `cooldown` at least."""

    every: bool = False
    cooldown: timedelta | None = None
    until: datetime | None = None
    silent: bool = False
    note: str = Field("", max_length=200)


class Wish(Value):
    """What somebody wants to be told of. At most one of several terms may be a crossing."""

    condition: NewListing | Annotated[tuple[Term, ...], Field(min_length=1, max_length=4)]
    options: Options = Options()

    @property
    def terms(self) -> tuple[Term, ...]:
        return () if isinstance(self.condition, NewListing) else self.condition

    @property
    def symbol(self) -> str:
        """The symbol it is about, by which it is listed and charted; empty for new listings."""
        return self.terms[0].measure.symbol if self.terms else ""
