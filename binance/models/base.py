"""What all answers share: frozen, lenient about new fields, exact about money and time."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

_EPOCH = datetime.fromtimestamp(0, UTC)


def from_ms(value: object) -> object:
    """Read Binance's milliseconds; anything else is left to pydantic.

    Left alone, pydantic would take a small number of milliseconds for seconds.
    """
    return _EPOCH + timedelta(milliseconds=value) if isinstance(value, int) else value


Millis = Annotated[datetime, BeforeValidator(from_ms)]


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

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True)


class OpenEnum(StrEnum):
    """An enumeration that survives members Binance adds later: they keep their text."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member
