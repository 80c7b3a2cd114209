"""The rules themselves: each lets a request pass, or says in one line which guard it hits."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_UP, Context, Decimal

from bot.guards.terms import Guard, Terms
from bot.i18n import note
from bot.refusals import Refused
from bot.text import number
from storage import EVERYBODY, Turnover

DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
_CENT = Decimal("0.01")


class Guarded(Refused):
    """A guard does not let it pass."""

    def __init__(self, guard: Guard, text: str, /, **values: object) -> None:
        super().__init__(text, **values, change=f"/guards {guard}")
        self.guard = guard


class Stopped(Refused):
    """Trading is stopped, for this person or for everybody."""


def unknown() -> Refused:
    return Refused(note("That is something I never do with anybody's account. Nothing was sent."))


def running(stopped_by: Iterable[int]) -> None:
    """Trading is not stopped, by the administrator for everybody or by the person."""
    for user_id in stopped_by:
        raise Stopped(
            note("The administrator has stopped trading for everybody. Nothing was sent.")
            if user_id == EVERYBODY
            else note("Trading is stopped (/panic). Nothing was sent. To go on: /resume")
        )


def writable(terms: Terms) -> None:
    """Read-only mode is off."""
    if terms.read_only:
        raise Guarded(
            Guard.READ_ONLY,
            note("Read-only mode is on: nothing was sent. To change that: {change}"),
        )


def in_earnest(terms: Terms) -> None:
    """Dry run is off: what is only tried out is never signed, whichever way it came here."""
    if terms.dry:
        raise Guarded(Guard.DRY, note("Dry run is on: nothing was sent. To change that: {change}"))


def within_order(terms: Terms, worth: Decimal) -> None:
    """No order is larger than any may be."""
    if terms.order is None or worth <= terms.order:
        return
    raise Guarded(
        Guard.ORDER,
        note(
            "This order is worth {worth} USDT, and your guard allows {limit} USDT per order. "
            "To change that: {change}"
        ),
        worth=_money(worth), limit=number(terms.order),
    )  # fmt: skip


def within_day(terms: Terms, worth: Decimal, counted: Iterable[Turnover], at: datetime) -> None:
    """With what went before in 24 hours, it is not more than may be; a setting is worth nothing."""
    before = sum((one.notional for one in counted if one.at > at - DAY), Decimal(0))
    if terms.day is None or not worth or before + worth <= terms.day:
        return
    raise Guarded(
        Guard.DAY,
        note(
            "With this, you would order {sum} USDT in 24 hours, and your guard allows {limit} "
            "USDT. To change that: {change}"
        ),
        sum=_money(before + worth), limit=number(terms.day),
    )  # fmt: skip


def within_rate(terms: Terms, orders: int, counted: Iterable[Turnover], at: datetime) -> None:
    """Not too many in a minute."""
    before = sum(one.orders for one in counted if one.at > at - MINUTE)
    if before + orders <= terms.rate:
        return
    raise Guarded(
        Guard.RATE,
        note(
            "That would be more than {limit} orders within a minute, which is as many as your "
            "guard allows. To change that: {change}"
        ),
        limit=terms.rate,
    )


def within_leverage(terms: Terms, leverage: int, symbol: str) -> None:
    """No position is opened with more leverage than may be."""
    if leverage <= terms.leverage:
        return
    raise Guarded(
        Guard.LEVERAGE,
        note(
            "{symbol} would be traded with leverage {leverage}x, and your guard allows {limit}x. "
            "Lower it (/leverage), or change the guard: {change}"
        ),
        symbol=symbol, leverage=leverage, limit=terms.leverage,
    )  # fmt: skip


def near(terms: Terms, percent: Decimal | None, symbol: str) -> None:
    """It cannot fill much worse than at the market's price."""
    if terms.deviation is None or (percent is not None and percent <= terms.deviation):
        return
    if percent is None:
        raise Guarded(
            Guard.DEVIATION,
            note(
                "The order book of {symbol} that I see has not enough for this order: at the "
                "market it might fill at any price. Use a limit, or change the guard: {change}"
            ),
            symbol=symbol,
        )
    raise Guarded(
        Guard.DEVIATION,
        note(
            "This could fill {percent}% worse than the market's price of {symbol}, and your guard "
            "allows {limit}%. To change that: {change}"
        ),
        percent=_money(percent), limit=number(terms.deviation), symbol=symbol,
    )  # fmt: skip


def not_allowed(symbol: str) -> Guarded:
    return Guarded(
        Guard.SYMBOLS,
        note("{symbol} is not among the symbols that your guard allows. To change that: {change}"),
        symbol=symbol,
    )


def _money(value: Decimal) -> str:
    cents = value.quantize(_CENT, rounding=ROUND_UP, context=Context(prec=80))
    return f"{cents:,f}"
