"""/status"""

from telegram import Update

from bot.services import Context
from handlers import chat
from handlers.access import is_private
from handlers.views import status as view


async def status(update: Update, context: Context) -> None:
    """/status"""
    services = context.services
    now = services.now()
    async with services.storage.read() as unit:
        waiting = (await unit.outbox.counts()).get("pending", 0)
        accounts = await unit.keys.accounts(context.person.id, services.environment)
    heard = services.streams.last_message_at
    state = view.State(
        environment=services.environment,
        up_for=(now - services.started_at).total_seconds(),
        health=services.binance.health(),
        quiet_for=None if heard is None else now.timestamp() - heard,
        followed=services.following.coverage,
        labels={key.id: key.label for key in accounts} if is_private(update) else {},
        waiting_messages=waiting,
        now=now.timestamp(),
    )
    await chat.show(update, view.status(context.say, state))
