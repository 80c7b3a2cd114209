"""What each person lets the bot do at most, what they set in motion, and stopped trading."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    _guards()
    _turnovers()
    _stops()


def _guards() -> None:
    op.create_table(
        "guard_choices",
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), primary_key=True),
        _needed("environment", TEXT, primary_key=True),
        _needed("name", TEXT, primary_key=True),
        sa.Column("value", JSON),
        sqlite_strict=True,
    )
    op.create_table(
        "guard_raises",
        *_numbered(),
        _needed("name", TEXT),
        sa.Column("value", JSON),
        _needed("state", TEXT),
        _needed("asked_at", TIME),
        _needed("due_at", TIME),
        _one_of("state", "waiting", "effective", "withdrawn"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_guard_raises_user_id", "guard_raises", ["user_id"])
    op.create_index("ix_guard_raises_state_due_at", "guard_raises", ["state", "due_at"])


def _turnovers() -> None:
    op.create_table(
        "turnovers",
        *_numbered(),
        sa.Column("name", TEXT),
        _needed("notional", MONEY),
        _needed("orders", BIGINT),
        _needed("at", TIME),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_turnovers_user_id_at", "turnovers", ["user_id", "at"])
    op.create_index("ix_turnovers_name", "turnovers", ["name"])


def _stops() -> None:
    op.create_table(
        "stops",
        _needed("user_id", BIGINT, primary_key=True),
        _needed("environment", TEXT, primary_key=True),
        _needed("by", BIGINT),
        _needed("at", TIME),
        sqlite_strict=True,
    )
    op.create_table(
        "sweeps",
        *_numbered(),
        _needed("closing", FLAG),
        _needed("state", TEXT),
        _needed("orders", BIGINT),
        _needed("positions", BIGINT),
        _needed("asked_at", TIME),
        _one_of("state", "open", "cleared", "done"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sweeps_environment_state", "sweeps", ["environment", "state"])


def _numbered() -> list[sa.Column[Any]]:
    """A row of a person in one environment."""
    return [
        _needed("id", BIGINT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False),
        _needed("environment", TEXT),
    ]


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)


def _one_of(column: str, *choices: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)
