"""Users' streams in virtual time: days, drops, silence, and what may not go missing."""

import asyncio
import math
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from pretend_accounts import BEGUN, Exchange, Told, key, loop_time

from binance import Hosts
from binance.clock import ServerClock
from binance.limits import Limits
from binance.models.events import ExecutionReport
from binance.streams.connection import SocketPolicy
from binance.streams.events import Ended
from binance.streams.pace import Pace
from binance.streams.users import Presence, UserStreams

pytestmark = pytest.mark.virtual_time

HOUR, DAY = 3600.0, 86_400.0


@dataclass
class Following:
    exchange: Exchange
    streams: UserStreams
    told: Told

    def follow(self, *users: int) -> None:
        for user in users:
            self.streams.follow(user, key(user))

    def execute(self, *users: int) -> None:
        for user in users:
            self.exchange.execute(f"user{user}")

    async def trading(self, users: range, seconds: float, every: float) -> None:
        until = loop_time() + seconds
        while loop_time() < until:
            self.execute(*users)
            await asyncio.sleep(every)

    def resumed(self, users: range) -> list[int]:
        """How often each was told of a gap."""
        return [len(self.told.resumed(user)) for user in users]

    def nothing_missing(self, users: range) -> bool:
        return all(
            self.told.trades(user) == [trade for trade, _ in self.exchange.happened[f"user{user}"]]
            for user in users
        )


@asynccontextmanager
async def following(
    exchange: Exchange | None = None,
    *,
    more: Any = None,
    reading: bool = True,
    **policy: Any,
) -> AsyncIterator[Following]:
    exchange = exchange or Exchange()
    given = {"dial": exchange.dial, "pace": Pace(200, 300.0, now=loop_time)} | policy
    clock = ServerClock(lambda: BEGUN + loop_time())
    limits = Limits("sandbox", clock.time)
    streams = UserStreams(
        Hosts.sandbox(), clock, limits, policy=SocketPolicy(**given), **more or {}
    )
    told = Told(streams)
    tasks = [asyncio.ensure_future(streams.run())]
    if reading:
        tasks.append(asyncio.ensure_future(told.run()))
    try:
        yield Following(exchange, streams, told)
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task  # raises what went wrong in it, such as too much weight


async def test_thirty_days_pass_without_a_gap_and_nothing_is_told_twice() -> None:
    users = range(2)
    async with following(tick=30.0) as bot:
        bot.follow(*users)
        await asyncio.sleep(5)
        await bot.trading(users, 30 * DAY, every=997.0)
        await asyncio.sleep(5)

        assert bot.nothing_missing(users)
        assert bot.resumed(users) == [1, 1]
        assert 31 <= len(bot.exchange.wires) <= 33
        assert len(bot.exchange.open) == 1
        ages = [b.opened_at - a.opened_at for a, b in pairwise(bot.exchange.wires)]
        assert all(22.7 * HOUR < age < 23.4 * HOUR for age in ages)


@pytest.mark.parametrize("lags", [(0.0, 0.0), (0.0, 0.9)])
async def test_a_rotation_under_load_is_noticed_by_nobody(lags: tuple[float, float]) -> None:
    users = range(200)
    async with following(Exchange(lags=lags), lifetime=120.0) as bot:
        bot.follow(*users)
        await asyncio.sleep(5)
        await bot.trading(users[::10], 360, every=0.9)
        await asyncio.sleep(5)

        assert bot.nothing_missing(users)
        assert set(bot.resumed(users)) == {1}
        assert len(bot.exchange.wires) >= 3


async def test_a_quicker_connection_does_not_tell_the_second_thing_first() -> None:
    users = range(20)
    exchange = Exchange(lags=(0.8, 0.8))
    async with following(exchange, lifetime=60.0, spread=0.0) as bot:
        bot.follow(*users)
        await asyncio.sleep(30)
        exchange.lags = (0.0, 0.0)
        await bot.trading(users, 60, every=0.3)
        await asyncio.sleep(5)

        assert len(exchange.wires) == 2
        assert bot.nothing_missing(users)


