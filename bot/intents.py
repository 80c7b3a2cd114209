"""What became of a deed that somebody confirmed: each verdict is written and told at once.

A verdict and its message are one transaction, and a verdict is only ever passed forward, so that
the sender, the stream and the reconciliation may all find out without telling it twice.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from binance.errors import NotAvailable, Rejected, Unknown, Unsent
from binance.models.futures.orders import OrderState as InBook
from binance.request import Request
from bot import order_notices as notices
from bot import protection_notices as protection
from bot.deeds import Deed, Report, deed_from
from bot.i18n import Html, Say
from bot.notices import Notice
from bot.notifications import Sender
from bot.refusals import Refused
from bot.verdict_messages import anew, key_of, told_apart
from bot.voice import voice
from storage import Action, Message, OrderIntent, Storage, Unit
from storage import OrderState as State

BACKEND = timedelta(seconds=10)  # Binance's own time-out between its front and its engine
MARGIN = timedelta(seconds=10)
SEEN = timedelta(seconds=10)  # after a tap; until then somebody looks at what it led to
TRIED = timedelta(minutes=15)  # for which what protects a position is tried again
WATCH = timedelta(hours=24)  # how long an order that was found absent may still surprise us

UNLISTED = "Binance does not list the symbol any more"
"""The reason of an order that nobody could find before its symbol was gone."""

PASSED = frozenset({-2021, -4142})  # it would be triggered at once: the price is beyond it
THERE_IS_ONE = -4130  # Binance's word that such a stop or target waits for that position already

PENDING: frozenset[State] = frozenset({"SENDING", "UNKNOWN"})
_NOTED: Mapping[State, Action] = {
    "REJECTED": "order.rejected",
    "NOT_SENT": "order.not_sent",
    "UNKNOWN": "order.unknown",
    "ABSENT": "order.absent",
}
UNDONE: frozenset[State] = frozenset({"REJECTED", "NOT_SENT"})  # for certain; ABSENT may surprise


class Releasing(Protocol):
    """Whoever counts what people spend."""

    async def release(self, unit: Unit, user_id: int, request: Request[Any]) -> None:
        """Give back what was certainly not carried out."""


class Growing(Protocol):
    """Whoever tells of fills, in the message in which an order was confirmed."""

    async def accepted(
        self, unit: Unit, intent: OrderIntent, report: Report
    ) -> tuple[Notice | None, bool]:
        """The message with all that is filled; and whether another message tells that already."""

    async def is_told(self, unit: Unit, intent: OrderIntent) -> bool:
        """Whether fills stand in the message already."""
        ...

    async def known(self, unit: Unit, intent: OrderIntent, report: Report) -> Report:
        """What Binance answered, with what was told of it meanwhile."""
        ...

    async def told(
        self,
        unit: Unit,
        intent: OrderIntent,
        report: Report,
        anew: Message | None,
        *,
        grows: bool = True,
    ) -> None:
        """A verdict was told, also `anew` perhaps, where fills may grow: it is to stay true."""


class Intents:
    """The book of intents."""

    def __init__(
        self,
        storage: Storage,
        sender: Sender,
        guard: Releasing,
        *,
        now: Callable[[], datetime],
        grace: timedelta = BACKEND + MARGIN,
        growing: Growing | None = None,
    ) -> None:
        self._storage, self._sender, self._guard = storage, sender, guard
        self._growing = growing
        self._now, self._grace = now, grace
        self._under_way: Counter[str] = Counter()
        self.unresolved = asyncio.Event()

    @contextmanager
    def under_way(self, client_order_id: str) -> Iterator[None]:
        """While the POST runs nobody else judges the intent; left without a verdict, they do.

        Two taps at once are both here until the ticket tells which of them is the one that sends.
        """
        self._under_way[client_order_id] += 1
        try:
            yield
        finally:
            self._under_way[client_order_id] -= 1
            self._under_way += Counter()  # without those that came to nothing
            self.unresolved.set()

    def is_under_way(self, client_order_id: str) -> bool:
        return client_order_id in self._under_way

    def deadline(self, intent: OrderIntent) -> datetime:
        """When an order that cannot be found by then was not carried out.

        Binance refuses what is older than `recv_window`, and answers within its time-out. The
        order was signed before now, so counting from now is late enough, whatever happened.
        """
        return self._now() + timedelta(milliseconds=intent.recv_window) + self._grace

    async def due(
        self, intent: OrderIntent, deed: Deed, *, insist: bool = False
    ) -> OrderIntent | None:
        """It is the turn of a later part of a ticket: the intent for exactly one caller.

        `deed` is what is sent now; `insist` that it is tried again for a while, counted from its
        first turn, if it certainly was not sent.
        """
        now = self._now()
        async with self._storage.begin() as unit:
            before = await unit.orders.get(intent.client_order_id)
            until = None if before is None else before.deadline_at
            if insist and until is None:
                until = now + TRIED
            return await unit.orders.move(
                intent.client_order_id, {"PLANNED"}, "SENDING",
                payload=deed.payload, signed_at=now, deadline_at=until,
            )  # fmt: skip

    async def unsent(self, intent: OrderIntent, error: Unsent) -> None:
        """It certainly did not leave: the last word, unless it is to be tried again."""
        until = intent.deadline_at
        if until is None or until <= self._now() or isinstance(error, NotAvailable):
            await self.not_sent(intent, error)
        else:
            await self._postponed(intent, str(error))

    async def _postponed(self, intent: OrderIntent, reason: str) -> None:
        """Let it wait for another turn; that a position goes without it meanwhile is told once."""
        async with self._storage.begin() as unit:
            moved = await unit.orders.move(
                intent.client_order_id, {"SENDING"}, "PLANNED", reason=reason
            )
            if moved is None:
                return
            say = await voice(unit, intent.user_id)
            notice = protection.not_yet(say, deed_in(intent), TRIED)
            await _tell(unit, intent, "POSTPONED", notice, news=True)
        self._sender.nudge()

    async def accepted(
        self,
        intent: OrderIntent,
        report: Report,
        *,
        found: bool = False,
        beside: Html | None = None,
    ) -> None:
        """Binance has it; `found` when that was learnt after saying it was unknown.

        `beside` says what else has to be known. What is found at once is no news: whoever tapped
        sees it in the message that they tapped under, and two of a kind look like two orders.
        """
        late = self._now() - intent.signed_at > SEEN
        await self._accept(
            intent, PENDING, report,
            lambda say, deed, told: notices.accepted(say, deed, told, beside),
            news=found and (late or beside is not None), urgent=beside is not None,
        )  # fmt: skip

    async def rejected(self, intent: OrderIntent, error: Rejected) -> None:
        def tell(say: Say, deed: Deed) -> Notice:
            told = notices.refused(say, deed, deed.kind.explained(say, error))
            is_there = error.code == THERE_IS_ONE
            if is_there:
                return told
            return _exposed(intent, say, deed, told, passed=error.code in PASSED)

        await self._pass(intent, PENDING, "REJECTED", tell, reason=str(error))

    async def not_sent(self, intent: OrderIntent, error: Unsent | Refused) -> None:
        """It never left: Binance could not be reached, or one of the person's guards held it."""
        await self._pass(
            intent, {"SENDING"}, "NOT_SENT",
            lambda say, deed: _exposed(
                intent, say, deed, notices.refused(say, deed, _why(say, deed, error))
            ),
            reason=str(error),
        )  # fmt: skip

    async def left_out(
        self,
        intent: OrderIntent,
        error: Refused | None = None,
        *,
        filled: bool | None = False,
        opening: Sequence[InBook] | None = (),
    ) -> None:
        """What it was to follow did not come about; or there is nobody to send it for.

        `filled` says whether a position goes without it now, None that nobody knows; `opening`
        what would open one without it, likewise.
        """

        def tell(say: Say, deed: Deed) -> Notice:
            told = notices.left_out(say, deed, None if error is None else _why(say, deed, error))
            told = protection.opened_without(say, deed, told, opening)
            if filled is False:
                return told
            return _exposed(intent, say, deed, told, certain=filled is True)

        reason = str(error or "what it was to follow was not carried out")
        await self._pass(intent, {"PLANNED"}, "NOT_SENT", tell, news=True, reason=reason)

    async def unknown(self, intent: OrderIntent, error: Unknown | None = None) -> None:
        """It may have been carried out: say so, and let the reconciliation find out."""

        def tell(say: Say, deed: Deed) -> Notice:
            certain = None if error is None else deed.kind.left_half_done(say, error)
            return notices.checking(say, deed, certain)

        await self._pass(intent, {"SENDING"}, "UNKNOWN", tell, deadline_at=self.deadline(intent))

    async def absent(self, intent: OrderIntent, beside: Html | None = None) -> None:
        """Binance has no such order; `beside` says what else has to be known."""
        kind = deed_in(intent).kind
        until = None if kind.clears or kind.sets else self._now() + WATCH
        await self._pass(
            intent, {"UNKNOWN"}, "ABSENT",
            lambda say, deed: _exposed(intent, say, deed, notices.absent(say, deed, beside)),
            news=True, watch_until=until,
        )  # fmt: skip

    async def unlisted(self, intent: OrderIntent) -> None:
        """Binance does not know its symbol any more: what became of it cannot be asked by then.

        That is the last word, or its key could never go; what was to follow reads the reason.
        """
        await self._pass(
            intent, {"UNKNOWN"}, "ABSENT", notices.unlisted,
            news=True, noted="order.unlisted", reason=UNLISTED,
        )  # fmt: skip

    async def undetermined(self, intent: OrderIntent) -> None:
        """There is no key to ask with, and nobody else can find out: say so, once."""
        async with self._storage.begin() as unit:
            notice = notices.undetermined(await voice(unit, intent.user_id), deed_in(intent))
            await _tell(unit, intent, "UNDETERMINED", notice, news=True)
        self._sender.nudge()

    async def unreadable(self, intent: OrderIntent) -> None:
        """Binance answers, and we do not understand it: say so, once; it may be read some day."""
        async with self._storage.begin() as unit:
            notice = notices.unreadable(await voice(unit, intent.user_id), deed_in(intent))
            await _tell(unit, intent, "UNREADABLE", notice, news=True)
        self._sender.nudge()

    async def surfaced(self, intent: OrderIntent, report: Report) -> None:
        """An order that had been found absent exists after all, and what was to follow does not."""
        async with self._storage.read() as unit:
            later = await unit.orders.later_parts(intent)
        called_off = [deed_in(one) for one in later if one.state == "NOT_SENT"]

        def tell(say: Say, deed: Deed, told: Report) -> Notice:
            late = notices.late(say, deed, told)
            missed = [] if deed.kind.conditional else [one for one in called_off if _protects(one)]
            return protection.called_off(say, missed, late) if missed else late

        await self._accept(intent, {"ABSENT"}, report, tell, news=True, urgent=True)

    async def _accept(
        self,
        intent: OrderIntent,
        before: Collection[State],
        report: Report,
        tell: Callable[[Say, Deed, Report], Notice],
        *,
        news: bool,
        urgent: bool,
    ) -> None:
        """Write that Binance has it; what is filled is told in one message only.

        `urgent` news are sent although another message, with a sound, tells of the order.
        """
        async with self._storage.begin() as unit:
            moved = await unit.orders.move(
                intent.client_order_id, before, "ACCEPTED",
                order_id=report.number, status=report.status, result=report.as_json(),
            )  # fmt: skip
            if moved is None:
                return
            say, deed = await voice(unit, intent.user_id), deed_in(intent)
            await _note(unit, intent, "order.late" if "ABSENT" in before else "order.accepted")
            if self._growing is None:
                await _tell(unit, intent, "ACCEPTED", tell(say, deed, report), news=news)
            else:
                grown, elsewhere = await self._growing.accepted(unit, intent, report)
                known = await self._growing.known(unit, intent, report)
                plain = tell(say, deed, known.bare)
                message = None
                if urgent or intent.message_id is not None or not elsewhere:
                    message = await _tell(
                        unit, intent, "ACCEPTED", grown or plain,
                        news=news and (urgent or not elsewhere), again=plain, urgent=urgent,
                    )  # fmt: skip
                await self._growing.told(unit, intent, known, message, grows=not urgent)
        self._sender.nudge()

    async def _pass(
        self,
        intent: OrderIntent,
        before: Collection[State],
        verdict: State,
        tell: Callable[[Say, Deed], Notice],
        *,
        news: bool = False,
        noted: Action | None = None,
        **fields: Any,
    ) -> None:
        """Write the verdict and its message, unless somebody was faster."""
        async with self._storage.begin() as unit:
            moved = await unit.orders.move(intent.client_order_id, before, verdict, **fields)
            if moved is None:
                return
            deed = deed_in(intent)
            await _note(unit, intent, noted or _NOTED[verdict])
            if verdict == "UNKNOWN" and await self._is_told(unit, intent):
                return  # what its message says of fills is more than that
            if verdict in UNDONE:
                await self._guard.release(unit, intent.user_id, deed.request)
            await _tell(
                unit, intent, verdict, tell(await voice(unit, intent.user_id), deed), news=news
            )
        self._sender.nudge()

    async def _is_told(self, unit: Unit, intent: OrderIntent) -> bool:
        return self._growing is not None and await self._growing.is_told(unit, intent)


