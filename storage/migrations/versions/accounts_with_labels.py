"""A person has several accounts, each with a label; their secrets are under a key of their own."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC

REGISTERED = sa.text("state <> 'pending'")
ONE_EACH: dict[str, Any] = {
    "unique": True,
    "sqlite_where": REGISTERED,
    "postgresql_where": REGISTERED,
}
CURRENT: dict[str, Any] = {
    "unique": True,
    "sqlite_where": sa.text("is_current = 1"),
    "postgresql_where": sa.text("is_current"),
}


def upgrade() -> None:
    """What is sealed stays as it is: only who has the encryption key can put it under another."""
    _data_keys()
    _agreements()
    keys = op.get_bind().execute(sa.text("SELECT * FROM api_keys")).mappings().all()
    op.drop_table("api_keys")
    made = _api_keys()
    if keys:
        op.bulk_insert(made, [_account(row) for row in keys])


def _account(old: Any) -> dict[str, Any]:
    """There was one key a person and environment, beside a pair that waits."""
    registered = old["state"] != "pending"
    return {
        **old,
        "label": "Account 1" if registered else "",
        "is_current": int(registered),
        "suspended_for": "refused" if old["state"] == "suspended" else None,
        "checked_at": None,
        "data_key_id": None,
    }


def _data_keys() -> None:
    op.create_table(
        "data_keys",
        _needed("id", BIGINT, primary_key=True, autoincrement=False),
        _person("user_id", unique=True),
        _needed("kid", TEXT),
        _needed("key_sealed", TEXT),
        _needed("created_at", TIME),
        sqlite_strict=True,
    )
    op.create_index("ix_data_keys_kid", "data_keys", ["kid"])


def _agreements() -> None:
    op.create_table(
        "account_agreements",
        _needed("environment", TEXT, primary_key=True),
        _needed("account_uid", BIGINT, primary_key=True),
        _person("user_id", primary_key=True),
        _person("agreed_by"),
        _needed("until", TIME),
        sqlite_strict=True,
    )


def _api_keys() -> sa.Table:
    made = op.create_table(
        "api_keys",
        _needed("id", BIGINT, primary_key=True, autoincrement=False),
        _person("user_id"),
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
        _needed("label", TEXT),
        _needed("is_current", FLAG),
        sa.Column("suspended_for", TEXT),
        sa.Column("checked_at", TIME),
        sa.Column("data_key_id", BIGINT, sa.ForeignKey("data_keys.id")),
        _one_of("kind", "ed25519", "hmac", "rsa"),
        _one_of("state", "pending", "active", "suspended"),
        _one_of("suspended_for", "refused", "rights", "account", "sealed"),
        sqlite_strict=True,
    )
    place, account = ["user_id", "environment"], ["environment", "account_uid"]
    op.create_index("ix_api_keys_user_id_environment", "api_keys", place)
    op.create_index("ix_api_keys_environment_account_uid", "api_keys", account)
    op.create_index("uq_api_keys_current", "api_keys", place, **CURRENT)
    op.create_index("uq_api_keys_label", "api_keys", [*place, "label"], **ONE_EACH)
    op.create_index("uq_api_keys_account", "api_keys", [*place, "account_uid"], **ONE_EACH)
    return made


def _person(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, BIGINT, sa.ForeignKey("users.id"), nullable=False, **options)


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)


def _one_of(column: str, *choices: str) -> sa.CheckConstraint:
    values = ", ".join(f"'{choice}'" for choice in choices)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)
