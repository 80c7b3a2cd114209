"""/history and /fills: orders that are over, and trades, by symbol, side and time."""

from telegram import Update

from bot.i18n import note
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import chat, chosen
from handlers.access import private
from handlers.chosen import Chosen
from handlers.views import fills as fills_view
from handlers.views import history as view


@private
async def history(update: Update, context: Context) -> None:
    """/history; /history BTCUSDT sell week"""
    wanted = await _words(context, "/history BTCUSDT sell week")
    await _history(update, context, wanted, more=False)


@private
async def turn_history(update: Update, context: Context) -> None:
    """A tap on `hi:-:BTCUSDT:SELL:week:1`; `:r` looks at more symbols, `:s` chooses one"""
    assert context.match is not None
    await chat.acknowledge(update)
    wanted, mark = chosen.of_match(context.match), context.match[6]
    if mark == ":s":
        closings = await context.services.statements.closed.of(context.person.id)
        await chat.show(update, view.choose(context.say, closings, wanted))
    else:
        await _history(update, context, wanted, more=mark == ":r")


@private
async def fills(update: Update, context: Context) -> None:
    """/fills; /fills BTCUSDT sell week"""
    wanted = await _words(context, "/fills BTCUSDT sell week")
    await _fills(update, context, wanted, more=True)


@private
async def turn_fills(update: Update, context: Context) -> None:
    """A tap on `fi:-:BTCUSDT:SELL:week:1`; `:r` reads on, `:s` chooses a symbol"""
    assert context.match is not None
    await chat.acknowledge(update)
    wanted, mark = chosen.of_match(context.match), context.match[6]
    await _fills(update, context, wanted, more=mark == ":r", choose=mark == ":s")


async def _history(update: Update, context: Context, wanted: Chosen, *, more: bool) -> None:
    services = context.services
    closings = await services.statements.closed.of(
        context.person.id, wanted.symbol, more=more or wanted.symbol is not None
    )
    since = wanted.period.begins(services.now())
    await chat.show(update, view.history(context.say, closings, wanted, since=since))


async def _fills(
    update: Update, context: Context, wanted: Chosen, *, more: bool, choose: bool = False
) -> None:
    traded = await context.services.statements.trades.page(
        context.person.id,
        market=wanted.market,
        symbol=wanted.symbol,
        side=None if wanted.side is None else str(wanted.side),
        period=wanted.period,
        page=wanted.page,
        more=more,
    )
    show = fills_view.choose if choose else fills_view.fills
    await chat.show(update, show(context.say, traded, wanted))


async def _words(context: Context, example: str) -> Chosen:
    """What was written; a symbol that is listed is understood as everywhere: `btc`."""
    wanted = chosen.of_words(context.args or [], example)
    if wanted.symbol is None:
        return wanted
    return wanted.but(symbol=await listed(context, wanted.symbol))


async def listed(context: Context, word: str) -> str:
    """A symbol of spot, or one of the account's contracts."""
    symbols = await context.services.binance.symbols()
    if (found := symbols.find(word)) is not None:
        return found.symbol
    if await context.services.statements.trades.knows(context.person.id, word):
        return word
    raise Misunderstood(
        note("I know no symbol {word}, and nothing of yours was traded there."), word=word
    )
