"""People who block the bot and come back."""

from telegram import ChatMember, Update
from telegram.ext import ApplicationHandlerStop

from bot.services import Context
from handlers.access import gatekeeping


@gatekeeping
async def changed(update: Update, context: Context) -> None:
    """Blocked: messages wait. Unblocked: they go out."""
    change = update.my_chat_member
    assert change is not None
    if change.chat.type == change.chat.PRIVATE:
        gone = change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}
        async with context.services.storage.begin() as unit:
            await unit.users.set_reachable(change.from_user.id, not gone)
        context.services.sender.nudge()
    raise ApplicationHandlerStop
