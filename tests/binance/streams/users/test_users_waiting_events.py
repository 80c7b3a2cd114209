"""What waits for the reader of users' events, and what of it may be thrown away."""

import pytest

from binance.models.events import ExternalLockUpdate
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.users.echoes import Echoes
from binance.streams.users.inbox import AccountInbox
from binance.streams.users.margin.holder import MarginUserEvent


def event(number: int) -> ExternalLockUpdate:
    return ExternalLockUpdate.model_validate(
        {"E": number, "a": "BTC", "d": "1", "T": 1_581_557_507_268}
    )


async def everything(inbox: AccountInbox) -> list[UserEvent]:
    return [await inbox.get() for _ in range(len(inbox))]


async def test_an_account_that_floods_the_queue_is_marked_and_the_others_are_not() -> None:
    inbox = AccountInbox(limit=10)
    inbox.put(UserEvent(1, event(0)))
    for number in range(50):
        inbox.put(UserEvent(2, event(number)))

    waiting = await everything(inbox)

    assert waiting[:2] == [UserEvent(1, event(0)), UserEvent(2, Resumed())]
    assert len(waiting) <= 11
    assert UserEvent(2, Resumed()) not in waiting[2:]


async def test_after_a_mark_was_read_events_count_again() -> None:
    inbox = AccountInbox(limit=10)
    for number in range(11):
        inbox.put(UserEvent(1, event(number)))
    await inbox.get()

    inbox.put(UserEvent(1, event(99)))

    assert (await everything(inbox))[-1] == UserEvent(1, event(99))


async def test_the_end_of_a_stream_is_never_thrown_away() -> None:
    inbox = AccountInbox(limit=4)
    ended = UserEvent(1, Ended("BadKey", -2015, permanent=True))
    for number in range(20):
        inbox.put(UserEvent(1, event(number)))
    inbox.put(ended)
    for number in range(20):
        inbox.put(UserEvent(1, event(number)))

    waiting = await everything(inbox)
    assert waiting[0] == UserEvent(1, Resumed())
    assert waiting.count(ended) == 1


async def test_many_accounts_leave_no_more_than_the_limit_and_a_mark_each() -> None:
    inbox = AccountInbox(limit=100)
    for number in range(5_000):
        inbox.put(UserEvent(number % 200, event(number)))

    left = await everything(inbox)

    assert len(left) <= 100 + 200
    lost = {item.user for item in left if item.event == Resumed()}
    whole = {item.user for item in left} - lost
    assert all(sum(item.user == user for item in left) == 25 for user in whole)


async def test_a_flood_on_one_of_a_users_accounts_is_no_gap_on_another() -> None:
    inbox = AccountInbox(limit=10)
    cross = MarginUserEvent(1, event(0))
    inbox.put(cross)
    for number in range(50):
        inbox.put(MarginUserEvent(1, event(number), "BTCUSDT"))

    assert (await everything(inbox))[:2] == [cross, MarginUserEvent(1, Resumed(), "BTCUSDT")]


async def test_of_more_accounts_than_the_limit_each_is_marked_once() -> None:
    inbox = AccountInbox(limit=10)
    for number in range(300):
        inbox.put(UserEvent(number % 30, event(number)))

    left = await everything(inbox)

    assert len(left) <= 10 + 30
    assert all(left.count(UserEvent(user, Resumed())) <= 1 for user in range(30))
    assert {item.user for item in left} == set(range(30))


EXECUTION = {"e": "executionReport", "s": "BTCUSDT", "i": 7, "I": 1, "t": 1, "x": "TRADE"}


def test_the_memory_of_what_was_told_is_bounded() -> None:
    echoes = Echoes(limit=100)
    for number in range(10_000):
        assert not echoes.echo(1, "old", EXECUTION | {"t": number})
        assert echoes.echo(1, "new", EXECUTION | {"t": max(number - 99, 0)})
        assert len(echoes) <= 200


@pytest.mark.parametrize("carrier", ["the same", "another"])
def test_an_execution_is_told_once_whoever_says_it_again(carrier: str) -> None:
    echoes = Echoes()

    assert not echoes.echo(1, "the same", EXECUTION)
    assert echoes.echo(1, carrier, EXECUTION | {"E": 5})


@pytest.mark.parametrize("other", [{"I": 2, "t": 2}, {"s": "ETHUSDT"}])
def test_executions_differ_by_their_ids(other: dict[str, object]) -> None:
    echoes = Echoes()
    echoes.echo(1, "a", EXECUTION)

    assert not echoes.echo(1, "a", EXECUTION | other)
    assert not echoes.echo(2, "a", EXECUTION)


def test_what_has_no_id_is_an_echo_only_from_another_connection() -> None:
    echoes = Echoes()
    deposit = {"e": "balanceUpdate", "E": 1, "a": "BTC", "d": "1", "T": 1}

    assert not echoes.echo(1, "old", deposit)
    assert not echoes.echo(1, "old", deposit | {"E": 2})
    assert echoes.echo(1, "new", deposit | {"E": 3})