async def test_after_a_drop_all_are_subscribed_again_at_once_and_told_how_long_it_was() -> None:
    users = range(1000)
    async with following() as bot:
        bot.follow(*users)
        await asyncio.sleep(90)
        dropped_at = loop_time()
        bot.exchange.wires[0].end()
        await asyncio.sleep(30)

        assert set(bot.resumed(users)) == {2}
        assert max(bot.told.resumed(user)[1] for user in users) < dropped_at + 15
        gaps = [event.gap for user in users for _, event in bot.told.events[user]]
        assert gaps[0] is None
        assert 0 < gaps[1] < 120
        assert max(bot.exchange.used.values()) <= 4_100


async def test_who_is_heard_is_known_at_any_time() -> None:
    async with following() as bot:
        bot.follow(1)
        assert bot.streams.presence(1) == Presence(heard=False)
        await asyncio.sleep(90)
        assert bot.streams.presence(1) == Presence(heard=True)
        bot.exchange.wires[0].end()
        await asyncio.sleep(0.01)
        lost = bot.streams.presence(1)
        assert lost is not None
        assert lost.lost_for is not None
        assert bot.streams.presence(2) is None


async def test_never_all_of_the_weight_goes_into_subscriptions() -> None:
    users = range(4000)
    async with following() as bot:
        bot.follow(*users)
        await asyncio.sleep(300)

        asked = bot.exchange.asked_at
        assert len(asked) == 4000
        assert all(later - first >= 59.9 for first, later in zip(asked, asked[2000:], strict=False))
        assert max(bot.exchange.used.values()) <= 4_100
        assert bot.streams.connections == 4


async def test_one_user_too_many_gets_a_connection_of_his_own() -> None:
    async with following() as bot:
        bot.follow(*range(1001))
        await asyncio.sleep(30)

        assert sorted(len(wire.accounts) for wire in bot.exchange.open) == [1, 1000]
        bot.streams.unfollow(0)
        await asyncio.sleep(1)
        bot.follow(2000)
        await asyncio.sleep(1)
        assert sorted(len(wire.accounts) for wire in bot.exchange.open) == [1, 1000]


@pytest.mark.parametrize("fault", ["down", "hangs_up"])
async def test_a_server_that_is_away_or_hangs_up_is_tried_with_growing_pauses(fault: str) -> None:
    exchange = Exchange()
    setattr(exchange, fault, True)
    async with following(exchange) as bot:
        bot.follow(1)
        await asyncio.sleep(HOUR)
        tried = sum(exchange.used.values()) // 2
        assert 60 < tried < 250
        setattr(exchange, fault, False)
        await asyncio.sleep(70)

        assert bot.resumed(range(1, 2)) == [1]


async def test_a_shutdown_is_obeyed_and_leaves_no_gap() -> None:
    users = range(100)
    async with following() as bot:
        bot.follow(*users)
        await asyncio.sleep(5)
        trading = asyncio.ensure_future(bot.trading(users, 40, every=0.9))
        await asyncio.sleep(5)
        bot.exchange.wires[0].bring({"event": {"e": "serverShutdown", "E": 1}})
        await asyncio.sleep(20)
        assert [wire.alive for wire in bot.exchange.wires] == [False, True]
        await trading
        await asyncio.sleep(1)

        assert bot.nothing_missing(users)
        assert set(bot.resumed(users)) == {1}


async def test_a_server_that_goes_before_all_are_elsewhere_leaves_a_gap_for_the_others() -> None:
    users = range(400)
    async with following(Exchange(lags=(0.2, 0.2))) as bot:
        bot.follow(*users)
        await asyncio.sleep(20)
        trading = asyncio.ensure_future(bot.trading(range(1), 20, every=0.1))
        bot.exchange.wires[0].bring({"event": {"e": "serverShutdown", "E": 1}})
        await asyncio.sleep(4)
        bot.exchange.wires[0].end()
        await trading

        assert set(bot.resumed(users)) == {1, 2}


