"""/long, /short, /close, /positions, /leverage, /margintype: futures in the chat."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from telegram import Update

from binance.request import wire
from bot.contract_settings import SetLeverage, SetMarginType, Setting
from bot.i18n import Html, note
from bot.positions import Held, parse
from bot.positions.attached import resting_for, waiting_for
from bot.positions.ends import price_away
from bot.positions.wishes import Venue
from bot.positions.wording import contract_and_leverage, contract_and_margin
from bot.refusals import Refused
from bot.services import Context
from handlers import awaiting, chat
from handlers.access import private
from handlers.awaiting import Asker
from handlers.beforehand import beforehand
from handlers.page import Page
from handlers.stepping_up import money
from handlers.views import contract_questions
from handlers.views import futures as view
from handlers.views import positions as positions_view

COMMANDS: frozenset[str] = frozenset({"long", "short", "close"})
_PRICE = re.compile(r"[0-9][0-9.,]*", re.ASCII)
_VENUES: Mapping[str, Venue] = {"usdm": "usdm", "coinm": "coinm"}


@private
@money
async def long(update: Update, context: Context) -> None:
    """/long BTCUSDT $100 x3 tp 70000 sl 58000"""
    await _ask(update, context, "long", context.args or [])


@private
@money
async def short(update: Update, context: Context) -> None:
    """/short ETHUSDT 0.5 @ 4100 x3"""
    await _ask(update, context, "short", context.args or [])


@private
@money
async def close(update: Update, context: Context) -> None:
    """/close BTCUSDT 50%; /close BTCUSDT 50% @ 70000; /close all; /close BTCUSDT tp 70000"""
    if not context.args:
        await _show(update, context, 0)
        return
    await _ask(update, context, "close", context.args)


@private
@money
async def close_tapped(update: Update, context: Context) -> None:
    """A tap on `po:half:usdm:BTCUSDT:long`, or with its account behind: it only asks."""
    assert context.match is not None
    await chat.acknowledge(update)
    what, _, symbol, side, key_id = context.match.groups()
    if key_id is not None:
        await context.services.accounts.check_chosen(context.person.id, int(key_id))
    words = [symbol, *(["50%"] if what == "half" else []), side]
    await _ask(update, context, "close", words)


@private
@money
async def ask_end(update: Update, context: Context) -> None:
    """A tap on `po:tp:usdm:BTCUSDT:long`: how far away?"""
    await chat.acknowledge(update)
    kind, held = await _held(context)
    await chat.send(update, view.how_far(context.say, held, gains=kind == "tp"))
    words = [held.symbol, str(held.direction), kind]
    await awaiting.expect(update, context, Asker.END, words=words)


async def typed(update: Update, context: Context, text: str) -> bool:
    """Take what is written for the price at which a position shall end; False if it is none."""
    asked = await awaiting.expected(update, context, Asker.END)
    if asked is None or not _PRICE.fullmatch(text):
        return False
    context.args = [*asked["words"], text]
    await close(update, context)
    await awaiting.forget(update, context, Asker.END)
    return True


@private
@money
async def end_tapped(update: Update, context: Context) -> None:
    """A tap on `po:tp:usdm:BTCUSDT:long:5`: so many percent from the mark price of now."""
    assert context.match is not None
    await chat.acknowledge(update)
    kind, held = await _held(context)
    price = price_away(held, Decimal(context.match[5]), gains=kind == "tp")
    words = [held.symbol, str(held.direction), kind, wire(price)]
    await _ask(update, context, "close", words)


@private
@money
async def ask_clearing(update: Update, context: Context) -> None:
    """A tap on `lo:usdm:BTCUSDT:5`: what has outlived its position there is named anew."""
    assert context.match is not None
    assert update.effective_chat is not None
    await chat.acknowledge(update)
    await context.services.accounts.check_chosen(context.person.id, int(context.match[3]))
    desk, venue = context.services.futures, _VENUES[context.match[1]]
    contract = (await desk.contracts.known()).of(venue, context.match[2])
    asked = await desk.clearings.of(context.person.id, update.effective_chat.id, venue, contract)
    await chat.send(update, view.ask_clearing(context.say, asked, context.services.environment))


@private
async def positions(update: Update, context: Context) -> None:
    """/positions"""
    await _show(update, context, 0)


@private
async def turn(update: Update, context: Context) -> None:
    """A tap on `ps:1`: a page of them, looked at anew."""
    assert context.match is not None
    await chat.acknowledge(update)
    await _show(update, context, int(context.match[1]))


@private
@money
async def leverage(update: Update, context: Context) -> None:
    """/leverage BTCUSDT 5"""
    listed = await context.services.futures.contracts.known()
    contract, wanted = contract_and_leverage(context.args or [], listed)
    await _ask_change(update, context, SetLeverage(symbol=contract.symbol, leverage=wanted))


@private
@money
async def margin_type(update: Update, context: Context) -> None:
    """/margintype BTCUSDT isolated"""
    listed = await context.services.futures.contracts.known()
    contract, wanted = contract_and_margin(context.args or [], listed)
    await _ask_change(update, context, SetMarginType(symbol=contract.symbol, margin_type=wanted))


async def page(
    update: Update,
    context: Context,
    command: str,
    words: Sequence[str],
    first: Html | None = None,
) -> Page:
    """The question that a wish leads to; `first` is said above it."""
    services = context.services
    assert update.effective_chat is not None
    wish = parse(command, words, await services.futures.contracts.known())
    preview = await services.futures.previews.of(
        context.person.id, update.effective_chat.id, wish, " ".join((command, *words))
    )
    before = await beforehand(context, preview.symbols, first)
    return contract_questions.question(
        context.say, preview, services.environment, services.now(), before
    )


async def _ask(update: Update, context: Context, command: str, words: Sequence[str]) -> None:
    await chat.send(update, await page(update, context, command, words))


async def _show(update: Update, context: Context, at: int) -> None:
    services = context.services
    holdings = await services.futures.positions.of(context.person.id)
    spot = await services.binance.symbols()
    connected = await services.accounts.of(context.person.id)
    shown = positions_view.shown(holdings, at)
    waiting, resting = await asyncio.gather(
        waiting_for(connected, shown), resting_for(connected, shown)
    )
    page = positions_view.page(
        context.say, holdings, waiting, resting, at, services.now(), services.environment,
        alerting=spot.__contains__,
    )  # fmt: skip
    await chat.show(update, page)


async def _held(context: Context) -> tuple[str, Held]:
    """The position that a button is about, as it is now."""
    assert context.match is not None
    services = context.services
    kind, named, symbol, side = context.match.groups()[:4]
    venue = _VENUES[named]
    connected = await services.accounts.of(context.person.id)
    held = await services.futures.positions.in_contract(
        connected, venue, (await services.futures.contracts.known()).of(venue, symbol)
    )
    found = next((one for one in held if one.direction == side), None)
    if found is None:
        raise Refused(note("You hold no such position in {symbol}: /positions"), symbol=symbol)
    return kind, found


async def _ask_change(update: Update, context: Context, change: Setting) -> None:
    """Ask, unless it is so already or a guard would not let it."""
    services = context.services
    assert update.effective_chat is not None
    choice = await services.futures.choices.of(context.person.id, update.effective_chat.id, change)
    dry = await services.protection.guards.dry(context.person.id)
    await chat.send(update, view.ask_change(context.say, choice, services.environment, dry=dry))
