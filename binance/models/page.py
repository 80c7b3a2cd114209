"""One page of many rows."""

from typing import Generic, TypeVar

from binance.models.base import Model

Row = TypeVar("Row")


class Page(Model, Generic[Row]):
    """The rows of the page that was asked for; `total` counts those of all pages."""

    rows: tuple[Row, ...]
    total: int
