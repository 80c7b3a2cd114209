"""What a limit order gets at once that lies beyond the best offer, and what of its rest."""

from binance.models.exchange import SymbolInfo
from binance.models.futures.contracts import Contract
from binance.models.order_terms import TimeInForce
from binance.private.spot import CancelReplace
from binance.streams.books import Fill
from bot.i18n import Html, Say
from bot.ordering import SpotOrder, legs, to_the_tick
from bot.text import number, percent


def spot(
    say: Say, request: SpotOrder | CancelReplace, info: SymbolInfo, fill: Fill | None
) -> list[Html]:
    return told(say, info, fill, legs(request)[0].time_in_force)


def told(
    say: Say,
    info: SymbolInfo | Contract,
    fill: Fill | None,
    time_in_force: TimeInForce | None = None,
) -> list[Html]:
    """Without a book only that it does: perhaps a slip of the finger."""
    if fill is None or fill.avg_price is None or fill.slippage is None:
        return [say("⚠️ <b>This fills at once, at the market's price or better than yours.</b>")]
    said = {
        "qty": number(fill.qty), "base": info.base_asset,
        "price": number(to_the_tick(info, fill.avg_price)),
        "slippage": percent(fill.slippage * 100, sign=False),
    }  # fmt: skip
    if fill.complete:
        return [
            say(
                "⚠️ <b>This fills at once</b>, at about {price} by the order book, slippage "
                "{slippage}.",
                price=said["price"], slippage=said["slippage"],
            )
        ]  # fmt: skip
    if time_in_force is TimeInForce.FOK:
        return [
            say(
                "⚠️ <b>The order book has only {qty} {base} for it: all or nothing (FOK), it would "
                "expire with nothing filled.</b>",
                qty=said["qty"], base=said["base"],
            )
        ]  # fmt: skip
    return [
        say(
            "⚠️ <b>{qty} {base} of it fill at once</b>, at about {price} by the order book, "
            "slippage {slippage}.",
            **said,
        ),
        say("The rest is not filled, and over at once (IOC).")
        if time_in_force is TimeInForce.IOC
        else say("The rest waits in the book."),
    ]
