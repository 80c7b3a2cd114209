"""An alert begins, or changes: how things stand is said before it may fire."""

from decimal import Decimal
from functools import partial
from typing import Protocol

from telegram import Update

from binance.models.exchange import SymbolStatus
from bot.alerts import grammar, nearness
from bot.alerts.arming import Armed, First
from bot.alerts.conditions import Measure, Price, Ratio, Wish
from bot.alerts.nearness import Values
from bot.i18n import note
from bot.notices import Notice
from bot.refusals import Misunderstood
from bot.services import Context, Services
from bot.text import SATOSHI
from handlers import chat
from handlers.views import alerts as view
from storage import Alert


class Begin(Protocol):
    """Lets an alert wait, after `first` has heard how things stand."""

    async def __call__(self, *, first: First) -> Armed | None: ...


async def understand(context: Context, words: str) -> Wish:
    """What was written; `Misunderstood` says what is wrong with it."""
    services = context.services
    symbols = await services.binance.symbols()
    perpetuals = await services.perpetuals.known() if "funding" in words.lower() else None
    wish = grammar.parse(words, symbols, now=services.now(), perpetuals=perpetuals)
    for symbol in nearness.traded(wish):
        if symbols[symbol].status is not SymbolStatus.TRADING:
            raise Misunderstood(
                note("{symbol} is not traded now, so this could never fire."), symbol=symbol
            )
    return wish


async def arm(update: Update, context: Context, wish: Wish) -> None:
    """Let it wait from now on."""
    alerts = context.services.alerts
    begin = partial(alerts.arm, update.update_id, context.person.id, wish)
    await _begin(update, context, wish, begin)


async def change(update: Update, context: Context, alert_id: int, wish: Wish) -> None:
    """Let it wait in place of one's own alert."""
    if await own(context, alert_id) is None:
        await chat.show(update, view.gone(context.say))
        return
    alerts = context.services.alerts
    begin = partial(alerts.edit, update.update_id, context.person.id, alert_id, wish)
    await _begin(update, context, wish, begin, changed=True)


async def own(context: Context, alert_id: int) -> Alert | None:
    """Look up the person's own alert in this environment, if it is still there."""
    async with context.services.storage.read() as unit:
        alert = await unit.alerts.own(context.person.id, alert_id)
    here = alert is not None and alert.environment == context.services.environment
    return alert if here else None


def values_of(services: Services) -> Values:
    """What measures are now, as far as is known without asking."""

    def value(measure: Measure) -> Decimal | None:
        known = services.alerts.value(measure)
        if known is not None:
            return known
        match measure:
            case Price(symbol=symbol):
                return services.prices.last_known(symbol)
            case Ratio(symbol=symbol, by=by):
                dividend = services.prices.last_known(symbol)
                divisor = services.prices.last_known(by)
                return (dividend / divisor).quantize(SATOSHI) if dividend and divisor else None
        return None

    return value


async def _begin(
    update: Update, context: Context, wish: Wish, begin: Begin, *, changed: bool = False
) -> None:
    say, said = context.say, False

    async def first(values: Values) -> Notice | None:
        nonlocal said
        if update.callback_query is not None or not nearness.is_true(wish, values):
            return None
        said = True
        page = view.true_now(say, wish, values)
        return Notice(page.text, page.raw)

    armed = await begin(first=first)
    if armed is not None and not said:
        values = _values_when(armed, values_of(context.services))
        await chat.show(update, view.armed(say, armed.alert, wish, values, changed=changed))


def _values_when(armed: Armed, values: Values) -> Values:
    """Prefer the value with which it was armed to what has become of it since."""
    if len(armed.wish.terms) != 1 or armed.value is None:
        return values
    return lambda _measure: armed.value
