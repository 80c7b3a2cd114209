"""Mistakes that others have made, planted into the bot to see whether the checker notices.

Each exchanges some parts; all the rest is real.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import update
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError

from alert_world.life import Parts
from binance.models.market import AggTrade
from binance.streams.market import MarketStreams
from binance.streams.market.line import Line
from binance.streams.market.link import Link
from binance.streams.market.routes import Route
from bot.alerts import AlertEngine
from bot.alerts.backfill import Ahead, Backfill, Bracket, Matters, Sends
from bot.alerts.feeds import Feeds
from bot.notifications import Sender
from bot.parcels import Parcel
from bot.telegram_limits import Pace
from storage import Message, Storage, Unit
from storage.alerts import Alert, Alerts, AlertState
from storage.outbox import Outbox
from storage.repository import Repository
from storage.users import Users


class AlteredStorage(Storage):
    """A storage in which one repository is not what it should be."""

    name: ClassVar[str]
    repository: ClassVar[type[Repository]]

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Unit]:
        async with super().begin() as unit:
            yield self._altered(unit)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        async with super().read() as unit:
            yield self._altered(unit)

    def _altered(self, unit: Unit) -> Unit:
        real = getattr(unit, self.name)
        setattr(unit, self.name, self.repository(real._session, real._now))
        return unit


class _Nothing(Backfill):
    async def since(
        self, symbol: str, after: int, matters: Matters, bracket: Bracket
    ) -> AsyncGenerator[AggTrade, None]:
        del symbol, after, matters, bracket
        return
        yield


class _Forgetful(MarketStreams):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more | {"history": None})


class _Newest(Backfill):
    async def since(
        self, symbol: str, after: int, matters: Matters, bracket: Bracket
    ) -> AsyncGenerator[AggTrade, None]:
        missed = super().since(symbol, after, matters, bracket)
        *_, newest = [None, *[one async for one in missed if not isinstance(one, Ahead)]]
        if newest is not None:
            yield newest


class Reading(AlertEngine):
    """An engine that reads what was missed in another way."""

    backfill: ClassVar[type[Backfill]]

    def __init__(
        self, storage: Storage, streams: MarketStreams, binance: Sends, sender: Sender, **more: Any
    ) -> None:
        super().__init__(storage, streams, binance, sender, **more)
        self.watches._feeds = Feeds(binance, self.backfill(binance, more["now"]))


class _ReadingNothing(Reading):
    backfill = _Nothing


class _ReadingTheNewest(Reading):
    backfill = _Newest


class _Trusting(Line):
    def _mind_silence(self, current: Link, now: float) -> None:
        """Believe that there is nothing to hear."""

    def _mind_whole_silence(self, current: Link, now: float) -> None:
        """Believe it even where something must be heard."""


class _Believing(MarketStreams):
    def _line(self, route: Route) -> Line:
        lines = self._lines.setdefault(route, [])
        if not lines:
            lines.append(_Trusting(route, self._policy, self._now))
            self._new_lines.put_nowait(lines[-1])
        return lines[-1]


class _Hasty(Sender):
    async def _carry(self, parcel: Parcel) -> None:
        async with self._storage.begin() as unit:
            for message in parcel.messages:
                await unit.outbox.sent(message.id, 0)
        with suppress(TelegramError):
            await self._send(parcel)


class _Unmarking(AlteredStorage):
    class Altered(Outbox):
        async def retry(self, message_id: int, not_before: datetime, *, ambiguous: bool) -> bool:
            del ambiguous
            return await super().retry(message_id, not_before, ambiguous=False)

    name, repository = "outbox", Altered


class _Marking(AlteredStorage):
    class Altered(Outbox):
        async def retry(self, message_id: int, not_before: datetime, *, ambiguous: bool) -> bool:
            del ambiguous
            return await super().retry(message_id, not_before, ambiguous=True)

    name, repository = "outbox", Altered


class _Amnesiac(AlteredStorage):
    class Altered(Outbox):
        async def recover(self) -> int:
            again = update(Message).where(Message.state == "sending").values(state="pending")
            return await self._changed(again)

    name, repository = "outbox", Altered


class _Abandoning(AlteredStorage):
    class Altered(Outbox):
        async def recover(self) -> int:
            return 0

    name, repository = "outbox", Altered


class _InTwo(Storage):
    """What is put into the outbox is put there by a second transaction."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Unit]:
        put_off: list[dict[str, Any]] = []

        class Later(Outbox):
            async def put(self, **message: Any) -> Message | None:
                put_off.append(message)
                return None

        async with super().begin() as unit:
            real = unit.outbox
            unit.outbox = Later(real._session, real._now)
            yield unit
        if put_off:
            async with super().begin() as unit:
                for message in put_off:
                    await unit.outbox.put(**message)


