"""Stopping everything, and going on."""

from bot.guards.stopping import Deed
from bot.i18n import Say, lines
from handlers.page import Button, Page


def stop(say: Say, ticket: str, closing: str) -> Page:
    return Page(
        lines(
            say("🛑 <b>Stop everything?</b>"),
            say(
                "One tap cancels all your open orders at Binance, on spot and futures, in all "
                "your accounts here, and I place no order until you say /resume"
            ),
            say(
                "The second button also closes all futures positions at the market, at once. "
                "Coins that you hold on spot stay as they are."
            ),
        ),
        (
            (Button(say("🛑 Cancel all and stop"), f"panic:{ticket}", style="danger"),),
            (
                Button(
                    say("🛑 Cancel all, stop AND close all positions"),
                    f"panic:{closing}",
                    style="danger",
                ),
            ),
        ),
    )


def stopped(say: Say, deed: Deed, closing: str) -> Page:
    """It is stopped from this moment; the sweep is told of when it is done."""
    return Page(
        lines(
            say("🛑 <b>Trading is stopped.</b>"),
            say("I am cancelling all your open orders and closing your positions.")
            if deed == "close"
            else say("I am cancelling all your open orders."),
            say("I tell you when nothing is open any more. To go on later: /resume"),
        ),
        () if deed == "close" else ((_closing(say, closing),),),
    )


def resume(say: Say, ticket: str) -> Page:
    return Page(
        say("▶️ Shall trading go on? From then on I place orders for you again."),
        ((Button(say("▶️ Go on"), f"panic:{ticket}", style="success"),),),
    )


def stop_all(say: Say, ticket: str) -> Page:
    return Page(
        say("🛑 Stop trading for <b>everybody</b>? What is open at Binance stays there."),
        ((Button(say("🛑 Stop everybody"), f"panic:{ticket}", style="danger"),),),
    )


def resume_all(say: Say, ticket: str) -> Page:
    return Page(
        say("▶️ Shall trading go on for everybody? Who said /panic stays stopped."),
        ((Button(say("▶️ Go on"), f"panic:{ticket}", style="success"),),),
    )


def done(say: Say, deed: Deed, *, still_stopped: bool) -> Page:
    if deed == "stop all":
        return Page(say("🛑 Trading is stopped for everybody. To go on: /resume all"))
    if deed == "resume all":
        return Page(say("▶️ Trading goes on for everybody."))
    if still_stopped:
        return Page(say("▶️ Your own stop is lifted, but the administrator has stopped everybody."))
    return Page(say("▶️ Trading goes on."))


def stale(say: Say) -> str:
    return say("This question is not yours, was answered, or has expired. Ask anew.")


def _closing(say: Say, ticket: str) -> Button:
    return Button(say("🛑 Close all positions as well"), f"panic:{ticket}", style="danger")
