"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Written out and not taken from storage.types: a step says what it did then, whatever is done now.
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
DOUBLE: Any = sa.Double().with_variant(sa.REAL(), "sqlite")
TEXT = MONEY = JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC

ACTIVE = sa.text("state = 'active'")
UNFINISHED = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    _people()
    _keys()
    _alerts()
    _orders()
    _fills()
    _messages()
    _records()


def _people() -> None:
    _table(
        "users",
        _needed("id", BIGINT, primary_key=True, autoincrement=False),
        _needed("name", TEXT),
        _needed("language", TEXT),
        _needed("language_chosen", FLAG),
        _needed("status", TEXT),
        _needed("reachable", FLAG),
        _needed("joined_at", TIME),
        _needed("seen_at", TIME),
        _one_of("status", "pending", "active", "blocked"),
    )


def _keys() -> None:
    _table(
        "api_keys",
        _needed("id", BIGINT, primary_key=True, autoincrement=False),
        _owner(),
        _needed("environment", TEXT),
        _needed("kind", TEXT),
        _needed("state", TEXT),
        sa.Column("api_key_sealed", TEXT),
        _needed("secret_sealed", TEXT),
        sa.Column("api_key_tail", TEXT),
        sa.Column("public_key", TEXT),
        sa.Column("fingerprint", TEXT),
        sa.Column("account_uid", BIGINT),
        _needed("can_trade", FLAG),
        _needed("ip_restricted", FLAG),
        sa.Column("note", TEXT),
        _needed("created_at", TIME),
        sa.Column("verified_at", TIME),
        sa.Column("expires_at", TIME),
        _one_of("kind", "ed25519", "hmac", "rsa"),
        _one_of("state", "pending", "active", "suspended"),
    )
    one: dict[str, Any] = {"unique": True, "sqlite_where": ACTIVE, "postgresql_where": ACTIVE}
    op.create_index("ix_api_keys_user_id_environment", "api_keys", ["user_id", "environment"])
    op.create_index("uq_api_keys_one_active", "api_keys", ["user_id", "environment"], **one)
    op.create_index("uq_api_keys_account", "api_keys", ["environment", "account_uid"], **one)


