"""Why the exchange ended an order, in plain words."""

from bot.i18n import Html, Say, note

KNOCKED_OUT = "4"  # it went with the position that it would have made smaller

REASONS = {
    # of futures, which tell a number
    "1": note("It would have traded with another order of yours."),
    "2": note("It could not be filled at once as a whole, and may not wait."),
    KNOCKED_OUT: note("It could only reduce a position, and there is no such position any more."),
    "5": note("Your account was being liquidated."),
    "7": note("The contract is no longer traded."),
    "9": note("The order book had not enough for it."),
    # of spot and margin, which tell a name
    "EXECUTION_RULE_PRICE_RANGE_EXCEEDED": note(
        "It would have traded outside the range of prices that Binance allows at the moment."
    ),
    "INSUFFICIENT_LIQUIDITY": note("The order book had not enough for it."),
    "INSUFFICIENT_BALANCE": note("The balance was too small for it."),
    "INSUFFICIENT_BALANCES": note("The balance was too small for it."),
    "ACCOUNT_INACTIVE": note("Your account may not trade at the moment."),
    "ACCOUNT_CANNOT_SETTLE": note("Your account may not trade at the moment."),
    "STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY": note("Its stop price had been passed already."),
    "WOULD_MATCH_IMMEDIATELY": note("It would have traded at once, and was only to wait."),
}


def plain(say: Say, reason: str | None) -> Html | None:
    """A sentence; what nobody translated is quoted."""
    if not reason or reason in ("0", "NONE"):
        return None
    if reason in REASONS:
        return say(REASONS[reason])
    return say("Binance's reason: {reason}", reason=reason)
