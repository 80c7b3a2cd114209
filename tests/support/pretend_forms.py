"""Forms on the real storage, whose keys go to nobody."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.keys import Also, Connection
from bot.web import Forms, Launches, Site
from storage import ApiKey, KeyKindName, Storage

TOKEN = "700000001:offline-sandbox-token-of-the-bot"


@dataclass
class Taken:
    """Stands where keys are checked at Binance: takes each, or fails as told."""

    secrets: list[str] = field(default_factory=list)
    fails: Exception | None = None
    storage: Storage | None = None

    async def add(
        self, user_id: int, kind: KeyKindName, api_key: str, secret: str, *,
        label: str, also: Also,
    ) -> Connection:  # fmt: skip
        if self.fails is not None:
            raise self.fails
        assert self.storage is not None
        async with self.storage.begin() as unit:
            key = await unit.keys.add(
                user_id, "sandbox", kind, api_key, secret,
                account_uid=user_id, can_trade=True, ip_restricted=True, called=label or "Account",
            )  # fmt: skip
            connection = Connection(key, ip_restricted=True)
            await also(unit, connection)
        self.secrets.append(secret)
        return connection

    def nudge(self) -> None:
        """Nobody waits for a message."""


def forms_of(
    storage: Storage,
    taken: Taken,
    site: Site,
    now: Callable[[], datetime] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ticks: Callable[[], float] = time.monotonic,
) -> Forms:
    taken.storage = storage
    anything: Any = taken
    return Forms(
        storage, anything, anything, Launches(TOKEN), site,
        environment="sandbox", now=now or (lambda: datetime.now(UTC)), ticks=ticks,
        sleep=sleep,
    )  # fmt: skip


__all__ = ["TOKEN", "ApiKey", "Taken", "forms_of"]
