"""/orders, /cancel and /cancelall: what is open on all markets, and taking it back."""

from datetime import timedelta
from typing import Any

from telegram import Update

from bot.i18n import note
from bot.refusals import Misunderstood, Refused
from bot.services import Context
from bot.statements import Period, Resting, Standing
from bot.statements.cancelling import of_side
from bot.tickets import used
from bot.whose import label_if_several
from handlers import chat, chosen, parse
from handlers.access import private
from handlers.chosen import Chosen
from handlers.taps import tap_of
from handlers.views import asking
from handlers.views import orders as view
from storage import Market, Ticket

KIND = "cancel_all"
LIFE = timedelta(seconds=60)
EXAMPLE = "/cancelall BTCUSDT"
_MARKETS: dict[str | None, Market] = {
    None: "spot", "spot": "spot", "usdm": "usdm", "coinm": "coinm",
}  # fmt: skip


@private
async def orders(update: Update, context: Context) -> None:
    """/orders; /orders BTCUSDT sell"""
    wanted = chosen.of_words(context.args or [], "/orders BTCUSDT sell")
    await _show(update, context, wanted, fresh=True)


@private
async def turn(update: Update, context: Context) -> None:
    """A tap on `os:usdm:BTCUSDT:SELL:all:2`.

    With `:r` behind it to look again, `:s` to choose a symbol, `:c` to cancel all that is meant.
    """
    assert context.match is not None
    await chat.acknowledge(update)
    wanted, mark = chosen.of_match(context.match), context.match[6]
    if mark == ":c":
        await _ask_all(update, context, wanted)
    elif mark == ":s":
        standing = await context.services.statements.resting.of(context.person.id, fresh=False)
        await chat.show(update, view.choose(context.say, standing, wanted))
    else:
        await _show(update, context, wanted, fresh=mark == ":r")


@private
async def cancel(update: Update, context: Context) -> None:
    """/cancel 123456, which may be the number of a list too"""
    number = parse.order_id(context.args or [])
    statements = context.services.statements
    found = await statements.resting.find_of_list(context.person.id, number)
    order = await statements.cancelling.one(
        context.person.id, found.market, found.symbol, found.order_id, algo=found.algo
    )
    await chat.show(update, view.cancelled(context.say, order))


@private
async def ask_to_cancel_all(update: Update, context: Context) -> None:
    """/cancelall; /cancelall BTCUSDT: it asks, as the button under /orders does"""
    words = context.args or []
    wanted = chosen.of_words(words, EXAMPLE)
    if wanted.period is not Period.ALL:  # orders are open or not, whenever they were placed
        raise Misunderstood(
            note("I do not understand “{word}”. Write for example: {example}"),
            word=wanted.period.value, example=EXAMPLE,
        )  # fmt: skip
    if wanted.symbol is not None:
        listed = (await context.services.binance.symbols()).find(wanted.symbol)
        wanted = wanted if listed is None else wanted.but(symbol=listed.symbol)
    await _ask_all(update, context, wanted)


@private
async def cancel_tapped(update: Update, context: Context) -> None:
    """A tap on `x:BTCUSDT:123456` or `x:usdm:BTCUSDT:123456`, `xa:` for a conditional order.

    It can only ever reach one's own orders.
    """
    assert context.match is not None
    await chat.acknowledge(update)
    kind, named, symbol, order_id = context.match.groups()
    market = _MARKETS[named]
    order = await context.services.statements.cancelling.one(
        context.person.id, market, symbol, int(order_id), algo=kind == "xa"
    )
    await chat.send(update, view.cancelled(context.say, order))


async def _ask_all(update: Update, context: Context, wanted: Chosen) -> None:
    """Cancel all that is meant? What the answer stands for is kept under a ticket."""
    assert update.effective_chat is not None
    services = context.services
    standing = await services.statements.resting.of(context.person.id)
    meant = _meant(standing, wanted)
    if not meant:
        raise Refused(note("There is nothing left to cancel: /orders"))
    key = (await services.accounts.of(context.person.id)).key
    async with services.storage.begin() as unit:
        ticket = await unit.tickets.issue(
            context.person.id, update.effective_chat.id, KIND, _payload(wanted) | {"key": key.id},
            services.now() + LIFE,
        )  # fmt: skip
        label = await label_if_several(unit, key)
    asked = view.ask_all(context.say, meant, wanted, ticket.id, LIFE, services.environment, label)
    await chat.send(update, asked)


@private
async def cancel_all(update: Update, context: Context) -> None:
    """A tap on `ca:TICKET`: the ticket is used up before anything is cancelled."""
    ticket = await _used(update, context)
    if ticket is None:
        await chat.acknowledge(update, asking.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    statements, wanted = context.services.statements, _wanted(ticket.payload)
    standing = await statements.resting.of(context.person.id)
    meant = _meant(standing, wanted)
    await statements.cancelling.all(context.person.id, meant, whole=wanted.side is None)
    left = await statements.resting.of(context.person.id)
    await chat.show(update, view.all_cancelled(context.say, meant, _meant(left, wanted), left))


async def _used(update: Update, context: Context) -> Ticket | None:
    """Tear the ticket off, in the transaction that writes down what it stands for.

    None also when another account was chosen since: its orders were not asked about.
    """
    services = context.services
    key = (await services.accounts.of(context.person.id)).key
    async with services.storage.begin() as unit:
        ticket = await used(unit, tap_of(update, context), KIND, services.now())
        if ticket is None or ticket.payload["key"] != key.id:
            return None
        meant = _payload(_wanted(ticket.payload))
        await unit.audit.note(context.person.id, "orders.cancelled", **meant)
        return ticket


async def _show(update: Update, context: Context, wanted: Chosen, *, fresh: bool) -> None:
    services = context.services
    standing = await services.statements.resting.of(context.person.id, fresh=fresh)
    key = (await services.accounts.of(context.person.id)).key
    async with services.storage.read() as unit:
        label = await label_if_several(unit, key)
    page = view.orders(context.say, standing, wanted, now=services.now(), label=label)
    await chat.show(update, page)


def _meant(standing: Standing, wanted: Chosen) -> tuple[Resting, ...]:
    return standing.chosen(wanted.market, wanted.symbol, wanted.side)


def _payload(wanted: Chosen) -> dict[str, Any]:
    side = None if wanted.side is None else str(wanted.side)
    return {"market": wanted.market, "symbol": wanted.symbol, "side": side}


def _wanted(payload: dict[str, Any]) -> Chosen:
    return Chosen(payload["market"], payload["symbol"], of_side(payload["side"]))
