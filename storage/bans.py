"""Until when Binance wants to hear nothing, per weight pool: honoured after a restart too."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import STRICT, Table
from storage.types import Seconds


class Ban(Table):
    __tablename__ = "bans"
    __table_args__ = (STRICT,)

    pool: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[float] = mapped_column(Seconds)


class Bans(Repository):
    async def load(self) -> dict[str, float]:
        """Tell the end of each pool's ban, in seconds since 1970; past ones too."""
        return {ban.pool: ban.until for ban in await self._all(select(Ban))}

    async def save(self, pool: str, until: float) -> None:
        statement = insert(Ban).values(pool=pool, until=until)
        await self._run(
            statement.on_conflict_do_update(index_elements=["pool"], set_={"until": until})
        )
