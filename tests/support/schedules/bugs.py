"""Mistakes that others have made, planted into the bot to see whether the checker notices.

Each replaces a method in the process that calls it, which must be a bot's own.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from binance.errors import BinanceError, Rejected, Unknown
from binance.parameters import new_client_order_id
from binance.private.spot import NewOrder
from bot.accounts import Connected
from bot.alerts.watch import Watch
from bot.asked import Asked
from bot.cancelling import Cancelling
from bot.cancelling.pursuit import Pursuit
from bot.fills.verdicts import Verdicts
from bot.intents import Intents, deed_in
from bot.notifications import Sender
from bot.parcels import Parcel
from bot.posting import Posting
from bot.reconcile import Reconciler
from bot.tickets import Tap
from bot.trading import Tapped, Trading
from storage import Message, OrderIntent
from storage.fills import Fill, Fills
from storage.outbox import Outbox
from storage.tellings import Tellings

Plant = Callable[[], None]


def resend_with_a_new_id() -> None:
    """What python-binance's callers do: the id is made anew for each try."""
    _resend(lambda order: order.model_copy(update={"new_client_order_id": new_client_order_id()}))


def resend_with_the_same_id() -> None:
    """As if the id were unique for ever: Binance holds it unique among open orders only."""
    _resend(lambda order: order)


def _resend(renewed: Callable[[NewOrder], NewOrder]) -> None:
    async def post(self: Posting, connected: Connected, intent: OrderIntent) -> None:
        deed = deed_in(intent)
        assert isinstance(deed.request, NewOrder)
        with self._intents.under_way(intent.client_order_id):
            try:
                result = await connected.account.send(deed.request)
            except Unknown:
                try:
                    result = await connected.account.send(renewed(deed.request))
                except BinanceError:
                    await self._intents.unknown(intent)
                    return
            except Rejected as error:
                await self._intents.rejected(intent, error)
                return
            except BinanceError:
                await self._intents.unknown(intent)
                return
            await self._intents.accepted(intent, deed.placed(result))

    Posting.post = post  # type: ignore[method-assign]


def absent_at_the_first_denial() -> None:
    """The first `Order does not exist.` is believed."""

    def deadline(self: Intents, intent: OrderIntent) -> datetime:
        del intent
        return self._now() - timedelta(hours=1)

    Intents.deadline = deadline  # type: ignore[method-assign]


def intent_after_the_post() -> None:
    """The order is sent, and then written down."""
    intend = Trading._intend

    async def place(self: Trading, tap: Tap) -> Tapped:
        connected = await self._accounts.of(tap.user_id)
        async with self._storage.read() as unit:
            ticket = await unit.tickets.find(tap.ticket_id)
        if ticket is None or ticket.state != "open":
            return Tapped.STALE
        asked = Asked.from_payload(ticket.payload)
        try:
            result = await connected.account.send(asked.first.request)
        except Exception:  # noqa: BLE001  # part of the mistake
            return Tapped.STALE
        intent = await intend(self, tap, asked, [Decimal(0)])
        if isinstance(intent, OrderIntent):
            await self._intents.accepted(intent, asked.first.placed(result))
        return Tapped.SENT

    Trading.place = place  # type: ignore[method-assign]


def no_recovery() -> None:
    """What was under way when the process ended is forgotten."""

    async def recover(self: Reconciler) -> int:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        self._at_work.update(one.client_order_id for one in left)
        return 0

    async def seen(*_: Any) -> None:
        return

    Reconciler.recover = recover  # type: ignore[method-assign]
    Reconciler.seen = seen  # type: ignore[method-assign, assignment]


def every_tap_counts() -> None:
    """Neither the ticket nor the update is used up."""

    async def intend(
        self: Trading, tap: Tap, asked: Asked, worths: Sequence[Decimal]
    ) -> OrderIntent | Tapped:
        del worths
        again = replace(tap, ticket_id=new_client_order_id())
        deed = asked.first
        fresh = deed.request.model_copy(update={"new_client_order_id": new_client_order_id()})
        async with self._storage.begin() as unit:
            return await self._write(
                unit, again, 0, replace(deed, request=fresh), asked.key_id, self._now()
            )

    Trading._intend = intend  # type: ignore[method-assign]


