"""A request to Binance is a value: what to ask, what it costs, what comes back."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel

T_co = TypeVar("T_co", covariant=True)


class Security(StrEnum):
    """Binance's own security types."""

    NONE = "NONE"
    MARKET_DATA = "MARKET_DATA"
    USER_STREAM = "USER_STREAM"
    USER_DATA = "USER_DATA"
    TRADE = "TRADE"
    MARGIN = "MARGIN"

    @property
    def signed(self) -> bool:
        return self in {Security.USER_DATA, Security.TRADE, Security.MARGIN}


class Request(BaseModel, Generic[T_co]):
    """One call to one endpoint.

    A frozen value: it can be a cache key, and wait for a user's confirmation.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True
    )

    method: ClassVar[str]
    path: ClassVar[str]
    security: ClassVar[Security]
    weight: ClassVar[int]
    free_on_success: ClassVar[bool]
    answer: ClassVar[TypeAdapter[Any]]

    def __init_subclass__(
        cls,
        endpoint: str = "",
        weight: int = 1,
        security: Security = Security.NONE,
        *,
        free_on_success: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if endpoint:
            cls.method, cls.path = endpoint.split(" ")
            cls.weight, cls.security, cls.free_on_success = weight, security, free_on_success
            base = cls.__bases__[0]
            assert issubclass(base, BaseModel)
            (answer,) = base.__pydantic_generic_metadata__["args"]
            cls.answer = TypeAdapter(answer)

    @property
    def api(self) -> str:
        """The API family: `api`, `sapi`, `fapi` or `dapi`; it has a host and a weight pool."""
        return self.path.split("/")[1]

    @property
    def cost(self) -> int:
        """The weight this very request will be charged."""
        return self.weight

    @property
    def reads(self) -> bool:
        """Whether it changes nothing at Binance, so that asking twice does no harm."""
        return self.method == "GET"

    def params(self) -> dict[str, str]:
        """List the parameters under Binance's names, spelt as they travel."""
        fields = self.model_dump(by_alias=True, exclude_none=True)
        return {name: wire(value) for name, value in fields.items()}


class Public(Request[T_co]):
    """A request that anybody may send."""


class Private(Request[T_co]):
    """A request that only the owner of an account may send."""


def wire(value: object) -> str:
    """Spell a value as Binance expects it in a query string."""
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return _plain(value)
        case datetime():
            return str(round(value.timestamp() * 1000))
        case tuple() | list():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case _:
            return str(value)


def _plain(value: Decimal) -> str:
    """All its digits, no exponent and no idle zeros: `normalize()` would round to 28 digits."""
    if not value.is_finite():
        raise ValueError("only finite numbers can be sent to Binance")
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
