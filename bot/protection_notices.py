"""A position without the stop or the target that was confirmed with its order, in words."""

from collections.abc import Sequence
from datetime import timedelta

from binance.models.futures.terms import OrderType
from bot.deeds import Deed
from bot.i18n import Html, Say, lines
from bot.leftovers import TARGETS
from bot.notices import Buttons, Notice, button
from bot.text import lasting


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
    kind = getattr(deed.request, "type", None)
    if kind is OrderType.TRAILING_STOP_MARKET:
        return "trailing"
    return "target" if kind in TARGETS else "stop"


def _to_positions(say: Say) -> Buttons:
    return [[button(say("📊 Positions"), "go:positions:new")]]
