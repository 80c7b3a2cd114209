"""Answers by a button whose meaning is kept in the database, used up in the deed's transaction."""

from dataclasses import dataclass
from datetime import datetime

from storage import Ticket, Unit


@dataclass(frozen=True)
class Tap:
    """A button with a ticket, pressed by somebody under a message in a chat."""

    update_id: int
    user_id: int
    chat_id: int
    message_id: int
    ticket_id: str


async def used(unit: Unit, tap: Tap, kind: str, now: datetime) -> Ticket | None:
    """Tear the ticket off; None for a repeated tap, another's, an old one or one of another kind.

    One of another kind stays good: it was shown elsewhere, and stands for something else.
    """
    ticket = await unit.tickets.find(tap.ticket_id)
    if ticket is None or ticket.kind != kind:
        return None
    if not await unit.inbox.take(tap.update_id, tap.user_id):
        return None
    return await unit.tickets.use(tap.ticket_id, tap.user_id, tap.chat_id, now)
