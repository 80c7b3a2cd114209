"""Alerts wait for more than a price beyond a level."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
TEXT = MONEY = JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    connection = op.get_bind()
    alerts = connection.execute(sa.text("SELECT * FROM alerts")).mappings().all()
    cursors = connection.execute(sa.text("SELECT * FROM alert_cursors")).mappings().all()
    op.drop_table("alerts")
    op.drop_table("alert_cursors")
    new_alerts, new_cursors = _alerts(), _cursors()
    if alerts:
        op.bulk_insert(new_alerts, [_alert(row) for row in alerts])
    if cursors:
        op.bulk_insert(new_cursors, [_cursor(row) for row in cursors])


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
        _one_of("state", "armed", "paused", "snoozed", "fired", "expired", "deleted"),
        _one_of("awaits", "above", "below", "either"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    columns = ["environment", "state", "source"]
    op.create_index("ix_alerts_environment_state_source", "alerts", columns)
    op.create_index("ix_alerts_user_id_environment", "alerts", ["user_id", "environment"])
    return made


def _cursors() -> sa.Table:
    return op.create_table(
        "alert_cursors",
        _needed("environment", TEXT, primary_key=True),
        _needed("source", TEXT, primary_key=True),
        _needed("position", BIGINT),
        _needed("at", TIME),
        sqlite_strict=True,
    )


def _alert(old: Any) -> dict[str, Any]:
    """Say what an alert of the first kind waits for in the words of today."""
    measure = {"kind": "price", "symbol": old["symbol"]}
    relation = ">" if old["direction"] == "above" else "<"
    term = {"measure": measure, "relation": relation, "level": old["price"]}
    kept = ("id", "user_id", "environment", "symbol", "state", "armed_at", "fired_at", "crossed_at")
    return {
        **{name: old[name] for name in kept},
        "wish": json.dumps({"condition": [term]}, separators=(",", ":")),
        "source": f"trades:{old['symbol']}",
        "measure": json.dumps(measure, separators=(",", ":")),
        "relation": relation,
        "level": old["price"],
        "awaits": old["direction"],
        "primed": 1,
        "position": old["fired_trade_id"] or old["armed_trade_id"],
        "fired_value": old["fired_price"],
        "times_fired": int(old["state"] == "fired"),
    }


def _cursor(old: Any) -> dict[str, Any]:
    return {
        "environment": old["environment"],
        "source": f"trades:{old['symbol']}",
        "position": old["trade_id"],
        "at": old["at"],
    }


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)


def _one_of(column: str, *choices: str) -> sa.CheckConstraint:
    values = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)
