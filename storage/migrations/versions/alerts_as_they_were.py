"""An alert remembers which update made it, and a deleted one what it was."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    connection = op.get_bind()
    alerts = connection.execute(sa.text("SELECT * FROM alerts")).mappings().all()
    op.drop_table("alerts")
    new_alerts = _alerts()
    if alerts:
        op.bulk_insert(new_alerts, [{**row} for row in alerts])


def _alerts() -> sa.Table:
    made = op.create_table(
        "alerts",
        _needed("id", BIGINT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False),
        _needed("environment", TEXT),
        _needed("symbol", TEXT),
        _needed("wish", JSON),
        _needed("state", TEXT),
        _needed("source", TEXT),
        _needed("measure", TEXT),
        _needed("relation", TEXT),
        _needed("level", MONEY),
        _needed("awaits", TEXT),
        _needed("primed", FLAG),
        _needed("position", BIGINT),
        _needed("armed_at", TIME),
        sa.Column("quiet_until", TIME),
        sa.Column("expires_at", TIME),
        sa.Column("wakes_at", TIME),
        sa.Column("fired_at", TIME),
        sa.Column("fired_value", MONEY),
        sa.Column("crossed_at", TIME),
        _needed("times_fired", BIGINT),
        sa.Column("deleted_as", TEXT),
        sa.Column("update_id", BIGINT),
        _one_of("state", "armed", "paused", "snoozed", "fired", "expired", "deleted"),
        _one_of("awaits", "above", "below", "either"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    columns = ["environment", "state", "source"]
    op.create_index("ix_alerts_environment_state_source", "alerts", columns)
    op.create_index("ix_alerts_user_id_environment", "alerts", ["user_id", "environment"])
    return made


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)


def _one_of(column: str, *choices: str) -> sa.CheckConstraint:
    values = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)
