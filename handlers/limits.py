"""/limits"""

from telegram import Update

from bot.services import Context
from handlers import chat
from handlers.views import limits as view


async def limits(update: Update, context: Context) -> None:
    """/limits"""
    services = context.services
    metrics = services.binance.metrics()
    await chat.show(update, view.limits(context.say, metrics, services.now().timestamp()))
