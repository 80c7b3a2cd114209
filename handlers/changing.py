"""/change, and the buttons by which an open order is given another price or amount."""

import re
from collections.abc import Sequence
from decimal import Decimal

from telegram import Update

from binance.models.order_terms import Side
from binance.models.orders import Order
from bot.i18n import Html, note
from bot.ordering.changes import Change, moved, parse
from bot.refusals import Refused
from bot.services import Context
from handlers import chat
from handlers.access import private
from handlers.beforehand import beforehand
from handlers.page import Page
from handlers.parse import tapped as listed
from handlers.stepping_up import money
from handlers.views import changing as view

CHOICE = r"(best|[+-](?:0\.5|1|2)|(?:25|50|75)%)"


@private
@money
async def change(update: Update, context: Context) -> None:
    """/change 123456 0.5 @ 61000; /change 123456 alone offers what may be changed"""
    words = context.args or []
    if len(words) == 1 and re.fullmatch(r"[0-9]{1,19}", words[0], re.ASCII):
        found = await _symbol(context, int(words[0]))
        await chat.send(update, await _offer(context, found, int(words[0])))
    else:
        await chat.send(update, await asked(update, context, words))


@private
@money
async def choose(update: Update, context: Context) -> None:
    """A tap on `ch:BTCUSDT:123456:5` under a list of an account's orders, which stays as it is."""
    assert context.match is not None
    await chat.acknowledge(update)
    symbol, order_id, key_id = context.match.groups()
    if key_id is not None:
        await context.services.accounts.check_chosen(context.person.id, int(key_id))
    await chat.send(update, await _offer(context, symbol, int(order_id)))


@private
@money
async def chosen(update: Update, context: Context) -> None:
    """A tap on `ch:BTCUSDT:123456:-0.5`, `:best` or `:75%`: a question in its place."""
    assert context.match is not None
    await chat.acknowledge(update)
    symbol, number, choice = context.match.groups()
    order = await context.services.changes.order(context.person.id, symbol, int(number))
    wanted = await _read(context, order, choice)
    await chat.show(update, await _question(update, context, symbol, order.order_id, wanted))


async def asked(
    update: Update, context: Context, words: Sequence[str], first: Html | None = None
) -> Page:
    """The question that the words behind /change lead to."""
    order_id, wanted = parse(words)
    symbol = await _symbol(context, order_id)
    return await _question(update, context, symbol, order_id, wanted, first)


async def _question(
    update: Update,
    context: Context,
    symbol: str,
    order_id: int,
    wanted: Change,
    first: Html | None = None,
) -> Page:
    services = context.services
    assert update.effective_chat is not None
    info = await listed(services.binance, symbol)
    preview = await services.changes.of(
        context.person.id, update.effective_chat.id, info, order_id, wanted
    )
    before = await beforehand(context, [symbol], first)
    return view.confirm(context.say, preview, services.environment, before)


async def _offer(context: Context, symbol: str, order_id: int) -> Page:
    """What may be changed of an order, by buttons and in words."""
    services = context.services
    order = await services.changes.order(context.person.id, symbol, order_id)
    info = await listed(services.binance, symbol)
    last = (await services.prices.of(symbol, asker=context.asker)).close
    return view.offer(context.say, order, info, last, services.environment)


async def _read(context: Context, order: Order, choice: str) -> Change:
    if choice.endswith("%"):
        return Change(share=Decimal(choice[:-1]))
    if choice != "best":
        info = await listed(context.services.binance, order.symbol)
        return moved(order, info, Decimal(choice))
    offers = await context.services.prices.offers(order.symbol)
    if offers is None:
        raise Refused(note("I do not know the best price just now. Try again in a moment."))
    return Change(price=offers.bid if order.side == Side.BUY else offers.ask)


async def _symbol(context: Context, order_id: int) -> str:
    """Which symbol an order of one's own is about."""
    found = await context.services.statements.resting.find(context.person.id, order_id)
    if found.market != "spot":
        raise Refused(note("Orders of futures cannot be changed here yet: cancel and order anew."))
    return found.symbol
