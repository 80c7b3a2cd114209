"""What a person has chosen in the order form last, and what it waits for."""

from dataclasses import dataclass
from datetime import timedelta

from pydantic import ValidationError
from telegram import Update

from bot.ordering.forms import Form
from bot.services import Context

SETTING = "trade.form"
ASKED = "form.asked"  # a ticket: what may be answered in words
OPEN = timedelta(minutes=10)  # for which it may be


@dataclass(frozen=True)
class Kept:
    """The choices, and the message that shows them; None once it is closed."""

    form: Form
    message_id: int | None


async def recall(context: Context) -> Kept | None:
    """None for who has never used the form, or had one that is not understood any more."""
    async with context.services.storage.read() as unit:
        kept = await unit.settings.get(context.person.id, SETTING)
    if kept is None:
        return None
    try:
        return Kept(Form.model_validate(kept["form"]), kept["message_id"])
    except (ValidationError, KeyError):
        return None


async def remember(
    update: Update, context: Context, kept: Kept, waits_for: str | None = None
) -> None:
    """Keep the choices; what was waited for before is not waited for any more."""
    assert update.effective_chat is not None
    services, who, chat_id = context.services, context.person.id, update.effective_chat.id
    payload = {"form": kept.form.model_dump(mode="json"), "message_id": kept.message_id}
    async with services.storage.begin() as unit:
        await unit.settings.set(who, SETTING, payload)
        await unit.tickets.cancel_all(who, chat_id, ASKED)
        if waits_for is not None:
            expires_at = services.now() + OPEN
            await unit.tickets.issue(who, chat_id, ASKED, {"field": waits_for}, expires_at)
