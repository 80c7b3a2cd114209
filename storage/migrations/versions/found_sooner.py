"""What waits in the outbox is found in order, and deleted alerts are forgotten after a while."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = BIGINT  # microseconds since 1970, UTC
UNFINISHED = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    where: dict[str, Any] = {"sqlite_where": UNFINISHED, "postgresql_where": UNFINISHED}
    op.drop_index("ix_outbox_unfinished", "outbox")
    op.create_index("ix_outbox_unfinished", "outbox", ["chat_id", "edits", "id"], **where)
    op.add_column("alerts", sa.Column("deleted_at", TIME))
    alerts = sa.table("alerts", sa.column("state", sa.Text()), sa.column("deleted_at", TIME))
    now = round(datetime.now(UTC).timestamp() * 1_000_000)  # nobody wrote down when it was
    op.execute(alerts.update().where(alerts.c.state == "deleted").values(deleted_at=now))
