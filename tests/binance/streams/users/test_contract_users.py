"""Futures accounts on listen keys, in virtual time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from pretend_following import key
from pretend_futures import HOUR, FuturesAccounts, following

from binance import Hosts
from binance.errors import BadKey, NotAvailable, RateLimited
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.users import ContractUserStreams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pretend_market import Wire


@pytest.fixture
def accounts() -> FuturesAccounts:
    return FuturesAccounts()


@pytest.mark.virtual_time
async def test_many_accounts_share_a_connection_and_hear_each_their_own(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        for user, name in enumerate(("alice", "bob")):
            streams.follow(user, key(name))
        await asyncio.sleep(5)
        accounts.trade("alice", "bob", "alice")
        await asyncio.sleep(1)

    assert (reader.trades(0), reader.trades(1)) == ([1, 3], [2])
    assert reader.of(0)[0] == reader.of(1)[0] == Resumed()
    (address,) = accounts.addresses
    assert sorted(parse_qs(urlsplit(address).query)["listenKey"]) == ["alice-1", "bob-2"]
    assert urlsplit(address).path == "/private/stream"
    assert "events" not in address  # a list of them would leave out that a key has expired


@pytest.mark.virtual_time
async def test_a_hundred_and_twenty_accounts_are_spread_over_three_connections(
    accounts: FuturesAccounts,
) -> None:
    names = [f"user{number}" for number in range(120)]
    async with following(accounts) as (streams, reader):
        for user, name in enumerate(names):
            streams.follow(user, key(name))
        await asyncio.sleep(60)
        accounts.trade(*names)
        await asyncio.sleep(1)

    assert [len(wire.names) for wire in accounts.wires[-3:]] == [50, 50, 20]
    assert [reader.trades(user) for user in range(120)] == [[user + 1] for user in range(120)]
    assert reader.count(Resumed()) == 120


@pytest.mark.virtual_time
async def test_for_thirty_days_keys_live_on_and_connections_change_without_a_gap(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(5)
        for _ in range(30 * 24 * 4):
            accounts.trade("alice")
            await asyncio.sleep(HOUR / 4)

    assert reader.trades(1) == list(range(1, 30 * 24 * 4 + 1))
    assert reader.count(Resumed()) == 1
    assert 30 <= len(accounts.wires) <= 33
    assert accounts.posted == ["alice"]
    assert 30 * 48 <= len(accounts.kept) <= 30 * 60


@pytest.mark.virtual_time
async def test_what_both_connections_bring_is_told_once_and_what_one_repeats_twice(
    accounts: FuturesAccounts,
) -> None:
    call = {"e": "MARGIN_CALL", "E": 5, "cw": "1", "p": []}
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(5)
        streams.follow(2, key("bob"))
        await asyncio.sleep(2)
        assert len(accounts.open) == 2
        accounts.trade("alice")
        accounts.tell("alice", call, times=2)
        await asyncio.sleep(1)
        assert len(accounts.open) == 2  # it was heard on both
        await asyncio.sleep(20)
        assert len(accounts.open) == 1

    assert [type(each).__name__ for each in reader.of(1)] == [
        "Resumed",
        "OrderTradeUpdate",
        "MarginCall",
        "MarginCall",
    ]
    assert reader.of(2) == [Resumed()]


@pytest.mark.virtual_time
async def test_after_a_drop_everybody_is_told_of_a_gap_and_no_key_is_asked_for(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        for user, name in enumerate(("alice", "bob")):
            streams.follow(user, key(name))
        await asyncio.sleep(60)
        accounts.open[0].end()
        accounts.trade("alice")  # lost
        await asyncio.sleep(5)
        accounts.trade("alice")
        await asyncio.sleep(1)

    assert reader.count(Resumed()) == 4
    assert reader.trades(0) == [2]
    assert len(accounts.posted) == 2


@pytest.mark.virtual_time
async def test_a_connection_that_was_dead_without_a_sign_is_a_gap_when_it_is_replaced(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        accounts.open[0].mute = True
        accounts.open[0].bring = lambda *_: None  # type: ignore[method-assign]
        accounts.trade("alice")  # nobody will ever hear of it
        streams.follow(2, key("bob"))
        await asyncio.sleep(60)
        accounts.trade("alice")
        await asyncio.sleep(1)

    assert reader.of(1)[:2] == [Resumed(), Resumed()]
    assert reader.trades(1) == [2]
    assert reader.of(2) == [Resumed()]


@pytest.mark.virtual_time
async def test_a_server_that_says_goodbye_leaves_no_gap(accounts: FuturesAccounts) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        accounts.open[0].bring({"e": "serverShutdown", "E": 1})
        await asyncio.sleep(5)
        accounts.open[0].end()
        for _ in range(30):
            accounts.trade("alice")
            await asyncio.sleep(1)

    assert reader.trades(1) == list(range(1, 31))
    assert reader.count(Resumed()) == 1


@pytest.mark.virtual_time
@pytest.mark.parametrize("told", [True, False])
async def test_a_key_that_expired_is_replaced_and_the_gap_is_told(
    accounts: FuturesAccounts, told: bool
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        gone, _ = accounts.keys["alice"]
        if told:
            accounts.tell("alice", {"e": "listenKeyExpired", "E": 1, "listenKey": gone})
        await asyncio.sleep(0.01)
        del accounts.keys["alice"]
        await asyncio.sleep(HOUR)
        accounts.trade("alice")
        await asyncio.sleep(1)

    assert accounts.keys["alice"][0] != gone
    assert [type(each).__name__ for each in reader.of(1)] == [
        "Resumed",
        "Resumed",
        "OrderTradeUpdate",
    ]


@pytest.mark.virtual_time
async def test_a_refused_key_ends_its_stream_and_no_other(accounts: FuturesAccounts) -> None:
    accounts.refusals["mallory"] = [BadKey(-2015, "Invalid API-key, IP, or permissions.")]
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        streams.follow(9, key("mallory"))
        await asyncio.sleep(2 * HOUR)
        accounts.trade("alice")
        await asyncio.sleep(1)

    assert reader.of(9) == [Ended("BadKey", -2015, permanent=True)]
    assert reader.trades(1) == [1]
    assert "mallory" not in accounts.posted


@pytest.mark.virtual_time
async def test_a_key_is_asked_for_again_when_there_is_room(accounts: FuturesAccounts) -> None:
    accounts.refusals["alice"] = [RateLimited(120.0, 0.0)]
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(119)
        assert accounts.posted == []
        await asyncio.sleep(5)

    assert reader.told == [UserEvent(1, Resumed())]


@pytest.mark.virtual_time
async def test_keys_that_cannot_be_kept_for_a_while_are_kept_in_time(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        accounts.refusals["alice"] = [RateLimited(1.0, 0.0) for _ in range(20)]
        await asyncio.sleep(5 * HOUR)

    assert accounts.posted == ["alice"]
    assert reader.count(Resumed()) == 1


@pytest.mark.virtual_time
async def test_two_users_of_one_account_share_its_key_and_part_in_peace(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        streams.follow(2, key("alice"))
        await asyncio.sleep(1)
        accounts.trade("alice")
        await asyncio.sleep(1)
        streams.unfollow(1)
        accounts.trade("alice")
        await asyncio.sleep(60)

    assert (reader.trades(1), reader.trades(2)) == ([1], [1, 2])
    assert len(accounts.wires) == 1


@pytest.mark.virtual_time
async def test_without_anybody_to_follow_nothing_is_connected(accounts: FuturesAccounts) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        streams.unfollow(1)
        await asyncio.sleep(60)
        assert accounts.open == []
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        assert len(accounts.open) == 1

    assert reader.count(Resumed()) == 2


@pytest.mark.virtual_time
async def test_a_slow_reader_is_told_of_a_gap_on_the_account_that_has_too_much_to_tell(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts, backlog=10) as (streams, reader):
        for user, name in enumerate(("alice", "bob")):
            streams.follow(user, key(name))
        await asyncio.sleep(60)
        reader.awake.clear()
        for _ in range(50):
            accounts.trade("alice")
        accounts.trade("bob")
        await asyncio.sleep(1)
        reader.awake.set()
        await asyncio.sleep(1)
        accounts.trade("alice", "bob")
        await asyncio.sleep(1)

    alice, bob = reader.of(0), reader.of(1)
    assert alice.count(Resumed()) == 2
    assert reader.trades(0)[-1] == 52
    assert alice.index(Resumed(), 1) < alice.index(alice[-1])  # before what came later
    assert bob.count(Resumed()) == 1
    assert reader.trades(1) == [51, 53]  # nothing of what did not crowd the queue is lost


@pytest.mark.virtual_time
async def test_nobody_is_told_anothers_trades_when_messages_do_not_say_whose_they_are(
    accounts: FuturesAccounts,
) -> None:
    accounts.wrapped = False
    names = ["alice", "bob", "carol"]
    async with following(accounts) as (streams, reader):
        for user, name in enumerate(names):
            streams.follow(user, key(name))
        await asyncio.sleep(60)
        accounts.trade("bob")  # lost, and known to be
        await asyncio.sleep(60)
        accounts.trade(*names)
        await asyncio.sleep(1)

    assert [reader.trades(user) for user in range(3)] == [[2], [3], [4]]
    assert reader.count(Resumed()) == 6
    assert [len(wire.names) for wire in accounts.wires] == [3, 1, 1, 1]


@pytest.mark.virtual_time
async def test_an_event_that_cannot_be_read_is_a_gap_and_an_unknown_one_is_nothing(
    accounts: FuturesAccounts,
) -> None:
    async with following(accounts) as (streams, reader):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        accounts.tell("alice", {"e": "ORDER_TRADE_UPDATE", "E": 1, "o": {}})
        accounts.tell("alice", {"e": "SOMETHING_NEW", "E": 1})
        await asyncio.sleep(1)

    assert reader.of(1) == [Resumed(), Resumed()]


@pytest.mark.virtual_time
async def test_coin_m_gives_each_account_a_connection(accounts: FuturesAccounts) -> None:
    async with following(accounts, "dapi") as (streams, reader):
        for user, name in enumerate(("alice", "bob")):
            streams.follow(user, key(name))
        await asyncio.sleep(60)
        accounts.trade("alice", "bob")
        await asyncio.sleep(1)

    assert (reader.trades(0), reader.trades(1)) == ([1], [2])
    paths = sorted(urlsplit(address).path for address in accounts.addresses)
    assert paths == ["/ws/alice-1", "/ws/bob-2"]


@pytest.mark.virtual_time
async def test_no_listen_key_is_ever_written_into_a_log(
    accounts: FuturesAccounts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    @asynccontextmanager
    async def dial(url: str, _timeout: float) -> AsyncIterator[Wire]:
        raise ConnectionRefusedError(url)
        yield

    async with following(accounts, policy={"dial": dial}) as (streams, _):
        streams.follow(1, key("alice"))
        await asyncio.sleep(60)
        holder = streams._holders[1]

    assert holder.key == "alice-1"
    assert "alice-1" not in caplog.text + repr(holder)


def test_a_world_without_futures_says_so() -> None:
    with pytest.raises(NotAvailable):
        ContractUserStreams(Hosts.market_data_only(), FuturesAccounts().account, "fapi")  # type: ignore[arg-type]
