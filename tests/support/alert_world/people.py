"""What people do with their alerts, and what the bot has promised them since."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from math import ceil
from random import Random

from pretend_market import BEGUN, loop_time

from alert_world.exchange import Exchange
from alert_world.history import History, Span, Wanted
from alert_world.life import Life
from alert_world.schedule import Act, Ask, Block
from alert_world.telegram import Telegram
from binance.errors import BinanceError
from bot.alerts.conditions import Wish
from bot.refusals import Refused

Deed = Callable[[Life], Awaitable[None]]
Do = Callable[[Deed], None]


class People:
    """They ask, change their mind, block the bot and come back; `do` lets the bot handle it."""

    def __init__(
        self, exchange: Exchange, telegram: Telegram, history: History, rng: Random, do: Do
    ) -> None:
        self._exchange, self._telegram, self._history = exchange, telegram, history
        self._rng, self._do = rng, do

    def meet(self, user: int) -> None:
        self._do(lambda life: life.meet(user))

    def remember(self, symbols: Collection[str]) -> None:
        """Let the bot know from before what is listed."""
        self._do(lambda life: life.remember(symbols))

    def ask(self, ask: Ask) -> None:
        wanted, span = self._new(ask.user, ask.wish)

        async def arm(life: Life) -> None:
            wanted.tries += 1
            try:
                await life.arm(wanted, span)
            except BinanceError:
                wanted.failed = True
            self._acknowledge(wanted, span)

        self._do(arm)

    def act(self, act: Act) -> None:
        """Do something with one of the alerts whose number is known."""
        mine = [
            one
            for one in self._history.wanted
            if one.user == act.user and one.number and not one.busy and not one.failed
            and not one.is_deleted
        ]  # fmt: skip
        if not mine:
            return
        wanted = self._rng.choice(mine)
        wanted.busy = True
        match act.deed:
            case "rearm":
                self._rearm(wanted)
            case "edit":
                self._edit(wanted, act.wish)
            case _:
                self._end(wanted, act)

    def block(self, block: Block) -> None:
        self._telegram.blocked.add(block.user)
        if self._rng.random() < 0.5:  # else the bot learns of it by a 403
            self._do(lambda life: life.reachable(block.user, yes=False))
        asyncio.get_running_loop().call_later(block.seconds, self._unblock, block.user)

    def unblock_all(self) -> None:
        for user in sorted(self._telegram.blocked):
            self._unblock(user)

    def _unblock(self, user: int) -> None:
        if user in self._telegram.blocked:
            self._telegram.blocked.discard(user)
            self._do(lambda life: life.reachable(user, yes=True))

    # alerts

    def _new(self, user: int, wish: Wish) -> tuple[Wanted, Span]:
        number = len(self._history.wanted) + 1
        noted = wish.options.model_copy(update={"note": str(number)})
        wanted = Wanted(number, user, wish.model_copy(update={"options": noted}))
        self._history.wanted.append(wanted)
        span = Span(loop_time(), self._visible(wanted))
        wanted.spans.append(span)
        return wanted, span

    def _visible(self, wanted: Wanted) -> int:
        tapes = {symbol: self._exchange.visible(symbol) for symbol in wanted.symbols}
        return wanted.earliest(tapes, self._exchange.known_ms)

    def _place(self, wanted: Wanted) -> int:
        return wanted.latest(self._exchange.tape, ceil((BEGUN + loop_time()) * 1000))

    def _acknowledge(self, wanted: Wanted, span: Span) -> None:
        span.acknowledged_at = loop_time()
        span.latest = self._place(wanted)

    def _end(self, wanted: Wanted, act: Act) -> None:
        asked_at = loop_time()
        ending, take_back = self._ending(wanted)

        async def end(life: Life) -> None:
            try:
                if act.deed == "snooze":
                    await life.snooze(wanted, act.lasting)
                else:
                    await life.rest(wanted, act.deed)
            except Refused:  # its time is over: as if nothing had been asked
                take_back()
                wanted.busy = False
                return
            for span in ending:
                span.gone_at = span.gone_at or loop_time()
            wanted.is_deleted = act.deed == "delete"
            if act.deed == "snooze":
                self._wakes(wanted, asked_at + act.lasting)
            wanted.busy = False

        self._do(end)

    def _ending(self, wanted: Wanted) -> tuple[list[Span], Callable[[], None]]:
        """Let the spans end that may still go on; and how to take that back."""
        # the one before too, if arming anew was cut short by a crash and may have come to nothing
        ending = wanted.spans[-1:] if wanted.spans[-1].acknowledged_at else wanted.spans[-2:]
        ended_before = [one.ended_at for one in ending]
        for span in ending:
            span.ended_at = span.ended_at or loop_time()

        def take_back() -> None:
            for span, before in zip(ending, ended_before, strict=True):
                span.ended_at = before

        return ending, take_back

    def _wakes(self, wanted: Wanted, at: float) -> None:
        """Expect a span to begin by itself, wherever the market is by then."""
        span = Span(at, 0, woken=at, acknowledged_at=at)
        wanted.spans.append(span)

        def note() -> None:
            span.earliest = self._visible(wanted)

        asyncio.get_running_loop().call_at(at, note)

    def _rearm(self, wanted: Wanted) -> None:
        before = wanted.spans[-1]
        span = Span(loop_time(), self._visible(wanted))
        tries = 0

        async def rearm(life: Life) -> None:
            nonlocal tries
            tries += 1
            try:
                armed = await life.rearm(wanted, span, exactly=tries == 1)
            except BinanceError:
                armed = False
            wanted.busy = False
            if armed:
                self._supersede(before)
                self._acknowledge(wanted, span)
                wanted.spans.append(span)
            elif tries > 1:  # a try that a crash cut short may have armed it all the same
                wanted.spans.append(span)

        self._do(rearm)

    def _supersede(self, before: Span) -> None:
        """What was to begin by itself may have done so, or not."""
        if before.woken is not None and before.ended_at is None:
            before.ended_at = before.gone_at = loop_time()

    def _edit(self, wanted: Wanted, wish: Wish) -> None:
        ending, take_back = self._ending(wanted)
        new, span = self._new(wanted.user, wish)

        async def edit(life: Life) -> None:
            new.tries += 1
            try:
                await life.edit(wanted, new, span)
            except BinanceError:
                new.failed = True
                take_back()
            else:
                for one in ending:
                    one.gone_at = one.gone_at or loop_time()
                wanted.is_deleted = True
            self._acknowledge(new, span)
            wanted.busy = False

        self._do(edit)
