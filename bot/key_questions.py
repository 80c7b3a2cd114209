"""Questions about keys that wait for a tap; the answer and its effect are one transaction."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import sharing
from bot.keys import Keys
from bot.notifications import Sender
from bot.sharing import Sharing
from storage import ApiKey, Storage, Ticket, Unit

REMOVAL = "delkey"
KINDS = (REMOVAL, sharing.KIND)
LIFE = timedelta(minutes=2)


@dataclass(frozen=True)
class Removed:
    """What was forgotten, and which account is the current one now, if any is left."""

    keys: list[ApiKey]
    current: ApiKey | None


@dataclass(frozen=True)
class Agreed:
    """Somebody else may connect the account."""


Answer = Removed | Agreed


class KeyQuestions:
    """Asks before keys are forgotten, and takes the answers."""

    def __init__(
        self,
        storage: Storage,
        keys: Keys,
        sharing_: Sharing,
        sender: Sender,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._keys, self._sharing = storage, keys, sharing_
        self._sender, self._environment, self._now = sender, environment, now

    async def ask_removal(self, user_id: int, chat_id: int, key_ids: Collection[int]) -> Ticket:
        """Keep the question whether these keys shall be forgotten."""
        payload = {"keys": list(key_ids)}
        async with self._storage.begin() as unit:
            return await unit.tickets.issue(user_id, chat_id, REMOVAL, payload, self._now() + LIFE)

    async def confirmed(
        self, ticket_id: str, *, user_id: int, chat_id: int, update_id: int
    ) -> Answer | None:
        """Do what the ticket stands for; None when it is not the tapper's, used, or too old."""
        async with self._storage.begin() as unit:
            if not await _is_ours(unit, ticket_id) or not await unit.inbox.take(update_id, user_id):
                return None
            ticket = await unit.tickets.use(ticket_id, user_id, chat_id, self._now())
            if ticket is None:
                return None
            answer = await self._done(unit, ticket)
        if isinstance(answer, Removed):
            self._keys.forgotten(answer.keys)
        self._sender.nudge()
        return answer

    async def refused(self, ticket_id: str, *, user_id: int, chat_id: int) -> bool:
        """Close a question because its owner said no; False when it is not theirs, or too late."""
        async with self._storage.begin() as unit:
            if not await _is_ours(unit, ticket_id):
                return False
            ticket = await unit.tickets.cancel(ticket_id, user_id, chat_id)
            if ticket is not None and ticket.kind == sharing.KIND:
                await unit.audit.note(
                    user_id, "key.sharing_refused", about=int(ticket.payload["user"])
                )
        return ticket is not None

    async def _done(self, unit: Unit, ticket: Ticket) -> Answer:
        if ticket.kind == sharing.KIND:
            await self._sharing.agreed(unit, ticket)
            return Agreed()
        gone = await self._keys.forget(unit, ticket.user_id, ticket.payload["keys"])
        return Removed(gone, await unit.keys.current(ticket.user_id, self._environment))


async def _is_ours(unit: Unit, ticket_id: str) -> bool:
    """Whether it is a question about keys; one of another kind was shown elsewhere, and stays."""
    ticket = await unit.tickets.find(ticket_id)
    return ticket is not None and ticket.kind in KINDS
