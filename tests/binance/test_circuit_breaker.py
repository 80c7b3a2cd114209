import asyncio

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from binance.breaker import Breaker, BreakerState, KeyBreaker, Permit
from binance.errors import (
    BadKey,
    BinanceError,
    BreakerOpen,
    DuplicateOrder,
    NoSuchOrder,
    RateLimited,
    Unknown,
    Unreachable,
)


class Hand:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def breaker(hand: Hand) -> Breaker:
    return Breaker("api", hand, minimum=4, window=30, open_for=15, permits=2)


def attempt(breaker: Breaker, error: BaseException | None = None) -> None:
    try:
        with breaker.permit():
            if error is not None:
                raise error
    except BreakerOpen:
        raise
    except (BinanceError, asyncio.CancelledError):
        pass


def fail(breaker: Breaker, times: int = 4) -> None:
    for _ in range(times):
        attempt(breaker, Unknown("HTTP 503"))


def test_it_opens_when_half_of_enough_calls_fail(breaker: Breaker) -> None:
    attempt(breaker)
    attempt(breaker)
    fail(breaker, 1)
    attempt(breaker)  # is still admitted

    fail(breaker, 2)

    assert breaker.state is BreakerState.OPEN
    with pytest.raises(BreakerOpen) as refused:
        breaker.permit()
    assert refused.value.retry_after == 15


def test_failures_of_long_ago_are_forgotten(breaker: Breaker, hand: Hand) -> None:
    fail(breaker, 3)
    hand.at += 31

    fail(breaker, 3)

    assert breaker.state is BreakerState.CLOSED


@pytest.mark.parametrize(
    "harmless",
    [
        NoSuchOrder(-2013, "Order does not exist."),
        BadKey(-2015, "Invalid API-key, IP, or permissions for action."),
        DuplicateOrder("Duplicate order sent.", -2010),
        RateLimited(1, 2),
        asyncio.CancelledError(),
    ],
)
def test_a_refusal_a_limit_or_a_cancellation_is_no_failure(
    breaker: Breaker, harmless: BaseException
) -> None:
    for _ in range(20):
        attempt(breaker, harmless)

    assert breaker.state is BreakerState.CLOSED


def test_at_half_open_only_the_permitted_pass(breaker: Breaker, hand: Hand) -> None:
    fail(breaker)
    hand.at += 15

    permits = [breaker.permit(), breaker.permit()]

    for _ in range(10_000):
        with pytest.raises(BreakerOpen):
            breaker.permit()
    for permit in permits:
        with permit:
            pass
    assert breaker.state is BreakerState.CLOSED


def test_a_cancelled_probe_gives_its_permit_back(breaker: Breaker, hand: Hand) -> None:
    fail(breaker)
    hand.at += 15

    for _ in range(10):
        attempt(breaker, asyncio.CancelledError())
    attempt(breaker)
    attempt(breaker)

    assert breaker.state is BreakerState.CLOSED


def test_a_failed_probe_opens_it_again(breaker: Breaker, hand: Hand) -> None:
    fail(breaker)
    hand.at += 15

    attempt(breaker, Unreachable("no connection"))

    assert breaker.state is BreakerState.OPEN


def test_an_answer_from_before_the_change_is_ignored(breaker: Breaker, hand: Hand) -> None:
    early = breaker.permit()
    fail(breaker)
    hand.at += 15
    assert breaker.state is BreakerState.HALF_OPEN

    with early:
        pass

    assert breaker.state is BreakerState.HALF_OPEN
    attempt(breaker)
    assert breaker.state is BreakerState.HALF_OPEN


def test_it_is_opened_and_closed_by_hand(breaker: Breaker, hand: Hand) -> None:
    breaker.open()
    hand.at += 3600
    with pytest.raises(BreakerOpen):
        breaker.permit()

    breaker.close()

    assert breaker.state is BreakerState.CLOSED


def test_changes_are_told(hand: Hand) -> None:
    told: list[BreakerState] = []
    breaker = Breaker("api", hand, minimum=1, changed=lambda _name, state: told.append(state))

    fail(breaker, 1)
    hand.at += 15
    for _ in range(3):
        attempt(breaker)

    assert told == [BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED]


def test_a_key_that_is_refused_again_and_again_is_left_alone(hand: Hand) -> None:
    key = KeyBreaker(hand, refusals=3, open_for=60)
    for _ in range(3):
        key.check()
        key.report(BadKey(-2015, "Invalid API-key."))

    with pytest.raises(BadKey) as refused:
        key.check()

    assert refused.value.code == -2015
    hand.at += 60
    key.check()
    key.report(BadKey(-2015, "Invalid API-key."))
    with pytest.raises(BadKey):
        key.check()


def test_one_success_clears_a_key(hand: Hand) -> None:
    key = KeyBreaker(hand, refusals=3)
    for _ in range(2):
        key.report(BadKey(-2015, "Invalid API-key."))
    key.report(None)
    key.report(BadKey(-2015, "Invalid API-key."))
    key.report(BadKey(-2015, "Invalid API-key."))
    key.check()  # four refusals, but never three in a row

    key.report(BadKey(-2015, "Invalid API-key."))
    with pytest.raises(BadKey):
        key.check()


class BreakerMachine(RuleBasedStateMachine):
    """Calls begin and end in any order while time passes."""

    @initialize()
    def begin(self) -> None:
        self.hand = Hand()
        self.breaker = Breaker("api", self.hand, minimum=3, permits=2)
        self.running: list[tuple[Permit, BreakerState]] = []
        self.probes = 0

    @rule()
    def start(self) -> None:
        try:
            permit = self.breaker.permit()
        except BreakerOpen:
            return
        self.running.append((permit, self.breaker.state))

    @rule(data=st.data(), error=st.sampled_from(["works", "fails", "cancelled"]))
    def end(self, data: st.DataObject, error: str) -> None:
        if not self.running:
            return
        permit, _ = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        outcome = {"works": None, "fails": Unknown("x"), "cancelled": asyncio.CancelledError()}
        permit.__exit__(None, outcome[error], None)

    @rule(seconds=st.floats(0, 40))
    def wait(self, seconds: float) -> None:
        self.hand.at += seconds

    @invariant()
    def it_never_sticks_and_never_goes_negative(self) -> None:
        assert 0 <= self.breaker._probing <= 2
        assert self.breaker._failures >= 0
        if self.breaker.state is BreakerState.HALF_OPEN and self.breaker._probing == 0:
            with self.breaker.permit():
                raise_nothing = True
            assert raise_nothing


TestBreakerInAnyOrder = BreakerMachine.TestCase
TestBreakerInAnyOrder.settings = settings(max_examples=30, deadline=None)
