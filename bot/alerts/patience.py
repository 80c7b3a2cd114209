"""Trying again until it works."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from binance.errors import (
    BinanceError,
    BreakerOpen,
    Declined,
    NoSuchSymbol,
    RateLimited,
    Unknown,
    Unreachable,
)

T = TypeVar("T")

log = logging.getLogger(__name__)

# That Binance answers nothing for now, and will again.
AWAY = (RateLimited, BreakerOpen, Unreachable, Declined, Unknown)
RETRY = (0.5, 30.0)  # shortest and longest pause between two tries, seconds


async def persist(attempt: Callable[[], Awaitable[T]], what: str) -> T:
    """Try until Binance answers, with growing pauses; that a symbol is gone is an answer."""
    low, high = RETRY
    pause = low
    while True:
        try:
            return await attempt()
        except NoSuchSymbol:
            raise
        except BinanceError as error:
            log.warning("%s: Binance does not answer yet: %r", what, error)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # jitter
            pause = min(high, pause * 2)
