"""Margin accounts on listen tokens, in virtual time."""

from __future__ import annotations

import asyncio

import pytest
from pretend_following import key
from pretend_margin import MarginAccounts, following

from binance import Hosts
from binance.clock import ServerClock
from binance.errors import BadKey, NotAvailable, RateLimited, Rejected
from binance.limits import Limits
from binance.models.events import BalanceUpdate
from binance.streams.events import Ended, Resumed
from binance.streams.users import MarginUserEvent, MarginUserStreams


@pytest.fixture
def accounts() -> MarginAccounts:
    return MarginAccounts()


@pytest.mark.virtual_time
async def test_cross_and_isolated_accounts_are_told_apart_on_one_connection(
    accounts: MarginAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        streams.follow(1, key("alice"), isolated="BTCUSDT")
        streams.follow(2, key("bob"))
        await asyncio.sleep(10)
        for whose in (("alice", None), ("alice", "BTCUSDT"), ("bob", None)):
            accounts.change(*whose)
        await asyncio.sleep(1)

    assert (reader.changes(1), reader.changes(1, "BTCUSDT"), reader.changes(2)) == ([1], [2], [3])
    assert reader.count(Resumed()) == 3
    assert len(accounts.wires) == 1


@pytest.mark.virtual_time
@pytest.mark.parametrize("anew", [False, True])
async def test_for_thirty_days_tokens_are_renewed_and_connections_change_without_a_gap(
    accounts: MarginAccounts, anew: bool
) -> None:
    accounts.anew = anew
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(10)
        for _ in range(30 * 96):
            accounts.change("alice")
            await asyncio.sleep(900)

    assert reader.changes(1) == list(range(1, 30 * 96 + 1))
    assert [one for one in reader.of(1) if not isinstance(one, BalanceUpdate)] == [Resumed()]
    assert 30 <= len(accounts.wires) <= 33
    assert 30 <= len(accounts.made) <= 45


@pytest.mark.virtual_time
async def test_after_a_drop_all_are_subscribed_again_and_told(accounts: MarginAccounts) -> None:
    names = [f"user{number}" for number in range(200)]
    async with following(accounts) as (streams, reader):
        for user, name in enumerate(names):
            streams.follow(user, key(name))
        await asyncio.sleep(60)
        accounts.open[0].end()
        await asyncio.sleep(60)
        for name in names:
            accounts.change(name)
        await asyncio.sleep(1)

    assert reader.count(Resumed()) == 400
    assert [reader.changes(user) for user in range(200)] == [[user + 1] for user in range(200)]
    assert len(accounts.made) == 200


@pytest.mark.virtual_time
async def test_a_connection_takes_no_more_accounts_than_it_may(accounts: MarginAccounts) -> None:
    accounts.most = 10
    async with following(accounts, accounts_a_connection=10) as (streams, reader):
        for user in range(25):
            streams.follow(user, key(f"user{user}"))
        await asyncio.sleep(60)

    assert sorted(len(wire.active) for wire in accounts.wires) == [5, 10, 10]
    assert reader.count(Resumed()) == 25


@pytest.mark.virtual_time
async def test_a_token_that_is_no_good_is_replaced_without_haste(accounts: MarginAccounts) -> None:
    accounts.spoilt = 5
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(3)
        assert 2 <= len(accounts.made) <= 5
        await asyncio.sleep(120)

    assert reader.of(1) == [Resumed()]
    assert len(accounts.made) == 6


@pytest.mark.virtual_time
async def test_a_stream_that_ended_is_told_and_begins_anew(accounts: MarginAccounts) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(10)
        accounts.end(accounts.open[0], 0)
        await asyncio.sleep(60)
        accounts.change("alice")
        await asyncio.sleep(1)

    assert reader.of(1)[:3] == [Resumed(), Ended("eventStreamTerminated"), Resumed()]
    assert reader.changes(1) == [1]


@pytest.mark.virtual_time
@pytest.mark.parametrize(
    "error",
    [
        BadKey(-2015, "Invalid API-key, IP, or permissions for action."),
        Rejected(-3003, "Margin account does not exist."),
    ],
)
async def test_who_has_no_margin_account_or_may_not_hear_of_it_is_told_once(
    accounts: MarginAccounts, error: Rejected
) -> None:
    accounts.refusals["mallory"] = [error]
    async with following(accounts) as (streams, reader):
        streams.follow(9, key("mallory"), isolated="BTCUSDT")
        await asyncio.sleep(3600)

    ended = Ended(type(error).__name__, error.code, permanent=True)
    assert reader.told == [MarginUserEvent(9, ended, "BTCUSDT")]
    assert accounts.made == []


@pytest.mark.virtual_time
async def test_renewals_that_find_no_room_are_tried_until_they_do(
    accounts: MarginAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(10)
        accounts.refusals["alice"] = [RateLimited(60.0, 0.0) for _ in range(30)]
        for _ in range(96):
            accounts.change("alice")
            await asyncio.sleep(900)

    assert len(reader.changes(1)) == 96
    assert reader.count(Resumed()) == 1


@pytest.mark.virtual_time
async def test_a_revoked_session_makes_everybody_subscribe_again(accounts: MarginAccounts) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        accounts.open[0].bring({"id": None, "status": 401, "error": {"code": -2015, "msg": ""}})
        await asyncio.sleep(60)

    assert reader.of(1) == [Resumed(), Resumed()]


@pytest.mark.virtual_time
async def test_who_is_not_followed_any_more_is_unsubscribed(accounts: MarginAccounts) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        streams.follow(1, key("alice"), isolated="BTCUSDT")
        streams.follow(2, key("alice"))  # the same account
        await asyncio.sleep(10)
        streams.unfollow(1, isolated="BTCUSDT")
        await asyncio.sleep(10)
        assert [whose for whose, _ in accounts.open[0].active.values()] == [("alice", None)]
        streams.unfollow(1)
        accounts.change("alice")
        await asyncio.sleep(10)
        assert len(accounts.open[0].active) == 1
        streams.unfollow(2)
        await asyncio.sleep(10)
        assert accounts.open == []

    assert (reader.changes(1), reader.changes(2)) == ([], [1])


@pytest.mark.virtual_time
async def test_no_token_is_shown(
    accounts: MarginAccounts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    accounts.spoilt = 1
    async with following(accounts) as (streams, _):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        holder = streams._holders[1, None]

    assert holder.token == "token-2"
    assert "token-" not in caplog.text + repr(holder)


def test_a_world_without_margin_says_so() -> None:
    clock = ServerClock()
    with pytest.raises(NotAvailable):
        MarginUserStreams(
            Hosts.testnet(),
            MarginAccounts().account,  # type: ignore[arg-type]
            clock,
            Limits("testnet", clock.time),
        )
