"""Entries in the book, and what is kept here until they fill: Binance knows nothing of that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from binance.models.futures.orders import OrderState
from binance.models.futures.terms import PositionSide
from binance.private.futures import NewAlgoOrder
from bot.accounts import Connected
from bot.intents import deed_in
from bot.leftovers import TARGETS, could_open
from bot.positions.attached import attached
from bot.positions.held import Held
from storage import Storage


@dataclass(frozen=True)
class Planned:
    """One of them, and the name of the entry that it waits for."""

    request: NewAlgoOrder
    entry: str


@dataclass(frozen=True)
class Behind:
    """What stays in the book when a position is closed, and the stops that wait behind it.

    To `follow` is what will be sent once its entry fills. What is `late` should be in place, as a
    part of its entry has filled: with the position it is given up, and the rest fills without it.
    What is `bare` could open a position as well, and no stop is kept here for it. What is
    `conditional` waits for its price among the ordinary orders, as COIN-M keeps some, and would end
    the next position. `unread` is that nobody knows what is in the book.
    """

    follow: tuple[NewAlgoOrder, ...] = ()
    late: tuple[NewAlgoOrder, ...] = ()
    bare: tuple[OrderState, ...] = ()
    conditional: tuple[OrderState, ...] = ()
    unread: bool = False


NOTHING = Behind()


class Plans:
    """Looks up what is kept for an account."""

    def __init__(self, storage: Storage, *, environment: str) -> None:
        self._storage, self._environment = storage, environment

    async def of(self, connected: Connected) -> Sequence[Planned]:
        async with self._storage.read() as unit:
            planned = await unit.orders.planned(self._environment)
        pairs = [
            (deed_in(intent), first)
            for intent, first in planned
            if intent.key_id == connected.key.id
        ]
        return [
            Planned(deed.request, first.client_order_id)
            for deed, first in pairs
            if isinstance(deed.request, NewAlgoOrder) and not deed_in(first).kind.conditional
        ]


def behind(planned: Iterable[Planned], held: Held, book: Iterable[OrderState] | None) -> Behind:
    """What of it is for this side of the contract; all of it where the book is not known."""
    here = [one for one in planned if _is_for(one.request, held)]
    if book is None:
        return Behind(follow=tuple(one.request for one in here), unread=True)
    filled = {one.client_order_id: one.executed_qty for one in book}
    there = [one for one in here if one.entry in filled]
    stopped = {one.entry for one in there if one.request.type not in TARGETS}
    return Behind(
        follow=tuple(one.request for one in there if not filled[one.entry]),
        late=tuple(one.request for one in there if filled[one.entry]),
        bare=tuple(
            one
            for one in book
            if one.client_order_id not in stopped and could_open(one, held.symbol, held.named)
        ),
        conditional=tuple(one for one in attached(book, held) if one.type.conditional),
    )


def _is_for(request: NewAlgoOrder, held: Held) -> bool:
    """In one-way mode it may be for the opposite direction: that position opens next."""
    side = request.position_side or PositionSide.BOTH
    return held.venue == "usdm" and (request.symbol, side) == (held.symbol, held.named)
