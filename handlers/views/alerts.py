"""What is said of an alert when it is made, changed, or does not go."""

from datetime import timedelta
from decimal import Decimal

from bot.alerts import nearness, sentences
from bot.alerts.conditions import Move, NewListing, Options, Price, Rsi, Wish
from bot.alerts.nearness import Values
from bot.alerts.telling import quantity, title
from bot.i18n import Html, Say, lines
from bot.text import CENT, number, percent
from handlers.page import Button, Page
from handlers.views import asking
from storage import Alert


def armed(say: Say, alert: Alert, wish: Wish, values: Values, *, changed: bool = False) -> Page:
    """It waits: for what, how far away that is, and how it will fire."""
    promise = say("🔔 I will tell you when {alert}.", alert=sentences.sentence(say, wish))
    return Page(
        lines(
            say("✏️ Changed: it is alert #{id} now. {promise}", id=alert.id, promise=promise)
            if changed
            else promise,
            at_once(say, wish, values) or standing(say, wish, values),
            *manner(say, wish),
        ),
        (
            (
                Button(say("🔔 Alerts"), "go:alerts"),
                Button(say("⏸ Pause"), f"pause:{alert.id}"),
                Button(say("🗑 Delete"), f"unalert:{alert.id}"),
            ),
        ),
    )


def postponed(say: Say, alert: Alert, wish: Wish) -> Page:
    """Binance is away: since nobody knows which trade is the latest, it begins afterwards."""
    return Page(
        lines(
            say(
                "⏳ Binance does not answer now. Alert #{id} begins as soon as it does, "
                "and I tell you then.",
                id=alert.id,
            ),
            say("🔔 I will tell you when {alert}.", alert=sentences.sentence(say, wish)),
            *manner(say, wish),
        ),
        (
            (
                Button(say("🔔 Alerts"), "go:alerts"),
                Button(say("🗑 Delete"), f"unalert:{alert.id}"),
            ),
        ),
    )


def twin(say: Say, alert: Alert, wish: Wish, ticket_id: str, lasts: timedelta) -> Page:
    """The same is waited for already."""
    this_one = Button(f"🔔 #{alert.id}", f"al:show:{alert.id}")
    insist = Button(say("➕ Make it all the same"), f"again:{ticket_id}")
    return asking.question(
        say,
        say("You have this one already: #{id}.", id=alert.id),
        say("🔔 I will tell you when {alert}.", alert=sentences.sentence(say, wish)),
        *manner(say, wish),
        rows=((this_one, insist),),
        tickets=[ticket_id],
        lasts=lasts,
        after=((this_one,),),
    )


def true_now(say: Say, wish: Wish, values: Values) -> Page:
    """Before something is armed that fires at once: the message about that comes after this."""
    return Page(
        lines(
            say("🔔 I will tell you when {alert}.", alert=sentences.sentence(say, wish)),
            at_once(say, wish, values),
            *manner(say, wish),
        ),
        ((Button(say("🔔 Alerts"), "go:alerts"),),),
    )


def at_once(say: Say, wish: Wish, values: Values) -> Html | None:
    """That it is true already, if it is."""
    if not nearness.is_true(wish, values):
        return None
    return say("It is at {value} now, so this will fire at once.", value=now(wish, values))


def standing(say: Say, wish: Wish, values: Values) -> Html | None:
    """Where the value is now, and how far from where it is wanted."""
    value, distance = now(wish, values), away(say, wish, values)
    if value is None:
        return None
    if distance is None:
        return say("It is at {value} now.", value=value)
    if isinstance(wish.terms[0].measure, Price):
        return say("It trades at {price} now, {distance} away.", price=value, distance=distance)
    return say("It is at {value} now, {distance} away.", value=value, distance=distance)


def now(wish: Wish, values: Values) -> str | None:
    """What is compared, as it is now; of several terms each."""
    known = [(term.measure, values(term.measure)) for term in wish.terms]
    shown = [quantity(measure, value) for measure, value in known if value is not None]
    return " · ".join(shown) if shown and len(shown) == len(known) else None


def away(say: Say, wish: Wish, values: Values) -> str | None:
    """How far it is, with a sign where there is one way only."""
    term = nearness.farthest(wish, values)
    value = None if term is None else values(term.measure)
    if term is None or value is None:
        return None
    sign = len(wish.terms) == 1 and not isinstance(term.measure, Move)
    points = nearness.points(term, value)
    if points is None:
        distance = nearness.distance(term, value)
        return None if distance is None else percent(distance if sign else abs(distance), sign=sign)
    shown = _points(points if sign else abs(points), sign=sign)
    if isinstance(term.measure, Rsi):
        return say("{n} points", n=shown)
    return say("{n} percentage points", n=shown)


def _points(points: Decimal, *, sign: bool) -> str:
    """Two digits; four of what is less than one, as funding rates are."""
    shown = number(points.quantize(CENT if abs(points) >= 1 else CENT * CENT))
    return f"+{shown}" if sign and points > 0 else shown


def manner(say: Say, wish: Wish) -> list[Html]:
    """How it fires where that is not as usual, and the note that comes with it."""
    said = sentences.manner(say, _kept(wish))
    remark = wish.options.note
    return [
        *([say("⚙️ {manner}", manner=said)] if said else []),
        *([say("📝 {note}", note=remark)] if remark else []),
    ]


def _kept(wish: Wish) -> Options:
    """No listing is left out for a pause: the next one is of another symbol."""
    if isinstance(wish.condition, NewListing):
        return wish.options.model_copy(update={"cooldown": None})
    return wish.options


def gone(say: Say) -> Page:
    return Page(say("That alert is gone already."), ((Button(say("🔔 Alerts"), "go:alerts"),),))


def deleted(say: Say, alert: Alert) -> Page:
    return Page(
        say("🗑 Deleted: {alert}", alert=title(Wish.model_validate(alert.wish))),
        (
            (
                Button(say("↩️ Undo"), f"al:undo:{alert.id}"),
                Button(say("🔔 Alerts"), "go:alerts"),
            ),
        ),
    )


def limit(say: Say, most: int) -> Page:
    return Page(say("Each person may have {n} alerts waiting.", n=most))
