"""Who may connect a Binance account that somebody else has connected, because they agreed."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import STRICT, Table


class Agreement(Table):
    """The word of `agreed_by`, good for one connection by `user_id`."""

    __tablename__ = "account_agreements"
    __table_args__ = (STRICT,)

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    agreed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    until: Mapped[datetime]


class Agreements(Repository):
    async def agree(
        self, environment: str, account_uid: int, user_id: int, *, agreed_by: int, until: datetime
    ) -> None:
        """Let a person connect the account once, up to then."""
        row = {
            "environment": environment,
            "account_uid": account_uid,
            "user_id": user_id,
            "agreed_by": agreed_by,
            "until": until,
        }
        there = ["environment", "account_uid", "user_id"]
        news = {"agreed_by": agreed_by, "until": until}
        statement = insert(Agreement).values(row)
        await self._run(statement.on_conflict_do_update(index_elements=there, set_=news))

    async def take(
        self, environment: str, account_uid: int, user_id: int, *, agreed_by: int
    ) -> bool:
        """Use it up: whether who has the account agreed, not too long ago."""
        meant = (
            Agreement.environment == environment,
            Agreement.account_uid == account_uid,
            Agreement.user_id == user_id,
            Agreement.agreed_by == agreed_by,
            Agreement.until > self._now(),
        )
        return await self._changed(delete(Agreement).where(*meant)) == 1
