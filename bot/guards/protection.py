"""The guards and all they need, put together."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from binance import Binance
from binance.streams.board import PriceBoard
from bot.accounts import Accounts
from bot.depths import Depths
from bot.door import Door
from bot.guards.books import BooksOfAll
from bot.guards.changing import GuardChanges
from bot.guards.guarding import Guards
from bot.guards.holdings import Holdings
from bot.guards.largest import Largest
from bot.guards.references import References
from bot.guards.scales import Scales
from bot.guards.stopping import Stopping
from bot.notifications import Sender
from bot.prices import Prices
from bot.step_up import StepUp
from storage import Storage


@dataclass(frozen=True)
class Protection:
    """What is asked before anything is signed, and what changes and stops it."""

    guards: Guards
    door: Door
    changes: GuardChanges
    stopping: Stopping
    references: References

    @classmethod
    def of(
        cls,
        storage: Storage,
        binance: Binance,
        accounts: Accounts,
        prices: Prices,
        board: PriceBoard,
        depths: Depths,
        sender: Sender,
        step_up: StepUp,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> Self:
        references = References(binance, prices)
        scales = Scales(
            references,
            Largest(board, prices),
            Holdings(accounts),
            BooksOfAll(binance, depths),
        )
        guards = Guards(storage, scales, environment=environment, now=now)
        door = Door(guards)
        changes = GuardChanges(
            storage, guards, scales, sender, environment=environment, now=now, step_up=step_up
        )
        stopping = Stopping(
            storage, accounts, door, sender, environment=environment, now=now, step_up=step_up
        )
        return cls(guards, door, changes, stopping, references)

    @property
    def workers(self) -> Sequence[Callable[[], Coroutine[Any, Any, None]]]:
        return [self.changes.run, self.stopping.run]
