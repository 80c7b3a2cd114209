"""Open orders: what each waits for, how far away that is, and what can be done about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

from bot.i18n import Html, Say, lines
from bot.key_notices import of_account
from bot.statements import Resting, Standing
from bot.statements.words import line, market_word
from bot.text import lasting, number, percent
from handlers.chosen import Chosen
from handlers.page import Button, Page, Rows
from handlers.views import asking, choosing
from handlers.views.start import environment_line
from storage import Market

PREFIX = "os"
SHOWN = 8
_DIGITS = 6  # of a long number

Together = tuple[Resting, ...]


def orders(
    say: Say,
    standing: Standing,
    wanted: Chosen,
    *,
    now: datetime,
    key_id: int | None = None,
    label: str | None = None,
) -> Page:
    """One page; orders that hang together stand together, also where a part of them is meant.

    `key_id` is the account that has them, `label` its name where there are several.
    """
    groups = _groups(standing.together(wanted.market, wanted.symbol, wanted.side))
    pages = max(1, -(-len(groups) // SHOWN))
    page = min(wanted.page, pages - 1)
    shown = groups[page * SHOWN : (page + 1) * SHOWN]
    return Page(
        lines(
            _head(say, groups, standing, wanted),
            of_account(say, label),
            *(_group(say, one, now) for one in shown),
            *_unread(say, standing.unread),
        ),
        (
            *_deeds(say, shown, key_id),
            *choosing.turning(say, PREFIX, wanted.at(page), pages),
            *_filters(say, standing, wanted),
            _below(say, wanted.at(page), shown),
        ),
    )


def choose(say: Say, standing: Standing, wanted: Chosen) -> Page:
    names = [one.symbol for one in standing.chosen(wanted.market)]
    return Page(
        say("🔎 Orders of which symbol?"), choosing.symbols(say, PREFIX, wanted, sorted(names))
    )


def ask_all(
    say: Say,
    meant: Sequence[Resting],
    wanted: Chosen,
    ticket: str,
    lasts: timedelta,
    environment: str,
    label: str | None = None,
    unread: Sequence[Market] = (),
) -> Page:
    yes = Button(say("✅ Cancel them"), f"ca:{ticket}", style="danger")
    return asking.question(
        say,
        say.many("❌ Cancel {n} order?", "❌ Cancel all {n} orders?", len(meant)),
        *(line(say, one) for one in meant[:SHOWN]),
        _more(say, len(meant) - SHOWN),
        say("Orders of these symbols that come meanwhile are cancelled too.")
        if wanted.side is None
        else None,
        *_unread(say, unread),
        of_account(say, label),
        environment_line(say, environment),
        rows=((yes, Button(say("Keep them"), f"n:{ticket}")),),
        tickets=[ticket],
        lasts=lasts,
        after=((Button(say("📋 Orders"), "go:orders"),),),
    )


def _groups(orders: Sequence[Resting]) -> list[Together]:
    """Lists as one, everything else by itself, in the order of the newest of each."""
    ordered = list(enumerate(orders))
    first: dict[tuple[str, int], int] = {}
    for place, one in ordered:
        first.setdefault(_key(place, one), place)
    ordered.sort(key=lambda item: (first[_key(*item)], item[1].pending, item[0]))
    grouped = groupby(ordered, key=lambda item: _key(*item))
    return [tuple(one for _, one in group) for _, group in grouped]


def _key(place: int, one: Resting) -> tuple[str, int]:
    return ("alone", place) if one.list_id is None else (one.market, one.list_id)


def _head(say: Say, groups: Sequence[Together], standing: Standing, wanted: Chosen) -> Html:
    if groups:
        count = sum(len(group) for group in groups)
        return say("📋 <b>Open orders</b> · {n}", n=count)
    if standing.orders and wanted != Chosen(page=wanted.page):
        return say("📋 No open orders of this kind.")
    return say("📋 No open orders.")


def _group(say: Say, group: Together, now: datetime) -> Html:
    if len(group) == 1 and group[0].list_id is None:
        return _order(say, group[0], now)
    missing = group[0].list_size - len(group)
    return lines(
        _hanging(say, group),
        *(_order(say, one, now, mark="  ↳ ") for one in group),
        say.many("  and {n} order that is over", "  and {n} orders that are over", missing)
        if missing > 0
        else None,
    )


def _hanging(say: Say, group: Together) -> Html:
    """What ties the orders of a list together."""
    if any(one.pending for one in group):
        return say("🔗 What is marked ⏳ follows once the first is filled:")
    return say("🔗 One of these cancels the other:")


def _order(say: Say, one: Resting, now: datetime, *, mark: str = "") -> Html:
    waits = "⏳ " if one.pending else ""
    return lines(f"{mark}{waits}{line(say, one)}", f"    {_below_it(say, one, now)}")


def _below_it(say: Say, one: Resting, now: datetime) -> Html:
    """How far, how old, how much of it is filled, and what it is for."""
    old = lasting(say, max(0.0, (now - one.at).total_seconds()))
    parts = [say("{time} old", time=old)]
    if one.distance is not None and one.last is not None:
        away = say("{distance} from {last}", distance=percent(one.distance), last=number(one.last))
        parts.insert(0, away)
    if one.triggered:
        parts.append(say("triggered at {price}", price=number(one.triggered)))
    if one.maker:
        parts.append(say("only as a maker"))
    if one.visible:
        parts.append(say("showing {part} at a time", part=number(one.visible)))
    if one.filled:
        part = one.done.quantize(Decimal("0.1"))
        parts.append(say("{part}% filled ({qty})", part=number(part), qty=number(one.filled)))
    if one.reduces and not one.closes:
        parts.append(say("only reduces"))
    if one.position:
        parts.append(Html(one.position))
    return Html("<i>" + " · ".join(parts) + "</i>")


def _more(say: Say, more: int) -> Html | None:
    return say.many("and {n} more", "and {n} more", more) if more > 0 else None


def _unread(say: Say, markets: Sequence[Market]) -> list[Html]:
    return [
        say("⚠️ {market} does not answer: its orders are not shown.", market=market_word(say, one))
        for one in markets
    ]  # fmt: skip


def _deeds(say: Say, shown: Sequence[Together], key_id: int | None) -> Rows:
    """A row for each order; a list goes as a whole, by any of its orders, and is not changed."""
    whose = "" if key_id is None else f":{key_id}"
    return [_deeds_of(say, first, whose, alone=not others) for first, *others in shown]


def _deeds_of(say: Say, one: Resting, whose: str, *, alone: bool) -> list[Button]:
    number = _short(one.order_id)
    if not alone:
        return [Button(say("❌ Cancel list {id}", id=number), _cancel(one) + whose)]
    cancel = Button(say("❌ Cancel {id}", id=number), _cancel(one) + whose)
    if one.market != "spot" or one.list_id is not None:
        return [cancel]
    change = f"ch:{one.symbol}:{one.order_id}{whose}"
    return [cancel, Button(say("✏️ Change {id}", id=number), change)]


def _short(order_id: int) -> str:
    """So much of a number as fits on a button; the whole of it stands in the text."""
    return str(order_id) if order_id < 10**_DIGITS else f"…{order_id % 10**_DIGITS:0{_DIGITS}}"


def _cancel(one: Resting) -> str:
    return f"{'xa' if one.algo else 'x'}:{one.market}:{one.symbol}:{one.order_id}"


def _filters(say: Say, standing: Standing, wanted: Chosen) -> Rows:
    if not standing.orders:
        return []
    there = {one.market for one in standing.orders}
    return [
        *choosing.markets(say, PREFIX, wanted, there),
        [*choosing.sides(say, PREFIX, wanted), choosing.symbol_button(say, PREFIX, wanted)],
    ]


def _below(say: Say, wanted: Chosen, shown: Sequence[Together]) -> list[Button]:
    refresh = Button(say("🔄 Refresh"), wanted.data(PREFIX, ":r"))
    if not shown:
        return [refresh]
    return [refresh, Button(say("🗑 Cancel all"), wanted.data(PREFIX, ":c"))]
