"""A request to Binance is a value: what to ask, what it costs, what comes back."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeAlias, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, model_validator
from pydantic.alias_generators import to_camel

from binance.models.base import OpenEnum, OpenIntEnum
from binance.rules import Rule  # noqa: TC001 - pydantic reads annotations at run time
from binance.weights import Bucket, Orders, Quota, Weigh

T_co = TypeVar("T_co", covariant=True)

Moment: TypeAlias = AwareDatetime | int
"""A time in a request: an aware datetime, or Binance's milliseconds."""


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

    A frozen value: it can be a cache key, and wait for a user's confirmation. What a class says
    of its endpoint are class arguments:

    - `endpoint`: "GET /api/v3/depth"; `ws_method`: the WebSocket API's name for the same, if any,
      and `ws_weight` what it is charged there, where that differs;
    - `weight`: a number, or a function of the request (`binance.weights`);
    - `bucket`: who is charged; `weight_by_ip`: what an address is charged besides an account;
    - `quota`: a limit of its own beside the weight;
    - `orders`: how much it adds to the account's ORDERS limits;
    - `free_on_success`: spot orders and cancellations cost nothing unless they fail;
    - `reads`: whether it changes nothing and uses nothing up, so that asking twice does no harm;
      said only of a GET that does, and of a POST that does not;
    - `security`; `rules`: which parameters belong together (`binance.rules`);
    - `api`: the family, where the path does not begin with it (`/futures/data`).
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        str_min_length=1,  # an empty network or account would stand for the default one
        defer_build=True,  # hundreds of classes; a program uses a few
    )

    method: ClassVar[str]
    path: ClassVar[str]
    api: ClassVar[str]
    ws_method: ClassVar[str | None]
    ws_weight: ClassVar[int | None]
    security: ClassVar[Security]
    weight: ClassVar[int | Weigh]
    bucket: ClassVar[Bucket]
    weight_by_ip: ClassVar[int]
    quota: ClassVar[Quota | None]
    orders: ClassVar[Orders]
    free_on_success: ClassVar[bool]
    reads: ClassVar[bool]
    rules: ClassVar[tuple[Rule, ...]] = ()
    answer: ClassVar[Any]
    _adapter: ClassVar[TypeAdapter[Any] | None] = None

    def __init_subclass__(
        cls,
        endpoint: str = "",
        weight: int | Weigh = 1,
        security: Security = Security.NONE,
        *,
        api: str = "",
        ws_method: str | None = None,
        ws_weight: int | None = None,
        bucket: Bucket = Bucket.IP,
        weight_by_ip: int = 0,
        quota: Quota | None = None,
        orders: Orders | int = 0,
        free_on_success: bool = False,
        reads: bool | None = None,
        rules: tuple[Rule, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if rules:
            cls.rules = rules
        if endpoint:
            cls.method, cls.path = endpoint.split(" ")
            cls.api = api or cls.path.split("/")[1]
            cls.ws_method, cls.ws_weight = ws_method, ws_weight
            cls.reads = cls.method == "GET" if reads is None else reads
            cls.weight, cls.security, cls.free_on_success = weight, security, free_on_success
            cls.bucket, cls.weight_by_ip, cls.quota = bucket, weight_by_ip, quota
            cls.orders = orders if isinstance(orders, Orders) else Orders(orders, orders)
            base = cls.__bases__[0]
            assert issubclass(base, BaseModel)
            (cls.answer,) = base.__pydantic_generic_metadata__["args"]
            cls._adapter = None

    @classmethod
    def read(cls, body: bytes) -> Any:
        """Read an answer's JSON; raises pydantic's `ValidationError` where it does not fit."""
        if cls._adapter is None:
            cls._adapter = TypeAdapter(cls.answer)
        return cls._adapter.validate_json(body)

    @property
    def cost(self) -> int:
        """The weight this very request will be charged."""
        weight = type(self).weight
        return weight if isinstance(weight, int) else weight(self)

    @property
    def ws_cost(self) -> int:
        """The weight it will be charged when it travels over a socket."""
        return self.cost if self.ws_weight is None else self.ws_weight

    def params(self) -> dict[str, str]:
        """List the parameters under Binance's names, spelt as they travel."""
        fields = self.model_dump(by_alias=True, exclude_none=True)
        return {name: wire(value) for name, value in fields.items()}

    @model_validator(mode="after")
    def _deeds_are_spelt_right(self) -> Self:
        """Leave guesses to questions: a word that nobody knows here moves no money."""
        if not self.reads:
            for name, value in self:
                if isinstance(value, OpenEnum | OpenIntEnum) and not value.known:
                    raise ValueError(f"{name} cannot be {value}")
        return self

    @model_validator(mode="after")
    def _parameters_belong_together(self) -> Self:
        for rule in self.rules:
            rule(self)
        return self


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
            return json.dumps(value, default=wire, ensure_ascii=False, separators=(",", ":"))
        case _:
            return str(value)


def _plain(value: Decimal) -> str:
    """All its digits, no exponent and no idle zeros: `normalize()` would round to 28 digits."""
    if not value.is_finite():
        raise ValueError("only finite numbers can be sent to Binance")
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
