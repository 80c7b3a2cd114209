"""Taking a key out of use: written, noted and told in one transaction."""

from bot.notices import Notice
from storage import ApiKey, Suspension, Unit


async def suspend(
    unit: Unit, key: ApiKey, cause: Suspension, notice: Notice, *, reason: str = ""
) -> bool:
    """Suspend a key and let its owner know; False when it was not in use any more."""
    suspended = await unit.keys.suspend(key.user_id, key.id, cause, reason)
    if suspended is None:
        return False
    await unit.audit.note(key.user_id, "key.suspended", label=key.label, reason=reason or cause)
    await tell(unit, key.user_id, notice)
    return True


async def tell(unit: Unit, user_id: int, notice: Notice) -> None:
    await unit.outbox.put(
        chat_id=user_id, user_id=user_id, kind="notice", text=notice.text, keyboard=notice.buttons
    )
