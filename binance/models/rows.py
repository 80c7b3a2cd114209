"""Rows of a long answer, read one by one when they are looked at.

exchangeInfo has thousands of symbols, and a program asks for the rules of a few: read whole, it
would hold the event loop for as long as a hundred requests take.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Generic, TypeVar, get_args, overload

import msgspec
from pydantic import BaseModel, GetCoreSchemaHandler, SerializationInfo, ValidationError
from pydantic_core import CoreSchema, core_schema

from binance.errors import Unreadable

M = TypeVar("M", bound=BaseModel)
Row = msgspec.Raw | dict[str, Any] | BaseModel


class Rows(Sequence[M], Generic[M]):
    """A sequence of models; each is read at its first use, or raises `Unreadable`."""

    def __init__(self, model: type[M], rows: Sequence[Row]) -> None:
        self._model, self._rows = model, rows
        self._read: dict[int, M] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    @overload
    def __getitem__(self, index: int) -> M: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows[M]": ...
    def __getitem__(self, index: int | slice) -> "M | Rows[M]":
        if isinstance(index, slice):
            return Rows(self._model, self._rows[index])
        place = range(len(self._rows))[index]
        if place not in self._read:
            self._read[place] = self._one(self._rows[place])
        return self._read[place]

    def heads(self, kind: type[msgspec.Struct]) -> list[Any]:
        """Read of every row only what `kind` has, which is quick."""
        read = _decoder(kind).decode
        try:
            return [
                read(row) if isinstance(row, msgspec.Raw) else _head(row, kind)
                for row in self._rows
            ]
        except msgspec.DecodeError as error:
            what = str(error)
        raise Unreadable(f"a row of {self._model.__name__} does not fit: {what}")

    def _one(self, row: Row) -> M:
        try:
            if isinstance(row, msgspec.Raw):
                return self._model.model_validate_json(bytes(row))
            return self._model.model_validate(row)
        except ValidationError as error:
            places = {".".join(map(str, problem["loc"])) for problem in error.errors()}
        raise Unreadable(f"{self._model.__name__} does not fit at {', '.join(sorted(places)[:3])}")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (model,) = get_args(source)

        def validate(value: Any) -> "Rows[Any]":
            if not isinstance(value, Sequence):
                raise ValueError("rows are a list")  # noqa: TRY004 - pydantic wants a ValueError
            return value if isinstance(value, Rows) else Rows(model, value)

        return core_schema.no_info_plain_validator_function(
            validate,
            serialization=core_schema.plain_serializer_function_ser_schema(_dump, info_arg=True),
        )


def _dump(rows: Rows[Any], info: SerializationInfo) -> list[dict[str, Any]]:
    return [
        each.model_dump(mode=info.mode, by_alias=info.by_alias, exclude_unset=info.exclude_unset)
        for each in rows
    ]


def _head(row: Row, kind: type[msgspec.Struct]) -> Any:
    plain = row.model_dump(by_alias=True) if isinstance(row, BaseModel) else row
    return msgspec.convert(plain, kind)


@cache
def _decoder(kind: type[msgspec.Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)
