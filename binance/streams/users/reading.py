"""What an account's stream says, as it is told to whoever follows the account."""

import logging
from collections.abc import Mapping
from typing import Any

from binance.errors import Unreadable
from binance.models.events import Product, UnknownEvent, read
from binance.streams.events import Resumed

log = logging.getLogger(__name__)


def understood(product: Product, event: Mapping[str, Any]) -> Any:
    """Read an event; one that cannot be read is a gap, and one that is new to us is None."""
    try:
        told = read(product, event)
    except Unreadable as error:
        log.warning("an account's event is a gap now: %s", error)
        return Resumed(gap=0.0)
    return None if isinstance(told, UnknownEvent) else told