async def test_a_connection_that_is_only_half_there_is_noticed_and_its_gap_told() -> None:
    users = range(50)
    async with following() as bot:
        bot.follow(*users)
        await asyncio.sleep(5)
        bot.exchange.wires[0].mute = True
        bot.execute(*users)
        await asyncio.sleep(240)

        assert set(bot.resumed(users)) == {2}
        assert [wire.alive for wire in bot.exchange.wires] == [False, True]


async def test_a_quiet_connection_is_kept_as_long_as_it_answers() -> None:
    async with following() as bot:
        bot.follow(1)
        await asyncio.sleep(10 * HOUR)

        assert len(bot.exchange.wires) == 1
        assert sum(bot.exchange.used.values()) <= 4 + 10 * 20


async def test_a_dead_connection_is_found_out_when_it_should_hand_over() -> None:
    async with following(lifetime=100.0, spread=0.0) as bot:
        bot.follow(1, 2)
        await asyncio.sleep(60)
        bot.exchange.wires[0].mute = True
        bot.execute(1, 2)
        await asyncio.sleep(80)

        assert bot.resumed(range(1, 3)) == [2, 2]


async def test_a_successor_that_breaks_leaves_the_old_one_in_charge() -> None:
    users = range(300)
    async with following(lifetime=100.0, spread=0.0) as bot:
        bot.follow(*users)
        await asyncio.sleep(5)
        trading = asyncio.ensure_future(bot.trading(users[::20], 200, every=0.5))
        await asyncio.sleep(110)
        assert [wire.alive for wire in bot.exchange.wires] == [True, True]
        bot.exchange.wires[1].end()
        await trading
        await asyncio.sleep(1)

        assert bot.nothing_missing(users)
        assert set(bot.resumed(users)) == {1}


async def test_a_connection_whose_ids_are_used_up_is_replaced() -> None:
    async with following(Exchange(last_number=12)) as bot:
        bot.follow(*range(8))
        await asyncio.sleep(1)
        for _ in range(7):
            bot.follow(100)
            await asyncio.sleep(1)
        bot.execute(*range(8))
        await asyncio.sleep(30)

        assert len(bot.exchange.wires) == 2
        assert bot.resumed(range(8)) == [1] * 8
        assert bot.resumed(range(100, 101)) == [7]
        assert bot.nothing_missing(range(8))


async def test_who_was_subscribed_without_our_knowing_is_heard_on_the_next_connection() -> None:
    async with following(Exchange(doubtful={"user3"})) as bot:
        bot.follow(*range(8))
        await asyncio.sleep(30)
        bot.execute(*range(8))
        await asyncio.sleep(30)

        assert (len(bot.exchange.wires), bot.streams.connections) == (2, 1)
        assert bot.resumed(range(8)) == [1] * 8
        assert bot.nothing_missing(range(8))


async def test_users_of_one_account_listen_on_different_connections() -> None:
    exchange = Exchange(same={f"user{user}": "joint" for user in range(5)})
    async with following(exchange) as bot:
        bot.follow(*range(5), 7)
        await asyncio.sleep(5)
        exchange.execute("joint")
        await asyncio.sleep(1)

        heard = [user for user in range(5) if bot.told.trades(user) == [1]]
        assert len(heard) == 4  # and no more connections for the sake of one account
        (left,) = set(range(5)) - set(heard)
        assert bot.told.ended(left) == [Ended("Rejected", -2035, permanent=True)]
        assert len(bot.told.resumed(7)) == 1


async def test_a_revoked_key_ends_for_good_and_the_others_notice_nothing() -> None:
    users = range(1, 20)
    async with following() as bot:
        bot.follow(0, *users)
        await asyncio.sleep(5)
        bot.exchange.revoke("user0")
        await asyncio.sleep(10)
        bot.execute(*users)
        await asyncio.sleep(1)

        assert bot.told.ended(0) == [
            Ended("eventStreamTerminated"),
            Ended("BadKey", -2015, permanent=True),
        ]
        assert set(bot.resumed(users)) == {1}
        assert bot.nothing_missing(users)


