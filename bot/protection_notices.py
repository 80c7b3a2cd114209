"""A position without the stop or the target that was confirmed with its order, in words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from binance.models.futures.orders import OrderState
from binance.models.futures.terms import OrderType
from binance.models.order_terms import Side
from binance.private.futures import NewAlgoOrder
from bot.deeds import Deed, deed_of
from bot.i18n import Html, Say, lines
from bot.leftovers import TARGETS
from bot.notices import Buttons, Notice, button, side_word
from bot.openings import Closer
from bot.text import lasting, number

_NAMED = 3  # entries that would go without it; others are counted


def not_yet(say: Say, deed: Deed, lasts: timedelta) -> Notice:
    """It certainly was not sent, and is tried again; told at once, and once."""
    return Notice(
        lines(
            _not_yet(say, deed),
            say("Not sent so far: {order}", order=deed.sentence(say)),
            say(
                "Binance cannot be reached, or takes nothing at the moment. I keep trying for "
                "{time}, as long as the position is there, and tell you what comes of it.",
                time=lasting(say, lasts.total_seconds()),
            ),
        ),
        _to_positions(say),
    )


def without(say: Say, deed: Deed, told: Notice, *, certain: bool = True) -> Notice:
    """The news that it is not there, and what that means; `certain` that there is a position."""
    missing = _missing(say, deed) if certain else _perhaps(say)
    return Notice(lines(told.text, missing), told.buttons or _to_positions(say))


def passed(say: Say, deed: Deed, told: Notice, key_id: int) -> Notice:
    """What a stop came too late for may be closed by a tap, which asks first."""
    if not isinstance(deed.request, NewAlgoOrder) or _what(deed) == "target":
        return told
    side = "long" if deed.request.side == Side.SELL else "short"
    close = button(
        say("✖ Close {symbol}", symbol=deed.symbol), f"po:close:usdm:{deed.symbol}:{side}:{key_id}"
    )
    return Notice(told.text, [[close], *told.buttons])


def opened_without(
    say: Say, deed: Deed, told: Notice, opening: Sequence[OrderState] | None
) -> Notice:
    """The news that it will not be placed, and which entries would fill without it."""
    if not isinstance(deed.request, NewAlgoOrder):
        return told
    warning = beyond(say, opening, [deed.request])
    if warning is None:
        return told
    return Notice(lines(told.text, warning), [[button(say("📋 Orders"), "go:orders:new")]])


def called_off(say: Say, deeds: Sequence[Deed], told: Notice) -> Notice:
    """The news of an entry that turned up late, and of what did not wait for it."""
    missing = [say("• {order}", order=one.sentence(say)) for one in deeds]
    return Notice(
        lines(
            told.text,
            say("🚨 <b>This was called off meanwhile, and its position goes without it:</b>"),
            *missing,
            say(
                "Set it anew or close the position: /positions. While the order still waits, it "
                "can be cancelled: /orders"
            ),
        ),
        told.buttons,
    )


def beyond(
    say: Say, opening: Sequence[OrderState] | None, closers: Sequence[Closer]
) -> Html | None:
    """What would open a position without these, which are to go or were never placed."""
    if opening is None:
        return say(
            "⚠️ What waits in the book could not be read: it may open a position again. To look: "
            "/orders"
        )
    if not opening:
        return None
    entries = _entries(say, deed_of(closers[0]).kind.market, opening)
    if all(_type(one) in TARGETS for one in closers):
        return say(
            "⚠️ <b>Still waits in the book, and would have no target without this</b>: {orders}. "
            "To cancel it: /orders",
            orders=entries,
        )
    return say(
        "⚠️ <b>Still waits in the book, and would have no stop without this</b>: {orders}. "
        "To cancel it: /orders",
        orders=entries,
    )


def _entries(say: Say, market: str, orders: Sequence[OrderState]) -> Html:
    named = Html(" · ".join(_entry(say, market, one) for one in orders[:_NAMED]))
    more = len(orders) - _NAMED
    return say("{names} and {n} more", names=named, n=more) if more > 0 else named


def _entry(say: Say, market: str, order: OrderState) -> Html:
    left, price = order.orig_qty - order.executed_qty, order.price or order.stop_price
    qty: Html | str = number(left)
    if market == "coinm":
        qty = say.many("{n} contract", "{n} contracts", int(left))
    side = side_word(say, order.side)
    return say("{side} {qty} at {price}", side=side, qty=qty, price=number(price))


def _not_yet(say: Say, deed: Deed) -> Html:
    match _what(deed):
        case "target":
            return say("🚨 <b>Your position in {symbol} has no target yet.</b>", symbol=deed.symbol)
        case "trailing":
            return say(
                "🚨 <b>Your position in {symbol} has no trailing stop yet.</b>", symbol=deed.symbol
            )
        case _:
            return say("🚨 <b>Your position in {symbol} has NO STOP yet.</b>", symbol=deed.symbol)


def _missing(say: Say, deed: Deed) -> Html:
    match _what(deed):
        case "target":
            return say(
                "⚠️ <b>Your position in {symbol} has no target.</b> Set one, or close it: "
                "/positions",
                symbol=deed.symbol,
            )
        case "trailing":
            return say(
                "🚨 <b>Your position in {symbol} has no trailing stop.</b> Set a stop, or close "
                "it: /positions",
                symbol=deed.symbol,
            )
        case _:
            return say(
                "🚨 <b>Your position in {symbol} has NO STOP.</b> Set one, or close it: /positions",
                symbol=deed.symbol,
            )


def _perhaps(say: Say) -> Html:
    return say(
        "🚨 If that order is filled, or fills yet, its position goes without this. Look at it: "
        "/positions"
    )


def _what(deed: Deed) -> str:
    kind = _type(deed.request)
    if kind is OrderType.TRAILING_STOP_MARKET:
        return "trailing"
    return "target" if kind in TARGETS else "stop"


def _type(request: Any) -> OrderType | None:
    """What kind of order it is, or was for which it is cancelled."""
    kind: OrderType | None = getattr(request, "order_type", getattr(request, "type", None))
    return kind


def _to_positions(say: Say) -> Buttons:
    return [[button(say("📊 Positions"), "go:positions:new")]]
