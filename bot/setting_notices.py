"""What became of a leverage or margin type that was to be chosen, in words."""

from bot.contract_settings import SetLeverage, Setting
from bot.deeds import Deed, Report
from bot.deeds.settings import ALREADY
from bot.i18n import Html, Say, lines
from bot.notices import Notice


def checking(say: Say, deed: Deed) -> Notice:
    return Notice(
        lines(
            say("⏳ <b>Status unknown</b>: {order}", order=deed.sentence(say)),
            say(
                "Binance gave no clear answer. I am checking whether it was changed and will tell "
                "you."
            ),
            _unordered(say, deed),
        )
    )


def accepted(say: Say, deed: Deed, report: Report) -> Notice:
    """It is as it was asked for, because of this or before."""
    change = deed.request
    assert isinstance(change, Setting)
    told = already(say, change) if report.status == ALREADY else _changed(say, change)
    return Notice(lines(told, _unordered(say, deed)))


def refused(say: Say, deed: Deed, why: Html) -> Notice:
    if isinstance(deed.request, SetLeverage):
        text = say("The leverage of {symbol} was not changed: {why}", symbol=deed.symbol, why=why)
    else:
        text = say(
            "The margin type of {symbol} was not changed: {why}", symbol=deed.symbol, why=why
        )
    return Notice(text)


def absent(say: Say, deed: Deed) -> Notice:
    """It is otherwise, and the request cannot change that any more."""
    what = _values(say, deed.request)
    text = (
        say(
            "❌ The leverage of {symbol} is not {leverage}x: it was not changed, or was changed "
            "again since.",
            **what,
        )
        if isinstance(deed.request, SetLeverage)
        else say(
            "❌ The margin of {symbol} is not {margin}: it was not changed, or was changed again "
            "since.",
            **what,
        )
    )
    return Notice(lines(text, _unordered(say, deed)))


def undetermined(say: Say, deed: Deed) -> Notice:
    """There is no key any more with which to ask."""
    return _nobody_knows(
        say,
        deed,
        say(
            "The API key it was sent with no longer works, so I cannot find out whether it was "
            "changed. Look at it in the Binance app."
        ),
    )


def unreadable(say: Say, deed: Deed) -> Notice:
    """Binance answers the question, but not in a way that the bot understands."""
    return _nobody_knows(
        say,
        deed,
        say(
            "I cannot read what Binance answers about it, so I cannot tell whether it was "
            "changed. Look at it in the Binance app."
        ),
    )


def _nobody_knows(say: Say, deed: Deed, why: Html) -> Notice:
    head = say("❓ <b>Status unknown</b>: {order}", order=deed.sentence(say))
    return Notice(lines(head, why, _unordered(say, deed)))


def already(say: Say, change: Setting) -> Html:
    what = _values(say, change)
    if isinstance(change, SetLeverage):
        return say("The leverage of {symbol} is {leverage}x already.", **what)
    return say("The margin of {symbol} is {margin} already.", **what)


def _changed(say: Say, change: Setting) -> Html:
    what = _values(say, change)
    if isinstance(change, SetLeverage):
        return say("✅ The leverage of {symbol} is {leverage}x now.", **what)
    return say("✅ The margin of {symbol} is {margin} now.", **what)


def _values(say: Say, change: object) -> dict[str, object]:
    assert isinstance(change, Setting)
    if isinstance(change, SetLeverage):
        return {"symbol": change.symbol, "leverage": change.leverage}
    margin = say("isolated") if change.isolated else say("cross")
    return {"symbol": change.symbol, "margin": margin}


def _unordered(say: Say, deed: Deed) -> Html | None:
    """Of the order that was to follow."""
    if not getattr(deed.request, "ordering", False):
        return None
    return say("<b>Nothing was ordered.</b> Ask anew if you still want it.")
