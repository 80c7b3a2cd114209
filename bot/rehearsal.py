"""Dry run: Binance is asked whether it would take an order, and nothing is placed."""

from typing import Any

from binance.errors import BinanceError
from binance.private import futures, spot
from binance.request import Private
from bot.accounts import Connected
from bot.deeds import Deed
from bot.explain import explain
from bot.i18n import Html, Say


async def rehearsed(connected: Connected, deed: Deed, say: Say) -> Html:
    """Say what would have become of a deed, as far as that can be found out."""
    test = _test_of(deed.request)
    if test is None:
        return say("It passes all checks of mine. Binance has no test for orders of this kind.")
    try:
        await connected.account.send(test)
    except BinanceError as error:
        return explain(say, error)
    return say("Binance would take it.")


def _test_of(request: Private[Any]) -> Private[Any] | None:
    """The request by which Binance checks this one without carrying it out, if there is one."""
    match request:
        case spot.NewOrder():
            return spot.TestOrder.model_validate(request.model_dump(exclude_none=True))
        case futures.NewOrder():
            return futures.TestOrder.model_validate(request.model_dump(exclude_none=True))
        case _:
            return None
