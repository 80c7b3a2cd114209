"""Parameters that many questions about margin accounts share, and how they are spelt."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, Field, PlainSerializer

from binance.rules import when


def _in_capitals(isolated: bool) -> str:  # noqa: FBT001 - pydantic calls it with the value alone
    return "TRUE" if isolated else "FALSE"


Isolated: TypeAlias = Annotated[bool, PlainSerializer(_in_capitals)]
"""Binance documents it in capitals, unlike its booleans."""

Limit = Annotated[int, Field(ge=1)]

ISOLATED_NEEDS_SYMBOL = when("is_isolated", True, needs=("symbol",))
"""An isolated account is named by its symbol; without one the cross account is meant."""


class OneAccount(BaseModel):
    """The account of a symbol, or else the cross account."""

    is_isolated: Isolated | None = None