async def _tell(
    unit: Unit,
    intent: OrderIntent,
    verdict: str,
    notice: Notice,
    *,
    news: bool,
    again: Notice | None = None,
    urgent: bool = False,
) -> Message | None:
    """Edit the message that was confirmed; `news` is also sent anew, because edits are silent.

    Later parts of a ticket have none: of these the first verdict is always new, and a doubt is
    edited. `again` is what news say, if not the same, and what is `urgent` in any case. The answer
    is the message that is not the confirmation, if there is one.
    """
    key = key_of(intent.client_order_id, verdict)
    put = partial(unit.outbox.put, chat_id=intent.chat_id, user_id=intent.user_id, kind="order")
    apart, at = None, intent.message_id
    if at is None and (apart := await told_apart(unit, intent.client_order_id)) is not None:
        at = -apart.id
    if at is not None:
        await put(text=notice.text, keyboard=notice.buttons, edits=at, key=key)
        if not news:
            return apart
    new = again if again is not None and (urgent or at is not None) else notice
    return await put(text=new.text, keyboard=new.buttons, key=anew(key))


async def _note(unit: Unit, intent: OrderIntent, action: Action) -> None:
    """Say in the audit what became of it."""
    deed = deed_in(intent)
    noted = deed.kind.noted(action)
    await unit.audit.note(intent.user_id, noted, id=intent.client_order_id, **deed.terms)


def deed_in(intent: OrderIntent) -> Deed:
    """The very deed that was confirmed."""
    return deed_from(intent.kind, intent.payload)


def _protects(deed: Deed) -> bool:
    return deed.kind.protects


def _exposed(
    intent: OrderIntent,
    say: Say,
    deed: Deed,
    told: Notice,
    *,
    certain: bool = True,
    passed: bool = False,
) -> Notice:
    """What it means for a position that what was to protect it, after its entry, is not there."""
    if not (deed.kind.protects and intent.part):
        return told
    told = protection.without(say, deed, told, certain=certain)
    return protection.passed(say, deed, told, intent.key_id) if passed else told


def _why(say: Say, deed: Deed, error: Unsent | Refused) -> Html:
    if isinstance(error, Refused):
        return say(error.text, **error.values)
    return deed.kind.explained(say, error)
