"""The row of an API key: sealed, labelled, and how it stands."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import STRICT, Table, one_of

KeyKindName = Literal["ed25519", "hmac", "rsa"]
KeyState = Literal["pending", "active", "suspended"]
Suspension = Literal["refused", "rights", "account", "sealed"]
"""Binance refuses the key, it got rights it must not have, it opens another account than before,
or what is stored of it was tampered with."""

REGISTERED = text("state <> 'pending'")
CURRENT: dict[str, Any] = {
    "unique": True,
    "sqlite_where": text("is_current = 1"),
    "postgresql_where": text("is_current"),
}
ONE_EACH: dict[str, Any] = {
    "unique": True,
    "sqlite_where": REGISTERED,
    "postgresql_where": REGISTERED,
}


class ApiKey(Table):
    """A key at Binance, or (pending) a pair whose public half Binance has not confirmed yet."""

    __tablename__ = "api_keys"
    __table_args__ = (
        one_of("kind", KeyKindName),
        one_of("state", KeyState),
        one_of("suspended_for", Suspension),
        Index("ix_api_keys_user_id_environment", "user_id", "environment"),
        Index("ix_api_keys_environment_account_uid", "environment", "account_uid"),
        Index("uq_api_keys_current", "user_id", "environment", **CURRENT),
        Index("uq_api_keys_label", "user_id", "environment", "label", **ONE_EACH),
        Index("uq_api_keys_account", "user_id", "environment", "account_uid", **ONE_EACH),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    kind: Mapped[KeyKindName] = mapped_column(Text)
    state: Mapped[KeyState] = mapped_column(Text)
    api_key_sealed: Mapped[str | None] = mapped_column(repr=False)
    secret_sealed: Mapped[str] = mapped_column(repr=False)
    api_key_tail: Mapped[str | None]
    public_key: Mapped[str | None]
    fingerprint: Mapped[str | None]
    account_uid: Mapped[int | None]
    can_trade: Mapped[bool]
    ip_restricted: Mapped[bool]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    label: Mapped[str] = mapped_column(default="")  # nothing while the pair is pending
    is_current: Mapped[bool] = mapped_column(default=False)
    suspended_for: Mapped[Suspension | None] = mapped_column(Text, default=None)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    # None in rows of older versions, which the encryption key sealed by itself
    data_key_id: Mapped[int | None] = mapped_column(ForeignKey("data_keys.id"), default=None)
