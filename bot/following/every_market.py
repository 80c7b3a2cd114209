"""A person's account on all markets at once: spot, the futures and margin."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Protocol

from binance import Binance
from binance.errors import NotAvailable
from binance.streams.users import ContractUserStreams, IsolatedUserStreams, MarginUserStreams
from bot.accounts import Accounts
from bot.fills import Telling
from bot.following.contract_history import COINM, USDM, ContractHistory, Questions
from bot.following.contract_sizes import ContractSizes
from bot.following.contracts import Contracts, Hear
from bot.following.coverage import Coverage
from bot.following.cross_margin import CrossMargin
from bot.following.funding import Fundings
from bot.following.isolated_margin import IsolatedMargin
from bot.following.leftover_watch import LeftoverWatch
from bot.following.liquidation import LiquidationWatch
from bot.following.market_followers import MarketFollowers
from bot.following.order_fills import OrderFills
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.latest_orders import LatestOrders
from bot.notifications import Sender
from storage import ApiKey, Storage


class Follows(Protocol):
    """Who follows accounts on some market."""

    async def follow(self, key: ApiKey) -> None: ...

    def leave(self, key: ApiKey) -> None: ...


class FollowsOne(Follows, Protocol):
    """Who follows accounts on one market."""

    @property
    def coverage(self) -> Coverage: ...


class EveryMarket:
    """Begins and ends on all markets what concerns one key."""

    def __init__(self, *followers: FollowsOne) -> None:
        self._followers = followers

    async def follow(self, key: ApiKey) -> None:
        for one in self._followers:
            await one.follow(key)

    def leave(self, key: ApiKey) -> None:
        for one in self._followers:
            one.leave(key)

    @property
    def coverage(self) -> list[Coverage]:
        """How everybody's accounts are heard, market by market."""
        return [one.coverage for one in self._followers]


def beside_spot(
    binance: Binance,
    storage: Storage,
    accounts: Accounts,
    sender: Sender,
    telling: Telling,
    latest: LatestOrders,
    *,
    hear: Hear,
    environment: str,
    now: Callable[[], datetime],
) -> list[MarketFollowers]:
    """Make the followers of each market beside spot that the environment has.

    `hear` is told by their names of the orders on futures that something happened to.
    """
    fills = OrderFills(storage, sender, telling)
    pushing = Pushing(storage, sender)
    futures = SlowQuestions()  # both are counted together
    margins = SlowQuestions()
    sizes = ContractSizes(binance)

    def contracts(questions: Questions) -> MarketFollowers:
        history = ContractHistory(questions, storage, fills, futures, now=now)
        streams = ContractUserStreams(binance.hosts, binance.account, questions.api)
        watch = LiquidationWatch(questions.market, binance, accounts, pushing, futures, now=now)
        left = LeftoverWatch(
            questions.market, storage, accounts, pushing, futures, environment=environment
        )
        fundings = Fundings(questions, storage, pushing, futures, now=now)
        market = Contracts(
            questions.market, fills, history, fundings, pushing,
            size_of=sizes.of, hear=hear, now=now, watch=watch, left=left,
        )  # fmt: skip
        return MarketFollowers(
            storage, streams, accounts, market, pushing, latest,
            name=questions.market, environment=environment, beside=partial(_both, watch, left),
        )  # fmt: skip

    def cross() -> MarketFollowers:
        market = CrossMargin(storage, fills, margins, listed=binance.symbols)
        return MarketFollowers(
            storage, margin_streams(), accounts, market, pushing, latest,
            name="margin", environment=environment,
        )  # fmt: skip

    def isolated() -> MarketFollowers:
        streams = IsolatedUserStreams(margin_streams(), binance.account)
        market = IsolatedMargin(storage, fills, margins)
        return MarketFollowers(
            storage, streams, accounts, market, pushing, latest,
            name="isolated", environment=environment,
        )  # fmt: skip

    def margin_streams() -> MarginUserStreams:
        return MarginUserStreams(binance.hosts, binance.account, binance.clock, binance.limits)

    made = []
    for make in (partial(contracts, USDM), partial(contracts, COINM), cross, isolated):
        with suppress(NotAvailable):
            made.append(make())
    return made


async def _both(watch: LiquidationWatch, left: LeftoverWatch) -> None:
    """Look how near liquidation is, and at what outlives positions; never returns."""
    async with asyncio.TaskGroup() as group:
        group.create_task(watch.run())
        group.create_task(left.run())
