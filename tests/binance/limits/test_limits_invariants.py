"""Whatever users, answers, clocks and bans do: counts hold, and everybody is answered."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from limited_requests import Coins, SpotOrder, spot
from virtual_time import VirtualLoop

from binance.errors import RateLimited
from binance.limits import Admission, Limits, Priority
from binance.models.exchange import RateLimit
from binance.request import Request

MINUTE = 60.0
START = 1_700_000_040.0
LIMIT = 40
PATIENCE = 100.0
WEIGHT = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}


@dataclass
class Server:
    """Counts by its own minute, whose clock is ahead or behind by less than the grace."""

    clock: Callable[[], float]
    skew: float = 0.0
    counted: dict[int, int] = field(default_factory=dict)
    foreign: dict[int, int] = field(default_factory=dict)

    def count(self, weight: int) -> int:
        minute = int((self.clock() + self.skew) // MINUTE)
        self.counted[minute] = self.counted.get(minute, 0) + weight
        return self.counted[minute]

    @property
    def overdrawn(self) -> dict[int, int]:
        return {minute: used for minute, used in self.counted.items() if used > LIMIT}


class Users(RuleBasedStateMachine):
    """Requests are made, answered late or never, released, cancelled; pools stop and resize."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = VirtualLoop()
        self.limits = Limits("live", self.clock, max_wait=PATIENCE, max_waiting=30)
        self.limits.adopt([RateLimit.model_validate(WEIGHT | {"limit": LIMIT})])
        self.server = Server(self.clock, skew=0.05)
        self.asking: dict[asyncio.Task[Admission], float] = {}
        self.out: list[Admission] = []

    def clock(self) -> float:
        return START + self.loop.time()

    def teardown(self) -> None:
        self.loop.run_until_complete(asyncio.sleep(PATIENCE + 1))
        self.collect()
        assert not self.asking
        for admission in self.out:
            admission.release()
        assert self.limits.unsettled == 0
        assert not any(self.limits.spot.waiting.values())
        self.loop.run_until_complete(asyncio.sleep(2 * MINUTE))
        assert self.limits.spot.used == 0
        self.loop.close()

    def collect(self) -> None:
        """Send at once whatever was admitted."""
        for task in [task for task in self.asking if task.done()]:
            del self.asking[task]
            if not task.cancelled() and task.exception() is None:
                self.out.append(task.result())

    @rule(
        weight=st.integers(1, 45),
        user=st.sampled_from(["alice", "bob", "carol"]),
        priority=st.sampled_from(Priority),
        order=st.booleans(),
    )
    def ask(self, weight: int, user: str, priority: Priority, *, order: bool) -> None:
        request: Request[Any] = SpotOrder() if order else spot(weight)
        self.ask_for(request, user, priority)

    @rule(user=st.sampled_from(["alice", "bob"]))
    def ask_sapi(self, user: str) -> None:
        self.ask_for(Coins(), user, Priority.NORMAL)

    def ask_for(self, request: Request[Any], user: str, priority: Priority) -> None:
        call = self.limits.admit(request, user=user, priority=priority)
        self.asking[self.loop.create_task(call)] = self.clock() + PATIENCE
        self.pass_by(0)

    @rule(seconds=st.sampled_from([0, 0.05, 1, 5, 30, 61, 400]))
    def pass_by(self, seconds: float) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))
        self.collect()

    @rule(data=st.data(), used=st.none() | st.integers(0, 60), ok=st.booleans())
    def answer(self, data: st.DataObject, used: int | None, *, ok: bool) -> None:
        headers = None if used is None else {"x-mbx-used-weight-1m": str(used)}
        self.settle(data, headers, ok=ok)

    @rule(data=st.data(), pause=st.sampled_from([1.0, 30.0, 300.0]), banned=st.booleans())
    def refuse(self, data: st.DataObject, pause: float, *, banned: bool) -> None:
        error = RateLimited(pause, self.clock() + pause, banned=banned)
        self.settle(data, {}, ok=False, error=error)

    def settle(self, data: st.DataObject, headers: Any, **how: Any) -> None:
        if self.out:
            admission = self.out.pop(data.draw(st.integers(0, len(self.out) - 1)))
            self.loop.run_until_complete(admission.settle(headers, **how))
            self.pass_by(0)

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        if self.out:
            self.out.pop(data.draw(st.integers(0, len(self.out) - 1))).release()
            self.pass_by(0)

    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        if self.asking:
            data.draw(st.sampled_from(list(self.asking))).cancel()
            self.pass_by(0)

    @rule(limit=st.sampled_from([20, LIMIT, 200]))
    def resize(self, limit: int) -> None:
        self.limits.adopt([RateLimit.model_validate(WEIGHT | {"limit": limit})])
        self.pass_by(0)

    @invariant()
    def nothing_is_negative(self) -> None:
        for state in self.limits.states():
            assert state.used >= 0
            assert state.foreign >= 0
        assert self.limits.unsettled == len(self.out)

    @invariant()
    def nobody_waits_beyond_his_deadline(self) -> None:
        assert all(self.clock() <= deadline + 0.001 for deadline in self.asking.values())

    @invariant()
    def whoever_waits_is_known(self) -> None:
        waiting = sum(sum(state.waiting.values()) for state in self.limits.states())
        assert waiting == len(self.asking)


TestUsers = Users.TestCase
TestUsers.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), users=st.integers(1, 60), skew=st.floats(-0.09, 0.09))
def test_no_window_of_the_servers_is_overdrawn(seed: int, users: int, skew: float) -> None:
    storm = Storm(seed, skew)

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(storm.blow(users))

    assert storm.server.overdrawn == {}
    assert storm.answered == users
    assert storm.limits.unsettled == 0


class Storm:
    """Users who reserve, linger, give up and come back, against a server of its own mind."""

    def __init__(self, seed: int, skew: float) -> None:
        self.rng = random.Random(seed)
        self.limits = Limits("live", self.clock, max_wait=150)
        self.limits.adopt([RateLimit.model_validate(WEIGHT | {"limit": LIMIT})])
        self.server = Server(self.clock, skew)
        self.answered = 0

    def clock(self) -> float:
        return START + asyncio.get_running_loop().time()

    async def blow(self, users: int) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(users):
                group.create_task(self.user(f"user {number % 7}"))

    async def user(self, name: str) -> None:
        await asyncio.sleep(self.rng.uniform(0, 100))
        weight, priority = self.rng.randint(1, 12), self.rng.choice(list(Priority))
        try:
            async with asyncio.timeout(self.rng.choice([0.5, 30, 1000])):
                admission = await self.limits.admit(spot(weight), user=name, priority=priority)
                await self.use(admission, weight)
        except (RateLimited, TimeoutError):
            pass
        self.answered += 1

    async def use(self, admission: Admission, weight: int) -> None:
        if self.rng.random() < 0.2:
            admission.release()
            return
        headers = None
        try:
            await asyncio.sleep(self.rng.uniform(0, 2))
            used = self.server.count(weight)
            await asyncio.sleep(self.rng.uniform(0, 2))
            headers = {"x-mbx-used-weight-1m": str(used)}
        finally:
            await admission.settle(headers, ok=headers is not None)
