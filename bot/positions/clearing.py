"""Asking to take back the orders that outlived their position."""

from collections.abc import Sequence
from dataclasses import dataclass

from binance.models.futures.contracts import Contract
from binance.models.futures.orders import OrderState
from bot.accounts import Accounts
from bot.i18n import note
from bot.leftovers import Leftover, leftovers
from bot.openings import Openings
from bot.positions.asking import Asking
from bot.positions.questions import Question
from bot.positions.wishes import Venue
from bot.refusals import Refused


@dataclass(frozen=True)
class Clearing:
    """Orders of one contract that are to be taken back.

    What is `opening` would open their position again, without them; None that nobody knows.
    """

    question: Question
    orders: Sequence[Leftover]
    opening: Sequence[OrderState] | None = ()


class Clearings:
    """Looks what is left over in a contract now, and asks about just that."""

    def __init__(self, accounts: Accounts, asking: Asking, openings: Openings) -> None:
        self._accounts, self._asking, self._openings = accounts, asking, openings

    async def of(self, user_id: int, chat_id: int, venue: Venue, contract: Contract) -> Clearing:
        connected = await self._accounts.of(user_id)
        found = await leftovers(connected.account.send, venue, contract.symbol)
        if not found:
            raise Refused(
                note("No order in {symbol} has outlived its position: /orders"),
                symbol=contract.symbol,
            )
        opening = await self._openings.without(connected.account.send, found)
        return Clearing(await self._asking.ask(connected, chat_id, found, ""), found, opening)
