"""Which parts the bot is made of, and what each of them is given."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Self

from telegram.ext import ExtBot

from binance import Binance
from binance.errors import BinanceError
from binance.streams.board import PriceBoard
from binance.streams.books import USD_M, Books
from binance.streams.market import MarketStreams
from binance.streams.users import UserStreams
from bot.accounts import Accounts
from bot.alerts import AlertEngine
from bot.alerts.halts import Halts
from bot.alerts.perpetuals import Perpetuals
from bot.authenticators import Authenticators
from bot.cancelling import Cancelling
from bot.caution import Caution
from bot.changes import Changes
from bot.charts import ChartStudio
from bot.clearance import Clearance
from bot.depths import LEVELS, Depths
from bot.fees import FeeTable
from bot.fills import Pair, Telling
from bot.following import EveryMarket, SpotFollowers, beside_spot
from bot.following.market_followers import MarketFollowers
from bot.glances import Glances
from bot.guards.protection import Protection
from bot.intents import Intents
from bot.key_checks import KeyChecks
from bot.key_questions import KeyQuestions
from bot.keys import Keys
from bot.latest_orders import LatestOrders
from bot.notifications import Sender
from bot.openings import Openings
from bot.people import People
from bot.plan import Plan
from bot.portfolio import Portfolios
from bot.positions.asking import Asking
from bot.positions.charges import ChargeTable
from bot.positions.clearing import Clearings
from bot.positions.desk import Desk
from bot.positions.held import Positions
from bot.positions.listed import Listing
from bot.positions.planned import Plans
from bot.positions.previews import ContractPreviews
from bot.positions.settings import Choices, Settings
from bot.positions.standing import Standings
from bot.posting import Posting
from bot.previews import Previews
from bot.prices import Prices
from bot.questions import Questions
from bot.reconcile import Reconciler
from bot.rehearsal import Rehearsal
from bot.services import Services
from bot.sharing import Sharing
from bot.statements import Statements
from bot.step_up import StepUp
from bot.trading import Trading
from bot.web import Forms, Launches
from storage import Storage, utc_now

log = logging.getLogger(__name__)

Worker = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Parts:
    """What works for handlers and beside them."""

    services: Services
    reconciler: Reconciler
    workers: Sequence[Worker]


def assembled(
    plan: Plan, storage: Storage, binance: Binance, charts: ChartStudio, telegram: ExtBot[Any]
) -> Parts:
    """Wire the parts together; each gets what it needs and nothing more."""
    sender = Sender(storage, telegram, now=utc_now)
    shared = _Shared.of(plan, binance)
    owned = _Owned.of(plan, storage, binance, sender, shared)
    questions = Questions(storage, telegram, now=utc_now)
    serving = _Serving(plan, storage, binance, sender, questions, shared, owned)
    services = serving.services(charts)
    workers = [
        binance.run,
        *shared.workers,
        *owned.workers,
        *services.protection.workers,
        services.alerts.run,
        services.cancelling.run,
        serving.halts(services).run,
        sender.run,
        questions.run,
        *([services.forms.run] if services.forms is not None else []),
        lambda: _tidy(storage),
    ]
    return Parts(services, owned.reconciler, workers)


@dataclass(frozen=True)
class _Shared:
    """What is the same for everybody: prices and books, and the streams that keep them fresh."""

    streams: MarketStreams
    board: PriceBoard
    books: Books
    depths: Depths
    usdm_books: Books
    usdm_depths: Depths
    prices: Prices

    @classmethod
    def of(cls, plan: Plan, binance: Binance) -> Self:
        streams = MarketStreams(plan.hosts)
        board = PriceBoard()
        books = Books(binance, streams, limit=LEVELS)
        prices = Prices(
            binance, board, now=lambda: utc_now().timestamp(), book_at_hand=books.at_hand
        )
        usdm = Books(binance, streams, USD_M, limit=LEVELS)
        return cls(
            streams, board, books, Depths(binance, books), usdm,
            Depths(binance, usdm, USD_M), prices,
        )  # fmt: skip

    @property
    def workers(self) -> list[Worker]:
        return [
            self.streams.run,
            self.books.run,
            self.usdm_books.run,
            lambda: self.board.run(self.streams),
            lambda: _seed(self.prices),
        ]


@dataclass(frozen=True)
class _Owned:
    """What is somebody's own: accounts, what is to be done in them, and following them."""

    accounts: Accounts
    step_up: StepUp
    protection: Protection
    intents: Intents
    posting: Posting
    reconciler: Reconciler
    user_streams: UserStreams
    spot: SpotFollowers
    beside_spot: Sequence[MarketFollowers]
    checks: KeyChecks

    @classmethod
    def of(
        cls, plan: Plan, storage: Storage, binance: Binance, sender: Sender, shared: _Shared
    ) -> Self:
        environment = plan.environment
        accounts = Accounts(storage, binance, environment, recv_window=plan.recv_window)
        step_up = StepUp(storage, now=utc_now)
        protection = Protection.of(
            storage, binance, accounts, shared.prices, shared.board, shared.depths, sender, step_up,
            environment=environment, now=utc_now,
        )  # fmt: skip
        guards = protection.guards
        telling = Telling(now=utc_now, pair_of=partial(_pair_of, binance))
        intents = Intents(storage, sender, guards, now=utc_now, grace=plan.grace, growing=telling)
        latest = LatestOrders()
        posting = Posting(protection.door, intents, latest)
        reconciler = Reconciler(
            storage, accounts, intents, posting, environment=environment, now=utc_now
        )
        streams = UserStreams(plan.hosts, binance.clock, binance.limits)
        spot = SpotFollowers(
            storage, streams, accounts, reconciler, sender, telling,
            listed=binance.symbols, environment=environment, now=utc_now,
        )  # fmt: skip
        others = beside_spot(
            binance, storage, accounts, sender, telling, latest, hear=reconciler.hear,
            environment=environment, now=utc_now,
        )  # fmt: skip
        checks = KeyChecks(storage, binance, accounts, sender, environment=environment, now=utc_now)
        return cls(
            accounts, step_up, protection, intents, posting, reconciler, streams, spot,
            others, checks,
        )  # fmt: skip

    @property
    def everywhere(self) -> EveryMarket:
        return EveryMarket(self.spot, *self.beside_spot)

    @property
    def workers(self) -> list[Worker]:
        followers = [self.spot.run, *(one.run for one in self.beside_spot)]
        return [self.user_streams.run, *followers, self.reconciler.run, self.checks.run]


