"""Orders that are to be taken back, until it was told what became of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "cancellations",
        _needed("id", BIGINT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False),
        _needed("chat_id", BIGINT),
        sa.Column("message_id", BIGINT),
        _needed("environment", sa.Text()),
        _needed("key_id", BIGINT),
        _needed("orders", JSON),
        _needed("whole", FLAG),
        _needed("state", sa.Text()),
        _needed("asked_at", TIME),
        sa.CheckConstraint("state IN ('open', 'done')", name="state"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cancellations_environment_state", "cancellations", ["environment", "state"])


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