def _alerts() -> None:
    _table(
        "alerts",
        _needed("id", BIGINT, primary_key=True),
        _owner(),
        _needed("environment", TEXT),
        _needed("symbol", TEXT),
        _needed("direction", TEXT),
        _needed("price", MONEY),
        _needed("state", TEXT),
        _needed("armed_trade_id", BIGINT),
        _needed("armed_at", TIME),
        sa.Column("fired_at", TIME),
        sa.Column("fired_trade_id", BIGINT),
        sa.Column("fired_price", MONEY),
        sa.Column("crossed_at", TIME),
        _one_of("direction", "above", "below"),
        _one_of("state", "armed", "fired", "deleted"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alerts_environment_state", "alerts", ["environment", "state"])
    op.create_index("ix_alerts_user_id_environment", "alerts", ["user_id", "environment"])
    _table(
        "alert_cursors",
        _needed("environment", TEXT, primary_key=True),
        _needed("symbol", TEXT, primary_key=True),
        _needed("trade_id", BIGINT),
        _needed("at", TIME),
    )


def _orders() -> None:
    _table(
        "tickets",
        _needed("id", TEXT, primary_key=True),
        _owner(),
        _needed("chat_id", BIGINT),
        sa.Column("message_id", BIGINT),
        _needed("kind", TEXT),
        _needed("payload", JSON),
        _needed("state", TEXT),
        _needed("created_at", TIME),
        _needed("expires_at", TIME),
        _one_of("state", "open", "used", "cancelled"),
    )
    op.create_index("ix_tickets_expires_at", "tickets", ["expires_at"])
    _table(
        "order_intents",
        _needed("client_order_id", TEXT, primary_key=True),
        _owner(),
        _needed("chat_id", BIGINT),
        sa.Column("message_id", BIGINT),
        _needed("key_id", BIGINT),
        _needed("environment", TEXT),
        _needed("ticket_id", TEXT, unique=True),
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
        _one_of("state", "SENDING", "UNKNOWN", "ACCEPTED", "REJECTED", "NOT_SENT", "ABSENT"),
    )
    op.create_index("ix_order_intents_environment_state", "order_intents", ["environment", "state"])
    op.create_index(
        "ix_order_intents_user_id_created_at", "order_intents", ["user_id", "created_at"]
    )


def _fills() -> None:
    _table(
        "fills",
        _needed("environment", TEXT, primary_key=True),
        _needed("account_uid", BIGINT, primary_key=True),
        _needed("symbol", TEXT, primary_key=True),
        _needed("trade_id", BIGINT, primary_key=True),
        _owner(),
        _needed("order_id", BIGINT),
        sa.Column("client_order_id", TEXT),
        _needed("side", TEXT),
        _needed("price", MONEY),
        _needed("qty", MONEY),
        _needed("quote_qty", MONEY),
        _needed("commission", MONEY),
        sa.Column("commission_asset", TEXT),
        _needed("at", TIME),
    )
    op.create_index("ix_fills_user_id_at", "fills", ["user_id", "at"])
    _table(
        "fill_cursors",
        _needed("environment", TEXT, primary_key=True),
        _needed("account_uid", BIGINT, primary_key=True),
        _needed("symbol", TEXT, primary_key=True),
        _needed("trade_id", BIGINT),
    )


def _messages() -> None:
    _table(
        "inbox",
        _needed("update_id", BIGINT, primary_key=True, autoincrement=False),
        _needed("user_id", BIGINT),
        _needed("at", TIME),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"])
    _table(
        "outbox",
        _needed("id", BIGINT, primary_key=True),
        _needed("chat_id", BIGINT),
        _needed("user_id", BIGINT),
        _needed("kind", TEXT),
        _needed("text", TEXT),
        sa.Column("keyboard", JSON),
        sa.Column("edits", BIGINT),
        _needed("silent", FLAG),
        sa.Column("key", TEXT, unique=True),
        sa.Column("merge_key", TEXT),
        _needed("state", TEXT),
        _needed("attempts", BIGINT),
        _needed("repeated", FLAG),
        _needed("created_at", TIME),
        _needed("not_before", TIME),
        sa.Column("sent_at", TIME),
        sa.Column("message_id", BIGINT),
        sa.Column("reason", TEXT),
        _one_of("kind", "answer", "alert", "fill", "order", "notice"),
        _one_of("state", "pending", "sending", "sent", "dead"),
        sqlite_autoincrement=True,
    )
    where: dict[str, Any] = {"sqlite_where": UNFINISHED, "postgresql_where": UNFINISHED}
    op.create_index("ix_outbox_unfinished", "outbox", ["chat_id", "id"], **where)
    op.create_index("ix_outbox_merge_key", "outbox", ["merge_key"])


def _records() -> None:
    _table(
        "audit",
        _needed("id", BIGINT, primary_key=True),
        _needed("at", TIME),
        _needed("user_id", BIGINT),
        _needed("action", TEXT),
        _needed("detail", JSON),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_user_id", "audit", ["user_id"])
    _table(
        "settings",
        _needed("user_id", BIGINT, primary_key=True, autoincrement=False),
        _needed("name", TEXT, primary_key=True),
        sa.Column("value", JSON),
    )
    _table("bans", _needed("pool", TEXT, primary_key=True), _needed("until", DOUBLE))


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint, **options: Any) -> None:
    op.create_table(name, *parts, sqlite_strict=True, **options)


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)


def _owner() -> sa.Column[Any]:
    return sa.Column("user_id", BIGINT, sa.ForeignKey("users.id"), nullable=False)


def _one_of(column: str, *choices: str) -> sa.CheckConstraint:
    values = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)
