"""What questions about opening and about closing have in common."""

from decimal import Decimal

from binance.models.futures.contracts import Contract
from bot.i18n import Html, Say, lines
from bot.positions import Held, Opening
from bot.positions.questions import End, Meeting, Part
from bot.text import number, percent
from handlers.views import at_once
from handlers.views import contract_words as words

NEAR = Decimal("0.1")  # of the mark price: so near to liquidation is a warning


def from_the_book(say: Say, preview: Opening | Part) -> Html | None:
    """What the order book has for a market order, and a warning where that is little."""
    fill = preview.expected
    if fill is None:
        return None
    if not fill.complete or fill.best_price is None or fill.slippage is None:
        contract = preview.held.contract if isinstance(preview, Part) else preview.wish.contract
        return say(
            "⚠️ <b>The order book that I see has only {qty} {base} for this order. The rest may "
            "cost much more, or not be filled.</b>",
            qty=number(fill.qty), base=contract.base_asset,
        )  # fmt: skip
    return lines(
        say(
            "Order book: best price {best}, slippage {slippage}",
            best=number(fill.best_price), slippage=percent(fill.slippage * 100, sign=False),
        ),
        say(
            "⚠️ <b>The order book is thin: this order itself moves the price. A smaller one, or "
            "one with a price (@), is safer.</b>"
        )
        if isinstance(preview, Opening) and preview.thin
        else None,
    )  # fmt: skip


def taken(say: Say, contract: Contract, meets: Meeting, *, post: bool) -> list[Html]:
    """What an order with a price does at once, if anything: perhaps it is a slip of the finger."""
    if not meets.takes:
        return []
    if post:
        return [say("⚠️ <b>This would trade at once, so Binance will refuse it as a maker.</b>")]
    return at_once.told(say, contract, meets.fill)


def end(say: Say, one: End, quote: str) -> Html:
    values = {"price": number(one.price), "result": words.signed(one.result), "quote": quote}
    told = (
        say("🎯 Target {price}: {result} {quote}", **values)
        if one.gains
        else say("🛑 Stop {price}: {result} {quote}", **values)
    )
    return told if one.charged else say("{end} before fees", end=told)


def how_near(say: Say, held: Held) -> Html:
    """Where a position that is held would be liquidated; a warning where that is near."""
    if held.liquidation is None or held.distance is None:
        return say("No liquidation price")
    values = {
        "price": number(words.fine(held.contract, held.liquidation)),
        "away": percent(held.distance * 100, sign=False),
    }
    if held.distance < NEAR:
        return say("🚨 <b>Liquidation at {price}, only {away} away</b>", **values)
    return say("Liquidation at {price}, {away} away", **values)


def liquidated_first(say: Say) -> Html:
    """A stop is of no use there."""
    return say("⚠️ <b>The stop lies beyond it: you would be liquidated first.</b>")


def trail(say: Say, behind: Decimal | None) -> Html | None:
    if behind is None:
        return None
    return say("🛑 Trailing stop {percent} behind the best mark price",
               percent=percent(behind, sign=False))  # fmt: skip
