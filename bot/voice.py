"""In which language somebody is spoken to."""

from bot.i18n import Say
from storage import Unit


async def voice(unit: Unit, user_id: int) -> Say:
    """How somebody is spoken to."""
    user = await unit.users.get(user_id)
    return Say(user.language if user else "")
