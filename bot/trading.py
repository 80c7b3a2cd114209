"""Orders: asked for, shown, confirmed, and then sent once and never twice.

What is confirmed is a ticket in the database that holds the very requests; using it up and writing
the intents are one transaction, made before anything is sent. There is one POST for an intent.
When its outcome is unknown, `bot.reconcile` asks for the order by its name until that is certain.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Protocol

from bot import order_notices as notices
from bot.accounts import Accounts, Connected
from bot.asked import KIND, Asked
from bot.care import Care
from bot.contract_settings import SetLeverage
from bot.deeds import Deed, deed_of
from bot.door import Guard
from bot.guards.catalogue import stake_of
from bot.guards.stakes import Harmless
from bot.i18n import Html, Say, note
from bot.intents import Intents
from bot.posting import Posting
from bot.refusals import Refused
from bot.rehearsal import Rehearsal
from bot.tickets import Tap
from bot.voice import voice
from storage import Market, OrderIntent, Storage, Ticket, Unit

TICKET_LIFE = timedelta(seconds=60)

CareOf = Callable[[Unit, int], Awaitable[Care]]
PriceOf = Callable[[Market, str], Awaitable[Decimal]]
Prepare = Callable[[Connected, str, int], Awaitable[bool]]
"""Whoever sets the leverage of a contract before something is ordered in it; False is a doubt."""


class Clearing(Protocol):
    """Whoever must agree before so many USDT are sent; it raises `Refused` if it does not."""

    async def __call__(
        self, connected: Connected, worth: Decimal, care: Care, /, *, harmless: bool
    ) -> None: ...


class Tapped(Enum):
    """What a tap on Confirm led to."""

    SENT = "sent"
    STALE = "stale"
    REPLAYED = "replayed"
    MOVED = "moved"
    ELSEWHERE = "elsewhere"


class Trading:
    """Asks whether something is to be done, and does it."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        intents: Intents,
        guard: Guard,
        posting: Posting,
        care_of: CareOf,
        *,
        price_of: PriceOf,
        clear: Clearing,
        prepare: Prepare | None = None,
        rehearsal: Rehearsal | None = None,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._accounts = storage, accounts
        self._intents, self._care_of = intents, care_of
        self._guard, self._posting = guard, posting
        self._price_of, self._clear, self._prepare = price_of, clear, prepare
        self._rehearsal = rehearsal or Rehearsal()
        self._environment, self._now = environment, now

    async def ready(self, user_id: int) -> Connected:
        """The account that a person trades with; `Refused` if its key may only read."""
        connected = await self._accounts.of(user_id)
        if not connected.key.can_trade:
            raise Refused(
                note(
                    "Your API key may only read. Allow spot trading for it at Binance, then "
                    "connect it again: /setkey"
                )
            )
        return connected

    async def ask(self, user_id: int, chat_id: int, asked: Asked) -> Ticket:
        """Keep what is to be confirmed; the guards are asked now as well as when it is sent."""
        await self._weighed(user_id, asked)
        async with self._storage.begin() as unit:
            return await unit.tickets.issue(
                user_id, chat_id, KIND, asked.as_payload(), self._now() + TICKET_LIFE
            )

    async def place(self, tap: Tap) -> Tapped:
        """Do what a ticket holds, if it is the tapper's, fresh, and was not used before."""
        connected = await self._accounts.of(tap.user_id)
        async with self._storage.read() as unit:
            ticket = await _ticket_in(unit, tap.ticket_id)
            care = await self._care_of(unit, tap.user_id)
        asked = None if ticket is None else Asked.from_payload(ticket.payload)
        if asked is None:
            return Tapped.STALE
        if asked.key_id != connected.key.id or not self._is_good(ticket, tap):
            return await self._void(tap, ticket, asked)
        if await self._moved(asked, care) or await _overtaken(asked, connected):
            # only who could still withdraw it may be told that nothing was sent
            return Tapped.MOVED if await self.withdraw(tap) else await self._late(tap)
        try:
            worths = await self._cleared(connected, asked, care)
        except Refused:
            if self._is_good(await self._ticket(tap.ticket_id), tap):
                raise
            return await self._late(tap)  # another tap sent it: nobody may say "not sent"
        if care.dry and not asked.first.kind.clears:  # what takes risk away stays real
            return await self._rehearse(tap, connected, asked)
        return await self._carry_out(tap, connected, asked, worths)

    async def asked(self, ticket_id: str) -> Asked | None:
        """What a question of this kind stands for, whosever it is."""
        ticket = await self._ticket(ticket_id)
        return None if ticket is None else Asked.from_payload(ticket.payload)

    async def lapsed(self, tap: Tap) -> Asked | None:
        """What a question of the tapper's own stood for, that nobody answered in time."""
        ticket = await self._ticket(tap.ticket_id)
        if ticket is None or (ticket.user_id, ticket.chat_id) != (tap.user_id, tap.chat_id):
            return None
        is_over = ticket.state != "used" and ticket.expires_at <= self._now()
        return Asked.from_payload(ticket.payload) if is_over else None

    async def withdraw(self, tap: Tap) -> bool:
        """Cancel a ticket before it was used; False when it is not the tapper's or too late."""
        async with self._storage.begin() as unit:
            return await unit.tickets.cancel(tap.ticket_id, tap.user_id, tap.chat_id) is not None

    async def _cleared(self, connected: Connected, asked: Asked, care: Care) -> list[Decimal]:
        """What the deeds are worth, if nobody objects to them."""
        if not await asked.first.is_due(connected.account):
            raise Refused(note("The position is there again, so its orders stay: /positions"))
        worths = await self._weighed(connected.key.user_id, asked)
        worth = sum(worths, Decimal(0))
        await self._clear(connected, worth, care, harmless=_is_harmless(asked))
        return worths

    async def _carry_out(
        self, tap: Tap, connected: Connected, asked: Asked, worths: Sequence[Decimal]
    ) -> Tapped:
        if asked.leverage is not None:
            if not self._is_good(await self._ticket(tap.ticket_id), tap):
                return await self._late(tap)
            if not await self._prepared(connected, asked):
                return await self._doubt(tap, asked)
        with self._intents.under_way(asked.first.client_id):
            intent = await self._intend(tap, asked, worths)
            if isinstance(intent, Tapped):
                return intent
            await self._posting.post(connected, intent)
        return Tapped.SENT

    async def _ticket(self, ticket_id: str) -> Ticket | None:
        async with self._storage.read() as unit:
            return await _ticket_in(unit, ticket_id)

    def _is_good(self, ticket: Ticket | None, tap: Tap) -> bool:
        """Whether it could be used now; only `_intend` tells for exactly one tap."""
        return ticket is not None and ticket.is_good_for(tap.user_id, tap.chat_id, self._now())

    async def _void(self, tap: Tap, ticket: Ticket | None, asked: Asked) -> Tapped:
        """Another account was chosen since, of a question that is good still; else it is over."""
        async with self._storage.read() as unit:
            is_there = await unit.keys.find(tap.user_id, asked.key_id) is not None
        is_elsewhere = is_there and self._is_good(ticket, tap)
        return Tapped.ELSEWHERE if is_elsewhere else await self._late(tap)

    async def _late(self, tap: Tap) -> Tapped:
        """A tap on what is over; one that Telegram brings once more is not worth a word."""
        async with self._storage.begin() as unit:
            is_new = await unit.inbox.take(tap.update_id, tap.user_id)
        return Tapped.STALE if is_new else Tapped.REPLAYED

    async def _weighed(self, user_id: int, asked: Asked) -> list[Decimal]:
        """Ask the guards about every deed; with the leverage that it will have by then."""
        if asked.leverage is None:
            return [
                await self._guard.weigh(user_id, asked.key_id, deed.request) for deed in asked.deeds
            ]
        change = SetLeverage(symbol=asked.first.symbol, leverage=asked.leverage)
        await self._guard.weigh(user_id, asked.key_id, change)
        return [
            await self._guard.weigh(user_id, asked.key_id, deed.request, leverage=asked.leverage)
            for deed in asked.deeds
        ]

    async def _prepared(self, connected: Connected, asked: Asked) -> bool:
        """Set the leverage, which may be done twice; False where nobody knows whether it is so."""
        assert self._prepare is not None
        assert asked.leverage is not None
        return await self._prepare(connected, asked.first.symbol, asked.leverage)

    async def _doubt(self, tap: Tap, asked: Asked) -> Tapped:
        """Order nothing: the leverage that may have been set is what becomes of the ticket.

        Until that is certain the price would be another one, and nothing else could be done.
        """
        assert asked.leverage is not None
        change = deed_of(
            SetLeverage(symbol=asked.first.symbol, leverage=asked.leverage, ordering=True)
        )
        with self._intents.under_way(change.client_id):
            intent = await self._intend(tap, Asked([change], asked.key_id))
            if isinstance(intent, Tapped):
                return intent
            await self._intents.unknown(intent)
        return Tapped.SENT

    async def _moved(self, asked: Asked, care: Care) -> bool:
        """Whether the price that an order at market was shown at no longer holds."""
        if asked.price is None:
            return False
        deed = asked.first
        last = await self._price_of(deed.kind.market, deed.symbol)
        return abs(last - asked.price) * 100 > asked.price * care.drift

    async def _intend(
        self, tap: Tap, asked: Asked, worths: Sequence[Decimal] | None = None
    ) -> OrderIntent | Tapped:
        """One transaction: this update is seen, the ticket is used, the intents are written.

        Without `worths` it was sent already, and counted.
        """
        now = self._now()
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(tap.update_id, tap.user_id):
                return Tapped.REPLAYED
            key = await unit.keys.find(tap.user_id, asked.key_id)
            if key is None or key.state != "active":
                return Tapped.STALE  # disconnected or suspended in this very moment
            if await unit.tickets.use(tap.ticket_id, tap.user_id, tap.chat_id, now) is None:
                return Tapped.STALE
            written = [
                await self._write(unit, tap, part, deed, asked.key_id, now)
                for part, deed in enumerate(asked.deeds)
            ]
            for deed, worth in zip(asked.deeds, worths or (), strict=worths is not None):
                await self._guard.note(unit, tap.user_id, deed.request, worth, now)
        return written[0]

    async def _write(
        self, unit: Unit, tap: Tap, part: int, deed: Deed, key_id: int, now: datetime
    ) -> OrderIntent:
        """Write one intent; a later part of a ticket has no message that could be edited."""
        noted = deed.kind.noted("order.confirmed")
        await unit.audit.note(tap.user_id, noted, id=deed.client_id, **deed.terms)
        return await unit.orders.intend(
            client_order_id=deed.client_id,
            user_id=tap.user_id,
            chat_id=tap.chat_id,
            message_id=None if part else tap.message_id,
            key_id=key_id,
            environment=self._environment,
            ticket_id=tap.ticket_id,
            part=part,
            kind=deed.kind.name,
            market=deed.kind.market,
            symbol=deed.symbol,
            payload=deed.payload,
            recv_window=self._accounts.recv_window,
            signed_at=now,
        )

    async def _rehearse(self, tap: Tap, connected: Connected, asked: Asked) -> Tapped:
        """Use the ticket up without sending anything, and tell what would have become of it.

        Words that say what it was go with the ticket, and wait to be replaced: who is killed while
        Binance is asked leaves them, and not a question that nobody answers any more.
        """
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(tap.update_id, tap.user_id):
                return Tapped.REPLAYED
            if await unit.tickets.use(tap.ticket_id, tap.user_id, tap.chat_id, self._now()) is None:
                return Tapped.STALE
            say = await voice(unit, tap.user_id)
            await _tell_rehearsed(unit, tap, asked, say, notices.rehearsing(say))
        verdict = await self._rehearsal.of(connected, asked, say)
        async with self._storage.begin() as unit:
            await _tell_rehearsed(unit, tap, asked, say, verdict)
        return Tapped.SENT


