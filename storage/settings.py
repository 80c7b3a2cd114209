"""Small choices by name, of one person or of the whole bot."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import STRICT, Table
from storage.types import Json

EVERYBODY = 0  # no person has this id


class Setting(Table):
    __tablename__ = "settings"
    __table_args__ = (STRICT,)

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json, nullable=True)


class Settings(Repository):
    async def get(self, user_id: int, name: str, default: Any = None) -> Any:
        """Look up a person's setting, or everybody's (user 0): a JSON value."""
        setting = await self._one(_ONE, user_id=user_id, name=name)
        return default if setting is None else setting.value

    async def set(self, user_id: int, name: str, value: Any) -> None:
        statement = insert(Setting).values(user_id=user_id, name=name, value=value)
        await self._run(
            statement.on_conflict_do_update(
                index_elements=["user_id", "name"], set_={"value": value}
            )
        )


_WHICH = (Setting.user_id == bindparam("user_id")) & (Setting.name == bindparam("name"))
_ONE = select(Setting).where(_WHICH)
