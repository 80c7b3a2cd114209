"""An order put together by taps: what was chosen so far, and the words of /buy that it makes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from binance.filters import floor_quantity
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from binance.models.symbol_filters import IcebergParts
from binance.request import wire
from bot.i18n import note
from bot.ordering.amounts import DOLLARS
from bot.ordering.form_prices import Around, price_of
from bot.refusals import Refused
from bot.text import number


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
    LIMIT = "limit"
    ICEBERG = "iceberg"


OFF = "off"

NEEDED: Mapping[Kind, tuple[Field, ...]] = {
    Kind.MARKET: (),
    Kind.LIMIT: (Field.PRICE, Field.TIME, Field.ICEBERG),
    Kind.POST: (Field.PRICE, Field.ICEBERG),
    Kind.STOP: (Field.STOP, Field.LIMIT),
    Kind.TAKE: (Field.TARGET, Field.LIMIT),
    Kind.TRAIL: (Field.TRAIL,),
    Kind.OCO: (Field.TARGET, Field.STOP, Field.LIMIT),
    Kind.BRACKET: (Field.PRICE, Field.TARGET, Field.STOP, Field.LIMIT, Field.ICEBERG),
}
"""What each kind asks for beside the amount; a trigger comes before the limit behind it."""

CHOICES: Mapping[Field, Sequence[str]] = {
    Field.AMOUNT: ("25%", "50%", "75%", "100%"),
    Field.PRICE: ("best", "-0.5%", "-1%", "-2%", "+0.5%", "+1%", "+2%"),
    Field.TARGET: ("1%", "2%", "3%", "5%", "10%"),
    Field.STOP: ("1%", "2%", "3%", "5%", "10%"),
    Field.TRAIL: ("0.5%", "1%", "2%", "5%"),
    Field.TIME: ("gtc", "ioc", "fok"),
    Field.LIMIT: (OFF, "0.1%", "0.2%", "0.5%", "1%"),
    Field.ICEBERG: (OFF, "5%", "10%", "20%", "50%"),
}
"""What a tap may choose; amounts of money are chosen by each person."""
SWITCHED = (Field.LIMIT, Field.ICEBERG)
"""What an order may do without."""

_CLAUSES: Mapping[Kind, str] = {
    Kind.MARKET: "",
    Kind.LIMIT: "@ {price} {time} {iceberg}",
    Kind.POST: "@ {price} post {iceberg}",
    Kind.STOP: "stop {stop} {limit}",
    Kind.TAKE: "touch {target} {limit}",
    Kind.TRAIL: "trail {trail}",
    Kind.OCO: "@ {target} stop {stop} {limit}",
    Kind.BRACKET: "@ {price} tp {target} sl {stop} {limit} {iceberg}",
}
"""What follows the amount, in the words of `grammar`."""

_USUAL = {
    Field.PRICE: "best", Field.TRAIL: "1%", Field.TIME: "gtc",
    Field.LIMIT: OFF, Field.ICEBERG: OFF,
}  # fmt: skip
_PRICES = (Field.PRICE, Field.TARGET, Field.STOP, Field.LIMIT)
_MISSING: Mapping[Field, str] = {
    Field.AMOUNT: note("Choose first how much."),
    Field.TARGET: note("Choose first at which price the profit is taken."),
    Field.STOP: note("Choose first at which price the stop is."),
}


class Form(BaseModel):
    """What is chosen: of prices `best`, a distance such as `-1%`, or a number.

    An amount is `25%` of what is free, `$100` of the quote asset whichever that is, or a number of
    the base asset. A target or stop is a distance from the entry, on whichever side it belongs; a
    limit is one from the target or stop it lies behind. An iceberg shows a part of the order.
    """

    model_config = ConfigDict(frozen=True)

    symbol: str
    side: Side = Side.BUY
    kind: Kind = Kind.MARKET
    values: dict[Field, str] = {}

    def of(self, field: Field) -> str | None:
        """What is chosen, or what is usual where nothing was."""
        return self.values.get(field, _USUAL.get(field))

    def fields(self, info: SymbolInfo) -> tuple[Field, ...]:
        """What such an order of this symbol is chosen by."""
        return (Field.AMOUNT, *(one for one in NEEDED[self.kind] if self._has(one, info)))

    def _has(self, field: Field, info: SymbolInfo) -> bool:
        """An iceberg waits in the book until it is cancelled."""
        if field is not Field.ICEBERG:
            return True
        waits = self.kind is not Kind.LIMIT or self.of(Field.TIME) == "gtc"
        return waits and info.iceberg_allowed

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
    said = dict.fromkeys(map(str, Field), "")
    said |= {field.value: _word(form, field, info, around) for field in form.fields(info)}
    head = [info.symbol, *said[Field.AMOUNT].split()]
    command = "bracket" if form.kind is Kind.BRACKET else form.side.value.lower()
    if form.kind is Kind.BRACKET and form.side == Side.SELL:
        head.insert(0, "sell")
    return command, [*head, *_CLAUSES[form.kind].format(**said).split()]


def choices(field: Field, info: SymbolInfo) -> Sequence[str]:
    """What a tap may choose of this symbol: no iceberg of more parts than it allows."""
    rule = info.rules.get("ICEBERG_PARTS")
    if field is not Field.ICEBERG or not isinstance(rule, IcebergParts) or not rule.limit:
        return CHOICES[field]
    least = Decimal(100) / rule.limit
    return [one for one in CHOICES[field] if one == OFF or Decimal(one[:-1]) >= least]


def _word(form: Form, field: Field, info: SymbolInfo, around: Around) -> str:
    chosen = form.of(field)
    if chosen is None:
        raise Refused(_MISSING[field])
    if chosen == OFF:
        return ""
    if field in _PRICES:
        price = chosen  # as it was written, which may matter where it is read
        if chosen == "best" or chosen.endswith("%"):
            found = resolved(form, field, info, around)
            price = wire(found) if found else chosen
        return f"limit {price}" if field is Field.LIMIT else price
    if field is Field.ICEBERG:
        return f"iceberg {chosen}"
    if field is Field.AMOUNT and chosen.startswith("$") and info.quote_asset not in DOLLARS:
        return f"{chosen[1:]} {info.quote_asset}"
    return chosen


def resolved(form: Form, field: Field, info: SymbolInfo, around: Around) -> Decimal | None:
    """The price that a choice comes to now; None while nothing is chosen."""
    chosen = form.of(field)
    if chosen is None or chosen == OFF:
        return None
    if field is Field.PRICE:
        return price_of(chosen, info, around, side=form.side)
    if not chosen.endswith("%"):
        return Decimal(chosen)
    start = _start(form, field, info, around)
    if start is None:
        return None
    away = f"{'+' if _lies_above(form, field) else '-'}{chosen}"
    return price_of(away, info, around, side=form.side, start=start)


def check_part(form: Form, info: SymbolInfo, around: Around) -> None:
    """Raise `Refused` where an iceberg would show all of an order whose amount is known."""
    part, amount = form.of(Field.ICEBERG), form.of(Field.AMOUNT)
    if part is None or part == OFF or part.endswith("%"):
        return
    if amount is None or amount.endswith("%"):
        return
    if amount.startswith("$"):
        price = resolved(form, Field.PRICE, info, around) or around.last
        whole = floor_quantity(info, Decimal(amount[1:]) / price)
    else:
        whole = Decimal(amount)
    if Decimal(part) >= whole:
        raise Refused(
            note(
                "An iceberg shows less than the whole order, which is {amount} {asset}: write a "
                "smaller part."
            ),
            amount=number(whole), asset=info.base_asset,
        )  # fmt: skip


def behind(form: Form) -> Field:
    """Which of the prices triggers what has a limit: of several, the stop."""
    return Field.TARGET if form.kind is Kind.TAKE else Field.STOP


def _start(form: Form, field: Field, info: SymbolInfo, around: Around) -> Decimal | None:
    """Where a distance is counted from."""
    if field is Field.LIMIT:
        return resolved(form, behind(form), info, around)
    if form.kind is Kind.BRACKET:
        return resolved(form, Field.PRICE, info, around) or around.last
    return around.last


def _lies_above(form: Form, field: Field) -> bool:
    """A sale takes its profit above and stops its loss below; a bracket's exits are the reverse.

    A limit leaves room on the dearer side of what is bought, and the cheaper of what is sold.
    """
    sells = (form.side == Side.SELL) != (form.kind is Kind.BRACKET)
    return sells if field is Field.TARGET else not sells


def _travels(field: Field, value: str) -> bool:
    """Whether a choice means something of another symbol too."""
    if field is Field.AMOUNT:
        return value.endswith("%") or value.startswith("$")
    if field not in (*_PRICES, Field.ICEBERG):
        return True
    return value.endswith("%") or value in {"best", OFF}
