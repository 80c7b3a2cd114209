import asyncio
from copy import deepcopy

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from binance.breaker import Breaker, BreakerPolicy, BreakerState, Permit
from binance.errors import (
    BadKey,
    BinanceError,
    BreakerOpen,
    Busy,
    DuplicateOrder,
    HalfDone,
    HeldUp,
    NoSuchOrder,
    OrderRejected,
    RateLimited,
    Unknown,
    Unreachable,
)
from binance.key_breaker import KeyBreaker


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
    return Breaker("api", hand, BreakerPolicy(minimum=4, permits=2))


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
        HalfDone("Order cancel-replace partially failed.", -2021, cancelled=True, placed=False),
        RateLimited(1, 2),
        HeldUp("every connection is busy"),
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


def test_a_failed_probe_opens_it_again_as_soon_as_nothing_can_save_it(
    breaker: Breaker, hand: Hand
) -> None:
    fail(breaker)
    hand.at += 15

    attempt(breaker, Unreachable("no connection"))  # half of the two permits

    assert breaker.state is BreakerState.OPEN


def test_one_failed_probe_of_three_is_no_majority(hand: Hand) -> None:
    breaker = Breaker("api", hand, BreakerPolicy(minimum=4, permits=3))
    fail(breaker)
    hand.at += 15

    attempt(breaker, Unknown("HTTP 503"))
    attempt(breaker)
    attempt(breaker)

    assert breaker.state is BreakerState.CLOSED


def test_probes_that_hang_do_not_keep_it_half_open(breaker: Breaker, hand: Hand) -> None:
    fail(breaker)
    hand.at += 15
    hanging = [breaker.permit(), breaker.permit()]
    hand.at += 31

    assert breaker.state is BreakerState.OPEN

    hand.at += 15
    attempt(breaker)
    for permit in hanging:  # told too late to matter
        permit.__exit__(None, Unknown("x"), None)
    attempt(breaker)
    assert breaker.state is BreakerState.CLOSED


def test_nobody_asking_is_no_reason_to_open_again(breaker: Breaker, hand: Hand) -> None:
    fail(breaker)
    hand.at += 15
    attempt(breaker)
    hand.at += 3600

    assert breaker.state is BreakerState.HALF_OPEN
    attempt(breaker)
    assert breaker.state is BreakerState.CLOSED


def test_only_the_last_calls_count(hand: Hand) -> None:
    breaker = Breaker("api", hand, BreakerPolicy(minimum=4, calls=4, seconds=None))
    fail(breaker, 1)
    for _ in range(4):
        attempt(breaker)

    fail(breaker, 1)  # one of the last four; with the first it would be two of six

    assert breaker.state is BreakerState.CLOSED
    fail(breaker, 1)
    assert breaker.state is BreakerState.OPEN


def test_an_api_that_answers_too_slowly_is_left_alone(hand: Hand) -> None:
    breaker = Breaker("api", hand, BreakerPolicy(minimum=4, slow_after=8, slow_ratio=0.75))
    attempt(breaker)
    for _ in range(3):
        with breaker.permit():
            hand.at += 8.1

    assert breaker.state is BreakerState.OPEN


def test_a_cancellation_may_try_now_and_then_while_it_is_open(breaker: Breaker, hand: Hand) -> None:
    fail(breaker)
    with pytest.raises(BreakerOpen):
        breaker.permit(urgent=True)
    hand.at += 2

    breaker.check(urgent=True)  # takes nothing
    first = breaker.permit(urgent=True)

    for _ in range(1000):
        with pytest.raises(BreakerOpen):
            breaker.permit(urgent=True)
    with pytest.raises(BreakerOpen):
        breaker.permit()
    first.__exit__(None, Unknown("HTTP 503"), None)
    assert breaker.state is BreakerState.OPEN
    hand.at += 2
    with breaker.permit(urgent=True):
        pass
    assert breaker.state is BreakerState.HALF_OPEN


def test_opened_by_hand_it_lets_no_cancellation_through(breaker: Breaker, hand: Hand) -> None:
    breaker.open()
    hand.at += 3600

    with pytest.raises(BreakerOpen):
        breaker.permit(urgent=True)


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
    policy = BreakerPolicy(minimum=1)
    breaker = Breaker("api", hand, policy, changed=lambda _name, state: told.append(state))

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


