"""The checker by itself, and the model that it believes: what they must let pass and what not."""

import json

import pytest
from limit_world.call import Call, Ending
from limit_world.chaos import chaos
from limit_world.checker import check
from limit_world.exchange import Exchange
from limit_world.fares import Look, Place, request
from limit_world.figures import jain, quantile
from limit_world.history import Broken, History, Overrun
from limit_world.play import play

from binance.limits import Priority


class Hand:
    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def exchange(hand: Hand) -> Exchange:
    return Exchange(hand, {"spot": 100, "orders 10s": 2}, History())


def look(rows: int) -> Call:
    return Call("anybody", "alice", request(Look, rows), Priority.NORMAL, 0.0, 10.0)


def place(*, fails: bool = False, filled: bool = False) -> Call:
    return Call("order", "alice", request(Place, 1), Priority.HIGH, 0.0, 10.0, fails, filled)


def promises(history: History) -> set[str]:
    return {one.promise for one in check(history)}


def ended(ending: Ending, at: float, times: int = 1) -> History:
    call = look(1)
    for _ in range(times):
        call.end(ending, at)
    return History(calls=[call])


def test_a_fixed_window_is_charged_at_arrival_and_turns_with_the_exchange(
    exchange: Exchange, hand: Hand
) -> None:
    statuses = [exchange.arrive(look(60)).status for _ in range(2)]
    hand.at += 60

    assert [*statuses, exchange.arrive(look(60)).status] == [200, 429, 200]


def test_an_order_costs_nothing_unless_it_fails(exchange: Exchange) -> None:
    good, bad = exchange.arrive(place(filled=True)), exchange.arrive(place(fails=True))

    assert good.headers["x-mbx-used-weight-1m"] == "0"
    assert (bad.status, bad.headers["x-mbx-used-weight-1m"]) == (400, "1")


def test_filled_orders_make_room_for_others(exchange: Exchange) -> None:
    filled = [exchange.arrive(place(filled=True)).status for _ in range(5)]
    unfilled = [exchange.arrive(place()).status for _ in range(3)]

    assert [*filled, *unfilled] == [200] * 7 + [429]


def test_who_goes_on_after_a_429_is_banned_and_then_for_longer(
    exchange: Exchange, hand: Hand
) -> None:
    exchange.arrive(look(100))
    lengths = []
    for _ in range(2):
        while (reply := exchange.arrive(look(1))).status == 429:
            hand.at += 2.0
        assert "banned until" in json.loads(reply.body)["msg"]
        lengths.append(int(reply.headers["retry-after"]))
        hand.at = exchange.bans["api"].until
        exchange.arrive(look(101))

    assert 100 < lengths[0] <= 120
    assert 200 < lengths[1] <= 240


def test_the_same_seed_is_the_same_run() -> None:
    first, second = (play(chaos(5)) for _ in range(2))

    assert [call.ended_at for call in first.calls] == [call.ended_at for call in second.calls]


@pytest.mark.parametrize(
    ("ours", "known", "excuse"), [(90, 0, True), (90, 10, True), (90, 11, False), (101, 0, False)]
)
def test_a_429_is_excused_by_what_nobody_could_know(ours: int, known: int, *, excuse: bool) -> None:
    overrun = Overrun(0.0, "spot", ours, 40, known, 100, "anybody")

    assert promises(History(overruns=[overrun])) == (
        set() if excuse else {"no 429 of our own doing"}
    )


def test_a_waiter_without_an_answer_is_noticed() -> None:
    assert promises(History(calls=[look(1)])) == {"every waiter is answered once"}


def test_a_waiter_answered_twice_is_noticed() -> None:
    assert promises(ended(Ending.GRANTED, 1.0, times=2)) == {"every waiter is answered once"}


@pytest.mark.parametrize("ending", Ending)
def test_a_waiter_answered_late_is_noticed(ending: Ending) -> None:
    assert promises(ended(ending, 10.0)) == set()
    assert promises(ended(ending, 10.1)) == {"every waiter is answered by his deadline"}


def test_what_was_sent_during_a_ban_is_noticed() -> None:
    broken = History(broken=[Broken(1.0, 2.0, "host api", "anybody")])

    assert promises(broken) == {"nothing is sent before a silence ends"}


def test_figures_are_what_they_are_called() -> None:
    assert jain([1, 1, 1, 1]) == 1.0
    assert jain([1, 0, 0, 0]) == 0.25
    assert quantile(range(1, 101), 0.99) == 99
    assert quantile([], 0.99) == 0.0
