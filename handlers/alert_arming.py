"""An alert begins, or changes: how things stand is said before it may fire."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Protocol

from telegram import Update

from binance.models.exchange import SymbolStatus
from binance.symbols import Symbols
from bot.alerts import grammar, nearness
from bot.alerts.arming import Armed, First, Permit, granted
from bot.alerts.conditions import Measure, Price, Ratio, Wish
from bot.alerts.firing import WAITING
from bot.alerts.nearness import Values
from bot.i18n import note
from bot.notices import Notice
from bot.prices import STILL
from bot.refusals import Unlisted
from bot.services import Context, Services
from bot.text import SATOSHI
from handlers import chat
from handlers.access import private
from handlers.views import alert_page, alert_steps
from handlers.views import alerts as view
from storage import Alert, Unit

AGAIN = "alert.again"  # what a question is about whose answer makes an alert like another
OPEN = timedelta(minutes=10)  # for which it may be answered


class Begin(Protocol):
    """Lets an alert wait, after `first` has heard how things stand."""

    async def __call__(self, *, first: First) -> Armed | None: ...


async def understand(context: Context, words: str, *, chosen: str | None = None) -> Wish:
    """What was written; `Misunderstood` says what is wrong with it.

    `chosen` is a symbol that was tapped, whatever letters it is spelt in.
    """
    services = context.services
    perpetuals = await services.perpetuals.known() if "funding" in words.lower() else None
    parse = partial(grammar.parse, words, now=services.now(), perpetuals=perpetuals, chosen=chosen)
    try:
        return _traded(parse, await services.binance.symbols())
    except Unlisted:  # it may have been listed since they were asked for
        return _traded(parse, await services.binance.symbols_anew())


def _traded(parse: Callable[[Symbols], Wish], symbols: Symbols) -> Wish:
    wish = parse(symbols)
    for symbol in nearness.traded(wish):
        if symbols[symbol].status is not SymbolStatus.TRADING:
            raise Unlisted(
                note("{symbol} is not traded now, so this could never fire."), symbol=symbol
            )
    return wish


async def arm(update: Update, context: Context, wish: Wish) -> None:
    """Let it wait from now on; if the same is waited for already, ask whether it is meant."""
    twin = await _twin(context, wish)
    if twin is None:
        await insist(update, context, wish)
    else:
        await _ask_whether(update, context, wish, twin)


async def insist(
    update: Update, context: Context, wish: Wish, permit: Permit = granted
) -> Armed | None:
    """Let it wait from now on, whatever waits already."""
    alerts = context.services.alerts
    begin = partial(
        alerts.arm, update.update_id, context.person.id, wish, permit=permit, or_later=True
    )
    return await _begin(update, context, wish, begin)


@private
async def again(update: Update, context: Context) -> None:
    """A tap on `again:…`: the same once more."""
    assert context.match is not None
    services, ticket_id = context.services, context.match[1]
    async with services.storage.read() as unit:
        ticket = await unit.tickets.find(ticket_id)
    if ticket is None or ticket.kind != AGAIN or ticket.user_id != context.person.id:
        await chat.acknowledge(update, alert_steps.stale(context.say))
        return

    async def torn(unit: Unit) -> bool:
        used = await unit.tickets.use(ticket_id, ticket.user_id, ticket.chat_id, services.now())
        return used is not None

    armed = await insist(update, context, Wish.model_validate(ticket.payload), torn)
    await chat.acknowledge(update, alert_steps.stale(context.say) if armed is None else None)


async def is_repeated(update: Update, context: Context) -> bool:
    """Say once more what became of an update, if it has made an alert before the bot ended."""
    services = context.services
    async with services.storage.read() as unit:
        made = await unit.alerts.made_by(context.person.id, update.update_id)
    if made is None:
        return False
    wish, values = Wish.model_validate(made.wish), values_of(services)
    shown = view.armed if made.state == "armed" else alert_page.page
    await chat.acknowledge(update)
    await chat.show(update, shown(context.say, made, wish, values))
    return True


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
    """What measures are now, as far as is known without asking: nothing, while streams are down."""
    young = (services.now() - services.started_at).total_seconds() < STILL  # as is all it knows
    if not (young or services.prices.alive()):
        return lambda _measure: None

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


async def _twin(context: Context, wish: Wish) -> Alert | None:
    """One's own alert that waits for the same in the same manner."""
    services = context.services
    async with services.storage.read() as unit:
        mine = await unit.alerts.mine(context.person.id, services.environment, WAITING)
    return next((one for one in mine if Wish.model_validate(one.wish) == wish), None)


async def _ask_whether(update: Update, context: Context, wish: Wish, twin: Alert) -> None:
    services = context.services
    assert update.effective_chat is not None
    async with services.storage.begin() as unit:
        ticket = await unit.tickets.issue(
            context.person.id, update.effective_chat.id, AGAIN,
            wish.model_dump(mode="json"), services.now() + OPEN,
        )  # fmt: skip
    await chat.show(update, view.twin(context.say, twin, wish, ticket.id, OPEN))


async def _begin(
    update: Update, context: Context, wish: Wish, begin: Begin, *, changed: bool = False
) -> Armed | None:
    say, said = context.say, False

    async def first(values: Values) -> Notice | None:
        nonlocal said
        if update.callback_query is not None or not nearness.is_true(wish, values):
            return None
        said = True
        page = view.true_now(say, wish, values)
        return Notice(page.text, page.raw)

    armed = await begin(first=first)
    if armed is not None and armed.alert.is_postponed:
        await chat.show(update, view.postponed(say, armed.alert, wish))
    elif armed is not None and not said:
        values = _values_when(armed, values_of(context.services))
        await chat.show(update, view.armed(say, armed.alert, wish, values, changed=changed))
    return armed


def _values_when(armed: Armed, values: Values) -> Values:
    """Prefer the value with which it was armed to what has become of it since."""
    if len(armed.wish.terms) != 1 or armed.value is None:
        return values
    return lambda _measure: armed.value
