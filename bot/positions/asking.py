"""Keeping the requests of a question under a ticket."""

from collections.abc import Sequence
from decimal import Decimal

from binance.private import futures
from bot.accounts import Connected
from bot.asked import Asked
from bot.contract_settings import Setting
from bot.deeds import Deed, deed_of
from bot.leftovers import Leftover
from bot.positions import orders
from bot.positions.questions import Question
from bot.trading import TICKET_LIFE, Trading
from bot.whose import label_if_several
from storage import Storage


class Asking:
    """Asks through the one way that everything takes."""

    def __init__(self, storage: Storage, trading: Trading) -> None:
        self._storage, self._trading = storage, trading

    async def ask(
        self,
        connected: Connected,
        chat_id: int,
        requests: Sequence[orders.Closed | Leftover | Setting | futures.NewAlgoOrder],
        words: str,
        *,
        price: Decimal | None = None,
        leverage: int | None = None,
    ) -> Question:
        deeds: list[Deed] = [deed_of(one) for one in requests]
        asked = Asked(deeds, connected.key.id, price, words, leverage)
        ticket = await self._trading.ask(connected.key.user_id, chat_id, asked)
        async with self._storage.read() as unit:
            label = await label_if_several(unit, connected.key)
        return Question(ticket.id, label, TICKET_LIFE)
