"""How events are read: structs by msgspec, everything else by pydantic."""

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar, get_args

import msgspec
from pydantic import TypeAdapter, ValidationError

from binance.errors import Unreadable

E = TypeVar("E")

_JSON = (bytes, msgspec.Raw)


class Reader(Generic[E]):
    """Reads events of one type, or lists of them."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._of_json, self._of_values = _by_msgspec(kind) if _is_struct(kind) else _by_model(kind)

    def read(self, data: object) -> E:
        """Read JSON, as bytes or `msgspec.Raw`, or what was made of it; raises `Unreadable`."""
        try:
            event: E = (self._of_json if isinstance(data, _JSON) else self._of_values)(data)
        except ValidationError as error:
            places = {".".join(map(str, problem["loc"])) for problem in error.errors()}
            where = f" at {', '.join(sorted(places)[:3]) or 'JSON'}"
        except msgspec.DecodeError as error:
            where = f": {error}"  # quotes no values
        else:
            return event
        # Out here it has no context, hence no trace of the values, which may be a user's.
        raise Unreadable(f"{_named(self._kind)} does not fit{where}")


Readings = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def _by_msgspec(kind: Any) -> Readings:
    return msgspec.json.Decoder(kind).decode, partial(msgspec.convert, type=kind)


def _by_model(kind: Any) -> Readings:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def of_json(data: bytes | msgspec.Raw) -> Any:
        return adapter.validate_json(bytes(data))

    return of_json, adapter.validate_python


def _is_struct(kind: Any) -> bool:
    return issubclass(_element(kind), msgspec.Struct)


def _named(kind: Any) -> str:
    return _element(kind).__name__


def _element(kind: Any) -> type:
    (element,) = get_args(kind) or (kind,)
    assert isinstance(element, type)
    return element
