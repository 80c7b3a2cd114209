"""What became of orders that were to be taken back, in words."""

from collections.abc import Sequence

from bot.cancelling.pursuit import Outcome
from bot.cancelling.wanted import Wanted
from bot.explain import explain
from bot.i18n import Html, Say, lines
from bot.notices import Notice, button
from bot.statements.words import line, market_word, status

SHOWN = 8


def checking(say: Say, orders: Sequence[Wanted]) -> Notice:
    """Nobody knows yet."""
    named = _named(say, orders[0]) if len(orders) == 1 else None
    return _notice(
        say,
        say.many("⏳ <b>Cancelling {n} order</b>", "⏳ <b>Cancelling {n} orders</b>", len(orders)),
        named,
        say("Binance gave no clear answer yet. I am checking, and will tell you."),
    )


def told(say: Say, orders: Sequence[Wanted], outcome: Outcome) -> Notice:
    """What is certain; and what could not be found out."""
    if len(orders) == 1:
        return _notice(say, *_of_one(say, orders[0], outcome))
    return _notice(say, *_of_many(say, outcome))


def _of_one(say: Say, one: Wanted, outcome: Outcome) -> list[Html | None]:
    if one in outcome.unread:
        return [*_not_sent(say, outcome), *_unread(say, outcome)]
    if one not in outcome.open:
        return [_gone(say, one, outcome)]
    order = line(say, outcome.open[one])
    head = say("⚠️ <b>Not cancelled</b>, it is still open: {order}", order=order)
    return [head, _why(say, outcome)]


def _gone(say: Say, one: Wanted, outcome: Outcome) -> Html:
    """What is certain is that it waits no more; and if that is known, how it ended."""
    if one in outcome.denied:
        return say("Binance knows no such order: {order}", order=_named(say, one))
    order = outcome.gone[one]
    if order is None:
        named = _named(say, one)
        if one in outcome.taken_back:
            return say("❌ Cancelled: {order}", order=named)
        return say("The order is not open any more: {order}", order=named)
    told = line(say, order)
    match order.status:
        case "CANCELED":
            return say("❌ Cancelled: {order}", order=told)
        case "FILLED":
            return say("It was filled before it could be cancelled: {order}", order=told)
        case other:
            return say("The order is {status}: {order}", status=status(say, other), order=told)


def _of_many(say: Say, outcome: Outcome) -> list[Html | None]:
    gone, still = len(outcome.gone), list(outcome.open.values())
    return [
        say.many("❌ {n} order is gone.", "❌ {n} orders are gone.", gone) if gone else None,
        say.many("⚠️ {n} order is still open:", "⚠️ {n} orders are still open:", len(still))
        if still
        else None,
        *(line(say, one) for one in still[:SHOWN]),
        _more(say, len(still) - SHOWN),
        _why(say, outcome) if still else None,
        *_not_sent(say, outcome),
        *_unread(say, outcome),
    ]


def _not_sent(say: Say, outcome: Outcome) -> list[Html | None]:
    """What certainly did not leave, though nobody could see how it stands."""
    held = [one for one in outcome.unread if one in outcome.not_sent]
    if not held:
        return []
    return [
        say.many(
            "⚠️ <b>Not cancelled</b>, as nothing was sent:",
            "⚠️ <b>{n} orders are not cancelled</b>, as nothing was sent:",
            len(held),
        ),
        *(_named(say, one) for one in held[:SHOWN]),
        _more(say, len(held) - SHOWN),
        _why(say, outcome),
    ]


def _unread(say: Say, outcome: Outcome) -> list[Html | None]:
    unread = [one for one in outcome.unread if one not in outcome.not_sent]
    if not unread:
        return []
    return [
        say.many(
            "❓ <b>I could not find out whether this order is cancelled:</b>",
            "❓ <b>I could not find out whether these {n} orders are cancelled:</b>",
            len(unread),
        ),
        *(_named(say, one) for one in unread[:SHOWN]),
        _more(say, len(unread) - SHOWN),
        _why(say, outcome),
        say("Look at /orders, or at your orders in the Binance app."),
    ]


def _named(say: Say, one: Wanted) -> Html:
    if one.shown is not None:
        return line(say, one.shown)
    return say("order {id} of {symbol} · {market}",
               id=one.order_id, symbol=one.symbol, market=market_word(say, one.market))  # fmt: skip


def _why(say: Say, outcome: Outcome) -> Html | None:
    return None if outcome.why is None else explain(say, outcome.why)


def _more(say: Say, more: int) -> Html | None:
    return say.many("and {n} more", "and {n} more", more) if more > 0 else None


def _notice(say: Say, *parts: Html | None) -> Notice:
    return Notice(lines(*parts), [[button(say("📋 Orders"), "go:orders")]])
