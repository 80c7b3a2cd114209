"""Mistakes in what is written down."""

from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from order_world.store import (
    Inbox,
    Keys,
    MemoryStorage,
    Orders,
    Outbox,
    Row,
    Tickets,
    Unit,
    _Writing,
)

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class AlteredStorage(MemoryStorage):
    """A storage in which one repository is not what it should be."""

    def opened(self) -> Unit:
        unit = super().opened()
        self.alter(unit)
        return unit

    def alter(self, unit: Unit) -> None:
        raise NotImplementedError


class Whole(AlteredStorage):
    class Altered(Tickets):
        async def use(self, ticket_id: str, user_id: int, chat_id: int, now: Any) -> Row | None:
            row = await self.find(ticket_id)
            if row is None or row.expires_at <= now:
                return None
            return row if (row.user_id, row.chat_id) == (user_id, chat_id) else None

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class Anybodys(AlteredStorage):
    class Found(Keys):
        async def find(self, user_id: int, key_id: int) -> Row | None:
            del user_id
            row: Row | None = self._rows.get(key_id)
            return row

    class Altered(Tickets):
        def _own(self, ticket_id: str, user_id: int, chat_id: int) -> Row | None:
            del user_id
            row: Row | None = self._rows.get(ticket_id)
            open_ = row is not None and row.state == "open" and row.chat_id == chat_id
            return row if open_ else None

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered
        unit.keys.__class__ = self.Found


class Anywhere(AlteredStorage):
    class Altered(Tickets):
        def _own(self, ticket_id: str, user_id: int, chat_id: int) -> Row | None:
            del chat_id
            row: Row | None = self._rows.get(ticket_id)
            open_ = row is not None and row.state == "open" and row.user_id == user_id
            return row if open_ else None

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class Timeless(AlteredStorage):
    class Altered(Tickets):
        async def use(self, ticket_id: str, user_id: int, chat_id: int, now: Any) -> Row | None:
            del now
            return await super().use(ticket_id, user_id, chat_id, _LONG_AGO)

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class Withdrawable(AlteredStorage):
    """Cancel says so, and leaves the ticket as it is."""

    class Altered(Tickets):
        async def cancel(self, ticket_id: str, user_id: int, chat_id: int) -> Row | None:
            return self._own(ticket_id, user_id, chat_id)

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class Forgetful(AlteredStorage):
    class Altered(Inbox):
        async def take(self, update_id: int, user_id: int) -> bool:
            del update_id, user_id
            return True

    def alter(self, unit: Unit) -> None:
        unit.inbox.__class__ = self.Altered


class BothForgotten(Forgetful):
    """Neither the update nor the ticket, and an id may be written twice."""

    class Written(Orders):
        async def intend(self, **values: Any) -> Row:
            self._rows._rows.pop(values["client_order_id"], None)
            self._parts._rows.pop((values["ticket_id"], values.get("part", 0)), None)
            return await super().intend(**values)

    def alter(self, unit: Unit) -> None:
        super().alter(unit)
        unit.tickets.__class__ = Whole.Altered
        unit.orders.__class__ = self.Written


class Backward(AlteredStorage):
    """A verdict may be taken back."""

    class Altered(Orders):
        async def move(
            self, client_order_id: str, from_states: Any, to: Any, **outcome: Any
        ) -> Any:
            del from_states
            row = self._rows.get(client_order_id)
            moved = row.also(state=to, **outcome)
            self._rows.put(client_order_id, moved)
            return moved

    def alter(self, unit: Unit) -> None:
        unit.orders.__class__ = self.Altered


class Unplanned(AlteredStorage):
    class Altered(Orders):
        async def planned(self, environment: str) -> list[Any]:
            del environment
            return []

    def alter(self, unit: Unit) -> None:
        unit.orders.__class__ = self.Altered


class Mute(AlteredStorage):
    """The message of a verdict is put into the outbox by a second transaction."""

    def begin(self) -> Any:
        return Twice(self)

    def alter(self, unit: Unit) -> None:
        unit.outbox.__class__ = Postponing


class Postponing(Outbox):
    async def put(self, **message: Any) -> Any:
        self.__dict__.setdefault("later", []).append(message)


class Twice(_Writing):
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: object,
        trace: TracebackType | None,
    ) -> None:
        later = self._unit.outbox.__dict__.pop("later", [])
        await super().__aexit__(kind, error, trace)
        if later and kind is None:
            await self.__aenter__()
            self._unit.outbox.__class__ = Outbox
            for message in later:
                await self._unit.outbox.put(**message)
            await super().__aexit__(None, None, None)
