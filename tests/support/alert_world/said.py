"""The alerts' sentences, read back into what they claim."""

from datetime import UTC
from decimal import Decimal
from typing import NamedTuple

from schedules import words

from alert_world.history import Wanted
from alert_world.telegram import Seen
from binance.models.market import AggTrade


class Claim(NamedTuple):
    """What a message says: of which alert, which trade, and whether it may be a repeat."""

    symbol: str
    above: bool
    level: Decimal
    price: Decimal
    clock: str
    marked: bool

    def about(self, wanted: Wanted) -> bool:
        return (self.symbol, self.above, self.level) == (wanted.symbol, wanted.above, wanted.level)

    def names(self, trade: AggTrade) -> bool:
        clock = trade.time.astimezone(UTC).strftime("%H:%M:%S")
        return (self.price, self.clock) == (trade.price, clock)


def claims(seen: Seen) -> list[Claim]:
    """Read a message, or a digest of several; nothing when it is not of alerts."""
    marked = words.is_repeat(seen.text)
    return [
        Claim(one.symbol, one.above, one.level, one.price, one.clock, marked=marked)
        for one in words.fired(seen.text)
    ]
