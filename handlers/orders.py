"""/orders, /cancel and /cancelall: what is open on all markets, and taking it back."""

from datetime import timedelta
from typing import Any

from telegram import Update

from bot.cancelling import Wanted, kept
from bot.cancelling.service import KIND
from bot.i18n import note
from bot.refusals import Misunderstood, Refused
from bot.services import Context
from bot.statements import Period, Standing
from bot.whose import label_if_several
from handlers import chat, chosen, parse
from handlers.access import private
from handlers.chosen import Chosen
from handlers.taps import tap_of
from handlers.views import asking
from handlers.views import orders as view
from storage import Market

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
    assert update.effective_chat is not None
    number = parse.order_id(context.args or [])
    services, person = context.services, context.person
    found = await services.statements.resting.find_of_list(person.id, number)
    key = (await services.accounts.of(person.id)).key  # where it was found
    await services.cancelling.one(
        update.update_id, person.id, update.effective_chat.id, Wanted.of(found), key_id=key.id
    )


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
    """A tap on `x:BTCUSDT:123456` or `x:usdm:BTCUSDT:123456:5`, `xa:` for a conditional order.

    Behind it is the account that has the order. It can only ever reach one's own orders.
    """
    assert context.match is not None
    assert update.effective_chat is not None
    kind, named, symbol, order_id, key_id = context.match.groups()
    wanted = Wanted(
        market=_MARKETS[named], symbol=symbol, order_id=int(order_id), algo=kind == "xa"
    )
    await context.services.cancelling.one(
        update.update_id, context.person.id, update.effective_chat.id, wanted,
        key_id=None if key_id is None else int(key_id),
    )  # fmt: skip
    await chat.acknowledge(update)


async def _ask_all(update: Update, context: Context, wanted: Chosen) -> None:
    """Cancel all that is meant? What the answer stands for is kept under a ticket."""
    assert update.effective_chat is not None
    services = context.services
    standing = await services.statements.resting.of(context.person.id)
    meant = standing.together(wanted.market, wanted.symbol, wanted.side)
    if not meant:
        raise Refused(_nothing(standing))
    key = (await services.accounts.of(context.person.id)).key
    payload = {
        "key": key.id,
        "wanted": _payload(wanted),
        "orders": kept(tuple(Wanted.of(one) for one in meant)),
    }
    async with services.storage.begin() as unit:
        ticket = await unit.tickets.issue(
            context.person.id, update.effective_chat.id, KIND, payload, services.now() + LIFE
        )
        label = await label_if_several(unit, key)
    asked = view.ask_all(
        context.say, meant, wanted, ticket.id, LIFE, services.environment, label, standing.unread
    )
    await chat.send(update, asked)


@private
async def cancel_all(update: Update, context: Context) -> None:
    """A tap on `ca:TICKET`: the ticket is used up before anything is cancelled."""
    if await context.services.cancelling.confirmed(tap_of(update, context)):
        await chat.acknowledge(update)
    else:
        await chat.acknowledge(update, asking.stale(context.say), alert=True)


async def _show(update: Update, context: Context, wanted: Chosen, *, fresh: bool) -> None:
    services = context.services
    standing = await services.statements.resting.of(context.person.id, fresh=fresh)
    key = (await services.accounts.of(context.person.id)).key
    async with services.storage.read() as unit:
        label = await label_if_several(unit, key)
    page = view.orders(
        context.say, standing, wanted, now=services.now(), key_id=key.id, label=label
    )
    await chat.show(update, page)


def _nothing(standing: Standing) -> str:
    if standing.unread:
        return note(
            "I see nothing to cancel, but not every market answers. Try again in a minute: /orders"
        )
    return note("There is nothing left to cancel: /orders")


def _payload(wanted: Chosen) -> dict[str, Any]:
    side = None if wanted.side is None else str(wanted.side)
    return {"market": wanted.market, "symbol": wanted.symbol, "side": side}
