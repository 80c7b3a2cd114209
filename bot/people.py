"""What administrators decide about people: admission, and how much they may at most.

What takes something away that guards a person, or could, needs the administrator's own second
factor where there is one: a limit, and a reset. To let in and to block need none.

They also help out who lost their second factor. That must not help whoever only holds the person's
Telegram: all keys are forgotten with it, and nothing is left that a code would have guarded.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol

from bot.guards import ceilings
from bot.i18n import Html, Say, note
from bot.refusals import Refused
from bot.step_up import StepUp, turned_on
from bot.tickets import Tap, used
from bot.voice import voice
from storage import ApiKey, Storage, Unit, User

Deed = Literal["approve", "block", "order", "alerts", "reset"]
KIND = "user"
TICKET_LIFE = timedelta(minutes=5)
WHY: dict[tuple[str, bool], str] = {
    ("order", True): note("You are letting {person} order {most} USDT at most."),
    ("order", False): note("You are lifting the limit on what {person} may order."),
    ("alerts", True): note("You are letting {person} have {most} alerts at most."),
    ("alerts", False): note("You are lifting the limit on the alerts of {person}."),
    ("reset", False): note("You are taking the second factor of {person} away, and all keys."),
}
"""What needs a code of the administrator's own: a deed, and whether it sets a limit."""


class Nudges(Protocol):
    def nudge(self) -> None: ...


class Forgets(Protocol):
    """Whoever forgets keys: in a transaction, and afterwards in memory."""

    async def forget(
        self,
        unit: Unit,
        user_id: int,
        key_ids: Collection[int],
        *,
        whatever_waits: bool = False,
    ) -> list[ApiKey]: ...

    def forgotten(self, keys: Iterable[ApiKey]) -> None: ...


@dataclass(frozen=True)
class Known:
    """A person as an administrator sees them: never a key, never what they own."""

    user: User
    alerts: int
    most_alerts: int | None
    largest_order: Decimal | None
    has_factor: bool


