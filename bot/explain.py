"""What went wrong with Binance, as a sentence for the person, and what to do next."""

from binance.errors import (
    BadKey,
    BinanceError,
    BreakerOpen,
    ClockSkew,
    NoSuchOrder,
    NoSuchSymbol,
    NotAvailable,
    OrderRejected,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
    Unreadable,
)
from binance.reasons import FILTER_FAILURE, RejectReason
from bot.i18n import Html, Say, note
from bot.text import lasting

REASONS = {
    RejectReason.INSUFFICIENT_BALANCES: note("The balance is too small for this order."),
    RejectReason.MARKET_CLOSED: note("This market is closed at the moment."),
    RejectReason.SYMBOL_NOT_PERMITTED: note("Your account may not trade this symbol."),
    RejectReason.ORDER_TYPE_NOT_SUPPORTED: note("This symbol does not take orders of this kind."),
    RejectReason.TOO_LITTLE_LIQUIDITY: note("There is too little in the book for this order."),
    RejectReason.ACCOUNT_MAY_NOT_TRADE: note(
        "Binance does not let this account or key trade: see the key's rights at Binance."
    ),
    # not checked beforehand: who counts them has to ask for the orders of all symbols
    RejectReason.EXCHANGE_MAX_NUM_ORDERS: note(
        "You would have more orders open than Binance allows on all symbols together. Cancel some "
        "first, then order again: /orders"
    ),
    RejectReason.EXCHANGE_MAX_NUM_ALGO_ORDERS: note(
        "You would have more stop and take profit orders waiting than Binance allows on all "
        "symbols together. Cancel some first, then order again: /orders"
    ),
    RejectReason.EXCHANGE_MAX_NUM_ICEBERG_ORDERS: note(
        "You would have more icebergs open than Binance allows on all symbols together. Cancel "
        "one first, then order again: /orders"
    ),
    RejectReason.EXCHANGE_MAX_NUM_ORDER_LISTS: note(
        "You would have more OCO orders and brackets open than Binance allows on all symbols "
        "together. Cancel one first, then order again: /orders"
    ),
}


def explain(  # noqa: C901, PLR0911  # the error tree, a sentence each
    say: Say, error: BinanceError
) -> Html:
    """One sentence: what happened, and what to do."""
    match error:
        case RateLimited():
            wait = lasting(say, max(1.0, error.retry_after))
            return say("Binance asks us to slow down. Try again in {wait}.", wait=wait)
        case BreakerOpen() | Unreachable():
            return say("Binance cannot be reached at the moment. Try again in a minute.")
        case NotAvailable():
            return say("This Binance environment does not offer that.")
        case Unknown():
            return say("Binance gave no clear answer. Try again in a moment.")
        case BadKey():
            return say(
                "Binance refuses your API key: it was deleted, has expired, or may not be used "
                "from here. Look at it with /keys or connect a new one with /setkey."
            )
        case ClockSkew():
            return say("Our clock and Binance's disagree. Try again in a minute.")
        case NoSuchSymbol():
            return say("Binance does not list this symbol.")
        case NoSuchOrder():
            return say("Binance knows no such order.")
        case OrderRejected():
            return _refusal(say, error)
        case Rejected():
            return say("Binance refused: {reason}", reason=error.msg)
        case Unreadable():
            return say("Binance answered something we cannot read. Nothing was done with it.")
        case _:
            return say("Binance could not do that. Try again in a minute.")


def _refusal(say: Say, error: OrderRejected) -> Html:
    if error.reason in REASONS:
        return say(REASONS[error.reason])
    if error.msg.startswith(FILTER_FAILURE):
        name = error.msg.removeprefix(FILTER_FAILURE)
        return say("The order breaks one of Binance's rules for this symbol ({name}).", name=name)
    return say("Binance refused: {reason}", reason=error.msg)