def no_backfill_of_trades() -> None:
    """Alerts see what the stream brings and nothing else."""

    async def close_hole(self: Watch, open_: Callable[[], bool]) -> None:
        del self, open_

    async def catch_up(self: Watch) -> None:
        self.live = True

    Watch._close_hole = close_hole  # type: ignore[method-assign]
    Watch._catch_up = catch_up  # type: ignore[method-assign]


def sent_before_it_was() -> None:
    """The outbox notes a message as sent and then sends it."""

    async def carry(self: Sender, parcel: Parcel) -> None:
        async with self._storage.begin() as unit:
            for message in parcel.messages:
                await unit.outbox.sent(message.id, 0)
        await self._send(parcel)

    Sender._carry = _swallowing(carry)  # type: ignore[method-assign]


def _swallowing(work: Callable[..., Any]) -> Callable[..., Any]:
    async def quiet(*args: Any) -> None:
        with suppress(Exception):
            await work(*args)

    return quiet


def repeats_unmarked() -> None:
    """What may have arrived is sent again without a word."""
    retry, recover = Outbox.retry, Outbox.recover

    async def unmarked_retry(
        self: Outbox, message_id: int, not_before: datetime, *, ambiguous: bool
    ) -> bool:
        del ambiguous
        return await retry(self, message_id, not_before, ambiguous=False)

    async def unmarked_recover(self: Outbox) -> int:
        again = await recover(self)
        await self._changed(_forget_marks())
        return again

    Outbox.retry = unmarked_retry  # type: ignore[method-assign]
    Outbox.recover = unmarked_recover  # type: ignore[method-assign]


def _forget_marks() -> Any:
    from sqlalchemy import update

    return update(Message).values(repeated=False)


def fills_told_by_everybody() -> None:
    """Stream, back-fill and verdict each tell what they see; nobody looks at what was told."""
    record = Fills.record

    async def always_new(self: Fills, fill: Fill) -> bool:
        await record(self, fill)
        return True

    async def nothing(*_: Any) -> None:
        return

    Fills.record = always_new  # type: ignore[method-assign]
    Tellings.find = nothing  # type: ignore[method-assign, assignment]


def verdicts_left_to_age() -> None:
    """What was told once is never looked at again."""

    async def nothing(*_: Any, **__: Any) -> None:
        return

    Verdicts.stands = nothing  # type: ignore[method-assign]


def cancellations_forgotten() -> None:
    """A cancellation that was under way when the process ended is not taken up again."""
    run = Cancelling.run

    async def only_what_was_tapped_here(self: Cancelling) -> None:
        async with self._storage.read() as unit:
            left = await unit.cancellations.unfinished(self._environment)
        self._at_work.update(one.id for one in left)
        await run(self)

    Cancelling.run = only_what_was_tapped_here  # type: ignore[method-assign]


def cancelled_before_it_is() -> None:
    """What was sent to be cancelled is told as cancelled."""

    async def advance(self: Pursuit) -> bool:
        for one in self._orders:
            shown = one.shown
            self.outcome.gone[one] = None if shown is None else replace(shown, status="CANCELED")
        return True

    Pursuit.advance = advance  # type: ignore[method-assign]


BUGS: Mapping[str, Plant] = {
    plant.__name__: plant
    for plant in (
        resend_with_a_new_id,
        resend_with_the_same_id,
        absent_at_the_first_denial,
        intent_after_the_post,
        no_recovery,
        every_tap_counts,
        no_backfill_of_trades,
        sent_before_it_was,
        repeats_unmarked,
        fills_told_by_everybody,
        verdicts_left_to_age,
        cancellations_forgotten,
        cancelled_before_it_is,
    )
}
