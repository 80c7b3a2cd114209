"""A person's account on all markets at once: spot, the futures and cross margin."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Protocol

from binance import Binance
from binance.errors import NotAvailable
from binance.streams.users import ContractUserStreams, MarginUserStreams
from bot.accounts import Accounts
from bot.fills import Telling
from bot.following.contract_history import COINM, USDM, ContractHistory, Questions
from bot.following.contract_sizes import ContractSizes
from bot.following.contracts import Contracts
from bot.following.cross_margin import CrossMargin
from bot.following.liquidation import LiquidationWatch
from bot.following.market_followers import MarketFollowers
from bot.following.order_fills import OrderFills
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.notifications import Sender
from storage import ApiKey, Storage


class Follows(Protocol):
    """Who follows accounts on some market."""

    async def follow(self, key: ApiKey) -> None: ...

    def leave(self, key: ApiKey) -> None: ...


class EveryMarket:
    """Begins and ends on all markets what concerns one key."""

    def __init__(self, *followers: Follows) -> None:
        self._followers = followers

    async def follow(self, key: ApiKey) -> None:
        for one in self._followers:
            await one.follow(key)

    def leave(self, key: ApiKey) -> None:
        for one in self._followers:
            one.leave(key)


def beside_spot(
    binance: Binance,
    storage: Storage,
    accounts: Accounts,
    sender: Sender,
    telling: Telling,
    *,
    environment: str,
    now: Callable[[], datetime],
) -> list[MarketFollowers]:
    """Make the followers of each market beside spot that the environment has."""
    fills = OrderFills(storage, sender, telling)
    pushing = Pushing(storage, sender)
    futures = SlowQuestions()  # both are counted together
    sizes = ContractSizes(binance)

    def contracts(questions: Questions) -> MarketFollowers:
        history = ContractHistory(questions, storage, fills, futures, now=now)
        streams = ContractUserStreams(binance.hosts, binance.account, questions.api)
        watch = LiquidationWatch(questions.market, binance, accounts, pushing, futures, now=now)
        market = Contracts(
            questions.market, fills, history, pushing, size_of=sizes.of, now=now, watch=watch
        )
        return MarketFollowers(
            storage, streams, accounts, market, pushing,
            name=questions.market, environment=environment, beside=watch.run,
        )  # fmt: skip

    def margin() -> MarketFollowers:
        streams = MarginUserStreams(binance.hosts, binance.account, binance.clock, binance.limits)
        market = CrossMargin(storage, fills, SlowQuestions(), listed=binance.symbols)
        return MarketFollowers(
            storage, streams, accounts, market, pushing, name="margin", environment=environment
        )

    made = []
    for make in (partial(contracts, USDM), partial(contracts, COINM), margin):
        with suppress(NotAvailable):
            made.append(make())
    return made