async def _tell_rehearsed(unit: Unit, tap: Tap, asked: Asked, say: Say, verdict: Html) -> None:
    """Say it under the question; what was said before gives way, or is written over."""
    told = notices.rehearsed(say, asked.first, verdict, asked.leverage)
    await unit.outbox.merge(
        f"order:{asked.first.client_id}:rehearsed",
        chat_id=tap.chat_id, user_id=tap.user_id, kind="order", text=told.text,
        edits=tap.message_id,
    )  # fmt: skip


def _is_harmless(asked: Asked) -> bool:
    """Whether all that is asked for takes no risk, as the guards see it."""
    harmless = (isinstance(stake_of(deed.request), Harmless) for deed in asked.deeds)
    return asked.leverage is None and all(harmless)


async def _ticket_in(unit: Unit, ticket_id: str) -> Ticket | None:
    ticket = await unit.tickets.find(ticket_id)
    return None if ticket is None or ticket.kind != KIND else ticket


async def _overtaken(asked: Asked, connected: Connected) -> bool:
    """Whether an order that is to be changed was filled further since that was asked, or is over.

    What would take its place was reckoned from what was left of it.
    """
    if asked.filled is None:
        return False
    deed = asked.first
    return not await deed.kind.is_as_seen(connected.account, deed.request, asked.filled)
