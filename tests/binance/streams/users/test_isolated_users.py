"""Isolated margin accounts, of which one must ask whether there are any, in virtual time."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from pretend_following import key
from pretend_margin import MarginAccounts, following_isolated

from binance.errors import BadKey, BinanceError, ClockSkew, Rejected, Unreachable
from binance.streams.events import Ended, Resumed
from binance.streams.users import Presence

EVERY = 900.0


@pytest.fixture
def accounts() -> MarginAccounts:
    return MarginAccounts(opened={"alice": {"BTCUSDT"}, "bob": set()})


@pytest.mark.virtual_time
async def test_each_account_is_heard_and_a_new_one_within_a_quarter_of_an_hour(
    accounts: MarginAccounts,
) -> None:
    async with following_isolated(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        streams.follow(2, key("bob"))
        await asyncio.sleep(10)
        accounts.change("alice", "BTCUSDT")
        assert (streams.presence(1), streams.presence(2)) == (Presence(heard=True), None)

        accounts.opened["alice"].add("ETHUSDT")
        accounts.opened["bob"].add("ETHUSDT")
        await asyncio.sleep(EVERY)
        accounts.change("alice", "ETHUSDT")
        accounts.change("bob", "ETHUSDT")
        accounts.change("alice", "BTCUSDT")
        await asyncio.sleep(1)

    assert reader.of(1, "ETHUSDT")[0] == reader.of(2, "ETHUSDT")[0] == Resumed()
    assert (reader.changes(1, "ETHUSDT"), reader.changes(2, "ETHUSDT")) == ([2], [3])
    assert reader.changes(1, "BTCUSDT") == [1, 4]
    assert reader.of(1, "BTCUSDT").count(Resumed()) == 1
    assert accounts.made.count(("alice", "BTCUSDT")) == 1


@pytest.mark.virtual_time
async def test_a_user_is_asked_for_four_or_five_times_an_hour(accounts: MarginAccounts) -> None:
    async with following_isolated(accounts) as (streams, _):
        streams.follow(1, key("alice"))
        await asyncio.sleep(24 * 3600)

    pauses = [later - earlier for earlier, later in pairwise(accounts.asked)]
    assert all(0.8 * EVERY <= pause <= EVERY + 1 for pause in pauses)


@pytest.mark.virtual_time
async def test_an_account_that_was_closed_is_no_news_and_found_again_when_it_is_opened(
    accounts: MarginAccounts,
) -> None:
    async with following_isolated(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(10)
        accounts.opened["alice"].clear()
        await asyncio.sleep(EVERY)
        assert streams.presence(1) is None
        accounts.change("alice", "BTCUSDT")

        accounts.opened["alice"].add("BTCUSDT")
        await asyncio.sleep(EVERY)
        accounts.change("alice", "BTCUSDT")
        await asyncio.sleep(1)

    assert reader.of(1, "BTCUSDT")[:2] == [Resumed(), Resumed()]
    assert reader.changes(1, "BTCUSDT") == [2]


@pytest.mark.virtual_time
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Rejected(-3003, "Margin account does not exist."), []),
        (BadKey(-2015, "Invalid API-key."), [Ended("BadKey", -2015, permanent=True)]),
    ],
)
async def test_a_token_that_is_refused_is_tried_again_with_the_next_question(
    accounts: MarginAccounts, error: Rejected, told: list[Ended]
) -> None:
    async with following_isolated(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(0.15)  # after the question, before the token
        accounts.refusals["alice"] = [error]
        await asyncio.sleep(10)
        assert reader.of(1, "BTCUSDT") == told
        assert streams.presence(1) is None

        await asyncio.sleep(EVERY)

    assert reader.of(1, "BTCUSDT") == [*told, Resumed()]


@pytest.mark.virtual_time
async def test_the_end_of_one_account_is_not_told_while_others_are_heard(
    accounts: MarginAccounts,
) -> None:
    accounts.opened["alice"].add("ETHUSDT")
    async with following_isolated(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(10)
        wire = accounts.open[0]
        wire_number = wire.number_of(("alice", "ETHUSDT"))
        assert wire_number is not None
        accounts.end(wire, wire_number)
        accounts.refusals["alice"] = [BadKey(-2015, "Invalid API-key.")]
        await asyncio.sleep(60)
        assert streams.presence(1) == Presence(heard=True)  # BTCUSDT is

        await asyncio.sleep(EVERY)
        assert streams.presence(1) == Presence(heard=True)  # both are

    assert reader.of(1, "ETHUSDT") == [Resumed(), Resumed()]
    assert reader.of(1, "BTCUSDT") == [Resumed()]


@pytest.mark.virtual_time
@pytest.mark.parametrize("failure", [Unreachable("no route"), ClockSkew(-1021, "Timestamp.")])
async def test_who_has_no_business_there_is_asked_for_as_seldom_and_a_failure_soon_again(
    accounts: MarginAccounts, failure: BinanceError
) -> None:
    accounts.refusals["bob"] = [BadKey(-2015, "Invalid API-key.")]
    accounts.refusals["alice"] = [failure]
    async with following_isolated(accounts) as (streams, reader):
        streams.follow(2, key("bob"))
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        assert len(accounts.asked) == 1
        assert reader.of(1, "BTCUSDT") == [Resumed()]

        await asyncio.sleep(EVERY)
    assert len(accounts.asked) == 3
    assert not [one for one in reader.told if one.user == 2]


@pytest.mark.virtual_time
async def test_who_is_followed_no_more_is_neither_heard_nor_asked_for(
    accounts: MarginAccounts,
) -> None:
    async with following_isolated(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(10)
        streams.unfollow(1)
        await asyncio.sleep(10)
        accounts.change("alice", "BTCUSDT")
        await asyncio.sleep(3 * EVERY)

        assert streams.presence(1) is None
    assert len(accounts.asked) == 1
    assert reader.changes(1, "BTCUSDT") == []
