"""/trade and [Buy], [Sell]: an order put together by taps, in one message that shows it.

The choices are kept in the database, one form a person: a button carries the name of a field and
of a choice, and never what is ordered.
"""

from telegram import Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest

from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from bot.ordering.form_answers import answer
from bot.ordering.form_prices import Around
from bot.ordering.forms import NEEDED, Field, Form, Kind, check_part, choices, spelt
from bot.ordering.presets import SETTING as PRESETS
from bot.ordering.presets import presets_of
from bot.services import Context
from handlers import awaiting, chat, market, parse, trade
from handlers.access import private
from handlers.awaiting import Asker
from handlers.form_memory import Kept, recall, remember
from handlers.page import Page
from handlers.stepping_up import money
from handlers.views import trade_form as view

PATTERN = (
    r"form:(side|symbol|kind|amount|price|target|stop|trail|time|limit|iceberg|show|preview|close)"
    r"(?::([A-Za-z0-9.+%-]{1,40}))?"
)


@private
@money
async def open_form(update: Update, context: Context) -> None:
    """/trade; /trade BTCUSDT"""
    kept = await recall(context)
    words = context.args or []
    if words:
        info = await parse.symbol(context.services.binance, " ".join(words))
        form = _first(kept, info.symbol)
    else:
        form = kept.form if kept is not None else Form(symbol=market.DEFAULT[0])
    await _send(update, context, form)


@private
@money
async def open_for(update: Update, context: Context) -> None:
    """A tap on `ask:buy:BTCUSDT` under something that stays as it is."""
    assert context.match is not None
    await chat.acknowledge(update)
    verb, symbol = context.match.groups()
    info = await parse.tapped(context.services.binance, symbol)
    form = _first(await recall(context), info.symbol)
    await _send(update, context, form.model_copy(update={"side": Side(verb.upper())}))


@private
@money
async def tapped(update: Update, context: Context) -> None:
    """A tap on `form:price`, which asks, or on `form:price:best`, which chooses."""
    assert context.match is not None
    field, choice = context.match.groups()
    kept = await recall(context)
    if kept is None or kept.message_id != _message_id(update):
        await chat.acknowledge(update, view.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    if field == "preview":
        await _preview(update, context, kept.form)
    elif field == "close":
        await _remember(update, context, Kept(kept.form, None))
        await chat.show(update, view.closed(context.say))
    elif field == "show" or choice is not None:
        form = await _choose(context, kept.form, field, choice)
        await _remember(update, context, Kept(form, kept.message_id))
        await chat.show(update, await _page(context, form))
    else:
        await awaiting.expect(update, context, Asker.FORM, field=field)
        await chat.show(update, await _page(context, kept.form, field))


async def typed(update: Update, context: Context, text: str) -> bool:
    """Take what is written for what the form waits for; False if it is no answer to that."""
    asked, kept = await awaiting.expected(update, context, Asker.FORM), await recall(context)
    if asked is None or kept is None or kept.message_id is None:
        return False
    form = await _answered(context, kept.form, asked["field"], text)
    if form is None:
        return False
    await _remember(update, context, Kept(form, kept.message_id))
    await _change(update, context, kept.message_id, form)
    return True


async def _remember(update: Update, context: Context, kept: Kept) -> None:
    """Keep the choices; what the form asked before is not waited for any more."""
    await remember(context, kept)
    await awaiting.forget(update, context, Asker.FORM)


def _first(kept: Kept | None, symbol: str) -> Form:
    """What was chosen last, of this symbol."""
    return Form(symbol=symbol) if kept is None else kept.form.about(symbol)


async def _choose(context: Context, form: Form, field: str, choice: str | None) -> Form:
    """Take up a tap; what no button of ours says changes nothing."""
    match field:
        case "side" if choice in ("buy", "sell"):
            return form.model_copy(update={"side": Side(choice.upper())})
        case "kind" if choice in set(Kind):
            return form.model_copy(update={"kind": Kind(choice)})
        case "symbol" if choice in market.DEFAULT:
            return form.about(choice)
        case "amount" if choice in await _presets(context, form):
            return form.having(Field.AMOUNT, f"${choice}")
        case _ if choice is not None and field in set(Field):
            if choice in choices(Field(field), await _info(context, form)):
                return form.having(Field(field), choice)
    return form


async def _answered(context: Context, form: Form, field: str, text: str) -> Form | None:
    symbols = await context.services.binance.symbols()
    if field == "symbol":
        found = symbols.find(text) if parse.BARE.match(text) else symbols.get(text)
        return None if found is None else form.about(found.symbol)
    value = answer(form, Field(field), text, await _info(context, form))
    if value is None:
        return None
    chosen = form.having(Field(field), value)
    if field == Field.ICEBERG:
        check_part(chosen, await _info(context, form), await _around(context, form))
    return chosen


async def _preview(update: Update, context: Context, form: Form) -> None:
    """The very question that the same order in words leads to."""
    info = await _info(context, form)
    command, words = spelt(form, info, await _around(context, form))
    await chat.send(update, await trade.question(update, context, command, words))


async def _send(update: Update, context: Context, form: Form) -> None:
    sent = await chat.send(update, await _page(context, form))
    await _remember(update, context, Kept(form, sent.message_id))


async def _change(update: Update, context: Context, message_id: int, form: Form) -> None:
    """Show what was written where the form is; where that is gone, as a new message."""
    assert update.effective_chat is not None
    page = await _page(context, form)
    try:
        await context.bot.edit_message_text(
            page.text, chat_id=update.effective_chat.id, message_id=message_id,
            parse_mode=ParseMode.HTML, reply_markup=page.keyboard,
        )  # fmt: skip
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            await _send(update, context, form)


async def _page(context: Context, form: Form, asks: str | None = None) -> Page:
    info, around = await _info(context, form), await _around(context, form)
    shown = view.Shown(
        form, info, around, await _presets(context, form), market.DEFAULT,
        context.services.environment,
    )  # fmt: skip
    return view.form(context.say, shown) if asks is None else view.asking(context.say, shown, asks)


async def _info(context: Context, form: Form) -> SymbolInfo:
    return await parse.tapped(context.services.binance, form.symbol)


async def _around(context: Context, form: Form) -> Around:
    """Where the market is; the best offers are looked up only where they are chosen."""
    prices = context.services.prices
    last = (await prices.of(form.symbol, asker=context.asker)).close
    if Field.PRICE not in NEEDED[form.kind] or form.of(Field.PRICE) != "best":
        return Around(last)
    offers = await prices.offers(form.symbol)
    return Around(last) if offers is None else Around(last, offers.bid, offers.ask)


async def _presets(context: Context, form: Form) -> list[str]:
    async with context.services.storage.read() as unit:
        kept = await unit.settings.get(context.person.id, PRESETS)
    return presets_of(kept, (await _info(context, form)).quote_asset)


def _message_id(update: Update) -> int | None:
    query = update.callback_query
    message = None if query is None else query.message
    return message.message_id if isinstance(message, Message) else None
