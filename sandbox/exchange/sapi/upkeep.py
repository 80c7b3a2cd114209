"""What happens because time passes: rewards and interest fall due, money arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.exchange.market.intervals import MINUTE

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

Settle = Callable[["Core", "Account"], None]
_SETTLERS: list[Settle] = []


def falls_due(settle: Settle) -> Settle:
    """Enter a function that brings what a product keeps about an account up to the present."""
    _SETTLERS.append(settle)
    return settle


class Upkeep:
    """Settles every account once a minute; how long nobody has looked makes no difference."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._minute = -1

    def __call__(self) -> None:
        minute = self._core.clock() // MINUTE
        if minute == self._minute:
            return
        self._minute = minute
        for account in tuple(self._core.registry.accounts.values()):
            for settle in _SETTLERS:
                settle(self._core, account)
