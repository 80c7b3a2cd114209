"""/buy, /sell, and the taps that confirm or withdraw."""

from decimal import Decimal

from telegram import Update

from binance.models.orders import Side
from bot.services import Context
from bot.sizing import Share, Wish
from bot.trading import Tap, Tapped
from handlers import chat, keys, parse
from handlers.access import private
from handlers.views import trade as view


@private
async def buy(update: Update, context: Context) -> None:
    """/buy BTCUSDT $100"""
    await _ask(update, context, Side.BUY)


@private
async def sell(update: Update, context: Context) -> None:
    """/sell BTCUSDT 25% @ 70000"""
    await _ask(update, context, Side.SELL)


@private
async def sized(update: Update, context: Context) -> None:
    """A tap on `size:buy:BTCUSDT:25`"""
    assert context.match is not None
    await chat.acknowledge(update)
    verb, symbol, percent = context.match.groups()
    info = await parse.symbol(context.services.binance, symbol)
    side = Side.BUY if verb == "buy" else Side.SELL
    await _preview(update, context, Wish(side, info, Share(Decimal(percent))))


@private
async def ask(update: Update, context: Context) -> None:
    """A tap on `ask:buy:BTCUSDT`: the symbol is chosen, the rest is to come."""
    assert context.match is not None
    await chat.acknowledge(update)
    verb, symbol = context.match.groups()
    info = await parse.symbol(context.services.binance, symbol)
    side = Side.BUY if verb == "buy" else Side.SELL
    await chat.send(update, view.how(context.say, side, info.symbol))


@private
async def confirm(update: Update, context: Context) -> None:
    """A tap on Confirm: what the ticket holds happens once, or not at all."""
    tap = _tap(update, context)
    async with context.services.storage.read() as unit:
        ticket = await unit.tickets.find(tap.ticket_id)
    if ticket is not None and ticket.kind == keys.DELETION:
        await _confirm_deletion(update, context, tap)
    else:
        await _confirm_order(update, context, tap)


@private
async def withdraw(update: Update, context: Context) -> None:
    """A tap on Cancel under a question."""
    if await context.services.trading.withdraw(_tap(update, context)):
        await chat.acknowledge(update)
        await chat.show(update, view.withdrawn(context.say))
    else:
        await chat.acknowledge(update, view.stale(context.say), alert=True)


async def _ask(update: Update, context: Context, side: Side) -> None:
    words = await parse.order(context.services.binance, context.args or [])
    await _preview(update, context, Wish(side, words.info, words.amount, words.price))


async def _preview(update: Update, context: Context, wish: Wish) -> None:
    services = context.services
    assert update.effective_chat is not None
    preview = await services.trading.prepare(context.person.id, update.effective_chat.id, wish)
    await chat.send(update, view.confirm(context.say, preview, services.environment))


async def _confirm_order(update: Update, context: Context, tap: Tap) -> None:
    match await context.services.trading.place(tap):
        case Tapped.SENT | Tapped.REPLAYED:
            await chat.acknowledge(update)
        case Tapped.STALE:
            await chat.acknowledge(update, view.stale(context.say), alert=True)
        case Tapped.MOVED:
            await chat.acknowledge(update)
            await chat.show(update, view.moved(context.say))


async def _confirm_deletion(update: Update, context: Context, tap: Tap) -> None:
    services = context.services
    async with services.storage.begin() as unit:
        fresh = await unit.inbox.take(tap.update_id, tap.user_id)
        used = fresh and await unit.tickets.use(
            tap.ticket_id, tap.user_id, tap.chat_id, services.now()
        )
    if not used:
        await chat.acknowledge(update, view.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    await keys.delete(update, context)


def _tap(update: Update, context: Context) -> Tap:
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert context.match is not None
    return Tap(
        update_id=update.update_id,
        user_id=query.from_user.id,
        chat_id=query.message.chat.id,
        message_id=query.message.message_id,
        ticket_id=context.match[1],
    )
