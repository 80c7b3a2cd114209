"""Isolated margin is a market of its own, beside the cross margin that is called margin."""

from alembic import op

revision = "0015"
down_revision = "0014"

TABLES = (
    "fills",
    "fill_cursors",
    "order_tellings",
    "order_intents",
    "trades",
    "readings",
    "incomes",
    "fundings",
    "funding_cursors",
    "verdict_legs",
)
MARKETS = "market IN ('spot', 'margin', 'isolated', 'usdm', 'coinm')"


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, table_kwargs={"sqlite_strict": True}) as changed:
            changed.drop_constraint(op.f(f"ck_{table}_market"), type_="check")
            changed.create_check_constraint("market", MARKETS)
