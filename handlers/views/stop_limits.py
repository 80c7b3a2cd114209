"""A stop whose limit is on the wrong side of it, which is most often a slip of the finger."""

from binance.models.order_terms import Side
from binance.private.spot import CancelReplace
from bot.i18n import Html, Say
from bot.ordering import SpotOrder, legs
from bot.text import number


def warning(say: Say, request: SpotOrder | CancelReplace) -> Html | None:
    """Once triggered, it would wait for the market to come back."""
    found = next((leg for leg in legs(request) if leg.may_never_fill), None)
    if found is None or found.price is None or found.stop_price is None:
        return None
    said = {"limit": number(found.price), "stop": number(found.stop_price)}
    if found.side == Side.SELL:
        return say(
            "⚠️ <b>The limit {limit} lies above the stop {stop}: it may never fill.</b>", **said
        )
    return say("⚠️ <b>The limit {limit} lies below the stop {stop}: it may never fill.</b>", **said)
