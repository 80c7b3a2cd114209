"""Positions as they stand, and what can be done about each."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.i18n import Html, Say, lines
from bot.positions import Held, Holdings
from bot.positions.attached import Resting, Waiting
from bot.text import change_mark, number, percent
from handlers.page import Button, Page
from handlers.views import attached_orders
from handlers.views import contract_parts as parts
from handlers.views import contract_words as words
from handlers.views.choosing import page_turner
from handlers.views.nearest import NAMED
from handlers.views.start import environment_line

SHOWN = 6
_ROOM = 3900  # of the 4096 characters of a message, some of which count twice

Listed = Callable[[str], bool]


def page(
    say: Say,
    holdings: Holdings,
    waiting: Waiting,
    resting: Resting,
    wanted: int,
    now: datetime,
    environment: str,
    *,
    alerting: Listed,
) -> Page:
    """One page of what is held, with what waits for its end.

    `alerting` says of which symbols there can be alerts.
    """
    held, here = holdings.positions, shown(holdings, wanted)
    unread = [
        say("⚠️ {market} does not answer: its positions are not shown.", market=words.market(one))
        for one in holdings.unread
    ]
    some = held or holdings.unlisted
    head = say("📊 <b>Positions</b> · {n}", n=len(held)) if some else say("📊 No positions.")
    below = [
        *unread,
        words.unlisted(say, holdings.unlisted),
        "",
        environment_line(say, environment),
    ]
    return Page(
        _fitting(say, head, here, waiting, resting, now, below),
        (
            *(_buttons(say, one, _called(one, held), alerting) for one in here),
            *page_turner(say, *_place(holdings, wanted), "ps:{}".format),
            (
                Button(say("🔄 Refresh"), f"ps:{_place(holdings, wanted)[0]}"),
                Button(say("📋 Orders"), "go:orders"),
            ),
        ),
    )


def shown(holdings: Holdings, wanted: int) -> Sequence[Held]:
    """The positions on that page, or on the last one where there are not so many."""
    at, _ = _place(holdings, wanted)
    return holdings.positions[at * SHOWN : (at + 1) * SHOWN]


def _place(holdings: Holdings, wanted: int) -> tuple[int, int]:
    """Which page it is, and of how many."""
    pages = max(1, -(-len(holdings.positions) // SHOWN))
    return min(wanted, pages - 1), pages


def _fitting(
    say: Say,
    head: Html,
    here: Sequence[Held],
    waiting: Waiting,
    resting: Resting,
    now: datetime,
    below: Sequence[Html | str | None],
) -> Html:
    """Of orders that are too many for the message fewer are named, and one of a kind at least."""
    for most in range(NAMED, 0, -1):
        told = (_position(say, one, waiting, resting, now, most) for one in here)
        text = lines(head, *(part for one in told for part in ("", one)), *below)
        if len(text) < _ROOM:
            break
    return text


def _position(
    say: Say, held: Held, waiting: Waiting, resting: Resting, now: datetime, most: int
) -> Html:
    place = (held.venue, held.symbol)
    roe = "" if held.roe is None else f" ({percent(held.roe * 100)})"
    return lines(
        say("{mark} <b>{position}</b> · {market}{terms}", mark=change_mark(held.profit),
            position=words.named(held), market=words.market(held.venue), terms=_terms(say, held)),
        say(
            "{qty} at {entry}, mark {mark}",
            qty=words.quantity(say, held, held.quantity),
            entry=number(words.fine(held.contract, held.entry)),
            mark=number(words.fine(held.contract, held.mark)),
        ),
        say("PnL {profit} {asset}{roe}", profit=words.profit(held, held.profit), asset=held.asset,
            roe=roe),
        say("Margin {margin} {asset}", margin=words.margin(held), asset=held.asset),
        attached_orders.line(say, held, waiting.get(place), resting.get(place), most=most),
        attached_orders.in_the_book(say, held, resting.get(place), most=most),
        parts.how_near(say, held),
        None
        if held.funding is None or held.funding_due is None
        else words.funding_line(say, held.funding, held.funding_due, held.asset, now),
    )  # fmt: skip


def _terms(say: Say, held: Held) -> Html | str:
    margin = None if held.isolated is None else words.margin_word(say, isolated=held.isolated)
    said = [None if held.leverage is None else f"{held.leverage}x", margin]
    return Html("".join(f" · {one}" for one in said if one is not None))


def _called(held: Held, all_of_them: Sequence[Held]) -> str:
    """The shortest name that only this one has: narrow screens cut the end of a button."""
    mine = _names(held)
    taken = [_names(one) for one in all_of_them if one is not held]
    return next((name for name in mine if not any(name in names for names in taken)), mine[-1])


def _names(held: Held) -> Sequence[str]:
    side = str(held.direction)[0].upper()
    base = held.contract.base_asset
    return (base, f"{base} {side}", held.symbol, f"{held.symbol} {side}")


def _buttons(say: Say, held: Held, called: str, alerting: Listed) -> Sequence[Button]:
    place = f"{held.venue}:{held.symbol}:{held.direction}"
    row = [Button(f"✖ {called}", f"po:close:{place}"), Button("½", f"po:half:{place}")]
    if held.venue == "usdm":
        row += [Button(say("TP"), f"po:tp:{place}"), Button(say("SL"), f"po:sl:{place}")]
        if alerting(held.symbol):
            row.append(Button("🔔", f"ask:alert:{held.symbol}"))
    return row