async def test_a_session_that_was_revoked_costs_one_key_and_no_gap() -> None:
    users = range(1, 20)
    async with following() as bot:
        bot.follow(0, *users)
        await asyncio.sleep(5)
        bot.exchange.revoked.add("user0")
        error = {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}
        bot.exchange.wires[0].bring({"id": None, "status": 401, "error": error})
        trading = asyncio.ensure_future(bot.trading(users, 40, every=0.3))
        await asyncio.sleep(42)
        await trading

        assert bot.told.ended(0) == [Ended("BadKey", -2015, permanent=True)]
        assert set(bot.resumed(users)) == {1}
        assert bot.nothing_missing(users)


async def test_a_reader_who_comes_late_is_told_which_accounts_to_look_at() -> None:
    async with following(more={"backlog": 100}, reading=False) as bot:
        bot.follow(1, 2)
        await asyncio.sleep(2)
        bot.execute(2, *[1] * 500)
        await asyncio.sleep(2)
        reading = asyncio.ensure_future(bot.told.run())
        await asyncio.sleep(2)
        bot.execute(1)
        await asyncio.sleep(2)
        reading.cancel()

        assert bot.told.trades(2) == [1]
        assert bot.told.trades(1) == [*range(1, 98), 501]
        assert bot.resumed(range(1, 3)) == [1, 1]


@pytest.mark.parametrize("seed", range(25))
async def test_whatever_goes_wrong_nothing_is_missing_without_a_word(seed: int) -> None:
    rng = random.Random(seed)
    users = range(8)
    exchange = Exchange(rng=rng, lags=(0.0, 0.9))
    async with following(exchange, lifetime=600.0) as bot:
        bot.follow(*users)
        trading = asyncio.ensure_future(bot.trading(users, 1800, every=4.3))
        while not trading.done():
            await asyncio.sleep(rng.expovariate(1 / 60))
            await misfortune(exchange, rng)
        exchange.down = False
        await asyncio.sleep(600)

        assert [user for user in users if bot.told.trades(user) != in_turn(bot, user)] == []
        assert {user: lost for user in users if (lost := unaccounted(bot, user))} == {}


async def misfortune(exchange: Exchange, rng: random.Random) -> None:
    wire = rng.choice(exchange.open) if exchange.open else None
    match rng.randrange(6):
        case 0:
            exchange.down = True
            await asyncio.sleep(rng.uniform(1, 20))
            exchange.down = False
        case 1 if wire:
            wire.end()
        case 2 if wire:
            wire.mute = True
        case 3 if wire:
            wire.bring({"event": {"e": "serverShutdown", "E": 1}})
            await asyncio.sleep(rng.uniform(0, 15))
            wire.end()
        case 4 if wire and wire.accounts:
            wire.terminate(rng.choice([*wire.accounts.values()]))


def in_turn(bot: Following, user: int) -> list[int]:
    """The trades that were told, each once and in the order in which they happened."""
    return sorted(set(bot.told.trades(user)))


def unaccounted(bot: Following, user: int) -> list[int]:
    """The trades that were not told, and for which no gap was told before long others were heard.

    How long nobody hears anything is the exchange's to say, and no promise of ours.
    """
    told, gaps = bot.told.trades(user), bot.told.resumed(user)
    return [
        trade
        for trade, at in bot.exchange.happened[f"user{user}"]
        if trade not in told
        and not any(at <= gap <= heard_after(bot, user, trade) + 60 for gap in gaps)
    ]


def heard_after(bot: Following, user: int, trade: int) -> float:
    """When the next of a user's trades was told; infinity if none was."""
    later = (
        at
        for at, one in bot.told.events[user]
        if isinstance(one, ExecutionReport) and one.trade_id > trade
    )
    return next(later, math.inf)
