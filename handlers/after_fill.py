"""What the buttons under fills lead to: ways out of what was bought, and less of what is told."""

from decimal import Decimal

from telegram import Update

from binance.models.exchange import SymbolInfo
from bot.following.funding import SETTING
from bot.i18n import note
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import awaiting, chat, parse, trade
from handlers.access import private
from handlers.stepping_up import money
from handlers.views import after_fill as view


@private
@money
async def ask(update: Update, context: Context) -> None:
    """A tap on `ask:stop:BTCUSDT:0.01` or `ask:target:BTCUSDT:0.01`: how far from the price."""
    assert context.match is not None
    await chat.acknowledge(update)
    way, name, bought = context.match.groups()
    info = await parse.tapped(context.services.binance, name)
    prices = {share: await _price(context, info.symbol, way, share) for share in view.SHARES}
    sold = await _sold(context, info, Decimal(bought))
    await awaiting.forget(update, context)
    await chat.send(
        update, view.how_far(context.say, way, info.symbol, Decimal(bought), sold, prices)
    )


@private
@money
async def choose(update: Update, context: Context) -> None:
    """A tap on `out:stop:BTCUSDT:0.01:64110`: the question that /sell would ask."""
    assert context.match is not None
    await chat.acknowledge(update)
    way, name, bought, price = context.match.groups()
    info = await parse.tapped(context.services.binance, name)
    sold = await _sold(context, info, Decimal(bought))
    words = view.words(way, info.symbol, sold, Decimal(price)).split()
    await chat.send(update, await trade.question(update, context, "sell", words))


@private
async def funding(update: Update, context: Context) -> None:
    """/funding: whether each payment is told."""
    async with context.services.storage.read() as unit:
        told = bool(await unit.settings.get(context.person.id, SETTING, True))
    await chat.send(update, view.funding(context.say, told=told))


@private
async def switch(update: Update, context: Context) -> None:
    """A tap on `funding:off`, under such a line or under /funding."""
    assert context.match is not None
    told = context.match[1] == "on"
    async with context.services.storage.begin() as unit:
        await unit.settings.set(context.person.id, SETTING, told)
    await chat.acknowledge(update)
    await chat.send(update, view.funding(context.say, told=told))


async def _sold(context: Context, info: SymbolInfo, bought: Decimal) -> Decimal | None:
    """How much of what was bought is there to be sold; None where that is all there is."""
    free = await context.services.previews.free(context.person.id, info.base_asset)
    return bought if bought < free else None


async def _price(context: Context, symbol: str, way: str, share: int) -> Decimal:
    """The last price and so many percent less, or more, as the symbol spells prices."""
    last = (await context.services.prices.last_of_all())(symbol)
    if last is None:
        raise Misunderstood(note("{symbol} has no price at the moment."), symbol=symbol)
    info = await parse.tapped(context.services.binance, symbol)
    price = last * (100 + (share if way == "target" else -share)) / 100
    tick = info.price_filter.tick_size if info.price_filter else None
    return price // tick * tick if tick else price
