"""Fills are told apart by the market too: numbers of trades repeat between markets."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    connection = op.get_bind()
    fills = connection.execute(sa.text("SELECT * FROM fills")).mappings().all()
    cursors = connection.execute(sa.text("SELECT * FROM fill_cursors")).mappings().all()
    op.drop_table("fills")
    op.drop_table("fill_cursors")
    new_fills, new_cursors = _fills(), _cursors()
    if fills:
        op.bulk_insert(new_fills, [{**row, "market": "spot"} for row in fills])
    if cursors:
        op.bulk_insert(new_cursors, [{**row, "market": "spot"} for row in cursors])


def _fills() -> sa.Table:
    made = op.create_table(
        "fills",
        *_place(),
        _needed("trade_id", BIGINT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False),
        _needed("order_id", BIGINT),
        sa.Column("client_order_id", TEXT),
        _needed("side", TEXT),
        _needed("price", MONEY),
        _needed("qty", MONEY),
        _needed("quote_qty", MONEY),
        _needed("commission", MONEY),
        sa.Column("commission_asset", TEXT),
        _needed("at", TIME),
        _market(),
        _one_market(),
        sqlite_strict=True,
    )
    op.create_index("ix_fills_user_id_at", "fills", ["user_id", "at"])
    return made


def _cursors() -> sa.Table:
    return op.create_table(
        "fill_cursors",
        *_place(),
        _needed("trade_id", BIGINT),
        _market(),
        _one_market(),
        sqlite_strict=True,
    )


def _place() -> list[sa.Column[Any]]:
    return [
        _needed("environment", TEXT, primary_key=True),
        _needed("account_uid", BIGINT, primary_key=True),
        _needed("symbol", TEXT, primary_key=True),
    ]


def _market() -> sa.Column[Any]:
    return _needed("market", TEXT, primary_key=True)


def _one_market() -> sa.CheckConstraint:
    return sa.CheckConstraint("market IN ('spot', 'margin', 'usdm', 'coinm')", name="market")


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
