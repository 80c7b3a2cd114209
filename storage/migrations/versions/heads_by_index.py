"""What waits in the outbox is found in the order in which it is looked through."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"

UNFINISHED = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    where: dict[str, Any] = {"sqlite_where": UNFINISHED, "postgresql_where": UNFINISHED}
    op.drop_index("ix_outbox_unfinished", "outbox")
    op.create_index("ix_outbox_unfinished", "outbox", ["chat_id", "edits", "id"], **where)
