"""Where a schedule happens: the true time, the exchange, the wire, and what Binance has told."""

import asyncio
from collections import Counter
from random import Random

from binance.clock import Clock, Reading, ServerClock
from limit_world.call import Call
from limit_world.exchange import Exchange, Reply
from limit_world.history import Broken, History
from limit_world.schedule import Schedule
from limit_world.wire import Fate, Wire

_EPOCH = 1_800_000_000.0  # a full minute
_TIMEOUT = 10.0
FIREWALL_REST = 10.0
_FIREWALLED = Reply(403, body=b"<html>Request blocked.</html>")
# A window's beginning is known within a round trip: what left so soon after says nothing of it.
_BLURRED = 0.5


class World:
    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.history = History()
        self.rng = Random(schedule.seed)
        self._loop = asyncio.get_running_loop()
        self._zero = _EPOCH + schedule.phase - self._loop.time()
        self.wire = Wire(schedule.network, self.rng)
        self.exchange = Exchange(self.now, schedule.sizes, self.history)
        self.life = 0
        self._under_way: Counter[str] = Counter()
        self._known: dict[str, tuple[int, int]] = {}
        self._silences: dict[str, float] = {}

    def now(self) -> float:
        """The true time, which is the exchange's."""
        return self._zero + self._loop.time()

    def our_clock(self) -> float:
        """The clock of our machine: set wrong, and running wrong."""
        passed = self.now() - _EPOCH - self.schedule.phase
        return self.now() + self.schedule.skew + passed * self.schedule.drift

    def reading(self) -> Reading:
        """Ask for the exchange's time: free and at once, but as blurred as over the wire."""
        there, back = self.wire.delay(), self.wire.delay()
        ours, server = self.our_clock(), self.now()
        return Reading(ours, int((server + there) * 1000), ours + there + back)

    def synced(self, clock: ServerClock) -> None:
        clock.observe(self.reading(), self.reading(), self.reading())

    def ticks(self) -> Clock:
        return self._loop.time

    async def travel(self, call: Call, fate: Fate) -> Reply | None:
        """Bring a call there and an answer back, or None after the time-out."""
        answer: asyncio.Future[Reply | None] = self._loop.create_future()
        self._leave(call)
        self._loop.call_later(self.wire.delay(), self._arrive, call, fate, self.life, answer)
        reply = await answer
        if reply is not None:
            self._heard(call, reply)
        return reply

    def ban(self, host: str) -> None:
        """Lose patience with the address, whatever it did."""
        self.exchange.bans[host].begin(self.now())
        self.history.bans += 1

    def killed(self) -> None:
        """Our process is gone; of what Binance told it, only accounts' own limits are forgotten."""
        self.life += 1
        self.history.lives += 1
        self._known.clear()
        self._silences = {
            scope: until for scope, until in self._silences.items() if "orders" not in scope
        }
        self.exchange.forget_client()

    def _leave(self, call: Call) -> None:
        now = call.left_at = self.now()
        meter = call.fare.tolls[0].meter
        call.known_window, call.known = self._known.get(meter, (-1, 0))
        self._under_way[meter] += call.request.cost
        for scope in _scopes(call):
            if self._silences.get(scope, 0.0) > now:
                until = self._silences[scope]
                self.history.broken.append(Broken(now, until, scope, call.label))

    def _arrive(
        self, call: Call, fate: Fate, life: int, answer: "asyncio.Future[Reply | None]"
    ) -> None:
        self._under_way[call.fare.tolls[0].meter] -= call.request.cost
        reply: Reply | None = None
        pause = _TIMEOUT
        if fate is Fate.FIREWALLED:
            reply, pause = _FIREWALLED, self.wire.delay()
        elif fate is not Fate.LOST_THERE:
            reply = self.exchange.arrive(call, ours=life == self.life)
            if fate is Fate.LOST_BACK:
                reply = None
            else:
                pause = self.wire.delay()
        self._loop.call_later(pause, _give, answer, reply)

    def _heard(self, call: Call, reply: Reply) -> None:
        call.heard_at, call.status = self.now(), reply.status
        if reply.status == 403:
            self._silences[f"host {call.fare.host}"] = self.now() + FIREWALL_REST
        if reply.silence is not None:
            scope, until = reply.silence
            self._silences[scope] = max(self._silences.get(scope, 0.0), until)
        self._learn(call, reply)

    def _learn(self, call: Call, reply: Reply) -> None:
        """Find what an answer shows of others: what is above everything that we have sent.

        What is under way may be counted in it or not, so it must be taken for counted.
        """
        toll = call.fare.tolls[0]
        used = reply.headers.get(toll.header or "")
        if used is None or toll.personal:
            return
        meter = self.exchange.meter(toll.meter)
        assert call.left_at is not None
        if call.left_at < meter.number * meter.seconds + _BLURRED or reply.window != meter.number:
            return
        before, known = self._known.get(toll.meter, (meter.number, 0))
        known = known if before == meter.number else 0
        others = int(used) - meter.ours - self._under_way[toll.meter]
        self._known[toll.meter] = meter.number, max(known, others)


def _give(answer: "asyncio.Future[Reply | None]", reply: Reply | None) -> None:
    if not answer.done():  # nobody waits any more
        answer.set_result(reply)


def _scopes(call: Call) -> list[str]:
    """Whose silence concerns a call."""
    tolls = [*call.fare.tolls, *call.fare.orders]
    names = [f"{toll.meter} of {call.user}" if toll.personal else toll.meter for toll in tolls]
    return [f"host {call.fare.host}", *names]
