"""Stopping everything, and going on."""

from collections.abc import Sequence

from bot.guards.stopping import TICKET_LIFE, Deed
from bot.i18n import Html, Say, lines
from handlers.page import Button, Page, Question
from handlers.views import asking


def stop(say: Say, ticket: str, closing: str) -> Page:
    more = say("🛑 Cancel all, stop AND close all positions")
    return _question(
        say,
        say("🛑 <b>Stop everything?</b>"),
        say(
            "One tap cancels all your open orders at Binance, on spot, margin and futures, in all "
            "your accounts here, and I place no order until you say /resume"
        ),
        say("Stops and targets are cancelled too: positions that stay open have no stop then."),
        say(
            "The second button also closes all futures positions at the market, at once. "
            "Coins that you hold on spot or margin stay as they are, and so do loans."
        ),
        yes=[
            Button(say("🛑 Cancel all and stop"), f"panic:{ticket}", style="danger"),
            Button(more, f"panic:{closing}", style="danger"),
        ],
        tickets=[ticket, closing],
    )


def stopped(say: Say, deed: Deed, closing: str) -> Page:
    """It is stopped from this moment; the sweep is told of when it is done."""
    text = lines(
        say("🛑 <b>Trading is stopped.</b>"),
        say("I am cancelling all your open orders and closing your positions.")
        if deed == "close"
        else say("I am cancelling all your open orders, stops and targets of positions as well."),
        say("I tell you when that is done. To go on later: /resume"),
    )
    if deed == "close":
        return Page(text)
    return Page(text, ((_closing(say, closing),),), Question((closing,), over=Page(text)))


def resume(say: Say, ticket: str) -> Page:
    return _question(
        say,
        say("▶️ Shall trading go on? From then on I place orders for you again."),
        yes=[Button(say("▶️ Go on"), f"panic:{ticket}", style="success")],
        tickets=[ticket],
    )


def stop_all(say: Say, ticket: str) -> Page:
    return _question(
        say,
        say("🛑 Stop trading for <b>everybody</b>? What is open at Binance stays there."),
        yes=[Button(say("🛑 Stop everybody"), f"panic:{ticket}", style="danger")],
        tickets=[ticket],
    )


def resume_all(say: Say, ticket: str) -> Page:
    return _question(
        say,
        say("▶️ Shall trading go on for everybody? Who said /panic stays stopped."),
        yes=[Button(say("▶️ Go on"), f"panic:{ticket}", style="success")],
        tickets=[ticket],
    )


def done(say: Say, deed: Deed, *, still_stopped: bool) -> Page:
    if deed == "stop all":
        return Page(say("🛑 Trading is stopped for everybody. To go on: /resume all"))
    if deed == "resume all":
        return Page(say("▶️ Trading goes on for everybody."))
    if still_stopped:
        return Page(say("▶️ Your own stop is lifted, but the administrator has stopped everybody."))
    return Page(say("▶️ Trading goes on."))


def _question(
    say: Say, asked: Html, *more: Html, yes: Sequence[Button], tickets: Sequence[str]
) -> Page:
    rows = [(button,) for button in yes]
    return asking.question(say, asked, *more, rows=rows, tickets=tickets, lasts=TICKET_LIFE)


def _closing(say: Say, ticket: str) -> Button:
    return Button(say("🛑 Close all positions as well"), f"panic:{ticket}", style="danger")
