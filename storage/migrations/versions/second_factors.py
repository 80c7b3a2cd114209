"""A second factor for what is dangerous: an authenticator app, and codes for when it is lost."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "second_factors",
        _owner(autoincrement=False),
        _needed("record", TEXT),
        _needed("state", TEXT),
        _needed("secret_sealed", TEXT),
        _needed("since", TIME),
        _needed("shown", JSON),
        _needed("last_step", BIGINT),
        sa.Column("passed_at", TIME),
        sa.Column("active_at", TIME),
        sa.Column("idle_seconds", BIGINT),
        _needed("failures", BIGINT),
        _needed("locks", BIGINT),
        sa.Column("locked_until", TIME),
        sa.CheckConstraint("state IN ('pending', 'on')", name="state"),
        sqlite_strict=True,
    )
    op.create_table(
        "recovery_codes",
        _owner(),
        _needed("digest", TEXT, primary_key=True),
        sqlite_strict=True,
    )


def _owner(**options: Any) -> sa.Column[Any]:
    people = sa.ForeignKey("users.id")
    return sa.Column("user_id", BIGINT, people, nullable=False, primary_key=True, **options)


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