@dataclass(frozen=True)
class _Serving:
    """What makes the services of handlers."""

    plan: Plan
    storage: Storage
    binance: Binance
    sender: Sender
    questions: Questions
    shared: _Shared
    owned: _Owned

    def services(self, charts: ChartStudio) -> Services:
        plan, storage, binance = self.plan, self.storage, self.binance
        shared, owned, sender = self.shared, self.owned, self.sender
        accounts, prices, environment = owned.accounts, shared.prices, plan.environment
        trading = self._trading(Settings(storage, owned.protection.door))
        sharing = Sharing(storage, sender, environment=environment, now=utc_now)
        keys = self._keys(sharing)
        statements = Statements.of(storage, accounts, binance, prices, now=utc_now)
        glances, fees = Glances(prices, shared.depths), FeeTable(utc_now)
        return Services(
            environment=environment,
            admins=plan.admins,
            approval_needed=plan.approval_needed,
            language=plan.language,
            storage=storage,
            accounts=accounts,
            binance=binance,
            streams=shared.streams,
            following=owned.everywhere,
            prices=prices,
            depths=shared.depths,
            portfolios=Portfolios(accounts, prices),
            statements=statements,
            cancelling=Cancelling(
                storage, accounts, statements.resting, sender, environment=environment, now=utc_now
            ),
            charts=charts,
            alerts=self._alerts(),
            perpetuals=Perpetuals(binance, now=utc_now),
            step_up=owned.step_up,
            authenticators=Authenticators(storage, owned.step_up, now=utc_now),
            keys=keys,
            key_questions=KeyQuestions(
                storage, keys, sharing, sender, environment=environment, now=utc_now
            ),
            trading=trading,
            previews=Previews(storage, binance, trading, prices, glances, fees),
            changes=Changes(storage, binance, trading, prices, glances, fees),
            caution=Caution(storage, owned.step_up),
            futures=self._futures(trading),
            protection=owned.protection,
            people=People(
                storage, sender, keys, owned.step_up,
                admins=plan.admins, environment=environment, now=utc_now,
            ),
            questions=self.questions,
            sender=sender,
            now=utc_now,
            started_at=utc_now(),
            forms=self._forms(keys),
            keys_in_chat=plan.keys_in_chat,
            server_ips=plan.server_ips,
        )  # fmt: skip

    def _alerts(self) -> AlertEngine:
        return AlertEngine(
            self.storage, self.shared.streams, self.binance, self.sender,
            environment=self.plan.environment, now=utc_now,
            relist=partial(self.binance.symbols_anew, pause=0),
        )  # fmt: skip

    def halts(self, services: Services) -> Halts:
        return Halts(
            self.storage, services.alerts.watches,
            listed=self.binance.symbols, contracts=services.perpetuals.statuses,
            environment=self.plan.environment,
        )  # fmt: skip

    def _trading(self, settings: Settings) -> Trading:
        owned, protection = self.owned, self.owned.protection
        return Trading(
            self.storage, owned.accounts, owned.intents, protection.guards, owned.posting,
            protection.guards.care,
            price_of=protection.references.price_of,
            clear=Clearance(owned.checks, owned.step_up),
            prepare=settings.prepare,
            rehearsal=Rehearsal({"spot": self.shared.depths, "usdm": self.shared.usdm_depths}),
            environment=self.plan.environment, now=utc_now,
        )  # fmt: skip

    def _futures(self, trading: Trading) -> Desk:
        contracts = Listing(self.binance)
        positions = Positions(self.owned.accounts, self.binance, contracts)
        depths = self.shared.usdm_depths
        accounts, asking = self.owned.accounts, Asking(self.storage, trading)
        charges = ChargeTable()
        standings = Standings(self.binance, charges)
        plans = Plans(self.storage, environment=self.plan.environment)
        previews = ContractPreviews(accounts, asking, standings, positions, depths, charges, plans)
        openings = Openings(self.storage, environment=self.plan.environment)
        clearings, choices = Clearings(accounts, asking, openings), Choices(accounts, asking)
        return Desk(contracts, positions, previews, choices, clearings)

    def _keys(self, sharing: Sharing) -> Keys:
        owned = self.owned
        return Keys(
            self.storage, self.binance, owned.accounts, owned.everywhere, owned.checks, sharing,
            environment=self.plan.environment, now=utc_now,
        )  # fmt: skip

    def _forms(self, keys: Keys) -> Forms | None:
        if self.plan.site is None:
            return None
        return Forms(
            self.storage, keys, self.sender, Launches(self.plan.token), self.plan.site,
            environment=self.plan.environment, now=utc_now,
        )  # fmt: skip


