"""/pnl: what was earned, as words, as a picture and as a file."""

from collections.abc import Sequence
from io import BytesIO

from telegram import InputFile, Update
from telegram.constants import ChatAction

from bot.charts import CurveWish, Words
from bot.i18n import Say, note
from bot.refusals import Misunderstood, Refused
from bot.services import Context
from bot.statements import Export, Period, Statement, as_csv
from handlers import chat
from handlers.access import private
from handlers.chosen import SYMBOL
from handlers.history import listed
from handlers.views import pnl as view

PATTERN = rf"(day|week|month|all):({SYMBOL}|-):(fifo|average)(?::(\d{{1,4}}))?"


@private
async def pnl(update: Update, context: Context) -> None:
    """/pnl; /pnl week BTCUSDT"""
    period, word = _read(context.args or [])
    symbol = None if word is None else await listed(context, word)
    told = await _statement(context, period, symbol, "fifo")
    await chat.show(update, view.statement(context.say, told))


@private
async def change(update: Update, context: Context) -> None:
    """A tap on `pl:week:BTCUSDT:fifo:1`, the second page"""
    await chat.acknowledge(update)
    assert context.match is not None
    told = await _statement(context, *_tapped(context))
    await chat.show(update, view.statement(context.say, told, int(context.match[4] or 0)))


@private
async def choose(update: Update, context: Context) -> None:
    """A tap on `pf:week:-:fifo`: of which symbol?"""
    await chat.acknowledge(update)
    period, _, method = _tapped(context)
    told = await _statement(context, period, None, method)
    await chat.show(update, view.choose(context.say, told))


@private
async def picture(update: Update, context: Context) -> None:
    """A tap on `pc:week:BTCUSDT:fifo`: how the sum grew."""
    await chat.acknowledge(update)
    assert update.effective_chat is not None
    services = context.services
    statement = await services.statements.profits.of(context.person.id, *_tapped(context))
    if not statement.curve:
        raise Refused(note("Nothing was realised in this time: there is no curve to draw."))
    await update.effective_chat.send_action(ChatAction.UPLOAD_PHOTO)
    drawn = await services.charts.picture(
        CurveWish.of(
            view.title(context.say, statement),
            statement.curve,
            statement.period.begins(services.now()) or statement.curve[0][0],
            services.now(),
            unit="USDT",
            environment="" if services.environment == "live" else services.environment.upper(),
            words=_words(context.say),
        )
    )
    await chat.show_photo(update, drawn, view.caption(context.say, statement), in_place=False)


@private
async def export(update: Update, context: Context) -> None:
    """A tap on `px:week:-:fifo`: the trades of that time as a file."""
    await chat.acknowledge(update)
    assert update.effective_chat is not None
    services, (period, symbol, _) = context.services, _tapped(context)
    await update.effective_chat.send_action(ChatAction.UPLOAD_DOCUMENT)
    found = await services.statements.profits.trades(context.person.id, period, symbol)
    if not found.rows:
        raise nothing(context.say, found)
    name = f"trades-{symbol or 'all'}-{period.value}-{services.now():%Y%m%d-%H%M%S}.csv"
    await update.effective_chat.send_document(
        InputFile(BytesIO(as_csv(found.rows)), filename=name),
        caption=view.exported(context.say, period, symbol, found),
    )


def nothing(say: Say, found: Export) -> Refused:
    """That there are no trades is only said where that is known."""
    if not found.left:
        return Refused(note("There are no trades to write down."))
    return Refused(
        note("No trades yet, but these are not read to the end: {names}. Tap 📄 CSV again to read "
             "on."),
        names=view.unread(say, found.left),
    )  # fmt: skip


async def _statement(
    context: Context, period: Period, symbol: str | None, method: str
) -> Statement:
    profits = context.services.statements.profits
    return await profits.of(context.person.id, period, symbol, method)


def _tapped(context: Context) -> tuple[Period, str | None, str]:
    assert context.match is not None
    period, symbol, method = context.match.group(1, 2, 3)
    return Period(period), None if symbol == "-" else symbol, method


def _read(args: Sequence[str]) -> tuple[Period, str | None]:
    """A period and a symbol, in any order; a month where none is named."""
    named = {one.value for one in Period}
    periods = [word.lower() for word in args if word.lower() in named]
    others = [word for word in args if word.lower() not in named]
    if len(periods) > 1 or len(others) > 1:
        raise Misunderstood(note("Write a time and a symbol: /pnl week BTCUSDT"))
    period = Period(periods[0]) if periods else Period.MONTH
    return period, others[0].upper() if others else None


def _words(say: Say) -> Words:
    """The months, in the language of whoever looks at the picture."""
    return Words(months=tuple(say("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()))
