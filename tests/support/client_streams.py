"""Whether our client reads what streams say, and all of it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import msgspec
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from binance.errors import Unreadable
from binance.models import events
from binance.streams import coin_futures, futures, spot
from binance.streams.stream import Stream
from tests.support.client_catalogue import unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

StreamType = type[Stream[Any]]

_MODULES = {"spot": spot, "usdm": futures, "coinm": coin_futures}
_OFFSET = "<symbol>@kline_<interval>@+08:00"
_NOTHING_TRADED = ("k.v", "k.q", "k.V", "k.Q", "k.B")
_IGNORED = {
    "e": "what it was picked by",
    "M": "documented as to be ignored",
    "k.B": "documented as to be ignored",
    "o.si": "documented as to be ignored",
    "o.ss": "documented as to be ignored",
    "o.act": "0 until there is one, which we keep as None",
}
_IGNORED_IN: dict[str, tuple[str, ...]] = {
    "indexPrice_kline": (*_NOTHING_TRADED, "k.s"),  # "0": an index is no symbol
    "markPrice_kline": _NOTHING_TRADED,
}


@cache
def streams(product: str) -> dict[str, StreamType]:
    """Return a product's streams by their documented names, such as <symbol>@aggTrade."""
    module = _MODULES[product]
    kinds = [each for each in vars(module).values() if _is_stream(each, module.__name__)]
    found = {re.sub(r"{(\w+)}", _documented, each.name): each for each in kinds}
    if (offset := found.pop("<symbol>@kline_<interval>@<timeZone>", None)) is not None:
        found |= {"<symbol>@kline_<interval>": offset, _OFFSET: offset}
    return found


def _is_stream(value: Any, module: str) -> bool:
    named = isinstance(value, type) and issubclass(value, Stream) and hasattr(value, "name")
    return named and value.__module__ == module


def _documented(field: re.Match[str]) -> str:
    return f"<{to_camel(field[1])}>"


def unreadable_streams(product: str, said: Mapping[str, Iterable[Any]]) -> list[str]:
    """List the messages that the streams do not read whole, by the streams' documented names."""
    found = []
    for name, messages in said.items():
        found += [
            f"{name}: {problem}" for each in messages for problem in left(product, name, each)
        ]
    return sorted(set(found))


def unreadable_events(product: str, told: Mapping[str, Iterable[Any]]) -> list[str]:
    """List the events of users that are unknown, or not read whole."""
    return sorted(
        {
            f"{name}: {problem}"
            for name, given in told.items()
            for each in given
            for problem in unread_of_event(product, each)
        }
    )


def left(product: str, name: str, message: Any) -> list[str]:
    """Say what of a message a stream does not read."""
    kind = streams(product)[name]
    try:
        event = kind.read(json.dumps(message).encode())
        assert plain(event) == plain(kind.read(message))
    except Unreadable as error:
        return [str(error)]
    return _unread(message, event)


def unread_of_event(product: str, told: dict[str, Any]) -> list[str]:
    """Say what of an event is not read when it is picked by its name."""
    try:
        event = events.read(cast("events.Product", product), told)
    except Unreadable as error:
        return [str(error)]
    return ["unknown"] if isinstance(event, events.UnknownEvent) else _unread(told, event)


def _unread(message: Any, event: Any) -> list[str]:
    rows = message if isinstance(message, list) else [message]
    names = {row.get("e", "") for row in rows}
    ignored = {*_IGNORED, *(path for name in names for path in _IGNORED_IN.get(name, ()))}
    return [
        path for path in unread(message, plain(event)) if path.removeprefix("[].") not in ignored
    ]


def plain(event: Any) -> Any:
    """Spell an event as Binance would, with what was read and nothing else."""
    if isinstance(event, list):
        return [plain(each) for each in event]
    if isinstance(event, BaseModel):
        return event.model_dump(by_alias=True, exclude_unset=True)
    return msgspec.to_builtins(event)
