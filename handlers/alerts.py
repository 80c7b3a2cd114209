"""/alert and /alerts."""

from telegram import Update

from bot.services import Context
from handlers import chat, parse
from handlers.access import private
from handlers.views import alerts as view


@private
async def alert(update: Update, context: Context) -> None:
    """/alert BTCUSDT > 70000"""
    services = context.services
    if not context.args:
        await alerts(update, context)
        return
    words = await parse.alert(services.binance, " ".join(context.args))
    last = await services.prices.of(words.info.symbol)
    armed = await services.alerts.arm(
        update.update_id, context.person.id, words.info.symbol,
        above=words.above, price=words.price,
    )  # fmt: skip
    if armed is not None:
        await chat.send(update, view.armed(context.say, armed, last.close))


@private
async def alerts(update: Update, context: Context) -> None:
    """/alerts"""
    services = context.services
    async with services.storage.read() as unit:
        mine = await unit.alerts.mine(context.person.id, services.environment)
    last = services.prices.last_known
    await chat.show(update, view.listing(context.say, mine, last))


@private
async def unalert(update: Update, context: Context) -> None:
    """A tap on `unalert:7`"""
    assert context.match is not None
    await chat.acknowledge(update)
    gone = await context.services.alerts.disarm(context.person.id, int(context.match[1]))
    await chat.show(update, view.deleted(context.say, gone))
