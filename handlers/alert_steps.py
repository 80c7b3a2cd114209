"""An alert made by buttons: `new:BTCUSDT:above:72000:once` is what was chosen so far."""

from collections.abc import Sequence
from decimal import Decimal

from telegram import Update

from bot.alerts.conditions import Wish
from bot.alerts.forms import FORMS, MANNERS, Form, fits, spelt
from bot.services import Context
from handlers import awaiting, chat, parse
from handlers.access import private
from handlers.alert_arming import arm, is_repeated, understand
from handlers.alert_deeds import made_just_now
from handlers.awaiting import Asker
from handlers.market import DEFAULT
from handlers.views import alert_steps as view

OFFERED = 8  # symbols


async def begin(update: Update, context: Context) -> None:
    """Ask for the symbol: those the person's alerts are about first."""
    services = context.services
    async with services.storage.read() as unit:
        mine = await unit.alerts.mine(context.person.id, services.environment)
    known = [alert.symbol for alert in reversed(mine) if alert.symbol]
    offered = list(dict.fromkeys((*known, *DEFAULT)))
    await chat.show(update, view.symbols(context.say, offered[:OFFERED]))


async def kinds(update: Update, context: Context, symbol: str) -> None:
    """Ask what to watch for."""
    price = await _price(context, symbol)
    await chat.show(update, view.kinds(context.say, symbol, price))


@private
async def ask(update: Update, context: Context) -> None:
    """A tap on `ask:alert:BTCUSDT`, under something that stays as it is."""
    assert context.match is not None
    await chat.acknowledge(update)
    info = await parse.tapped(context.services.binance, context.match[1])
    price = await _price(context, info.symbol)
    await chat.send(update, view.kinds(context.say, info.symbol, price))


@private
async def step(update: Update, context: Context) -> None:
    """A tap on `new:BTCUSDT:above`: ask for the next thing, or arm it."""
    assert context.match is not None
    symbol, *chosen = context.match[1].split(":")
    if await is_repeated(update, context):
        return
    if symbol != view.NOWHERE:
        await parse.tapped(context.services.binance, symbol)
    if not chosen and symbol != view.NOWHERE:
        await chat.acknowledge(update)
        await kinds(update, context, symbol)
    elif chosen and (form := FORMS.get(chosen[0])) is not None:
        await _fill(update, context, form, (symbol, *chosen))
    else:
        await chat.acknowledge(update, view.stale(context.say))


@private
async def cancel(update: Update, context: Context) -> None:
    """A tap on `new:cancel`"""
    await chat.acknowledge(update)
    await awaiting.forget(update, context, Asker.ALERT)
    await chat.show(update, view.cancelled(context.say))


async def typed(update: Update, context: Context, text: str) -> bool:
    """Take what is written for the answer to what was asked last; False if it is none."""
    asked = await awaiting.expected(update, context, Asker.ALERT)
    if asked is None:
        return False
    path = asked["path"]
    form, codes = FORMS[path[1]], path[2:]
    code = form.gaps[len(codes)].typed(text)
    if code is None:
        return False
    await _fill(update, context, form, (*path, code))
    return True


async def _fill(update: Update, context: Context, form: Form, path: Sequence[str]) -> None:
    """Ask for what is not chosen yet: what fills the gaps, and then how often it fires."""
    symbol, _, *codes = path
    gaps = len(form.gaps)
    manner = "".join(codes[gaps:]) or "once"
    if not fits(form, codes[:gaps]) or manner not in MANNERS:
        await chat.acknowledge(update, view.stale(context.say))
    elif len(codes) < gaps:
        await chat.acknowledge(update)
        price = await _price(context, symbol)
        await awaiting.expect(update, context, Asker.ALERT, path=[*path])
        await chat.show(update, view.gap(context.say, path, form, price))
    else:
        words = spelt(form, symbol, codes[:gaps])
        wish = await understand(context, words + MANNERS[manner], chosen=symbol)
        await awaiting.forget(update, context, Asker.ALERT)
        await _finish(update, context, path, wish, chosen=len(codes) > gaps)


async def _finish(
    update: Update, context: Context, path: Sequence[str], wish: Wish, *, chosen: bool
) -> None:
    """Ask how often, or arm what has been `chosen`."""
    if not chosen:
        await chat.acknowledge(update)
        await chat.show(update, view.manner(context.say, path, wish))
    elif await made_just_now(context, wish) is not None:
        await chat.acknowledge(update, view.twice(context.say))
    else:
        await chat.acknowledge(update)
        await arm(update, context, wish)


async def _price(context: Context, symbol: str) -> Decimal:
    if symbol == view.NOWHERE:
        return Decimal(0)
    return (await context.services.prices.of(symbol, asker=context.asker)).close
