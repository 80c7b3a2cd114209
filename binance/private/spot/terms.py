"""What the parameters of spot orders are made of."""

from typing import Annotated

from pydantic import Field

StrategyType = Annotated[int, Field(ge=1_000_000)]
"""Any number of one's own; those below a million are Binance's."""
PegLevel = Annotated[int, Field(ge=0, le=100)]
"""So many price levels behind the best one."""
Limit = Annotated[int, Field(ge=1, le=1000)]
