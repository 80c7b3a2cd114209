"""/alert and /alerts."""

import re

from telegram import Update

from bot.alerts import comparisons
from bot.alerts.conditions import Wish
from bot.alerts.engine import LIMIT, LIMIT_SETTING
from bot.alerts.firing import WAITING
from bot.alerts.words import Words, split
from bot.i18n import note
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import alert_steps, chat
from handlers.access import admin, private
from handlers.alert_arming import arm, change, is_repeated, own, understand, values_of
from handlers.views import alert_board, alert_page
from handlers.views import alerts as view
from storage import EVERYBODY

MOST = 10_000  # as many as one person may be allowed
_NUMBER = re.compile(r"#?([0-9]{1,16})", re.ASCII)
_PAGE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_LIMIT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


@private
async def alert(update: Update, context: Context) -> None:
    """/alert BTCUSDT > 70000; /alert 17 btc > 71000 changes one; /alert btc asks step by step"""
    words = context.args or []
    if await is_repeated(update, context):
        return
    symbols = await context.services.binance.symbols()
    if not words:
        await alert_steps.begin(update, context)
    elif len(words) == 1 and (info := symbols.find(words[0])) is not None:
        await alert_steps.kinds(update, context, info.symbol)
    elif (number := _numbered(words)) is None:
        await arm(update, context, await understand(context, " ".join(words)))
    elif len(words) > 1:
        wish = await understand(context, " ".join(words[1:]))
        await change(update, context, number, wish)
    else:
        await _edit(update, context, number)


@private
async def alerts(update: Update, context: Context) -> None:
    """/alerts; /alerts 2; /alerts limit 100"""
    words = context.args or ["1"]
    if words[0].lower() == "limit":
        await _limit(update, context)
    elif len(words) > 1 or not _PAGE.fullmatch(words[0]):
        raise Misunderstood(note("Write /alerts, or the number of a page: /alerts 2"))
    else:
        await _show(update, context, page=int(words[0]) - 1)


@private
async def turn(update: Update, context: Context) -> None:
    """A tap on `alerts:2`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await _show(update, context, page=int(context.match[1]))


async def _show(update: Update, context: Context, *, page: int) -> None:
    services = context.services
    async with services.storage.read() as unit:
        mine = await unit.alerts.mine(context.person.id, services.environment, WAITING)
        over = await unit.alerts.over(
            context.person.id, services.environment, alert_board.OVER_SHOWN
        )
    values = values_of(services)
    rows = alert_board.rows([*mine, *over], values)
    shown = alert_board.board(context.say, rows, values, page=page, at=services.now())
    await chat.show(update, shown)


async def _edit(update: Update, context: Context, number: int) -> None:
    """/alert 17"""
    mine = await own(context, number)
    if mine is None:
        await chat.show(update, view.gone(context.say))
        return
    wish = Wish.model_validate(mine.wish)
    await chat.show(update, alert_page.page(context.say, mine, wish, values_of(context.services)))


@admin
async def _limit(update: Update, context: Context) -> None:
    """/alerts limit 100"""
    storage = context.services.storage
    words = (context.args or [])[1:]
    if not words:
        async with storage.read() as unit:
            limit = await unit.settings.get(EVERYBODY, LIMIT_SETTING, LIMIT)
    elif len(words) > 1 or not _LIMIT.fullmatch(words[0]) or int(words[0]) > MOST:
        raise Misunderstood(note("Write a number up to {most}: /alerts limit 100"), most=MOST)
    else:
        limit = int(words[0])
        async with storage.begin() as unit:
            await unit.settings.set(EVERYBODY, LIMIT_SETTING, limit)
            await unit.audit.note(context.person.id, "alerts.limit", limit=limit)
    await chat.send(update, view.limit(context.say, limit))


def _numbered(words: list[str]) -> int | None:
    """The alert that `17 btc > 71000` is about; `4 > 0.2` is about a coin that is called 4."""
    found = _NUMBER.fullmatch(words[0])
    if found is None:
        return None
    rest, _ = split(" ".join(words[1:]))
    if rest and not words[0].startswith("#") and comparisons.begins(Words(rest, form="")):
        return None
    return int(found[1])
