"""Orders become deeds of every kind; one ticket may stand for several, done one after another."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC


def upgrade() -> None:
    connection = op.get_bind()
    orders = connection.execute(sa.text("SELECT * FROM order_intents")).mappings().all()
    op.drop_table("order_intents")
    new_orders = _orders()
    if orders:
        added = {"part": 0, "kind": "order", "market": "spot"}
        op.bulk_insert(new_orders, [{**row, **added} for row in orders])


def _orders() -> sa.Table:
    made = op.create_table(
        "order_intents",
        _needed("client_order_id", TEXT, primary_key=True),
        sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False),
        _needed("chat_id", BIGINT),
        sa.Column("message_id", BIGINT),
        _needed("key_id", BIGINT),
        _needed("environment", TEXT),
        _needed("ticket_id", TEXT),
        _needed("part", BIGINT),
        _needed("kind", TEXT),
        _needed("market", TEXT),
        _needed("symbol", TEXT),
        _needed("payload", JSON),
        _needed("recv_window", BIGINT),
        _needed("state", TEXT),
        _needed("signed_at", TIME),
        sa.Column("deadline_at", TIME),
        sa.Column("order_id", BIGINT),
        sa.Column("status", TEXT),
        sa.Column("result", JSON),
        sa.Column("reason", TEXT),
        _needed("created_at", TIME),
        _needed("updated_at", TIME),
        sa.Column("watch_until", TIME),
        _one_of(
            "state", "PLANNED", "SENDING", "UNKNOWN", "ACCEPTED", "REJECTED", "NOT_SENT", "ABSENT"
        ),
        _one_of("market", "spot", "margin", "usdm", "coinm"),
        sqlite_strict=True,
    )
    for columns in (["environment", "state"], ["user_id", "created_at"]):
        op.create_index("_".join(("ix_order_intents", *columns)), "order_intents", columns)
    part = ["ticket_id", "part"]
    op.create_index("uq_order_intents_ticket_id_part", "order_intents", part, unique=True)
    return made


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)


def _one_of(column: str, *choices: str) -> sa.CheckConstraint:
    values = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)
