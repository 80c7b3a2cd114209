"""Mistakes that others have made, planted into the trading to see whether the checker notices.

Each exchanges some parts, each of them a small wrong variant; all the rest is real.
"""

from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any

from binance.errors import (
    BinanceError,
    DuplicateOrder,
    HalfDone,
    NoSuchOrder,
    OrderRejected,
    Rejected,
    Unknown,
    Unreachable,
    Unsent,
)
from bot.deeds import Leg, Report, deed_of
from bot.door import Door
from bot.intents import BACKEND, Intents, deed_in
from bot.posting import Posting
from bot.reconcile import Reconciler
from bot.rehearsal import Rehearsal
from bot.trading import Tapped, Trading
from order_world.life import Parts
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
_NO = OrderRejected(-2010, "no")


# the one POST


class _Resending(Posting):
    """What python-binance's callers do."""

    async def post(self, connected: Any, intent: Any) -> None:
        try:
            answer = await self._door.send(connected, deed_in(intent).request)
        except Unknown:
            await super().post(connected, self._again(intent))
        except BinanceError:
            await self._intents.rejected(intent, _NO)
        else:
            await self._intents.accepted(intent, deed_in(intent).placed(answer))

    def _again(self, intent: Any) -> Any:
        return intent


class _Renaming(_Resending):
    """The id is made anew for each try."""

    def _again(self, intent: Any) -> Any:
        payload = dict(intent.payload)
        for name in ("new_client_order_id", "list_client_order_id", "client_algo_id"):
            if name in payload:
                payload[name] += "-again"
        return intent.also(payload=payload)


class _AskingOnce(_Resending):
    """Sent again unless one question finds it."""

    async def post(self, connected: Any, intent: Any) -> None:
        try:
            await Posting.post(self, connected, intent)
            if intent.state == "SENDING":
                await deed_in(intent).find(connected.account)
        except NoSuchOrder:
            with suppress(BinanceError):
                await self._door.send(connected, deed_in(intent).request)
        except BinanceError:
            return


class _Judging(Posting):
    """A posting that takes one kind of answer for another."""

    def _taken_for(self, error: BinanceError) -> BinanceError:
        return error

    async def post(self, connected: Any, intent: Any) -> None:
        judge = self

        class Misled:
            async def send(self, connected: Any, request: Any) -> Any:
                try:
                    return await judge._door.send(connected, request)
                except BinanceError as error:
                    raise judge._taken_for(error) from None

        await Posting(Misled(), self._intents).post(connected, intent)  # type: ignore[arg-type]