async def _pair_of(binance: Binance, symbol: str) -> Pair | None:
    """The two assets of a symbol, if that can be known now."""
    try:
        listed = await binance.symbols()
    except BinanceError:
        return None
    info = listed.get(symbol)
    return None if info is None else Pair(info.base_asset, info.quote_asset)


async def _seed(prices: Prices) -> None:
    """Put every symbol on the board once; afterwards the stream keeps it fresh."""
    while True:
        try:
            await prices.seed()
        except BinanceError as error:
            log.warning("the price board could not be filled yet: %s", error)
            await asyncio.sleep(10)
        else:
            return


async def _tidy(storage: Storage) -> None:
    """Forget what nobody needs any more, once an hour; never returns."""
    while True:
        now = utc_now()
        async with storage.begin() as unit:
            await unit.tickets.purge(now - timedelta(days=1))
            await unit.questions.purge(now - timedelta(days=1))
            await unit.inbox.purge(now - timedelta(days=2))  # Telegram repeats for one day
            await unit.verdicts.purge(now - timedelta(days=90))  # Binance knows them no longer
            await unit.outbox.purge(now - timedelta(days=7))
            await unit.alerts.purge(now - timedelta(days=90))
            await unit.keys.purge_expired(now)
            await unit.turnovers.purge(now - timedelta(days=2))
            await unit.cancellations.purge(now - timedelta(days=2))
        await asyncio.sleep(3600)
