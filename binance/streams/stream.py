"""A market stream is a value: what it is called, where it is told, what it tells."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from binance.models.events.reader import Reader
from binance.models.market import Interval

E_co = TypeVar("E_co", covariant=True)

Name = Annotated[str, Field(pattern=r"^[^\s@!/?&]+$")]
"""A symbol or pair; it is part of a stream's name and must not make it another's."""


class Stream(BaseModel, Generic[E_co]):
    """One market stream.

    A frozen value, as a request is. What a class says of its stream are class arguments:

    - `name`: "{symbol}@kline_{interval}", over the fields of the class;
    - `api`: whose stream it is: "api" of spot, "fapi" of USD-M, "dapi" of COIN-M;
    - `route`: the path of USD-M's host that carries it: asked for on the other, it stays silent;
    - `expected`: seconds between its messages, where they come whether or not anything happens;
      None where silence is no fault.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_min_length=1,
        defer_build=True,  # a program uses a few of them
    )

    name: ClassVar[str]
    api: ClassVar[str]
    route: ClassVar[Literal["public", "market"] | None] = None
    _expected: ClassVar[float | None] = None
    event: ClassVar[Any]
    _reader: ClassVar[Reader[Any] | None] = None

    def __init_subclass__(
        cls,
        name: str = "",
        *,
        api: str = "",
        route: Literal["public", "market"] | None = None,
        expected: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if api:
            cls.api = api
        if name:
            cls.name, cls.route, cls._expected = name, route, expected
            base = cls.__bases__[0]
            assert issubclass(base, BaseModel)
            (cls.event,) = base.__pydantic_generic_metadata__["args"]
            cls._reader = None

    @cached_property
    def stream(self) -> str:
        """The name under which Binance knows it, such as btcusdt@aggTrade."""
        name = self.name.format_map({name: _spelt(value) for name, value in self})
        return name.removesuffix("@")  # where no speed or time zone was chosen

    @property
    def expected(self) -> float | None:
        """Seconds between messages; None where they come only when something happens."""
        speed = getattr(self, "update_speed", None)
        return 1.0 if speed == "1s" else self._expected

    @classmethod
    def read(cls, data: object) -> E_co:
        """Read a message's `data`, as JSON or as what was made of it; raises `Unreadable`."""
        if (reader := cls._reader) is None:
            reader = cls._reader = Reader(cls.event)
        event: E_co = reader.read(data)
        return event


def _spelt(value: object) -> str:
    """Spell a value as it stands in names: in small letters, but a month is not a minute."""
    match value:
        case None:
            return ""
        case Interval():
            return value.value
        case _:
            return str(value).lower()
