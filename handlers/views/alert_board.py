"""/alerts: everything that waits, the nearest first, and below it what is over or rests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.alerts import nearness
from bot.alerts.conditions import Wish
from bot.alerts.nearness import Values
from bot.alerts.telling import title
from bot.i18n import Html, Say, lines
from bot.text import clock, day_and_clock
from handlers.page import Button, Page, Rows
from handlers.views import alerts as view
from handlers.views.choosing import page_turner
from storage import Alert, AlertState

SHOWN, A_ROW = 8, 4
OVER_SHOWN = 16  # of those that are over; older ones are of no use any more

MARKS: dict[AlertState, str] = {
    "armed": "🔔", "paused": "⏸", "snoozed": "😴", "fired": "✅", "expired": "⌛", "deleted": "🗑",
}  # fmt: skip
POSTPONED = "⏳"
_ORDER: tuple[AlertState, ...] = ("armed", "snoozed", "paused")
_OVER = ("fired", "expired")


def mark(alert: Alert) -> str:
    """How it stands, in one sign."""
    return POSTPONED if alert.is_postponed else MARKS[alert.state]


@dataclass(frozen=True)
class Row:
    """An alert, what it waits for, and how far away that is."""

    alert: Alert
    wish: Wish
    away: Decimal | None

    @property
    def is_over(self) -> bool:
        return self.alert.state in _OVER

    @property
    def rank(self) -> tuple[int, Decimal, int]:
        """Those that wait by nearness, those that rest the latest first."""
        far = Decimal("Infinity") if self.away is None else self.away
        place = _ORDER.index(self.alert.state)
        return place, Decimal(0) if place else far, -self.alert.id

    @property
    def over_at(self) -> tuple[datetime, int]:
        return self.alert.over_at or self.alert.armed_at, self.alert.id


def rows(alerts: Iterable[Alert], values: Values) -> list[Row]:
    """In the order in which they are shown: below those that wait, what was over last."""
    made = [_made(alert, values) for alert in alerts]
    waiting = sorted((row for row in made if not row.is_over), key=lambda row: row.rank)
    over = sorted((row for row in made if row.is_over), key=lambda row: row.over_at, reverse=True)
    return waiting + over[:OVER_SHOWN]


def _made(alert: Alert, values: Values) -> Row:
    wish = Wish.model_validate(alert.wish)
    return Row(alert, wish, nearness.away(wish, values) if alert.state == "armed" else None)


def board(say: Say, ordered: list[Row], values: Values, *, page: int, at: datetime) -> Page:
    """One page of all alerts."""
    pages = max(1, -(-len(ordered) // SHOWN))
    page = min(page, pages - 1)
    shown = ordered[page * SHOWN : (page + 1) * SHOWN]
    waits = any(not row.is_over for row in ordered)
    return Page(
        lines(
            say("🔔 <b>Your alerts</b>")
            if waits
            else say("🔔 No alerts wait. Make one: <code>/alert BTCUSDT &gt; 70000</code>"),
            *(_row(say, row, values) for row in shown),
            say("Updated {time}", time=clock(at)) if shown else None,
        ),
        (*_numbers(shown), *page_turner(say, page, pages, "alerts:{}".format), _below(say, page)),
    )


def _row(say: Say, row: Row, values: Values) -> Html:
    options = row.wish.options
    signs = [("🔁", options.every), ("🔕", options.silent), ("📝", options.note)]
    return lines(
        say(
            "{mark} #{id} <b>{alert}</b> {signs}",
            mark=mark(row.alert), id=row.alert.id, alert=title(row.wish),
            signs="".join(sign for sign, has in signs if has),
        ).rstrip(),
        _below_it(say, row, values),
    )  # fmt: skip


def _below_it(say: Say, row: Row, values: Values) -> Html | None:
    """Where an alert that waits stands, or since when another does not."""
    alert, until = row.alert, row.wish.options.until
    match alert.state:
        case "armed":
            return _standing(say, row, values)
        case "paused":
            return say("<i>paused</i>")
        case "snoozed":
            return _asleep(say, alert)
        case "fired" if alert.crossed_at is not None:
            return say("<i>fired {time}</i>", time=day_and_clock(alert.crossed_at))
        case "expired" if until is not None:
            return say("<i>over {time}</i>", time=day_and_clock(until))
    return None


def _asleep(say: Say, alert: Alert) -> Html | None:
    if alert.is_postponed:
        return say("<i>begins as soon as Binance answers</i>")
    if alert.wakes_at is None:
        return None
    return say("<i>until {time}</i>", time=day_and_clock(alert.wakes_at))


def _standing(say: Say, row: Row, values: Values) -> Html | None:
    now, away = view.now(row.wish, values), view.away(say, row.wish, values)
    if now is None:
        return None
    if row.away == 0:
        return say("now {price}, true", price=now)
    if away is None:
        return say("now {price}", price=now)
    return say("now {price}, {distance} away", price=now, distance=away)


def _numbers(shown: list[Row]) -> Rows:
    """A button for each alert, which opens its page."""
    buttons = [
        Button(f"{mark(row.alert)} #{row.alert.id}", f"al:show:{row.alert.id}") for row in shown
    ]
    return [buttons[at : at + A_ROW] for at in range(0, len(buttons), A_ROW)]


def _below(say: Say, page: int) -> list[Button]:
    return [
        Button(say("➕ New alert"), "go:alert"),
        Button(say("🔄 Refresh"), f"alerts:{page}"),
    ]