@pytest.mark.parametrize("accepted", [None, OrderRejected(-2010, "Market is closed.")])
def test_whatever_shows_that_the_key_is_accepted_clears_it(
    hand: Hand, accepted: BinanceError | None
) -> None:
    key = KeyBreaker(hand, refusals=3)
    for _ in range(2):
        key.report(BadKey(-2015, "Invalid API-key."))
    assert key.accepted == 0
    key.report(accepted)
    assert key.accepted == 1
    key.report(BadKey(-2015, "Invalid API-key."))
    key.report(BadKey(-2015, "Invalid API-key."))
    key.check()  # four refusals, but never three in a row

    key.report(BadKey(-2015, "Invalid API-key."))
    with pytest.raises(BadKey):
        key.check()


def test_after_its_rest_one_call_tries_a_key_for_all(hand: Hand) -> None:
    key = KeyBreaker(hand, refusals=1, open_for=60)
    key.report(BadKey(-2015, "Invalid API-key."))
    hand.at += 60

    key.check()

    with pytest.raises(BadKey):
        key.check()
    hand.at += 10  # the one that tried was cancelled, say, and told nothing
    key.check()
    key.report(None)
    key.check()


class BreakerMachine(RuleBasedStateMachine):
    """Calls begin and end in any order, crowds come, hands meddle, while time passes."""

    @initialize(
        permits=st.integers(1, 5),
        ratio=st.sampled_from([0.3, 0.5, 1.0]),
        slow=st.sampled_from([1.0, 9.0]),
    )
    def begin(self, permits: int, ratio: float, slow: float) -> None:
        self.hand = Hand()
        self.policy = BreakerPolicy(minimum=3, permits=permits, ratio=ratio, slow_after=slow)
        self.breaker = Breaker("api", self.hand, self.policy)
        self.running: list[tuple[Permit, int]] = []
        self.tried: dict[int, int] = {}  # permits out or used, by half-open state

    def ask(self, *, urgent: bool = False) -> bool:
        try:
            permit = self.breaker.permit(urgent=urgent)
        except BreakerOpen:
            return False
        era = self.breaker._era
        self.running.append((permit, era))
        if self.breaker._state is BreakerState.HALF_OPEN:
            self.tried[era] = self.tried.get(era, 0) + 1
            assert self.tried[era] <= self.policy.permits
        return True

    @rule(urgent=st.booleans())
    def start(self, urgent: bool) -> None:
        self.ask(urgent=urgent)

    @rule(crowd=st.integers(2, 50))
    def come_together(self, crowd: int) -> None:
        for _ in range(crowd):
            self.ask()

    @rule(data=st.data(), outcome=st.sampled_from(["works", "fails", "busy", "cancelled"]))
    def end(self, data: st.DataObject, outcome: str) -> None:
        if not self.running:
            return
        permit, era = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        if outcome == "cancelled" and era in self.tried:
            self.tried[era] -= 1
        errors = {"fails": Unknown("x"), "busy": Busy(0, ""), "cancelled": asyncio.CancelledError()}
        permit.__exit__(None, errors.get(outcome), None)

    @rule(seconds=st.floats(0, 40))
    def wait(self, seconds: float) -> None:
        self.hand.at += seconds

    @rule()
    def open_and_close_by_hand(self) -> None:
        self.breaker.open()
        self.hand.at += 1000
        assert not self.ask()
        self.breaker.close()
        assert self.breaker.state is BreakerState.CLOSED

    @invariant()
    def it_never_goes_negative(self) -> None:
        window = self.breaker._window
        assert 0 <= self.breaker._out <= self.policy.permits
        assert 0 <= window.failed <= len(window)
        assert 0 <= window.slow <= len(window)

    @invariant()
    def it_never_sticks(self) -> None:
        """Whoever hangs, after a while somebody may try again."""
        breaker, hand = deepcopy((self.breaker, self.hand))
        hand.at += self.policy.trial + 0.1
        _ = breaker.state
        hand.at += self.policy.open_for
        with breaker.permit():
            pass


TestBreakerInAnyOrder = BreakerMachine.TestCase
TestBreakerInAnyOrder.settings = settings(max_examples=60, deadline=None)
