"""What the parameters of several products are made of."""

from decimal import Decimal
from typing import Annotated, TypeAlias
from uuid import uuid4

from pydantic import BeforeValidator, Field, PlainSerializer


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("a float is a little off: give a Decimal, or a text such as '0.1'")  # noqa: TRY004 - pydantic reports these alone
    return value


Amount = Annotated[Decimal, Field(gt=0), BeforeValidator(_exact)]
BasisPoints = Annotated[int, Field(gt=0)]

ClientOrderId = Annotated[str, Field(pattern=r"^[\.A-Z\:/a-z0-9_-]{1,36}$")]


def new_client_order_id() -> str:
    """Make a name that no other order of ours will ever bear; Binance allows 36 characters."""
    return f"bt-{uuid4().hex}"


def new_transfer_name() -> str:
    """Make a name of 32 letters and digits, so that an `Unknown` can be asked for."""
    return uuid4().hex


def _split(value: object) -> object:
    return tuple(value.split(",")) if isinstance(value, str) else value


CommaSeparated: TypeAlias = Annotated[
    tuple[str, ...],
    Field(min_length=1),
    BeforeValidator(_split),  # so that a request read back from JSON is the same one
    PlainSerializer(",".join),
]
"""A list that travels as one text: "BTC,ETH"."""
