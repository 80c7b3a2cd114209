"""Which messages ask something, and what each shows once nobody has answered in time."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "questions",
        _needed("chat_id", BIGINT, primary_key=True),
        _needed("message_id", BIGINT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False),
        _needed("tickets", JSON),
        _needed("over", JSON),
        _needed("closed", FLAG),
        _needed("expires_at", TIME),
        sqlite_strict=True,
    )
    op.create_index("ix_questions_expires_at", "questions", ["expires_at"])


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
