"""/balance."""

from telegram import Update

from bot.services import Context
from handlers import chat
from handlers.access import private
from handlers.views import account as view


@private
async def balance(update: Update, context: Context) -> None:
    """/balance"""
    portfolio = await context.services.portfolios.of(context.person.id)
    await chat.show(update, view.balance(context.say, portfolio))