class _Doubting(_Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return Unknown("?") if isinstance(error, Rejected) else error


class _Despairing(_Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, Unknown) else error


class _Careless(_Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return Unreachable("?") if isinstance(error, Unknown) else error


class _Timid(_Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return Unknown("?") if isinstance(error, Unsent) else error


class _Literal(_Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, DuplicateOrder) else error


class _Blind(_Judging):
    """An answer that cannot be read is a failure."""

    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, Unknown) and "does not fit" in error.message else error


class _Halving(_Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, HalfDone) else error


class _Content(Posting):
    """Half of it is as good as all of it."""

    async def post(self, connected: Any, intent: Any) -> None:
        deed = deed_in(intent)
        try:
            answer = await self._door.send(connected, deed.request)
        except HalfDone:
            leg = Leg(order_id=1, status="NEW", side="BUY", type="LIMIT")
            await self._intents.accepted(intent, Report.of_one(deed.symbol, leg))
        except (Unsent, Rejected) as error:
            told = self._intents.not_sent if isinstance(error, Unsent) else self._intents.rejected
            await told(intent, error)  # type: ignore[arg-type]
        except BinanceError:
            await self._intents.unknown(intent)
        else:
            await self._intents.accepted(intent, deed.placed(answer))


class _Optimist(Posting):
    """An answer of status 200 is a fill."""

    async def post(self, connected: Any, intent: Any) -> None:
        deed = deed_in(intent)
        try:
            await self._door.send(connected, deed.request)
        except (Unsent, Rejected, Unknown):
            await self._intents.unknown(intent)
        else:
            leg = Leg(order_id=1, status="FILLED", side="BUY", type="LIMIT")
            await self._intents.accepted(intent, Report.of_one(deed.symbol, leg))


class _Forgetting(Posting):
    """What came of it is nobody's concern."""

    async def post(self, connected: Any, intent: Any) -> None:
        with suppress(BinanceError):
            await super().post(connected, intent)
        with suppress(BinanceError):
            if intent.part:
                await self._door.send(connected, deed_in(intent).request)


class _Open(Door):
    async def send(self, connected: Any, request: Any, **more: Any) -> Any:
        del more
        return await connected.account.send(request)


class _Wet(Rehearsal):
    """A dry run that asks the real thing."""

    async def verdict(self, connected: Any, deed: Any, say: Any) -> Any:
        with suppress(BinanceError):
            await connected.account.send(deed.request)
        return say("Binance would take it.")


# the tap


class _Late(Trading):
    """The order is sent, and then written down."""

    async def place(self, tap: Any) -> Tapped:
        connected = await self._accounts.of(tap.user_id)
        asked = await self.asked(tap.ticket_id)
        if asked is None or asked.key_id != connected.key.id:
            return Tapped.STALE
        try:
            answer = await connected.account.send(asked.first.request)
        except BinanceError:
            return Tapped.STALE
        intent = await self._intend(tap, asked, [Decimal(1)] * len(asked.deeds))
        if not isinstance(intent, Tapped):
            await self._intents.accepted(intent, asked.first.placed(answer))
        return Tapped.SENT


class _Each(Trading):
    """Neither the ticket nor the update is used up: each tap is an order."""

    async def _intend(self, tap: Any, asked: Any, worths: Sequence[Decimal]) -> Any:
        name = f"{asked.first.client_id}-{tap.update_id}-{self._now().timestamp()}"
        if "new_client_order_id" not in asked.first.payload:
            return await super()._intend(tap, asked, worths)
        request = asked.first.request.model_copy(update={"new_client_order_id": name})
        again = replace(tap, ticket_id=name)
        async with self._storage.begin() as unit:
            await self._guard.note(unit, tap.user_id, request, worths[0], self._now())
            return await self._write(unit, again, 0, deed_of(request), asked.key_id, self._now())


class _InTwo(Trading):
    """The ticket is used up in a transaction of its own."""

    async def _intend(self, tap: Any, asked: Any, worths: Sequence[Decimal]) -> Any:
        now = self._now()
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(tap.update_id, tap.user_id):
                return Tapped.REPLAYED
            if await unit.tickets.use(tap.ticket_id, tap.user_id, tap.chat_id, now) is None:
                return Tapped.STALE
        async with self._storage.begin() as unit:
            written = [
                await self._write(unit, tap, part, deed, asked.key_id, now)
                for part, deed in enumerate(asked.deeds)
            ]
            for deed, worth in zip(asked.deeds, worths, strict=True):
                await self._guard.note(unit, tap.user_id, deed.request, worth, now)
        return written[0]


class _Unmoved(Trading):
    async def _moved(self, asked: Any, user_id: int) -> bool:
        del asked, user_id
        return False


class _Wilful(Trading):
    """Whatever account is the current one takes the order."""

    async def place(self, tap: Any) -> Tapped:
        asked = await self.asked(tap.ticket_id)
        if asked is None:
            return Tapped.STALE
        with self._intents.under_way(asked.first.client_id):
            intent = await self._intend(tap, asked, [Decimal(1)] * len(asked.deeds))
            if isinstance(intent, Tapped):
                return intent
            await self._posting.post(await self._accounts.of(tap.user_id), intent)
        return Tapped.SENT


class _AllAtOnce(Trading):
    """The later parts go out right after the first."""

    async def place(self, tap: Any) -> Tapped:
        tapped = await super().place(tap)
        if tapped is Tapped.SENT and not await self._rehearsal.wanted(tap.user_id):
            async with self._storage.read() as unit:
                planned = await unit.orders.planned(self._environment)
            for intent, _ in planned:
                due = await self._intents.due(intent)
                if due is not None and due.user_id == tap.user_id:
                    await self._posting.post(await self._accounts.of(tap.user_id), due)
        return tapped


class _Uncounted(Trading):
    """What is written down is not counted."""

    async def _intend(self, tap: Any, asked: Any, worths: Sequence[Decimal]) -> Any:
        del worths
        guard = self._guard
        self._guard = _Deaf()  # type: ignore[assignment]
        try:
            return await super()._intend(tap, asked, [Decimal(0)] * len(asked.deeds))
        finally:
            self._guard = guard


class _Deaf:
    async def note(self, *_: Any) -> None:
        """Forget it."""


# what is written


class _Altered(MemoryStorage):
    """A storage in which one repository is not what it should be."""

    def opened(self) -> Unit:
        unit = super().opened()
        self.alter(unit)
        return unit

    def alter(self, unit: Unit) -> None:
        raise NotImplementedError


class _Whole(_Altered):
    class Altered(Tickets):
        async def use(self, ticket_id: str, user_id: int, chat_id: int, now: Any) -> Row | None:
            row = await self.find(ticket_id)
            if row is None or row.expires_at <= now:
                return None
            return row if (row.user_id, row.chat_id) == (user_id, chat_id) else None

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class _Anybodys(_Altered):
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


class _Anywhere(_Altered):
    class Altered(Tickets):
        def _own(self, ticket_id: str, user_id: int, chat_id: int) -> Row | None:
            del chat_id
            row: Row | None = self._rows.get(ticket_id)
            open_ = row is not None and row.state == "open" and row.user_id == user_id
            return row if open_ else None

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class _Timeless(_Altered):
    class Altered(Tickets):
        async def use(self, ticket_id: str, user_id: int, chat_id: int, now: Any) -> Row | None:
            del now
            return await super().use(ticket_id, user_id, chat_id, _LONG_AGO)

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class _Withdrawable(_Altered):
    """Cancel says so, and leaves the ticket as it is."""

    class Altered(Tickets):
        async def cancel(self, ticket_id: str, user_id: int, chat_id: int) -> Row | None:
            return self._own(ticket_id, user_id, chat_id)

    def alter(self, unit: Unit) -> None:
        unit.tickets.__class__ = self.Altered


class _Forgetful(_Altered):
    class Altered(Inbox):
        async def take(self, update_id: int, user_id: int) -> bool:
            del update_id, user_id
            return True

    def alter(self, unit: Unit) -> None:
        unit.inbox.__class__ = self.Altered


class _BothForgotten(_Forgetful):
    """Neither the update nor the ticket, and an id may be written twice."""

    class Written(Orders):
        async def intend(self, **values: Any) -> Row:
            self._rows._rows.pop(values["client_order_id"], None)
            self._parts._rows.pop((values["ticket_id"], values.get("part", 0)), None)
            return await super().intend(**values)

    def alter(self, unit: Unit) -> None:
        super().alter(unit)
        unit.tickets.__class__ = _Whole.Altered
        unit.orders.__class__ = self.Written


class _Backward(_Altered):
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


class _Unplanned(_Altered):
    class Altered(Orders):
        async def planned(self, environment: str) -> list[Any]:
            del environment
            return []

    def alter(self, unit: Unit) -> None:
        unit.orders.__class__ = self.Altered


class _Mute(_Altered):
    """The message of a verdict is put into the outbox by a second transaction."""

    def begin(self) -> Any:
        return _Twice(self)

    def alter(self, unit: Unit) -> None:
        unit.outbox.__class__ = _Postponing


class _Postponing(Outbox):
    async def put(self, **message: Any) -> Any:
        self.__dict__.setdefault("later", []).append(message)


class _Twice(_Writing):
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


# the verdict


class _Hasty(Intents):
    """The first `Order does not exist.` is believed."""

    def deadline(self, intent: Any) -> datetime:
        del intent
        return _LONG_AGO


class _Windowed(Intents):
    """Binance is done once the window is over."""

    def deadline(self, intent: Any) -> datetime:
        return self._now() + timedelta(milliseconds=intent.recv_window)


class _Marginless(Intents):
    """Questions are answered by what is true at the moment."""

    def deadline(self, intent: Any) -> datetime:
        return self._now() + timedelta(milliseconds=intent.recv_window) + BACKEND


class _Meddling(Intents):
    """What is being sent is judged at the same time."""

    def is_under_way(self, client_order_id: str) -> bool:
        del client_order_id
        return False


class _Single(Intents):
    """Of two who are at it the first to leave takes the mark away."""

    @contextmanager
    def under_way(self, client_order_id: str) -> Any:
        try:
            with super().under_way(client_order_id):
                yield
        finally:
            self._under_way.pop(client_order_id, None)


class _Inviting(Intents):
    """It is the turn of a later part for whoever asks."""

    async def due(self, intent: Any) -> Any:
        await super().due(intent)
        return intent.also(state="SENDING")


class _Deadpan(Intents):
    """What surfaced is written, and not told."""

    async def surfaced(self, intent: Any, report: Report) -> None:
        del intent, report


class _Silent(Intents):
    async def left_out(self, intent: Any, error: Any = None) -> None:
        del error
        async with self._storage.begin() as unit:
            await unit.orders.move(intent.client_order_id, {"PLANNED"}, "NOT_SENT")


class _Keeping(Intents):
    """What was not carried out stays counted."""

    async def _pass(self, intent: Any, before: Any, verdict: Any, *args: Any, **more: Any) -> None:
        guard, self._guard = self._guard, _Stingy()
        try:
            await super()._pass(intent, before, verdict, *args, **more)
        finally:
            self._guard = guard


class _Stingy:
    async def release(self, *_: Any) -> None:
        """Keep it."""


class _Generous(Intents):
    """What was not found is given back, though it may turn up."""

    async def absent(self, intent: Any, beside: Any = None) -> None:
        await super().absent(intent, beside)
        async with self._storage.begin() as unit:
            await self._guard.release(unit, intent.user_id, deed_in(intent).request)


# finding out


class _Amnesiac(Reconciler):
    """What was under way when the process ended is forgotten."""

    async def recover(self) -> int:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        self._at_work.update(one.client_order_id for one in left)
        return 0

    async def seen(self, *_: Any) -> None:
        """Not even then."""


class _Undone(Reconciler):
    """What was under way when the process ended was not sent."""

    async def recover(self) -> int:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        for intent in left:
            await self._intents.not_sent(intent, Unreachable("we were away"))
        return 0


class _SendingAgain(Reconciler):
    """What was under way when the process ended is sent then."""

    async def recover(self) -> int:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        for intent in left:
            with suppress(Exception):
                await self._posting.post(await self._account(intent), intent)
        return 0


class _Credulous(Reconciler):
    """Whatever goes wrong with a question is a no."""

    async def _query(self, intent: Any, connected: Any) -> Report:
        try:
            return await super()._query(intent, connected)
        except BinanceError:
            raise NoSuchOrder(-2013, "no") from None


class _Slow(Reconciler):
    """An answer counts by when it arrived, not by when it was asked for."""

    async def _ask(self, intent: Any) -> bool:
        real = self._now
        self._now = lambda: real() + timedelta(seconds=12)
        try:
            return await super()._ask(intent)
        finally:
            self._now = real


class _Elsewhere(Reconciler):
    """Whoever is the current account is asked."""

    async def _account(self, intent: Any) -> Any:
        return await self._accounts.of(intent.user_id)


class _Partial(Reconciler):
    """Of a list that is not whole yet nothing is there."""

    async def _query(self, intent: Any, connected: Any) -> Report:
        try:
            return await super()._query(intent, connected)
        except Unknown as error:
            if "not all of its orders" in str(error):
                raise NoSuchOrder(-2013, "no") from None
            raise


class _Believing(Reconciler):
    """The stream says that there is something: then it was filled."""

    async def seen(self, user_id: int, report: Any) -> None:
        async with self._storage.read() as unit:
            intent = await unit.orders.get(report.order_client_id)
        if intent is not None and intent.state in ("SENDING", "UNKNOWN"):
            leg = Leg(order_id=1, status="FILLED", side="BUY", type="LIMIT")
            found = Report.of_one(intent.symbol, leg)
            await self._intents.accepted(intent, found, found=user_id == intent.user_id)


class _Listening(Reconciler):
    """Only the stream is listened to, for an order that was found absent."""

    async def _absent(self) -> list[Any]:
        return []


class _Trusting(Reconciler):
    """Whatever became of the first, what follows goes out."""

    async def _traded(self, first: Any) -> bool:
        del first
        return True


class _Unfilled(Reconciler):
    """An order in the book is as good as one that has traded."""

    async def _traded(self, first: Any) -> bool:
        legs = (first.result or {}).get("legs", ())
        return any(leg["status"] in ("NEW", "FILLED", "PARTIALLY_FILLED") for leg in legs)


class _Denying(Reconciler):
    """An entry that is not found at once is not there."""

    async def _traded(self, first: Any) -> bool:
        if first.state == "ACCEPTED":
            try:
                await self._query(first, await self._account(first))
            except NoSuchOrder:
                return False
        return await super()._traded(first)


class _Impatient(_Trusting):
    """What follows goes out before it is known what became of the first."""

    async def _planned(self) -> list[Any]:
        async with self._storage.read() as unit:
            waiting = await unit.orders.planned(self._environment)
        return [one for one in waiting if one[0].client_order_id not in self._at_work]


class _Absentminded(Reconciler):
    """What is at work is begun once more."""

    async def _planned(self) -> list[Any]:
        async with self._storage.read() as unit:
            waiting = await unit.orders.planned(self._environment)
        return [one for one in waiting if one[1].state == "ACCEPTED"] * 2


class _Cautious(Reconciler):
    """What follows is left out even though there is something to follow."""

    async def _go_on(self, intent: Any, first: Any) -> None:
        del first
        await self._intents.left_out(intent)
        self._at_work.discard(intent.client_order_id)


class _Tired(Reconciler):
    """Three questions, and it is absent."""

    async def _resolve(self, intent: Any) -> None:
        await self._intents.unknown(intent)
        for _ in range(3):
            if await self._ask(intent):
                return
        await self._intents.absent(intent)


BUGS: Mapping[str, Parts] = {
    "sent again under a new name": Parts(posting=_Renaming),
    "sent again under the same name": Parts(posting=_Resending),
    "asked once, then sent again": Parts(posting=_AskingOnce),
    "refused taken for unknown": Parts(posting=_Doubting),
    "unknown taken for refused": Parts(posting=_Despairing),
    "unknown taken for not sent": Parts(posting=_Careless),
    "not sent taken for unknown": Parts(posting=_Timid),
    "our own duplicate taken for a refusal": Parts(posting=_Literal),
    "an unreadable answer taken for a refusal": Parts(posting=_Blind),
    "half taken for nothing": Parts(posting=_Halving),
    "half taken for all": Parts(posting=_Content),
    "accepted taken for filled": Parts(posting=_Optimist),
    "a later part is posted twice": Parts(posting=_Forgetting),
    "the guard is not asked at the door": Parts(door=_Open),
    "a dry run is wet": Parts(rehearsal=_Wet),
    "sent, and then written down": Parts(trading=_Late),
    "each tap is an order": Parts(trading=_Each),
    "the ticket is used in a transaction of its own": Parts(trading=_InTwo),
    "the price is not looked at": Parts(trading=_Unmoved),
    "the current account takes it": Parts(trading=_Wilful),
    "all parts go out at once": Parts(trading=_AllAtOnce),
    "nothing is counted": Parts(trading=_Uncounted),
    "the ticket is not torn": Parts(storage=_Whole),
    "anybody's tap will do": Parts(storage=_Anybodys, trading=_Wilful),
    "a tap in any chat will do": Parts(storage=_Anywhere),
    "tickets do not expire": Parts(storage=_Timeless),
    "withdrawn in words only": Parts(storage=_Withdrawable),
    "the update is not noted": Parts(storage=_Forgetful),
    "neither update nor ticket is noted": Parts(storage=_BothForgotten),
    "verdicts are taken back": Parts(storage=_Backward),
    "later parts are forgotten": Parts(storage=_Unplanned),
    "verdict and message are two transactions": Parts(storage=_Mute),
    "the first denial is believed": Parts(intents=_Hasty),
    "the deadline is the window's end": Parts(intents=_Windowed),
    "the deadline has no margin for answers that lag": Parts(intents=_Marginless),
    "what is under way is judged": Parts(intents=_Meddling),
    "a second tap unmarks what is under way": Parts(intents=_Single),
    "a later part's turn is everybody's": Parts(intents=_Inviting, reconciler=_Absentminded),
    "late executions are not told": Parts(intents=_Deadpan),
    "what is left out is not told": Parts(intents=_Silent),
    "what was not carried out stays counted": Parts(intents=_Keeping),
    "what may turn up is given back": Parts(intents=_Generous),
    "recovery is skipped": Parts(reconciler=_Amnesiac),
    "what was under way was not sent": Parts(reconciler=_Undone),
    "what was under way is sent again": Parts(reconciler=_SendingAgain),
    "any trouble is a denial": Parts(reconciler=_Credulous),
    "an answer counts by its arrival": Parts(reconciler=_Slow),
    "another account is asked": Parts(reconciler=_Elsewhere),
    "a list that is not whole is not there": Parts(reconciler=_Partial),
    "a report is a fill": Parts(reconciler=_Believing),
    "absent orders are not looked for": Parts(reconciler=_Listening),
    "what follows goes out whatever came before": Parts(reconciler=_Trusting),
    "what follows does not wait": Parts(reconciler=_Impatient),
    "what follows does not wait for a fill": Parts(reconciler=_Unfilled),
    "an entry that is found late is not there": Parts(reconciler=_Denying),
    "what follows is left out": Parts(reconciler=_Cautious),
    "three questions are enough": Parts(reconciler=_Tired),
}
