"""What a person lets the bot do at most, and which of two such limits is the looser one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

Breadth = Literal["all", "largest", "only"]


class Guard(StrEnum):
    """What can be limited, as it is typed and kept."""

    ORDER = "order"
    DAY = "day"
    SYMBOLS = "symbols"
    DEVIATION = "deviation"
    LEVERAGE = "leverage"
    RATE = "rate"
    READ_ONLY = "readonly"
    DRY = "dry"


@dataclass(frozen=True)
class Allowed:
    """Which symbols may be traded: all, the largest (and what is held), and those named besides."""

    breadth: Breadth = "largest"
    named: tuple[str, ...] = ()


Value = Decimal | int | bool | Allowed | None
"""None is no limit."""


@dataclass(frozen=True)
class Terms:
    """One person's guards: money in USDT, `deviation` in percent, `rate` in orders a minute."""

    order: Decimal | None
    day: Decimal | None
    symbols: Allowed
    deviation: Decimal | None
    leverage: int
    rate: int
    read_only: bool = False
    dry: bool = False

    def __getitem__(self, guard: Guard) -> Value:
        value: Value = getattr(self, _FIELDS[guard])
        return value


_FIELDS: Mapping[Guard, str] = {one: one.value for one in Guard} | {Guard.READ_ONLY: "read_only"}
_MONEY = (Guard.ORDER, Guard.DAY, Guard.DEVIATION)
_COUNTS = (Guard.LEVERAGE, Guard.RATE)


def usual(environment: str) -> Terms:
    """What holds for who has chosen nothing; where money is play money, sums are free."""
    live = environment == "live"
    return Terms(
        order=Decimal(1_000) if live else None,
        day=Decimal(5_000) if live else None,
        symbols=Allowed(),
        deviation=Decimal(5),
        leverage=5,
        rate=10,
    )


def terms_of(environment: str, chosen: Mapping[str, Any]) -> Terms:
    """Lay what a person has chosen, as it is kept, over what is usual."""
    values: dict[str, Any] = {
        _FIELDS[guard]: revived(guard, chosen[guard]) for guard in Guard if guard in chosen
    }
    return replace(usual(environment), **values)


def kept(value: Value) -> Any:
    """As JSON."""
    match value:
        case Decimal():
            return format(value, "f")
        case Allowed(breadth, named):
            return {"breadth": breadth, "named": list(named)}
        case _:
            return value


def revived(guard: Guard, raw: Any) -> Value:
    """Read back what `kept` made; what is damaged raises rather than loosens anything."""
    if guard is Guard.SYMBOLS:
        if raw["breadth"] not in ("all", "largest", "only"):
            raise ValueError(f"no breadth of symbols: {raw['breadth']}")
        return Allowed(raw["breadth"], tuple(raw["named"]))
    if guard in _MONEY:
        return None if raw is None else Decimal(raw)
    return int(raw) if guard in _COUNTS else bool(raw)


def loosens(old: Value, new: Value, *, allowed_now: Collection[str] = ()) -> bool:
    """Whether the new limit permits anything that the old one does not.

    `allowed_now` are the symbols among the new ones that may be traded already.
    """
    if isinstance(old, Allowed) and isinstance(new, Allowed):
        return _broadens(old, new, allowed_now)
    if isinstance(old, bool):
        return old and not new  # both switches are on where they protect
    if isinstance(old, Allowed) or isinstance(new, Allowed):
        raise TypeError("these are not limits of one guard")
    if old is None:
        return False
    return new is None or new > old


def _broadens(old: Allowed, new: Allowed, allowed_now: Collection[str]) -> bool:
    order: tuple[Breadth, ...] = ("only", "largest", "all")
    if order.index(new.breadth) > order.index(old.breadth):
        return True
    if old.breadth == "all":
        return False
    return any(one not in allowed_now and one not in old.named for one in new.named)
