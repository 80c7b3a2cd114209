"""Each entry of the audit holds the one before, and none is changed or taken away."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = JSON = sa.Text()
TIME = BIGINT  # microseconds since 1970, UTC
ORIGINS = "'command', 'button', 'message', 'form', 'bot'"
DONE_TO_SOMEBODY = ("user.admitted", "user.blocked")

UNCHANGED = """CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END"""
KEPT = """CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'nothing leaves the audit'); END"""
APPENDED = """CREATE TRIGGER audit_appended BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id >= NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END"""


def upgrade() -> None:
    connection = op.get_bind()
    kept = connection.execute(sa.text("SELECT * FROM audit ORDER BY id")).mappings().all()
    op.drop_table("audit")
    audit = _audit()
    if kept:
        op.bulk_insert(audit, _chained(kept))
    if connection.dialect.name == "sqlite":
        for trigger in (UNCHANGED, KEPT, APPENDED):
            op.execute(trigger)


def _audit() -> sa.Table:
    made = op.create_table(
        "audit",
        _needed("id", BIGINT, primary_key=True),
        _needed("at", TIME),
        _needed("user_id", BIGINT),
        _needed("action", TEXT),
        _needed("detail", JSON),
        sa.Column("about_id", BIGINT),
        sa.Column("origin", TEXT),
        _needed("hash", TEXT),
        sa.CheckConstraint(f"origin IN ({ORIGINS})", name="origin"),
        sa.CheckConstraint("length(hash) = 64", name="hash"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_user_id", "audit", ["user_id"])
    op.create_index("ix_audit_about_id", "audit", ["about_id"])
    return made


def _chained(kept: Any) -> list[dict[str, Any]]:
    head, chained = "", []
    for row in kept:
        entry = {**row, "detail": json.loads(row["detail"]), "origin": None}
        done_to = entry["detail"].get("user") if row["action"] in DONE_TO_SOMEBODY else None
        entry["about_id"] = done_to
        canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), allow_nan=False)
        head = hashlib.sha256(f"{head}\n{canonical}".encode()).hexdigest()
        chained.append({**entry, "detail": row["detail"], "hash": head})
    return chained


def _needed(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, **options)
