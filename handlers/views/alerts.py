"""Alerts: armed, listed, deleted."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from bot.i18n import Html, Say, lines
from bot.text import number, percent
from handlers.page import Button, Page
from storage import Alert

SHOWN = 10

LastPrice = Callable[[str], Decimal | None]


def armed(say: Say, alert: Alert, last: Decimal) -> Page:
    already = last > alert.price if alert.direction == "above" else last < alert.price
    return Page(
        lines(
            say("🔔 I will tell you when {alert}.", alert=_condition(say, alert)),
            say("It trades at {price} now, so this will fire at once.", price=number(last))
            if already
            else say(
                "It trades at {price} now, {distance} away.",
                price=number(last),
                distance=_distance(alert, last),
            ),
        ),
        ((Button(say("🔔 Alerts"), "go:alerts"), Button(say("🗑 Delete"), f"unalert:{alert.id}")),),
    )


def listing(say: Say, alerts: Sequence[Alert], last: LastPrice) -> Page:
    """Those that wait, nearest first."""
    refresh = Button(say("🔄 Refresh"), "go:alerts")
    if not alerts:
        return Page(
            say("🔔 No alerts wait. Make one: <code>/alert BTCUSDT &gt; 70000</code>"),
            ((refresh,),),
        )
    ordered = sorted(alerts, key=lambda one: _nearness(one, last(one.symbol)))
    shown = ordered[:SHOWN]
    more = len(ordered) - len(shown)
    return Page(
        lines(
            say("🔔 <b>Your alerts</b>"),
            *(_row(say, one, last(one.symbol)) for one in shown),
            say.many("and {n} more", "and {n} more", more) if more else None,
        ),
        (
            *((Button(say("🗑 {alert}", alert=_plain(one)), f"unalert:{one.id}"),) for one in shown),
            (refresh,),
        ),
    )


def deleted(say: Say, alert: Alert | None) -> Page:
    again = ((Button(say("🔔 Alerts"), "go:alerts"),),)
    if alert is None:
        return Page(say("That alert is gone already."), again)
    return Page(say("🗑 Deleted: {alert}", alert=_plain(alert)), again)


def how(say: Say, symbol: str) -> Page:
    return Page(
        lines(
            say("Write the price that matters to you:"),
            Html(f"<code>/alert {symbol} &gt; 70000</code>"),
            Html(f"<code>/alert {symbol} &lt; 60000</code>"),
        )
    )


def _row(say: Say, alert: Alert, last: Decimal | None) -> Html:
    if last is None:
        return say("<b>{alert}</b>", alert=_plain(alert))
    return say(
        "<b>{alert}</b>  now {price}, {distance} away",
        alert=_plain(alert),
        price=number(last),
        distance=_distance(alert, last),
    )


def _condition(say: Say, alert: Alert) -> Html:
    return (
        say(
            "<b>{symbol}</b> trades above <b>{price}</b>",
            symbol=alert.symbol,
            price=number(alert.price),
        )
        if alert.direction == "above"
        else say(
            "<b>{symbol}</b> trades below <b>{price}</b>",
            symbol=alert.symbol,
            price=number(alert.price),
        )
    )


def _plain(alert: Alert) -> str:
    sign = ">" if alert.direction == "above" else "<"
    return f"{alert.symbol} {sign} {number(alert.price)}"


def _distance(alert: Alert, last: Decimal) -> str:
    return percent((alert.price - last) / last * 100) if last else "∞"


def _nearness(alert: Alert, last: Decimal | None) -> Decimal:
    return abs(alert.price - last) / last if last else Decimal("Infinity")
