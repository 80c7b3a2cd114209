"""/balance, /orders, /cancel."""

from telegram import Update

from bot.services import Context
from handlers import chat, parse
from handlers.access import private
from handlers.views import account as view


@private
async def balance(update: Update, context: Context) -> None:
    """/balance"""
    portfolio = await context.services.portfolios.of(context.person.id)
    await chat.show(update, view.balance(context.say, portfolio))


@private
async def orders(update: Update, context: Context) -> None:
    """/orders"""
    resting = await context.services.trading.open_orders(context.person.id)
    await chat.show(update, view.orders(context.say, resting))


@private
async def cancel(update: Update, context: Context) -> None:
    """/cancel 123456"""
    order_id = parse.order_id(context.args or [])
    trading = context.services.trading
    found = await trading.find_open(context.person.id, order_id)
    order = await trading.cancel(context.person.id, found.symbol, order_id)
    await chat.show(update, view.cancelled(context.say, order))


@private
async def cancel_tapped(update: Update, context: Context) -> None:
    """A tap on `x:BTCUSDT:123456`; it can only ever reach one's own orders."""
    assert context.match is not None
    await chat.acknowledge(update)
    order = await context.services.trading.cancel(
        context.person.id, context.match[1], int(context.match[2])
    )
    await chat.send(update, view.cancelled(context.say, order))
