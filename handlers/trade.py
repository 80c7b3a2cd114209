"""/buy, /sell, /bracket, /oco, and the taps that confirm, withdraw, or ask once more."""

from collections.abc import Sequence

from telegram import Update

from bot.asked import Asked
from bot.i18n import Html
from bot.services import Context
from bot.tickets import Tap
from bot.trading import Tapped
from handlers import changing, chat, futures, parse
from handlers.access import private
from handlers.beforehand import beforehand
from handlers.page import Page
from handlers.stepping_up import money
from handlers.taps import tap_of
from handlers.views import asking
from handlers.views import changing as changing_view
from handlers.views import trade as view


@private
@money
async def buy(update: Update, context: Context) -> None:
    """/buy BTCUSDT $100"""
    await _ask(update, context, "buy")


@private
@money
async def sell(update: Update, context: Context) -> None:
    """/sell BTCUSDT 25% @ 70000"""
    await _ask(update, context, "sell")


@private
@money
async def bracket(update: Update, context: Context) -> None:
    """/bracket BTCUSDT $500 @ 62000 tp 65000 sl 60000"""
    await _ask(update, context, "bracket")


@private
@money
async def oco(update: Update, context: Context) -> None:
    """/oco BTCUSDT 0.1 65000 59000"""
    await _ask(update, context, "oco")


@private
@money
async def confirm(update: Update, context: Context) -> None:
    """A tap on Confirm: what the ticket holds happens once, or not at all."""
    tap = tap_of(update, context)
    match await context.services.trading.place(tap):
        case Tapped.SENT | Tapped.REPLAYED:
            await chat.acknowledge(update)
        case Tapped.STALE:
            await chat.acknowledge(update, asking.stale(context.say), alert=True)
        case Tapped.ELSEWHERE:
            await chat.acknowledge(update, asking.elsewhere(context.say), alert=True)
        case Tapped.MOVED:
            await chat.acknowledge(update)
            await _quote_anew(update, context, tap)


@private
async def withdraw(update: Update, context: Context) -> None:
    """A tap on Cancel under a question."""
    if await context.services.trading.withdraw(tap_of(update, context)):
        await chat.acknowledge(update)
        await chat.show(update, view.withdrawn(context.say))
    else:
        await chat.acknowledge(update, asking.stale(context.say), alert=True)


@private
@money
async def ask_again(update: Update, context: Context) -> None:
    """A tap on `re:TICKET` under an order that nobody confirmed in time: it only asks."""
    asked = await context.services.trading.lapsed(tap_of(update, context))
    if asked is None or not asked.words:  # what nobody typed is asked where it came from
        await chat.acknowledge(update, asking.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    await chat.show(update, await _anew(update, context, asked))


async def question(
    update: Update, context: Context, command: str, words: Sequence[str], first: Html | None = None
) -> Page:
    """What an order in words leads to: the question whether it is to be sent."""
    services = context.services
    assert update.effective_chat is not None
    wish = await parse.order(services.binance, command, words)
    preview = await services.previews.of(
        context.person.id, update.effective_chat.id, wish, " ".join((command, *words))
    )
    before = await beforehand(context, [wish.info.symbol], first)
    return view.confirm(context.say, preview, services.environment, before)


async def _ask(update: Update, context: Context, command: str) -> None:
    await chat.send(update, await question(update, context, command, context.args or []))


async def _quote_anew(update: Update, context: Context, tap: Tap) -> None:
    """The market ran away: the same wish at the present price, to be confirmed again."""
    asked = await context.services.trading.asked(tap.ticket_id)
    assert asked is not None
    is_change = asked.words.startswith("change ")
    moved = changing_view.overtaken if is_change else view.moved
    await chat.show(update, await _anew(update, context, asked, moved(context.say)))


async def _anew(update: Update, context: Context, asked: Asked, first: Html | None = None) -> Page:
    """The question that the same words lead to now; `first` is said above it."""
    command, *words = asked.words.split()
    if command == "change":
        return await changing.asked(update, context, words, first)
    if command in futures.COMMANDS:
        return await futures.page(update, context, command, words, first)
    return await question(update, context, command, words, first)
