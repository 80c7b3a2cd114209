"""All trades as a file: exact decimals, times in UTC as ISO 8601 has them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

from storage import Market, Trade

COLUMNS = (
    "time", "market", "symbol", "side", "price", "quantity", "quote_quantity", "fee", "fee_asset",
    "fee_in_quote", "role", "order_id", "trade_id",
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """Trades of some time, oldest first, and what is missing among them.

    `left` was not read to the end; `contracts_since` is since when those of futures are known,
    where the time that was asked for begins before that.
    """

    rows: tuple[Trade, ...]
    left: tuple[tuple[Market, str], ...]
    contracts_since: datetime | None


def as_csv(trades: Iterable[Trade]) -> bytes:
    """UTF-8 with a mark, because spreadsheets would guess another encoding without one."""
    page = StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(COLUMNS)
    for one in trades:
        writer.writerow(
            (
                one.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                one.market, one.symbol, one.side, _exact(one.price), _exact(one.qty),
                _exact(one.quote_qty), _exact(one.commission), one.commission_asset or "",
                "" if one.fee_value is None else _exact(one.fee_value), _role(one.maker),
                one.order_id, one.trade_id,
            )
        )  # fmt: skip
    return page.getvalue().encode("utf-8-sig")


def _exact(value: Decimal) -> str:
    return format(value, "f")


def _role(maker: bool | None) -> str:  # noqa: FBT001  # a column's value
    return {True: "maker", False: "taker", None: ""}[maker]
