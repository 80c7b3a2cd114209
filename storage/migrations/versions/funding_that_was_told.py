"""Funding that was told, and from when on some may be missing."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "fundings",
        *_account(),
        _needed("at", TIME, primary_key=True),
        _needed("symbol", TEXT, primary_key=True),
        _needed("asset", TEXT, primary_key=True),
        _needed("amount", MONEY, primary_key=True),
        sa.Column("tran_id", BIGINT),
        _market(),
        sqlite_strict=True,
    )
    op.create_table(
        "funding_cursors", *_account(), _needed("since", TIME), _market(), sqlite_strict=True
    )


def _account() -> list[sa.Column[Any]]:
    return [
        _needed("environment", TEXT, primary_key=True),
        _needed("account_uid", BIGINT, primary_key=True),
        _needed("market", TEXT, primary_key=True),
    ]


def _market() -> sa.CheckConstraint:
    return sa.CheckConstraint("market IN ('spot', 'margin', 'usdm', 'coinm')", name="market")


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
