"""What taps do to one's own alerts. Each returns the alert as it is then; None when it is gone."""

from collections.abc import Callable
from datetime import timedelta

from telegram import Update

from bot.alerts import nearness
from bot.alerts.arming import First, no_word
from bot.alerts.conditions import Options, Wish
from bot.alerts.nearness import Values
from bot.services import Context
from handlers import chat
from handlers.alert_arming import own
from handlers.views import alert_message as view
from storage import Alert

TWICE = timedelta(minutes=1)  # two equal alerts by taps within this are one tap too many


async def pause(_update: Update, context: Context, alert_id: int) -> Alert | None:
    return await context.services.alerts.pause(context.person.id, alert_id)


async def snooze(context: Context, alert_id: int, minutes: int) -> Alert | None:
    span = timedelta(minutes=minutes)
    return await context.services.alerts.snooze(context.person.id, alert_id, span)


async def delete(_update: Update, context: Context, alert_id: int) -> Alert | None:
    return await context.services.alerts.delete(context.person.id, alert_id)


async def rearm(update: Update, context: Context, alert_id: int) -> Alert | None:
    """Let it wait anew; that it fires at once is said before it does."""
    old = await own(context, alert_id)
    if old is None:
        return None
    first = _warning(update, context, Wish.model_validate(old.wish))
    armed = await context.services.alerts.rearm(context.person.id, alert_id, first=first)
    return None if armed is None else armed.alert


async def restore(update: Update, context: Context, alert_id: int) -> Alert | None:
    """Bring back, as it was, what one has deleted; that it fires at once is said before."""
    services = context.services
    async with services.storage.read() as unit:
        old = await unit.alerts.get(alert_id)
    mine = old is not None and old.user_id == context.person.id
    if not mine or old is None or old.environment != services.environment:
        return None
    if old.state != "deleted":
        return old
    ready = old.primed and (old.quiet_until is None or old.quiet_until <= services.now())
    first = _warning(update, context, Wish.model_validate(old.wish)) if ready else no_word
    return await services.alerts.restore(context.person.id, alert_id, first=first)


async def every(_update: Update, context: Context, alert_id: int) -> Alert | None:
    """Fire each time, or once."""

    def turned(options: Options) -> Options:
        return options.model_copy(update={"every": not options.every, "cooldown": None})

    return await _turn(context, alert_id, turned)


async def silent(_update: Update, context: Context, alert_id: int) -> Alert | None:
    """Fire without a sound, or with it."""

    def turned(options: Options) -> Options:
        return options.model_copy(update={"silent": not options.silent})

    return await _turn(context, alert_id, turned)


async def made_just_now(context: Context, wish: Wish) -> Alert | None:
    """The alert that an earlier tap on the same button has made."""
    services = context.services
    async with services.storage.read() as unit:
        recent = await unit.alerts.armed_since(
            context.person.id, services.environment, services.now() - TWICE
        )
    return next((one for one in recent if Wish.model_validate(one.wish) == wish), None)


def _warning(update: Update, context: Context, wish: Wish) -> First:
    """Say on the tap that it will fire at once, if it will."""

    async def first(values: Values) -> None:
        """Here a toast says it, which cannot wait for anything to be written."""
        if nearness.is_true(wish, values):
            await chat.acknowledge(update, view.at_once(context.say))

    return first


async def _turn(
    context: Context, alert_id: int, turned: Callable[[Options], Options]
) -> Alert | None:
    old = await own(context, alert_id)
    if old is None:
        return None
    wish = Wish.model_validate(old.wish)
    options = turned(wish.options)
    return await context.services.alerts.set_options(context.person.id, alert_id, options)
