"""An order put together by taps: what was chosen so far, and the words of /buy that it makes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from binance.request import wire
from bot.i18n import note
from bot.ordering.amounts import DOLLARS
from bot.ordering.form_prices import Around, price_of
from bot.refusals import Refused


class Kind(StrEnum):
    """What the form can make, as a button names it."""

    MARKET = "market"
    LIMIT = "limit"
    POST = "post"
    STOP = "stop"
    TAKE = "take"
    TRAIL = "trail"
    OCO = "oco"
    BRACKET = "bracket"


class Field(StrEnum):
    """What can be chosen beside side, symbol and kind."""

    AMOUNT = "amount"
    PRICE = "price"
    TARGET = "target"
    STOP = "stop"
    TRAIL = "trail"
    TIME = "time"


NEEDED: Mapping[Kind, tuple[Field, ...]] = {
    Kind.MARKET: (),
    Kind.LIMIT: (Field.PRICE, Field.TIME),
    Kind.POST: (Field.PRICE,),
    Kind.STOP: (Field.STOP,),
    Kind.TAKE: (Field.TARGET,),
    Kind.TRAIL: (Field.TRAIL,),
    Kind.OCO: (Field.TARGET, Field.STOP),
    Kind.BRACKET: (Field.PRICE, Field.TARGET, Field.STOP),
}
"""What each kind asks for beside the amount."""

CHOICES: Mapping[Field, Sequence[str]] = {
    Field.AMOUNT: ("25%", "50%", "75%", "100%"),
    Field.PRICE: ("best", "-0.5%", "-1%", "-2%", "+0.5%", "+1%", "+2%"),
    Field.TARGET: ("1%", "2%", "3%", "5%", "10%"),
    Field.STOP: ("1%", "2%", "3%", "5%", "10%"),
    Field.TRAIL: ("0.5%", "1%", "2%", "5%"),
    Field.TIME: ("gtc", "ioc", "fok"),
}
"""What a tap may choose; amounts of money are chosen by each person."""

_CLAUSES: Mapping[Kind, str] = {
    Kind.MARKET: "",
    Kind.LIMIT: "@ {price} {time}",
    Kind.POST: "@ {price} post",
    Kind.STOP: "stop {stop}",
    Kind.TAKE: "touch {target}",
    Kind.TRAIL: "trail {trail}",
    Kind.OCO: "@ {target} stop {stop}",
    Kind.BRACKET: "@ {price} tp {target} sl {stop}",
}
"""What follows the amount, in the words of `grammar`."""

_USUAL = {Field.PRICE: "best", Field.TRAIL: "1%", Field.TIME: "gtc"}
_PRICES = (Field.PRICE, Field.TARGET, Field.STOP)
_MISSING: Mapping[Field, str] = {
    Field.AMOUNT: note("Choose first how much."),
    Field.TARGET: note("Choose first at which price the profit is taken."),
    Field.STOP: note("Choose first at which price the stop is."),
}


class Form(BaseModel):
    """What is chosen: of prices `best`, a distance such as `-1%`, or a number.

    An amount is `25%` of what is free, `$100` of the quote asset whichever that is, or a number of
    the base asset. A target or stop is a distance from the entry, on whichever side it belongs.
    """

    model_config = ConfigDict(frozen=True)

    symbol: str
    side: Side = Side.BUY
    kind: Kind = Kind.MARKET
    values: dict[Field, str] = {}

    def of(self, field: Field) -> str | None:
        """What is chosen, or what is usual where nothing was."""
        return self.values.get(field, _USUAL.get(field))

    @property
    def fields(self) -> tuple[Field, ...]:
        return (Field.AMOUNT, *NEEDED[self.kind])

    def having(self, field: Field, value: str) -> Self:
        return self.model_copy(update={"values": {**self.values, field: value}})

    def about(self, symbol: str) -> Self:
        """The same of another symbol: numbers that were meant of the old one are forgotten."""
        if symbol == self.symbol:
            return self
        kept = {field: value for field, value in self.values.items() if _travels(field, value)}
        return self.model_copy(update={"symbol": symbol, "values": kept})


def spelt(form: Form, info: SymbolInfo, around: Around) -> tuple[str, list[str]]:
    """The command and the words that mean the same; `Refused` where something is not chosen."""
    said = {field.value: _word(form, field, info, around) for field in form.fields}
    head = [info.symbol, *said[Field.AMOUNT].split()]
    command = "bracket" if form.kind is Kind.BRACKET else form.side.value.lower()
    if form.kind is Kind.BRACKET and form.side == Side.SELL:
        head.insert(0, "sell")
    return command, [*head, *_CLAUSES[form.kind].format(**said).split()]


def _word(form: Form, field: Field, info: SymbolInfo, around: Around) -> str:
    chosen = form.of(field)
    if chosen is None:
        raise Refused(_MISSING[field])
    if field in _PRICES:
        return wire(found) if (found := resolved(form, field, info, around)) else chosen
    if field is Field.AMOUNT and chosen.startswith("$") and info.quote_asset not in DOLLARS:
        return f"{chosen[1:]} {info.quote_asset}"
    return chosen


def resolved(form: Form, field: Field, info: SymbolInfo, around: Around) -> Decimal | None:
    """The price that a choice comes to now; None while nothing is chosen."""
    chosen = form.of(field)
    if chosen is None:
        return None
    if field is Field.PRICE:
        return price_of(chosen, info, around, side=form.side)
    entry = around.last
    if form.kind is Kind.BRACKET:
        entry = resolved(form, Field.PRICE, info, around) or entry
    away = f"{'+' if _lies_above(form, field) else '-'}{chosen}" if chosen.endswith("%") else chosen
    return price_of(away, info, around, side=form.side, start=entry)


def _lies_above(form: Form, field: Field) -> bool:
    """A sale takes its profit above and stops its loss below; a bracket's exits are the reverse."""
    sells = (form.side == Side.SELL) != (form.kind is Kind.BRACKET)
    return sells if field is Field.TARGET else not sells


def _travels(field: Field, value: str) -> bool:
    """Whether a choice means something of another symbol too."""
    if field is Field.AMOUNT:
        return value.endswith("%") or value.startswith("$")
    return field not in _PRICES or value.endswith("%") or value == "best"
