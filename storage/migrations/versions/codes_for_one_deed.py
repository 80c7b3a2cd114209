"""What a code was given for, where it is for one deed alone."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("second_factors", sa.Column("passed_for", sa.Text()))
