"""Orders that are over, newest first."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.i18n import Html, Say, lines, note
from bot.notices import sensible, side_word
from bot.statements import Closed, Closings, words
from bot.text import day_and_clock, number
from handlers.chosen import Chosen
from handlers.page import Button, Page
from handlers.views import choosing

PREFIX = "hi"
SHOWN = 8
NAMED = 12  # symbols that are named where more were looked at

UNTRIGGERED = {
    "CANCELED": note("cancelled, never triggered"),
    "EXPIRED": note("expired, never triggered"),
}
MARKS = {"FILLED": "✅", "CANCELED": "❌", "REJECTED": "⛔"}


def history(say: Say, closings: Closings, wanted: Chosen, *, since: datetime | None) -> Page:
    orders = [one for one in closings.orders if _fits(one, wanted, since)]
    pages = max(1, -(-len(orders) // SHOWN))
    page = min(wanted.page, pages - 1)
    shown = orders[page * SHOWN : (page + 1) * SHOWN]
    return Page(
        lines(
            say("🗂 <b>Orders that are over</b> · {n}", n=len(orders))
            if orders
            else say("🗂 No orders that are over."),
            *(_order(say, one) for one in shown),
            _sources(say, closings),
        ),
        (
            *choosing.turning(say, PREFIX, wanted.at(page), pages),
            choosing.periods(say, PREFIX, wanted),
            *choosing.markets(say, PREFIX, wanted, {one.market for one in closings.orders}),
            [*choosing.sides(say, PREFIX, wanted), choosing.symbol_button(say, PREFIX, wanted)],
            _below(say, closings, wanted),
        ),
    )


def choose(say: Say, closings: Closings, wanted: Chosen) -> Page:
    names = [one.symbol for one in (*closings.read, *closings.left) if one.symbol]
    traded = [one.symbol for one in closings.orders]
    return Page(
        say("🔎 Orders of which symbol? Another one: <code>/history ETHUSDT</code>"),
        choosing.symbols(say, PREFIX, wanted, [*traded, *names]),
    )


def _fits(one: Closed, wanted: Chosen, since: datetime | None) -> bool:
    return (
        wanted.market in {None, one.market}
        and wanted.symbol in {None, one.symbol}
        and wanted.side in {None, one.side}
        and (since is None or one.at >= since)
    )


def _order(say: Say, one: Closed) -> Html:
    market = "" if one.market == "spot" else f" · {words.market_word(say, one.market)}"
    mark = MARKS.get(one.status, "⌛")
    parts = [Html(day_and_clock(one.at))]
    if one.deed is not None:
        order = one.deed.sentence(say)
        head = say("{mark} {order}: {status}", mark=mark, order=order, status=_status(say, one))
    else:
        head = say(
            "{mark} {side} {qty} <b>{symbol}</b>{market}, {status}",
            mark=mark, side=side_word(say, one.side), qty=_quantity(say, one),
            symbol=one.symbol, market=market, status=_status(say, one),
        )  # fmt: skip
        parts.insert(0, _price(say, one))
    if one.reason:
        parts.append(Html(escape(one.reason[:80], quote=False)))
    if one.order_id is not None:
        parts.append(Html(f"<code>{one.order_id}</code>"))
    return lines(head, "    " + " · ".join(parts))


def _quantity(say: Say, one: Closed) -> Html:
    if one.closes and not one.filled:
        return say("all of the position")
    return words.amount(say, one.market, one.filled or one.qty) if one.qty else Html("")


def _status(say: Say, one: Closed) -> Html:
    if one.conditional and one.triggered and one.status == "REJECTED":
        return say("triggered, and refused then")
    if one.conditional and not one.triggered and one.status in UNTRIGGERED:
        return say(UNTRIGGERED[one.status])
    status = words.status(say, one.status)
    if 0 < one.filled < one.qty:
        return say(
            "{status} after {filled} of {qty}",
            status=status, filled=number(one.filled), qty=number(one.qty),
        )  # fmt: skip
    return status


def _price(say: Say, one: Closed) -> Html:
    """What was paid; or what it waited for, where nothing was."""
    if one.average is not None:
        return say("at {price}", price=number(sensible(one.average)))
    return words.terms(say, price=one.price, trigger=one.trigger, trailing=one.trailing)


def _sources(say: Say, closings: Closings) -> Html:
    """Which symbols this is of, and how far back: nothing is passed over in silence."""
    spot = [one.symbol for one in closings.read if one.market == "spot"]
    contracts = any(one.market in {"usdm", "coinm"} for one in closings.read)
    conditional = [one.symbol for one in closings.read if one.conditional]
    cut = dict.fromkeys(one.symbol or "USD-M" for one in closings.cut)
    left = {(one.market, one.symbol) for one in closings.left}
    return Html(
        "\n"
        + lines(
            say("<i>Looked at: {names}.</i>", names=_names(say, spot)) if spot else None,
            say("<i>Of futures Binance tells the last 7 days.</i>") if contracts else None,
            say("<i>Conditional orders looked at: {names}. Binance forgets those that were never "
                "triggered after 3 days.</i>", names=_names(say, conditional))
            if conditional
            else None,
            say("<i>Only the latest of {names}.</i>", names=_names(say, [*cut])) if cut else None,
            say.many("<i>Not looked at yet: {n} symbol.</i>",
                     "<i>Not looked at yet: {n} symbols.</i>", len(left))
            if left
            else None,
        )
    )  # fmt: skip


def _names(say: Say, names: Sequence[str]) -> Html:
    if len(names) <= NAMED:
        return Html(", ".join(names))
    return say("{names} and {n} more", names=", ".join(names[:NAMED]), n=len(names) - NAMED)


def _below(say: Say, closings: Closings, wanted: Chosen) -> list[Button]:
    fills = Button(say("🧾 Trades"), wanted.at(0).data("fi"))
    if closings.left:
        return [Button(say("⏬ Look at more symbols"), wanted.data(PREFIX, ":r")), fills]
    return [Button(say("🔄 Refresh"), wanted.data(PREFIX, ":r")), fills]
