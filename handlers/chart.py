"""/chart: a picture of candles whose interval changes in place."""

from datetime import timedelta

from telegram import Update
from telegram.constants import ChatAction

from binance.models.exchange import SymbolInfo
from binance.models.market import Interval
from binance.public import spot
from bot.charts import Candle, ChartWish, Words
from bot.i18n import Say, note
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import chat, parse
from handlers.views import market as view

CANDLES = 120
TAPPED = "chart tapped"
ONE_TAP = timedelta(seconds=2)  # after a picture; taps on its button within it meant that one


async def chart(update: Update, context: Context) -> None:
    """/chart BTCUSDT 4h"""
    words = context.args or []
    if not 1 <= len(words) <= 2:
        raise Misunderstood(note("Write a symbol and an interval: /chart BTCUSDT 1h"))
    info = await parse.symbol(context.services.binance, words[0])
    interval = parse.interval(words[1]) if len(words) == 2 else Interval.H1
    await _draw(update, context, info, interval, in_place=False)


async def change_interval(update: Update, context: Context) -> None:
    """A tap on `chart:BTCUSDT:4h`; with `:new` behind it the picture is a new message."""
    assert context.match is not None
    await chat.acknowledge(update)
    tap = _tap(update)
    if _just_answered(context, tap):
        return
    info = await parse.tapped(context.services.binance, context.match[1])
    interval = parse.interval(context.match[2])
    await _draw(update, context, info, interval, in_place=context.match[3] is None)
    _remember(context, tap)


def _tap(update: Update) -> tuple[int, str]:
    """The message and the button that was tapped."""
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    return query.message.message_id, query.data or ""


def _just_answered(context: Context, tap: tuple[int, str]) -> bool:
    """Whether it is another tap of an impatient finger, made while the picture was drawn."""
    assert context.user_data is not None
    last, at = context.user_data.get(TAPPED, (None, context.services.now()))
    return bool(last == tap and context.services.now() - at < ONE_TAP)


def _remember(context: Context, tap: tuple[int, str]) -> None:
    assert context.user_data is not None
    context.user_data[TAPPED] = tap, context.services.now()


async def _draw(
    update: Update, context: Context, info: SymbolInfo, interval: Interval, *, in_place: bool
) -> None:
    services, say = context.services, context.say
    assert update.effective_chat is not None
    await update.effective_chat.send_action(ChatAction.UPLOAD_PHOTO)
    candles = await services.binance.send(
        spot.Klines(symbol=info.symbol, interval=interval, limit=CANDLES),
        owner=context.asker,
    )
    if not candles:
        raise Misunderstood(note("{symbol} has no candles yet."), symbol=info.symbol)
    tick = info.price_filter.tick_size if info.price_filter else None
    picture = await services.charts.picture(
        ChartWish(
            symbol=info.symbol,
            interval=str(interval),
            candles=tuple(Candle.of(one) for one in candles),
            environment="" if services.environment == "live" else services.environment.upper(),
            words=_words(say),
            price_tick=float(tick) if tick else 0.0,
        )
    )
    page = view.chart(say, info, interval, candles)
    await chat.show_photo(update, picture, page, in_place=in_place)


def _words(say: Say) -> Words:
    """What is written in the picture, in the language of whoever looks at it."""
    months = say("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return Words(
        open=say("O"), high=say("H"), low=say("L"), close=say("C"), volume=say("Volume"),
        months=tuple(months),
    )  # fmt: skip
