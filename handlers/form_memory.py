"""What a person has chosen in the order form last."""

from dataclasses import dataclass

from pydantic import ValidationError

from bot.ordering.forms import Form
from bot.services import Context

SETTING = "trade.form"


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


async def remember(context: Context, kept: Kept) -> None:
    payload = {"form": kept.form.model_dump(mode="json"), "message_id": kept.message_id}
    async with context.services.storage.begin() as unit:
        await unit.settings.set(context.person.id, SETTING, payload)
