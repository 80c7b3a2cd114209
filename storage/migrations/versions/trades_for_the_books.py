"""The past of accounts as it was read: trades, incomes of futures, and how far each was read."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    _trades()
    _readings()
    _incomes()


def _trades() -> None:
    op.create_table(
        "trades",
        *_place(),
        _needed("symbol", TEXT, primary_key=True),
        _needed("trade_id", BIGINT, primary_key=True),
        _needed("order_id", BIGINT),
        _needed("side", TEXT),
        _needed("price", MONEY),
        _needed("qty", MONEY),
        _needed("quote_qty", MONEY),
        _needed("commission", MONEY),
        sa.Column("commission_asset", TEXT),
        sa.Column("maker", FLAG),
        _needed("at", TIME),
        sa.Column("fee_value", MONEY),
        _one_market(),
        sqlite_strict=True,
    )
    columns = ["environment", "account_uid", "at"]
    op.create_index("ix_trades_environment_account_uid_at", "trades", columns)


def _readings() -> None:
    op.create_table(
        "readings",
        *_place(),
        _needed("symbol", TEXT, primary_key=True),
        sa.Column("next_id", BIGINT),
        sa.Column("until", TIME),
        sa.Column("since", TIME),
        _needed("whole", FLAG),
        _needed("asked_at", TIME),
        _one_market(),
        sqlite_strict=True,
    )


def _incomes() -> None:
    op.create_table(
        "incomes",
        *_place(),
        _needed("income_type", TEXT, primary_key=True),
        _needed("tran_id", BIGINT, primary_key=True),
        _needed("symbol", TEXT, primary_key=True),
        _needed("at", TIME, primary_key=True),
        _needed("asset", TEXT),
        _needed("income", MONEY),
        _one_market(),
        sqlite_strict=True,
    )
    columns = ["environment", "account_uid", "at"]
    op.create_index("ix_incomes_environment_account_uid_at", "incomes", columns)


def _place() -> list[sa.Column[Any]]:
    return [
        _needed("environment", TEXT, primary_key=True),
        _needed("account_uid", BIGINT, primary_key=True),
        _needed("market", TEXT, primary_key=True),
    ]


def _one_market() -> sa.CheckConstraint:
    return sa.CheckConstraint("market IN ('spot', 'margin', 'usdm', 'coinm')", name="market")


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
