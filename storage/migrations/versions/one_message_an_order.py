"""One message tells of an order: which one, and how far the order was when it last did."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    _tellings()
    op.create_index(
        "ix_fills_order",
        "fills",
        ["environment", "account_uid", "market", "symbol", "order_id"],
    )


def _tellings() -> None:
    op.create_table(
        "order_tellings",
        _needed("environment", TEXT, primary_key=True),
        _needed("account_uid", BIGINT, primary_key=True),
        _needed("market", TEXT, primary_key=True),
        _needed("symbol", TEXT, primary_key=True),
        _needed("order_id", BIGINT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), primary_key=True, nullable=False),
        _needed("chat_id", BIGINT),
        sa.Column("outbox_id", BIGINT),
        sa.Column("edits", BIGINT),
        sa.Column("client_order_id", TEXT),
        _needed("side", TEXT),
        _needed("position", TEXT),
        sa.Column("closing", TEXT),
        sa.Column("total", MONEY),
        _needed("executed", MONEY),
        _needed("average", MONEY),
        sa.Column("status", TEXT),
        sa.Column("reason", TEXT),
        _needed("profit", MONEY),
        sa.Column("profit_asset", TEXT),
        _needed("missed", MONEY),
        sa.Column("missed_at", TIME),
        _needed("sounded_at", TIME),
        sa.CheckConstraint("market IN ('spot', 'margin', 'usdm', 'coinm')", name="market"),
        sqlite_strict=True,
    )
    columns = ["environment", "account_uid", "market", "status"]
    op.create_index("ix_order_tellings_account", "order_tellings", columns)
    named = ["client_order_id"]
    op.create_index("ix_order_tellings_client_order_id", "order_tellings", named)


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
