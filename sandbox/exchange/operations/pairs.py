"""The two orders of an OCO: which types go together, and on which side of the market."""

from __future__ import annotations

from sandbox.exchange.trading.orders import CONTINGENT, STOP_LOSSES, Ticket
from sandbox.exchange.wire import errors

PAIR_TYPES = ("LIMIT_MAKER", *sorted(CONTINGENT))
"""The types that an order of a pair may have."""

_RULES = {
    ("LIMIT_MAKER", "BUY"): ("below", -1165, "A limit order in a buy OCO must be below."),
    ("LIMIT_MAKER", "SELL"): ("above", -1166, "A limit order in a sell OCO must be above."),
    ("STOP_LOSS", "BUY"): ("above", -1196, "A stop loss order in a buy OCO must be above."),
    ("STOP_LOSS", "SELL"): ("below", -1197, "A stop loss order in a sell OCO must be below."),
    ("TAKE_PROFIT", "BUY"): ("below", -1198, "A take profit order in a buy OCO must be below."),
    ("TAKE_PROFIT", "SELL"): ("above", -1199, "A take profit order in a sell OCO must be above."),
}


def check_types(above: str, below: str, side: str) -> None:
    """Refuse types that cannot be on their side, or not together."""
    if not {above, below} <= set(PAIR_TYPES):
        raise errors.ApiError(-1158, "Order type not supported in OCO.")
    if above == below == "LIMIT_MAKER":
        raise errors.ApiError(-1168, "At least one OCO order must be contingent.")
    for place, type_ in (("above", above), ("below", below)):
        due, code, msg = _RULES[type_.removesuffix("_LIMIT"), side]
        if due != place:
            raise errors.ApiError(code, msg)


def stop_first(above: Ticket, below: Ticket) -> list[Ticket]:
    """Return a pair in the order in which lists have it."""
    return [above, below] if above.type in STOP_LOSSES else [below, above]
