"""What all answers share: frozen, lenient about new fields, exact about money and time."""

from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Annotated, Self, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

T = TypeVar("T")

_EPOCH = datetime.fromtimestamp(0, UTC)


def from_ms(value: object) -> object:
    """Read Binance's milliseconds; anything else is left to pydantic.

    Left alone, pydantic would take a small number of milliseconds for seconds.
    """
    return _EPOCH + timedelta(milliseconds=value) if isinstance(value, int) else value


Millis = Annotated[datetime, BeforeValidator(from_ms)]


def _from_ms_or_never(value: object) -> object:
    return None if value in (0, -1, "") else from_ms(value)


MillisOrNever = Annotated[datetime | None, BeforeValidator(_from_ms_or_never)]
"""A time that Binance spells as 0 or -1 where there is none."""


_BLANK = ("", "None", "null")  # the latter two stand in samples, where a null was made a text


def _from_blank(value: object) -> object:
    return None if value in _BLANK else value


OrBlank: TypeAlias = Annotated[T | None, BeforeValidator(_from_blank)]
"""What Binance spells as a text that says nothing where there is none: `OrBlank[Decimal]`."""


class Model(BaseModel):
    """An answer in Binance's camelCase; fields it does not know are left out."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        defer_build=True,  # hundreds of classes; a program uses a few
    )


class Event(BaseModel):
    """A stream's event; its one-letter keys are the aliases of the fields."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True, defer_build=True)


class OpenEnum(StrEnum):
    """An enumeration that survives members Binance adds later: they keep their text."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member

    @property
    def known(self) -> bool:
        """Whether it is a member that is written here."""
        return self._name_ in type(self).__members__


class OpenIntEnum(IntEnum):
    """The same for enumerations that are numbers; an unknown member is named after its number."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(value), value
        return member

    @property
    def known(self) -> bool:
        """Whether it is a member that is written here."""
        return self._name_ in type(self).__members__
