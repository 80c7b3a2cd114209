"""Which orders were open when their verdict was told, so that it can be kept true."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = sa.Text()


def upgrade() -> None:
    op.create_table(
        "verdict_legs",
        _needed("client_order_id", TEXT, primary_key=True),
        _needed("order_id", BIGINT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False),
        _needed("environment", TEXT),
        _needed("market", TEXT),
        _needed("symbol", TEXT),
        _needed("conditional", FLAG),
        sa.Column("outbox_id", BIGINT),
        _needed("status", TEXT),
        _needed("executed", MONEY),
        sa.CheckConstraint("market IN ('spot', 'margin', 'usdm', 'coinm')", name="market"),
        sqlite_strict=True,
    )
    place = ["environment", "market", "symbol", "order_id"]
    op.create_index("ix_verdict_legs_order", "verdict_legs", place)


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
