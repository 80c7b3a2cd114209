"""What became of an order that was to be taken back because its position is closed, in words."""

from binance.models.order_terms import OrderStatus
from bot.deeds import Deed, Report
from bot.i18n import Html, Say, lines
from bot.notices import Notice, button


def checking(say: Say, deed: Deed) -> Notice:
    return Notice(
        lines(
            say("⏳ <b>Status unknown</b>: cancelling {order}", order=deed.sentence(say)),
            say("Binance gave no clear answer. I am checking whether it still waits."),
        )
    )


def accepted(say: Say, deed: Deed, report: Report) -> Notice:
    """It does not wait any more, because of this or before."""
    order = deed.sentence(say)
    text = (
        say("🧹 <b>Cancelled</b>: {order}", order=order)
        if report.status == OrderStatus.CANCELED
        else say("🧹 <b>Waits no more</b>: {order}", order=order)
    )
    return Notice(text, [[button(say("📊 Positions"), "go:positions:new")]])


def refused(say: Say, deed: Deed, why: Html | None = None) -> Notice:
    """It waits on, and what to do about it."""
    return _stays(
        lines(
            say("❌ <b>Not cancelled</b>: {order}", order=deed.sentence(say)),
            why,
            say("It still waits, and would close the next position: cancel it in /orders"),
        ),
        say,
    )


def left_out(say: Say, deed: Deed, why: Html | None = None) -> Notice:
    """Its position is there, or nobody knows: a stop stays where it is."""
    return _stays(
        lines(
            say("🛑 <b>I did not cancel</b>: {order}", order=deed.sentence(say)),
            why
            or say("The order that was to close its position was not filled whole. See /positions"),
        ),
        say,
    )


def _stays(text: Html, say: Say) -> Notice:
    buttons = [
        button(say("📊 Positions"), "go:positions:new"),
        button(say("📋 Orders"), "go:orders:new"),
    ]  # fmt: skip
    return Notice(text, [buttons])