class People:
    """Shows administrators who there is, and does what they decide."""

    def __init__(
        self,
        storage: Storage,
        sender: Nudges,
        keys: Forgets,
        step_up: StepUp,
        *,
        admins: frozenset[int],
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._sender, self._keys = storage, sender, keys
        self._step_up, self._admins = step_up, admins
        self._environment, self._now = environment, now

    async def page(self, number: int, size: int) -> tuple[list[User], int]:
        """Return one page of people, and how many people there are."""
        async with self._storage.read() as unit:
            people = await unit.users.listed(limit=size, skip=number * size)
            return people, await unit.users.count()

    async def find(self, user_id: int) -> Known | None:
        async with self._storage.read() as unit:
            user = await unit.users.get(user_id)
            if user is None:
                return None
            return Known(
                user=user,
                alerts=await unit.alerts.count(user_id, self._environment),
                most_alerts=await ceilings.alerts(unit, user_id),
                largest_order=await ceilings.order(unit, user_id),
                has_factor=await turned_on(unit, user_id) is not None,
            )

    async def propose(
        self, admin_id: int, chat_id: int, user_id: int, deed: Deed, most: Decimal | None = None
    ) -> str:
        """Issue a ticket for a decision; `most` is the limit, None for none."""
        _refuse_oneself(admin_id, user_id, deed)
        payload = {
            "deed": deed,
            "user": user_id,
            "most": None if most is None else format(most, "f"),
        }
        async with self._storage.begin() as unit:
            until = self._now() + TICKET_LIFE
            return (await unit.tickets.issue(admin_id, chat_id, KIND, payload, until)).id

    async def decide(self, tap: Tap) -> int | None:
        """Carry a decision out; about whom it was, None when the ticket is no longer good.

        Raises what the second factor raises before the ticket is used, so that it can be tapped
        again with a code.
        """
        if tap.user_id not in self._admins:
            raise Refused(note("That is for the administrators of this bot."))
        await self._demand(tap)
        async with self._storage.begin() as unit:
            ticket = await used(unit, tap, KIND, self._now())
            if ticket is None:
                return None
            about: int = ticket.payload["user"]
            gone = await self._carry_out(unit, tap.user_id, about, ticket.payload)
        self._keys.forgotten(gone)
        self._sender.nudge()
        return about

    async def _demand(self, tap: Tap) -> None:
        """Ask for a code where the open ticket needs one; what is over is told as that."""
        async with self._storage.read() as unit:
            ticket = await unit.tickets.find(tap.ticket_id)
        if ticket is None or ticket.kind != KIND:
            return
        if not ticket.is_good_for(tap.user_id, tap.chat_id, self._now()):
            return
        deed: Deed = ticket.payload["deed"]
        _refuse_oneself(tap.user_id, ticket.payload["user"], deed)
        most = ticket.payload["most"]
        if (why := WHY.get((deed, most is not None))) is not None:
            about = ticket.payload["user"]
            await self._step_up.demand(tap.user_id, why, person=about, most=most)

    async def _carry_out(
        self, unit: Unit, admin_id: int, about: int, payload: dict[str, Any]
    ) -> list[ApiKey]:
        """Do it; the keys that it forgot."""
        deed: Deed = payload["deed"]
        most = payload["most"]
        match deed:
            case "approve":
                await self._admit(unit, admin_id, about)
            case "block":
                if about in self._admins:
                    raise Refused(note("Administrators are named in the settings, not here."))
                await unit.users.set_status(about, "blocked")
                await unit.audit.note(admin_id, "user.blocked", about=about)
            case "order":
                await ceilings.set_order(unit, about, None if most is None else Decimal(most))
                await unit.audit.note(admin_id, "user.limited", about=about, order=most)
            case "alerts":
                await ceilings.set_alerts(unit, about, None if most is None else int(most))
                await unit.audit.note(admin_id, "user.limited", about=about, alerts=most)
            case "reset":
                return await self._reset(unit, admin_id, about)
        return []

    async def _reset(self, unit: Unit, admin_id: int, about: int) -> list[ApiKey]:
        """Take the second factor away, and with it every key."""
        if await turned_on(unit, about) is None:
            return []
        await unit.second_factors.turn_off(about)
        keys = [one.id for one in await unit.keys.everywhere(about)]
        try:
            gone = await self._keys.forget(unit, about, keys, whatever_waits=True)
        except Refused:
            raise Refused(STILL_CHECKED) from None
        await unit.audit.note(admin_id, "step_up.reset", about=about)
        text = without_factor(await voice(unit, about))
        await unit.outbox.put(chat_id=about, user_id=about, kind="notice", text=text)
        return gone

    async def _admit(self, unit: Unit, admin_id: int, about: int) -> None:
        user = await unit.users.get(about)
        if user is None or user.status == "active":
            return
        await unit.users.set_status(about, "active")
        await unit.audit.note(admin_id, "user.admitted", about=about)
        text = welcome(Say(user.language))
        await unit.outbox.put(chat_id=about, user_id=about, kind="notice", text=text)


def _refuse_oneself(admin_id: int, about: int, deed: Deed) -> None:
    """One's own factor is turned off with a code given for that, never around it."""
    if deed == "reset" and about == admin_id:
        raise Refused(note("Your own second factor you turn off yourself: /secure"))


STILL_CHECKED = note(
    "The outcome of an order of this person is still being checked with one of the keys. "
    "Try again in a minute."
)


def without_factor(say: Say) -> Html:
    return say(
        "🔐 An administrator has taken your second factor away. All your API keys were forgotten "
        "with it: delete them at Binance, then connect anew with /setkey and turn a second "
        "factor on with /secure. If you did not ask for this, talk to the administrator."
    )


def welcome(say: Say) -> Html:
    """Tell somebody that they may use the bot from now on."""
    return say("✅ You have been admitted. Begin with /start")
