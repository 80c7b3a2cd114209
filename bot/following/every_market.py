"""A person's account on all markets at once: spot, the futures and margin."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
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
from bot.following.market_followers import Beside, Market, MarketFollowers, Streams
from bot.following.order_fills import OrderFills
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.latest_orders import LatestOrders
from bot.notifications import Sender
from storage import ApiKey, Storage
from storage import Market as MarketName


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
    fills, pushing = OrderFills(storage, sender, telling), Pushing(storage, sender)
    makers = _Makers(
        binance, storage, accounts, fills, pushing, latest, ContractSizes(binance),
        hear=hear, environment=environment, now=now,
    )  # fmt: skip
    made = []
    for make in (
        partial(makers.contracts, USDM), partial(makers.contracts, COINM),
        makers.cross, makers.isolated,
    ):  # fmt: skip
        with suppress(NotAvailable):
            made.append(make())
    return made


@dataclass(frozen=True)
class _Makers:
    """Makes the followers of one market; each raises `NotAvailable` where there is none."""

    binance: Binance
    storage: Storage
    accounts: Accounts
    fills: OrderFills
    pushing: Pushing
    latest: LatestOrders
    sizes: ContractSizes
    hear: Hear
    environment: str
    now: Callable[[], datetime]
    futures: SlowQuestions = field(default_factory=SlowQuestions)  # of both, counted together
    margins: SlowQuestions = field(default_factory=SlowQuestions)

    def contracts(self, questions: Questions) -> MarketFollowers:
        market, now = questions.market, self.now
        storage, pushing, slow = self.storage, self.pushing, self.futures
        history = ContractHistory(questions, storage, self.fills, slow, now=now)
        fundings = Fundings(questions, storage, pushing, slow, now=now)
        watch = LiquidationWatch(market, self.binance, self.accounts, pushing, slow, now=now)
        left = LeftoverWatch(
            market, storage, self.accounts, pushing, slow, environment=self.environment
        )
        contracts = Contracts(
            market, self.fills, history, fundings, pushing,
            size_of=self.sizes.of, hear=self.hear, now=now, watch=watch, left=left,
        )  # fmt: skip
        binance = self.binance
        streams = ContractUserStreams(binance.hosts, binance.account, questions.api)
        return self._followers(market, streams, contracts, beside=partial(_both, watch, left))

    def cross(self) -> MarketFollowers:
        market = CrossMargin(self.storage, self.fills, self.margins, listed=self.binance.symbols)
        return self._followers("margin", self._margin_streams(), market)

    def isolated(self) -> MarketFollowers:
        streams = IsolatedUserStreams(self._margin_streams(), self.binance.account)
        market = IsolatedMargin(self.storage, self.fills, self.margins)
        return self._followers("isolated", streams, market)

    def _margin_streams(self) -> MarginUserStreams:
        binance = self.binance
        return MarginUserStreams(binance.hosts, binance.account, binance.clock, binance.limits)

    def _followers(
        self, name: MarketName, streams: Streams, market: Market, beside: Beside | None = None
    ) -> MarketFollowers:
        return MarketFollowers(
            self.storage, streams, self.accounts, market, self.pushing, self.latest,
            name=name, environment=self.environment, beside=beside,
        )  # fmt: skip


async def _both(watch: LiquidationWatch, left: LeftoverWatch) -> None:
    """Look how near liquidation is, and at what outlives positions; never returns."""
    async with asyncio.TaskGroup() as group:
        group.create_task(watch.run())
        group.create_task(left.run())
