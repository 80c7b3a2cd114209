"""Forms that are open: made for one person in the chat, good for five minutes and for one key."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.i18n import note
from bot.keys import Also, Connection, Keys
from bot.keys_told import notice_of
from bot.notifications import Sender
from bot.refusals import Refused
from bot.voice import voice
from bot.web.entry import Entry, checked, read
from bot.web.launch import Launches
from bot.web.sealing import Seal, Sealed, Unsealable
from bot.web.site import Site
from storage import Storage, Ticket, Unit, User, origin

KIND = "key form"
LIFE = timedelta(minutes=5)
TRIES = 10
SWEEP = 60.0  # seconds between looks for forms whose time is over


class FormOver(Refused):
    """There is no such form, any more or ever: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(OVER)


OVER = note(
    "This page is over: it was used, is older than five minutes, or I was restarted. /setkey in "
    "our chat makes a new one."
)


@dataclass(frozen=True)
class Links:
    """Where a form is; `app` for Telegram's button, which proves who taps it."""

    browser: str = field(repr=False)
    app: str | None = field(repr=False)
    until: datetime


@dataclass
class Form:
    """One person's page. What opens what they send lives here and nowhere else."""

    person: User
    row: Ticket = field(repr=False)
    until: float  # by the clock that nobody sets
    seal: Seal = field(default_factory=Seal, repr=False)
    tries: int = 0
    is_busy: bool = False


@dataclass(frozen=True)
class Place:
    """A form as one link leads to it."""

    form: Form
    in_app: bool


class Forms:
    """Makes forms, finds them by their links, and takes what is entered on them."""

    def __init__(
        self,
        storage: Storage,
        keys: Keys,
        sender: Sender,
        launches: Launches,
        site: Site,
        *,
        environment: str,
        now: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._storage, self._keys, self._sender = storage, keys, sender
        self._launches, self._now, self._sleep = launches, now, sleep
        self._ticks = ticks
        self.site, self.environment = site, environment
        self._places: dict[bytes, Place] = {}  # by the digest of the link's ticket

    async def run(self) -> None:
        """Forget forms that are over, and with them what opens what was sent; never returns."""
        while True:
            self._tidy()
            await self._sleep(SWEEP)

    async def open(self, person: User, chat_id: int) -> Links:
        """Make a form for a person, in place of the one they had."""
        until = self._now() + LIFE
        async with self._storage.begin() as unit:
            await unit.tickets.cancel_all(person.id, chat_id, KIND)
            row = await unit.tickets.issue(person.id, chat_id, KIND, {}, until)
        self._tidy(person.id)
        form = Form(person, row, self._ticks() + LIFE.total_seconds())
        app = self._link(Place(form, in_app=True)) if self.site.framed_by else None
        return Links(self._link(Place(form, in_app=False)), app, until)

    def find(self, ticket: str) -> Place:
        """The form that a link leads to; `FormOver` when there is none now."""
        place = self._places.get(_digest(ticket))
        if place is None or self._is_over(place.form):
            raise FormOver
        return place

    def left(self, form: Form) -> timedelta:
        """How long it is still good, whichever way the clock was set meanwhile."""
        by_ticks = timedelta(seconds=form.until - self._ticks())
        return min(by_ticks, form.row.expires_at - self._now())

    async def enter(self, ticket: str, sealed: Sealed) -> Connection:
        """Connect the account whose key was entered, and use the form up.

        A key that is refused leaves the form open for another try.
        """
        place = self.find(ticket)
        form = place.form
        if form.is_busy:
            raise Refused(note("The key is being checked already: wait a moment."))
        form.tries += 1
        if form.tries > TRIES:
            self._forget(form)
            raise FormOver
        form.is_busy = True
        try:
            connection = await self._connect(place, ticket, sealed)
        finally:
            form.is_busy = False
        self._forget(form)
        self._sender.nudge()
        return connection

    async def _connect(self, place: Place, ticket: str, sealed: Sealed) -> Connection:
        form = place.form
        entry = await asyncio.to_thread(_opened, form.seal, sealed, ticket)
        if place.in_app:
            self._launches.require(entry.init_data, form.person.id, self._now())
        entry = await asyncio.to_thread(checked, entry)  # costs the most, so it comes last
        origin.set("form")
        return await self._keys.add(
            form.person.id, entry.kind, entry.api_key, entry.secret,
            label=entry.label, also=self._used_up(form),
        )  # fmt: skip

    def _used_up(self, form: Form) -> Also:
        """Goes into the transaction that keeps the key: two answers to one form keep one."""
        row = form.row

        async def also(unit: Unit, connection: Connection) -> None:
            person = await unit.users.get(row.user_id)
            used = await unit.tickets.use(row.id, row.user_id, row.chat_id, self._now())
            if used is None or person is None or person.status != "active":
                raise FormOver
            notice = notice_of(await voice(unit, person.id), connection)
            await unit.outbox.put(
                chat_id=row.chat_id, user_id=row.user_id, kind="notice",
                text=notice.text, keyboard=notice.buttons, key=f"form:{row.id}",
            )  # fmt: skip

        return also

    def _link(self, place: Place) -> str:
        ticket = secrets.token_urlsafe(32)
        self._places[_digest(ticket)] = place
        return f"{self.site.url}/keys/{ticket}"

    def _tidy(self, user_id: int | None = None) -> None:
        """Forget what is over, and this person's form."""
        for form in [place.form for place in self._places.values()]:
            if form.row.user_id == user_id or self._is_over(form):
                self._forget(form)

    def _is_over(self, form: Form) -> bool:
        return self.left(form) <= timedelta()

    def _forget(self, form: Form) -> None:
        self._places = {at: place for at, place in self._places.items() if place.form is not form}


def _opened(seal: Seal, sealed: Sealed, ticket: str) -> Entry:
    try:
        return read(seal.open(sealed, bound_to=ticket))
    except Unsealable:
        raise Refused(note("What came from the page does not open. Load it anew.")) from None


def _digest(ticket: str) -> bytes:
    """What is looked up: how long that takes says nothing about a ticket."""
    return hashlib.sha256(ticket.encode()).digest()
