"""The people who talk to the bot."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Text, case, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of

UserStatus = Literal["pending", "active", "blocked"]


class User(Table):
    """A person; `id` is Telegram's, `language_chosen` tells a wish from a guess."""

    __tablename__ = "users"
    __table_args__ = (one_of("status", UserStatus), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    language: Mapped[str]
    language_chosen: Mapped[bool]
    status: Mapped[UserStatus] = mapped_column(Text)
    reachable: Mapped[bool]
    joined_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Users(Repository):
    async def meet(
        self, user_id: int, *, name: str, language: str, active: bool
    ) -> tuple[User, bool]:
        """Greet a person; also tells whether for the first time, when alone `active` counts."""
        now = self._now()
        newcomer = {
            "id": user_id,
            "name": name,
            "language": language,
            "language_chosen": False,
            "status": "active" if active else "pending",
            "reachable": True,
            "joined_at": now,
            "seen_at": now,
        }
        statement = insert(User).values(newcomer).on_conflict_do_nothing().returning(User)
        if (user := await self._one(statement)) is not None:
            return user, True
        return await self._greet(user_id, name=name, language=language), False

    async def _greet(self, user_id: int, *, name: str, language: str) -> User:
        spoken = case((User.language_chosen.is_(True), User.language), else_=language)
        statement = (
            update(User)
            .where(User.id == user_id)
            .values(name=name, language=spoken, seen_at=self._now())
            .returning(User)
        )
        return await self._the(statement)

    async def get(self, user_id: int) -> User | None:
        return await self._one(select(User).where(User.id == user_id))

    async def speak(self, user_id: int, language: str) -> None:
        """Remember the language the person chose; Telegram's guess no longer matters."""
        values = {"language": language, "language_chosen": True}
        await self._changed(update(User).where(User.id == user_id).values(values))

    async def set_status(self, user_id: int, status: UserStatus) -> None:
        await self._changed(update(User).where(User.id == user_id).values(status=status))

    async def set_reachable(self, user_id: int, reachable: bool) -> bool:  # noqa: FBT001  its name says it
        """Whether Telegram delivers to this person; True when that is news."""
        if reachable:
            await self._seen(user_id)
        other = (User.id == user_id) & User.reachable.is_not(reachable)
        return await self._changed(update(User).where(other).values(reachable=reachable)) == 1

    async def _seen(self, user_id: int) -> None:
        await self._changed(update(User).where(User.id == user_id).values(seen_at=self._now()))

    async def lost(self, user_id: int, *, since: datetime) -> bool:
        """Telegram did not deliver what left then; who was seen later has come back meanwhile."""
        gone = (User.id == user_id) & User.reachable.is_(True) & (User.seen_at <= since)
        return await self._changed(update(User).where(gone).values(reachable=False)) == 1

    async def count(self) -> int:
        return await self._the(select(func.count()).select_from(User))

    async def listed(self, *, limit: int, skip: int = 0) -> list[User]:
        """People of all kinds, who waits to be admitted first, then who was seen last."""
        waiting_first = case((User.status == "pending", 0), else_=1)
        ordered = select(User).order_by(waiting_first, User.seen_at.desc(), User.id)
        return await self._all(ordered.limit(limit).offset(skip))

    async def with_status(self, status: UserStatus) -> list[User]:
        """Longest known first."""
        return await self._all(
            select(User).where(User.status == status).order_by(User.joined_at, User.id)
        )
