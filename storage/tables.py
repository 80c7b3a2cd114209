"""What all tables have in common."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, get_args

from sqlalchemy import CheckConstraint, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

from storage.types import BigInt, Flag, Json, Money, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A row. Repositories hand it out detached: it is a value, changing it changes no table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInt,
        str: Text,
        bool: Flag,
        Decimal: Money,
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def one_of(column: str, choices: Any) -> CheckConstraint:
    """Constrain a column to the values of a Literal, whoever writes to the table."""
    values = ", ".join(f"'{choice}'" for choice in get_args(choices))
    return CheckConstraint(f"{column} IN ({values})", name=column)


STRICT = {"sqlite_strict": True}
# Numbers are never given twice, not even after the newest row was deleted.
NUMBERED = {**STRICT, "sqlite_autoincrement": True}