class _Ahead(AlteredStorage):
    class Altered(Alerts):
        async def move_cursor(
            self, environment: str, source: str, position: int, at: datetime
        ) -> None:
            await super().move_cursor(environment, source, position + 50, at)

    name, repository = "alerts", Altered


class _InMemory(AlteredStorage):
    class Altered(Alerts):
        async def rest(
            self,
            user_id: int,
            alert_id: int,
            state: AlertState,
            *,
            wakes_at: datetime | None = None,
        ) -> Alert | None:
            if state == "expired":
                return await super().rest(user_id, alert_id, state, wakes_at=wakes_at)
            return await self.own(user_id, alert_id)

    name, repository = "alerts", Altered


class _Ready(AlteredStorage):
    class Altered(Alerts):
        async def add(self, *args: Any, **values: Any) -> Alert:
            return await super().add(*args, **values | {"primed": True})

    name, repository = "alerts", Altered


class _Backward(AlteredStorage):
    class Altered(Alerts):
        async def rearm(self, *args: Any, **values: Any) -> Alert | None:
            return await super().rearm(*args, **values | {"position": 0})

    name, repository = "alerts", Altered


class _Restive(AlteredStorage):
    class Altered(Alerts):
        async def fire_again(self, *args: Any, **values: Any) -> bool:
            return await super().fire_again(*args, **values | {"quiet_until": self._now()})

    name, repository = "alerts", Altered


class _Asleep(AlteredStorage):
    class Altered(Alerts):
        async def waking(self, environment: str) -> list[Alert]:
            del environment
            return []

    name, repository = "alerts", Altered


class _Endless(AlteredStorage):
    class Altered(Alerts):
        async def overdue(self, environment: str) -> list[Alert]:
            del environment
            return []

    name, repository = "alerts", Altered


class _Insistent(AlteredStorage):
    class Altered(Users):
        async def _changed(self, statement: Any) -> int:
            del statement
            return 0

    name, repository = "users", Altered


class _Offended(Sender):
    async def _settle(self, parcel: Parcel, error: TelegramError, left_at: datetime) -> None:
        if not isinstance(error, Forbidden):
            await super()._settle(parcel, error, left_at)
            return
        async with self._storage.begin() as unit:
            for message in parcel.messages:
                await unit.outbox.bury(message.id, "blocked")


class _Literal(Sender):
    async def _settle(self, parcel: Parcel, error: TelegramError, left_at: datetime) -> None:
        if type(error) is not NetworkError:
            await super()._settle(parcel, error, left_at)
            return
        async with self._storage.begin() as unit:
            for message in parcel.messages:
                await unit.outbox.retry(message.id, self._now(), ambiguous=False)


class _Eager(Sender):
    async def _settle(self, parcel: Parcel, error: TelegramError, left_at: datetime) -> None:
        again = RetryAfter(0) if isinstance(error, RetryAfter) else error
        await super()._settle(parcel, again, left_at)


class _Restless(Pace):
    def _pause(self, chat_id: int | str, seconds: float) -> None:
        """Hear, and go on."""


BUGS: Mapping[str, Parts] = {
    "what the stream did not bring is not fetched": Parts(
        streams=_Forgetful, engine=_ReadingNothing
    ),
    "of what was missed the newest is looked at": Parts(
        streams=_Forgetful, engine=_ReadingTheNewest
    ),
    "silence is believed": Parts(streams=_Believing),
    "the cursor is ahead": Parts(storage=_Ahead),
    "fired and told are two transactions": Parts(storage=_InTwo),
    "deleted in memory only": Parts(storage=_InMemory),
    "a crossing needs no other side": Parts(storage=_Ready),
    "what is armed again counts from the beginning": Parts(storage=_Backward),
    "a cooldown is kept in memory only": Parts(storage=_Restive),
    "what was snoozed sleeps on": Parts(storage=_Asleep),
    "nothing ever ends": Parts(storage=_Endless),
    "noted as sent and then sent": Parts(sender=_Hasty),
    "what was under way at a crash is left there": Parts(storage=_Abandoning),
    "what was under way at a crash is not marked": Parts(storage=_Amnesiac),
    "what may have arrived is not marked": Parts(storage=_Unmarking),
    "everything is marked": Parts(storage=_Marking),
    "a 502 is a refusal": Parts(sender=_Literal),
    "a 429 is a moment": Parts(sender=_Eager, pace=_Restless),
    "a 403 is for ever": Parts(sender=_Offended),
    "a 403 is a moment": Parts(storage=_Insistent),
}
