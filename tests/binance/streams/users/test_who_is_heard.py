"""Whether followed accounts are heard, as the streams tell it when asked."""

from __future__ import annotations

import asyncio

import pretend_futures
import pretend_margin
import pytest
from pretend_following import key

from binance.errors import BadKey, Unreachable
from binance.streams.users import Presence


@pytest.mark.virtual_time
async def test_an_account_is_heard_once_its_stream_is_there_and_lost_when_it_broke() -> None:
    accounts = pretend_futures.FuturesAccounts()
    async with pretend_futures.following(accounts) as (streams, _):
        streams.follow(1, key("alice"))
        early = streams.presence(1)
        await asyncio.sleep(60)
        there = streams.presence(1)
        accounts.open[0].end()
        await asyncio.sleep(0.02)
        gone = streams.presence(1)
        await asyncio.sleep(60)
        again = streams.presence(1)
        streams.unfollow(1)

        assert streams.presence(1) is None
    assert (early, there, again) == (
        Presence(heard=False),
        Presence(heard=True),
        Presence(heard=True),
    )
    assert gone is not None
    assert not gone.heard
    assert gone.lost_for is not None
    assert 0 < gone.lost_for < 60.1


@pytest.mark.virtual_time
async def test_an_account_without_a_new_key_is_lost_since_the_old_one_expired() -> None:
    accounts = pretend_futures.FuturesAccounts()
    async with pretend_futures.following(accounts) as (streams, _):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        accounts.refusals["alice"] = [Unreachable("no route") for _ in range(100)]
        expired = {"e": "listenKeyExpired", "E": 1, "listenKey": accounts.keys["alice"][0]}
        accounts.tell("alice", expired)
        await asyncio.sleep(120)

        presence = streams.presence(1)
    assert presence is not None
    assert presence.lost_for == pytest.approx(120, abs=2)


@pytest.mark.virtual_time
async def test_whoever_has_no_such_account_is_not_among_those_who_are_waited_for() -> None:
    accounts = pretend_futures.FuturesAccounts()
    accounts.refusals["mallory"] = [BadKey(-2015, "Invalid API-key, IP, or permissions.")]
    async with pretend_futures.following(accounts) as (streams, _):
        streams.follow(9, key("mallory"))
        await asyncio.sleep(60)

        assert streams.presence(9) is None


@pytest.mark.virtual_time
async def test_a_margin_account_is_lost_while_its_connection_is() -> None:
    accounts = pretend_margin.MarginAccounts()
    async with pretend_margin.following(accounts) as (streams, _):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        there = streams.presence(1)
        accounts.open[0].end()
        await asyncio.sleep(0.02)
        gone = streams.presence(1)

        assert streams.presence(2) is None
    assert there == Presence(heard=True)
    assert gone is not None
    assert gone.lost_for is not None
