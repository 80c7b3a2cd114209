"""Taking orders back until it is certain how each of them stands.

A cancellation may be sent again without harm: it names the very orders that were seen, and what is
gone is gone. So what was not answered is sent again for a minute, and after that only looked at.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from binance import Priority
from binance.errors import BadKey, BinanceError, NoSuchOrder, NotAvailable, Unknown
from bot.accounts import Connected
from bot.cancelling.requests import Ended, Sending, by_symbol, each, ended, question, read
from bot.cancelling.wanted import Wanted
from bot.intents import BACKEND, MARGIN
from bot.statements.resting import RestingOrders
from bot.statements.resting_of import Resting

log = logging.getLogger(__name__)

AT_ONCE = 4
INSISTS = timedelta(seconds=60)  # after it was asked for
GIVES_UP = timedelta(hours=1)


@dataclass
class Outcome:
    """What became of each: `gone`, `open` still, or not to be found out.

    Of what is gone it is told how it stands, if that is known; `taken_back` is what Binance says
    of it, and `denied` is what it knows nothing of. For what is `not_sent` no request has left,
    and `why` says what kept it.
    """

    taken_back: dict[Wanted, Ended] = field(default_factory=dict)
    gone: dict[Wanted, Resting | None] = field(default_factory=dict)
    denied: list[Wanted] = field(default_factory=list)
    open: dict[Wanted, Resting] = field(default_factory=dict)
    unread: list[Wanted] = field(default_factory=list)
    not_sent: set[Wanted] = field(default_factory=set)
    why: BinanceError | None = None


class Pursuit:
    """One wish, while somebody works on it."""

    def __init__(
        self,
        connected: Connected,
        resting: RestingOrders,
        orders: Sequence[Wanted],
        *,
        asked_at: datetime,
        recv_window: int,
        now: Callable[[], datetime],
    ) -> None:
        self._connected, self._resting, self._now = connected, resting, now
        self._orders, self._asked_at = orders, asked_at
        self._grace = timedelta(milliseconds=recv_window) + BACKEND + MARGIN
        self._in_doubt: set[Wanted] = set()
        self._not_open: set[Wanted] = set()  # by an answer that names no order
        self._decides_at = now()
        self.outcome = Outcome()

    async def begin(self, *, whole: bool) -> None:
        """Send it for the first time; `whole` is all of each symbol, which one request does."""
        await self._send(by_symbol(self._orders) if whole else each(self._orders))

    async def resume(self) -> None:
        """It was begun before the process ended: nobody knows what was sent by then."""
        self._doubt(self._orders)
        await self.insist()

    async def insist(self) -> None:
        """Send again what is in doubt, for a minute: what was wanted then may be old by now."""
        left = [one for one in self._in_doubt if one not in self.outcome.gone]
        if left and self._now() < self._asked_at + INSISTS:
            await self._send(each(left))

    async def advance(self) -> bool:
        """Look once; True when all of it is certain, or never will be."""
        looked_at, hopeless = self._now(), await self._look()
        left = [*self.outcome.open, *self.outcome.unread]
        if hopeless or all(one in self.outcome.not_sent for one in left):
            return True
        if looked_at >= self._asked_at + GIVES_UP:
            return True
        return looked_at >= self._decides_at and not self.outcome.unread

    async def _send(self, sendings: Iterable[Sending]) -> None:
        sent = list(sendings)
        try:
            answers = await self._connected.account.gather(
                [one.request for one in sent], limit=AT_ONCE, priority=Priority.CRITICAL
            )
        finally:
            self._resting.forget(self._connected.key.id)
        for sending, answer in zip(sent, answers, strict=True):
            if sending.orders:  # else it was for what may have triggered meanwhile
                self._heard(sending.orders, answer)

    def _heard(self, orders: Sequence[Wanted], answer: object) -> None:
        match answer:
            case NoSuchOrder():
                self._lags()
            case Unknown():
                self._doubt(orders)
            case BinanceError():
                self.outcome.not_sent |= set(orders) - self._in_doubt
                self.outcome.why = answer
            case _:
                told = {one: ended(one, answer) for one in orders}
                self.outcome.taken_back |= {one: end for one, end in told.items() if end}
                self._not_open |= set(orders)
                self._in_doubt -= set(orders)
                self._lags()

    def _lags(self) -> None:
        """A list or a query that says otherwise is behind for a while."""
        self._decides_at = max(self._decides_at, self._now() + BACKEND)

    def _doubt(self, orders: Iterable[Wanted]) -> None:
        """It may have been carried out, or be carried out yet."""
        self._in_doubt |= set(orders)
        self._decides_at = self._now() + self._grace

    async def _look(self) -> bool:
        """How each stands now, whose end is not known yet; True where nobody will ever tell."""
        outcome = self.outcome
        outcome.open, outcome.unread = {}, []
        left = [one for one in self._orders if not (one in outcome.gone or one in outcome.denied)]
        try:
            if len(self._orders) == 1:
                await self._ask(*left)
            else:
                await self._ask_for_all(left)
        except BinanceError as error:
            log.warning("how orders stand that were cancelled is not known: %r", error)
            outcome.gone |= {one: self._as_told(one) for one in left if one in self._not_open}
            outcome.unread = [one for one in left if one not in self._not_open]
            return isinstance(error, BadKey | NotAvailable)
        return False

    async def _ask(self, one: Wanted) -> None:
        """Of a single order it is told how it ended."""
        try:
            answer = await self._connected.account.send(question(one), priority=Priority.CRITICAL)
        except NoSuchOrder:  # Binance forgets conditional orders that are over
            if one in self._not_open | self._in_doubt:
                self.outcome.gone[one] = self._as_told(one)
            else:
                self.outcome.denied.append(one)
        else:
            self._seen(one, read(one, answer))

    async def _ask_for_all(self, left: Sequence[Wanted]) -> None:
        """Of many, whether they are in the lists of what is open."""
        markets = sorted({one.market for one in left})
        standing = await self._resting.on(self._connected, markets, used=True)
        for one in left:
            there = next((order for order in standing.orders if one.is_it(order)), None)
            if there is not None:
                self._seen(one, there)
            elif one.market not in standing.unread or one in self._not_open:
                self.outcome.gone[one] = None
            else:
                self.outcome.unread.append(one)

    def _seen(self, one: Wanted, order: Resting) -> None:
        """An answer that Binance took it back counts more than a list that lags behind."""
        if one in self.outcome.taken_back:
            self.outcome.gone[one] = self._as_told(one, order)
        elif order.is_open:
            self.outcome.open[one] = order
        else:
            self.outcome.gone[one] = order

    def _as_told(self, one: Wanted, order: Resting | None = None) -> Resting | None:
        """How it was last seen, with what the answer to its cancellation said of it."""
        order, told = order or one.shown, self.outcome.taken_back.get(one)
        if order is None or told is None:
            return None
        if not order.is_open:
            return order
        filled = max(order.filled, told.filled or order.filled)
        return replace(order, status=told.status, filled=filled)
