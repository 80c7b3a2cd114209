"""Trades, newest first: price, amount, fee, and who waited in the book."""

from collections.abc import Iterable

from binance.models.order_terms import Side
from bot.i18n import Html, Say, lines
from bot.notices import side_word
from bot.statements import Traded, words
from bot.text import day_and_clock, number, quote_amount
from handlers.chosen import Chosen
from handlers.page import Button, Page
from handlers.views import choosing
from storage import Reading, Trade

PREFIX = "fi"


def fills(say: Say, traded: Traded, wanted: Chosen) -> Page:
    here = wanted.at(traded.page)
    return Page(
        lines(
            say("🧾 <b>Trades</b> · {n}", n=traded.count) if traded.count else say("🧾 No trades."),
            *(_trade(say, one) for one in traded.rows),
            _sources(say, traded),
        ),
        (
            *choosing.turning(say, PREFIX, here, traded.pages),
            choosing.periods(say, PREFIX, here),
            *choosing.markets(say, PREFIX, here, _markets(traded)),
            [*choosing.sides(say, PREFIX, here), choosing.symbol_button(say, PREFIX, here)],
            _below(say, traded, here),
        ),
    )


def choose(say: Say, traded: Traded, wanted: Chosen) -> Page:
    names = [one.symbol for one in traded.readings if one.next_id]
    return Page(
        say("🔎 Trades of which symbol? Another one: <code>/fills ETHUSDT</code>"),
        choosing.symbols(say, PREFIX, wanted, sorted(names)),
    )


def _trade(say: Say, one: Trade) -> Html:
    market = "" if one.market == "spot" else f" · {words.market_word(say, one.market)}"
    head = say(
        "{side} {qty} <b>{symbol}</b>{market} at {price}",
        side=side_word(say, Side(one.side)), symbol=one.symbol,
        qty=words.amount(say, one.market, one.qty),
        market=market, price=number(one.price),
    )  # fmt: skip
    parts = [
        say("together {quote}", quote=quote_amount(one.quote_qty)),
        say("fee {fee} {asset}", fee=number(one.commission), asset=one.commission_asset or ""),
        *([] if one.maker is None else [say("maker") if one.maker else say("taker")]),
        Html(day_and_clock(one.at)),
    ]
    return lines(head, "    " + " · ".join(parts))


def _sources(say: Say, traded: Traded) -> Html:
    """Of which symbols and since when this is all; what is missing is said."""
    spot = [one.symbol for one in traded.readings if one.market == "spot" and _whole(one)]
    contracts = [one for one in traded.readings if one.market != "spot" and _whole(one)]
    since = max((one.since for one in contracts if one.since), default=None)
    unread = len(traded.left)
    return Html(
        "\n"
        + lines(
            say("<i>Complete from the first trade on: {names}.</i>", names=_names(spot))
            if spot
            else None,
            say("<i>Futures since {time}: Binance keeps three months.</i>",
                time=day_and_clock(since))
            if since
            else None,
            say.many("<i>Not read to the end yet: {n} symbol.</i>",
                     "<i>Not read to the end yet: {n} symbols.</i>", unread)
            if unread
            else None,
            say("<i>A coin that you no longer hold is found if you name it: "
                "<code>/fills ETHUSDT</code></i>"),
        )
    )  # fmt: skip


def _whole(reading: Reading) -> bool:
    return reading.whole and bool(reading.next_id)


def _names(names: Iterable[str]) -> str:
    known = sorted(names)
    return ", ".join(known[:12]) + (f" +{len(known) - 12}" if len(known) > 12 else "")


def _markets(traded: Traded) -> set[str]:
    return {one.market for one in traded.readings if one.next_id} | {
        one.market for one in traded.rows
    }


def _below(say: Say, traded: Traded, wanted: Chosen) -> list[Button]:
    label = say("⏬ Read on") if traded.left else say("🔄 Refresh")
    return [Button(label, wanted.data(PREFIX, ":r")), Button(say("📊 Results"), "go:pnl")]
