"""A schedule is played: the bot trades, is killed and begins anew, until nothing is open."""

import asyncio
import random
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any

from binance.errors import BinanceError
from bot.deeds import deed_of
from bot.refusals import NoKey
from bot.tickets import Tap as Pressed
from order_world.exchange import Exchange
from order_world.history import Asked, History, Tapping
from order_world.keys import OTHER, Guard, Keys
from order_world.life import Life, Parts, World
from order_world.quick_loop import QuickLoop
from order_world.schedule import Change, Move, Question, Schedule, Tap
from order_world.store import Disk, Row, Severed

_CALM = 40.0  # seconds in which a verdict comes, once all is well again
_WATCH = 2_400.0  # seconds in which a late execution is noticed by looking alone
_PATIENCE = 20_000.0
_SHAKEN = 0.3  # seconds until Telegram brings an update again that was not taken up
_STRANGER, _ELSEWHERE = 999, 555


def play(schedule: Schedule, parts: Parts | None = None) -> History:
    """Play it in virtual time; what is random in the bot is drawn from the seed as well."""
    state = random.getstate()
    random.seed(schedule.seed)
    try:
        playing = _Play(schedule, parts or Parts())
        playing.run()
    finally:
        random.setstate(state)
    return playing.history


class _Play:
    def __init__(self, schedule: Schedule, parts: Parts) -> None:
        self._schedule, self._parts = schedule, parts
        rng = random.Random(schedule.seed)
        self._loop = loop = QuickLoop()  # type: ignore[abstract]  # it is what is needed of a loop
        disk = Disk()
        self.history = History(schedule, disk, {})
        exchange = Exchange(loop, rng, schedule.conditions, self.history)
        self._world = World(
            loop,
            schedule.conditions,
            exchange,
            Keys(exchange, disk),
            Guard(),
            disk,
            self.history,
            rng,
        )
        exchange.engine.told = self._told
        self._crashes = iter(schedule.crashes)
        self._life: Life | None = None
        self._rest = 1.0
        self._waiting: list[Any] = []
        self._busy = 0
        self._calm_at = 0.0
        loop.on_fatal = self._crash

    def run(self) -> None:
        world, schedule = self._world, self._schedule
        self.history.moves.append((0.0, world.exchange.price))
        for user in schedule.users:
            world.keys.give(user)
            world.disk.users[user] = Row(id=user, language="en")
            for number in (1, 2):
                world.exchange.rests(user, f"old{number}")
        rng = random.Random(f"guard {schedule.seed}")
        for question in schedule.questions:
            for request in question.requests:
                drawn = rng.random() / (schedule.conditions.guarded or 1e-9)
                if drawn < 1:
                    name = deed_of(request).client_id
                    (world.guard.forbidden if drawn < 0.7 else world.guard.too_much).add(name)
        self._timetable()
        self._begin()
        self._loop.run()
        self.history.steps = self._loop.steps
        self.history.ended_at = self._loop.time()
        if self._life is not None:
            self._life.sever()
        self._loop.abandon()
        self._loop.fatal = 0
        while self._loop._ready:  # let what is left fall
            handle = self._loop._ready.popleft()
            if not handle.over:
                handle.callback(*handle.args)

    def _timetable(self) -> None:
        loop, last = self._loop, 0.0
        for number, question in enumerate(self._schedule.questions):
            loop.call_at(question.at, self._ask, number, question)
        for tap in self._schedule.taps:
            at = self._schedule.questions[tap.question].at + tap.after
            loop.call_at(at, self._tap, tap)
            last = max(last, at)
        for happening in self._schedule.happenings:
            loop.call_at(happening.at, self._happen, happening)
            last = max(last, happening.at)
        loop.call_at(last + 12, self._calm_down)

    # the bot

    def _begin(self) -> None:
        life = self._life = Life(self._world, self._parts)
        crash = next(self._crashes, None)
        self._loop.fatal = 0
        if crash is not None:
            self._loop.fatal, self._rest = self._loop.steps + crash.step, crash.rest
        self._loop.create_task(self._live(life))
        waiting, self._waiting = self._waiting, []
        for what in waiting:
            self._do(what)
        if self.history.crashed_at:
            for user in self._schedule.users:
                self._loop.call_later(0.5, self._look_again, life, user)

    async def _live(self, life: Life) -> None:
        try:
            await life.run()
        except (Severed, asyncio.CancelledError):
            if not life.is_over:
                raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
            if not life.is_over:
                self._fail(error)

    def _crash(self) -> None:
        assert self._life is not None
        self._life.sever()
        self._life = None
        self.history.crashed_at.append(self._loop.time())
        self._loop.abandon()
        self._loop.fatal = 0
        self._loop.call_later(self._rest, self._begin)

    def _fail(self, error: BaseException) -> None:
        inner = error
        while isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]
        self.history.failures.append(f"{self._loop.time():.2f}: {inner!r}")

    def _do(self, what: Any) -> None:
        """Let the bot handle an update; one that it did not handle comes again."""
        life = self._life
        if life is None:
            self._waiting.append(what)
            return

        async def handle() -> None:
            self._busy += 1
            try:
                await life.taken_up.wait()
                await what(life)
            except (Severed, asyncio.CancelledError):
                self._again(what)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
                if life.is_over:
                    self._again(what)
                else:
                    self._fail(error)
            finally:
                self._busy -= 1

        self._loop.create_task(handle())

    def _again(self, what: Any) -> None:
        self._loop.call_later(_SHAKEN, self._do, what)

    # what happens

    def _ask(self, number: int, question: Question) -> None:
        async def ask(life: Life) -> None:
            if number in self.history.asked:
                return
            try:
                ticket = await life.ask(question)
            except NoKey:
                return
            names = tuple(deed_of(one).client_id for one in question.requests)
            self.history.asked[number] = Asked(number, ticket.id, self._loop.time(), names)

        self._do(ask)

    def _tap(self, tap: Tap) -> None:
        asked = self.history.asked.get(tap.question)
        if asked is None:
            return
        user = self._schedule.questions[tap.question].user
        chat = _ELSEWHERE if tap.elsewhere else user
        tapper = next((one for one in self._schedule.users if one != user), _STRANGER)
        pressed = Pressed(
            tap.update, tapper if tap.by_stranger else user, chat, 77 + tap.question, asked.ticket
        )
        times = count()

        async def press(life: Life) -> None:
            before = next(times) > 0
            price = self._world.exchange.price
            deed = life.withdraw if tap.deed == "withdraw" else life.tap
            led_to = await deed(pressed)
            self.history.tappings.append(Tapping(self._loop.time(), tap, led_to, price, before))

        self._do(press)

    def _told(self, account: int, name: str) -> None:
        """The stream brings a report; in no process's lifetime, nobody hears it."""
        user = account % OTHER
        life = self._life
        if life is not None:
            self._loop.create_task(self._quietly(life, life.told, user, name))

    def _look_again(self, life: Life, user: int) -> None:
        """What is done once the stream of an account is back."""
        if life is self._life:
            self._loop.create_task(self._quietly(life, life.reconciler.look_again, user))

    async def _quietly(self, life: Life, work: Callable[..., Any], *about: object) -> None:
        try:
            await work(*about)
        except (BinanceError, NoKey):
            pass  # the caller tries again another time
        except (Severed, asyncio.CancelledError):
            pass
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
            if not life.is_over:
                self._fail(error)

    def _happen(self, happening: Move | Change) -> None:
        match happening:
            case Move():
                self._world.exchange.price = Decimal(happening.price)
                self.history.moves.append((self._loop.time(), self._world.exchange.price))
            case Change():
                self._world.keys.change(happening.user, happening.what)
                self.history.keys_changed.append(
                    (self._loop.time(), happening.user, happening.what)
                )

    # the end

    def _calm_down(self) -> None:
        """All is well again, until everything has its verdict."""
        self._world.exchange.calm = True
        self._calm_at = self._loop.time()
        self._look()

    def _look(self) -> None:
        now = self._loop.time()
        if now > _PATIENCE or (self._life is not None and self._is_settled(now)):
            self._loop.stop()
        else:
            self._loop.call_later(5.0, self._look)

    def _is_settled(self, now: float) -> bool:
        """Whether nothing is to come, and everybody has had the time that verdicts take."""
        if self._busy or now < self._world.exchange.quiet_from + 1:
            return False
        since = max([self._calm_at, self._world.exchange.quiet_from, *self.history.crashed_at])
        if now < since + (_WATCH if self._is_one_missed() else _CALM):
            return False
        states = {row.state for row in self._world.disk.orders.values() if not self._waits(row)}
        return now > since + 3 * _CALM or not states & {"SENDING", "UNKNOWN", "PLANNED"}

    def _waits(self, row: Any) -> bool:
        """Whether it is to follow an order that waits in the book, as it may for days."""
        if row.state != "PLANNED":
            return False
        first = self._world.disk.parts[row.ticket_id, 0]
        orders = [
            one
            for book in self.history.books.values()
            for one in book.orders
            if one.intent == first
        ]
        return any(one.is_open and not one.now.executed for one in orders)

    def _is_one_missed(self) -> bool:
        """Whether somebody was told that there is no such order, and there is one."""
        absent = {name for name, row in self._world.disk.orders.items() if row.state == "ABSENT"}
        books = self.history.books.values()
        return bool(absent) and any(one.intent in absent for book in books for one in book.orders)
