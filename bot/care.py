"""How careful somebody is with the tap on Confirm, read at once: it is asked before each order."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

DRIFT, USUAL_DRIFT = "drift", Decimal(1)
BIG, USUAL_BIG = "big_order", Decimal(500)
SETTINGS = (DRIFT, BIG)


@dataclass(frozen=True)
class Care:
    """What one person has chosen.

    `dry` is that orders are only tried out, `drift` by how many percent the market may have moved
    since the question, `big` from how many USDT on a code is asked for.
    """

    dry: bool = False
    drift: Decimal = USUAL_DRIFT
    big: Decimal = USUAL_BIG


def care_of(kept: Mapping[str, Any], *, dry: bool) -> Care:
    """Read it from the settings that a person has."""
    drift, big = kept.get(DRIFT, USUAL_DRIFT), kept.get(BIG, USUAL_BIG)
    return Care(dry, Decimal(drift), Decimal(big))
