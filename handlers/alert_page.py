"""Taps on the board of alerts and on the page of one: `al:pause:17`."""

from collections.abc import Callable, Coroutine, Mapping
from decimal import Decimal
from typing import Any

from telegram import Update

from bot.alerts.conditions import Price, Ratio, Wish
from bot.reading import number
from bot.services import Context
from handlers import alert_deeds as deeds
from handlers import chat
from handlers.access import private
from handlers.alert_arming import change, own, values_of
from handlers.page import Page
from handlers.views import alert_page as view
from handlers.views import alerts as alerts_view
from storage import Alert

Deed = Callable[[Update, Context, int], Coroutine[Any, Any, Alert | None]]

_DEEDS: Mapping[str, Deed] = {
    "pause": deeds.pause,
    "rearm": deeds.rearm,
    "every": deeds.every,
    "silent": deeds.silent,
    "undo": deeds.restore,
}


@private
async def show(update: Update, context: Context) -> None:
    """A tap on `al:show:17`, or on `al:new:17`, which leaves the tapped message as it is."""
    assert context.match is not None
    await chat.acknowledge(update)
    alert = await own(context, int(context.match[2]))
    shown = _page(context, alert)
    await (chat.send(update, shown) if context.match[1] == "new" else chat.show(update, shown))


@private
async def act(update: Update, context: Context) -> None:
    """A tap on `al:pause:17`"""
    assert context.match is not None
    alert = await _DEEDS[context.match[1]](update, context, int(context.match[2]))
    await chat.acknowledge(update)
    await chat.show(update, _page(context, alert))


@private
async def snooze(update: Update, context: Context) -> None:
    """A tap on `al:snooze:17:60`"""
    assert context.match is not None
    alert = await deeds.snooze(context, int(context.match[1]), int(context.match[2]))
    await chat.acknowledge(update)
    await chat.show(update, _page(context, alert))


@private
async def delete(update: Update, context: Context) -> None:
    """A tap on `al:delete:17`"""
    assert context.match is not None
    await chat.acknowledge(update)
    alert = await deeds.delete(update, context, int(context.match[1]))
    say = context.say
    await chat.show(
        update, alerts_view.gone(say) if alert is None else alerts_view.deleted(say, alert)
    )


@private
async def edit(update: Update, context: Context) -> None:
    """A tap on `al:edit:17`"""
    assert context.match is not None
    await chat.acknowledge(update)
    alert = await own(context, int(context.match[1]))
    if alert is None:
        await chat.show(update, alerts_view.gone(context.say))
        return
    wish, values = Wish.model_validate(alert.wish), values_of(context.services)
    await chat.show(update, view.edit(context.say, alert, wish, values))


@private
async def move(update: Update, context: Context) -> None:
    """A tap on `al:to:17:72000`: the alert waits for another price."""
    assert context.match is not None
    await chat.acknowledge(update)
    alert_id, level = int(context.match[1]), number(context.match[2])
    alert = await own(context, alert_id)
    wish = None if alert is None else _moved(Wish.model_validate(alert.wish), level)
    if wish is None:
        await chat.show(update, alerts_view.gone(context.say))
    else:
        await change(update, context, alert_id, wish)


def _moved(wish: Wish, level: Decimal) -> Wish | None:
    """The same with another level; None where there is none to move."""
    if len(wish.terms) != 1 or not isinstance(wish.terms[0].measure, Price | Ratio):
        return None
    term = wish.terms[0].model_copy(update={"level": level})
    return wish.model_copy(update={"condition": (term,)})


def _page(context: Context, alert: Alert | None) -> Page:
    if alert is None:
        return alerts_view.gone(context.say)
    wish = Wish.model_validate(alert.wish)
    return view.page(context.say, alert, wish, values_of(context.services))
