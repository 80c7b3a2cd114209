"""Orders in words, the same in every list of them."""

from decimal import Decimal
from html import escape

from bot.i18n import Html, Say, note
from bot.notices import side_word
from bot.statements.resting_of import Resting
from bot.text import number, percent

STATUS = {
    "NEW": note("still open"),
    "PARTIALLY_FILLED": note("still open"),
    "FILLED": note("filled"),
    "CANCELED": note("cancelled"),
    "EXPIRED": note("expired"),
    "EXPIRED_IN_MATCH": note("expired, to prevent a trade with yourself"),
    "REJECTED": note("refused"),
    "TRIGGERED": note("triggered, and an order of its own now"),
    "FINISHED": note("triggered, and over"),
}


def status(say: Say, word: str) -> Html:
    """How an order stands."""
    return say(STATUS[word]) if word in STATUS else Html(escape(word))


def line(say: Say, one: Resting) -> Html:
    """An open order in one line, exact to the last digit."""
    market = "" if one.market == "spot" else f" · {market_word(say, one.market)}"
    qty = say("all of the position") if one.closes else amount(say, one.market, one.qty)
    return say(
        "{side} {qty} <b>{symbol}</b>{market} {terms} · <code>{id}</code>",
        side=side_word(say, one.side), qty=qty, symbol=one.symbol, market=market,
        terms=terms(say, price=one.price, trigger=one.trigger, trailing=one.trailing),
        id=one.order_id,
    )  # fmt: skip


def market_word(say: Say, market: str) -> Html:
    match market:
        case "usdm":
            return Html("USD-M")
        case "coinm":
            return Html("COIN-M")
        case "margin":
            return say("margin")
        case "isolated":
            return say("isolated margin")
    return say("spot")


def amount(say: Say, market: str, qty: Decimal) -> Html:
    """How much was ordered or traded: on COIN-M that is contracts."""
    if market == "coinm":
        return say.many("{n} contract of", "{n} contracts of", int(qty))
    return Html(number(qty))


def terms(
    say: Say, *, price: Decimal | None, trigger: Decimal | None, trailing: Decimal | None
) -> Html:
    """At which price an order trades, and what has to happen first."""
    at = say("at {price}", price=number(price)) if price else say("at the market")
    if trailing:
        trail = say("trailing {rate} behind", rate=percent(trailing, sign=False))
        if trigger:
            return say("{trail}, from {trigger} on", trail=trail, trigger=number(trigger))
        return trail
    if trigger:
        return say("{at}, once it touches {trigger}", at=at, trigger=number(trigger))
    return at
