"""The running bot: what is opened, in which order, what works, and how it ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self

from telegram.ext import Application, ContextTypes
from telegram.request import HTTPXRequest

from binance import Binance, Hosts
from binance.errors import BinanceError
from binance.observers import logs
from binance.streams.board import PriceBoard
from binance.streams.books import USD_M, Books
from binance.streams.market import MarketStreams
from binance.streams.users import UserStreams
from bot.accounts import Accounts
from bot.alerts import AlertEngine
from bot.alerts.perpetuals import Perpetuals
from bot.authenticators import Authenticators
from bot.caution import Caution
from bot.changes import Changes
from bot.charts import ChartStudio
from bot.clearance import Clearance
from bot.depths import LEVELS, Depths
from bot.door import Door
from bot.fees import FeeTable
from bot.fills import Pair, Telling
from bot.following import EveryMarket, SpotFollowers, beside_spot
from bot.following.market_followers import MarketFollowers
from bot.guards.protection import Protection
from bot.intents import BACKEND, MARGIN, Intents
from bot.key_checks import KeyChecks
from bot.key_questions import KeyQuestions
from bot.keys import Keys
from bot.listening import Listening
from bot.notifications import Sender
from bot.people import People
from bot.polling import Greet, polling, reach_telegram, within
from bot.portfolio import Portfolios
from bot.positions.held import Positions
from bot.positions.listed import Listing
from bot.positions.previews import ContractPreviews
from bot.positions.settings import Settings
from bot.positions.standing import Standings
from bot.posting import Posting
from bot.previews import Previews
from bot.prices import Prices
from bot.reconcile import Reconciler
from bot.rehearsal import Rehearsal
from bot.services import App, Context, Handler, Services
from bot.sharing import Sharing
from bot.statements import Statements
from bot.step_up import StepUp
from bot.telegram_limits import Pace
from bot.trading import Trading
from bot.updates import SerialPerUser
from bot.web import Forms, Launches, Site, serving, web
from storage import EVERYBODY, Storage, Vault

log = logging.getLogger(__name__)

DIRECT = {"trust_env": False}  # a proxy of the environment would see the token
FLUSH = 1.5  # seconds for what waits in the outbox; ten with `polling` and with closing

Routes = Mapping[int, Sequence[Handler]]
OnError = Callable[[object, Context], Coroutine[Any, Any, None]]
Worker = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Plan:
    """Everything the bot must be told; whoever starts it reads the settings."""

    token: str = field(repr=False)
    base_url: str
    file_url: str
    environment: str
    hosts: Hosts
    database_url: str
    vault: Vault
    admins: frozenset[int] = frozenset()
    approval_needed: bool = False
    language: str = "en"
    api_key: str | None = field(default=None, repr=False)
    warm_charts: bool = True
    recv_window: int = 5000
    grace: timedelta = BACKEND + MARGIN
    site: Site | None = None  # no web pages without one
    keys_in_chat: bool = True


@dataclass(frozen=True)
class Bot:
    """The parts that live as long as the bot."""

    services: Services
    application: App
    reconciler: Reconciler
    workers: Sequence[Worker]


class ForeignDatabase(Exception):
    """The database was made by another bot."""


class StoredBans:
    """Where the end of a ban is kept, so that a restart does not break it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def load(self) -> dict[str, float]:
        async with self._storage.read() as unit:
            return await unit.bans.load()

    async def save(self, pool: str, until: float) -> None:
        async with self._storage.begin() as unit:
            await unit.bans.save(pool, until)


async def run(
    plan: Plan,
    routes: Routes,
    on_error: OnError,
    stop: asyncio.Event,
    *,
    greet: Greet | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Open everything, work until `stop` is set, and end in order."""
    async with opened(plan) as bot:
        _register(bot.application, routes, on_error)
        left = await bot.reconciler.recover()
        if left:
            log.warning("%d orders were under way when the bot ended; asking for them", left)
        try:
            async with _pages(bot.services.forms):
                await _work(bot, stop, greet, ready)
        finally:
            await bot.application.shutdown()


@asynccontextmanager
async def _pages(forms: Forms | None) -> AsyncIterator[None]:
    """Serve the web pages inside, where there are any."""
    async with AsyncExitStack() as stack:
        if forms is not None:
            await stack.enter_async_context(serving(web(forms), forms.site))
        yield


async def _work(
    bot: Bot, stop: asyncio.Event, greet: Greet | None, ready: Callable[[], None]
) -> None:
    """Run the workers and listen to Telegram until told to stop; what waits still goes out."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work()) for work in bot.workers]
        try:
            if await reach_telegram(bot.application, stop):
                async with polling(bot.application, greet):
                    ready()
                    await stop.wait()  # a worker that fails cancels this and ends the group
                await _flush(bot.services.sender)
        finally:
            for task in tasks:  # the sender too, while its connection is still open
                task.cancel()


@asynccontextmanager
async def opened(plan: Plan) -> AsyncIterator[Bot]:
    """The bot, opened in order and closed in the reverse order; nothing runs yet."""
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(
            Storage.open(plan.database_url, plan.vault, now=utc_now)
        )
        binance = await stack.enter_async_context(
            Binance(plan.hosts, api_key=plan.api_key, bans=StoredBans(storage), hooks=(logs.write,))
        )
        charts = await stack.enter_async_context(ChartStudio(warm=plan.warm_charts))
        await _claim(storage, plan.token.partition(":")[0])
        yield _assemble(plan, storage, binance, charts)


async def _claim(storage: Storage, bot_id: str) -> None:
    """A database belongs to one bot: another's messages and update ids would go astray in it."""
    async with storage.begin() as unit:
        owner = await unit.settings.get(EVERYBODY, "bot")
        if owner is None:
            await unit.settings.set(EVERYBODY, "bot", bot_id)
        elif owner != bot_id:
            raise ForeignDatabase(
                f"DATABASE_URL names the database of another bot ({owner}): set it to another "
                "file, or move that one away."
            )


def _assemble(plan: Plan, storage: Storage, binance: Binance, charts: ChartStudio) -> Bot:
    """Wire the parts together; each gets what it needs and nothing more."""
    listening = Listening(httpx_kwargs=DIRECT)
    application = _application(plan, listening)
    sender = Sender(storage, application.bot, now=utc_now)
    shared = _Shared.of(plan, binance)
    owned = _Owned.of(plan, storage, binance, sender, shared)
    alerts = AlertEngine(
        storage, shared.streams, binance, sender, environment=plan.environment, now=utc_now
    )
    services = _services(plan, storage, binance, charts, sender, shared, owned, alerts)
    application.bot_data["services"] = services
    workers = [
        listening.run,
        binance.run,
        *shared.workers,
        *owned.workers,
        *services.protection.workers,
        alerts.run,
        sender.run,
        lambda: _tidy(storage),
    ]
    return Bot(services, application, owned.reconciler, workers)


@dataclass(frozen=True)
class _Shared:
    """What is the same for everybody: prices and books, and the streams that keep them fresh."""

    streams: MarketStreams
    board: PriceBoard
    books: Books
    depths: Depths
    usdm_books: Books
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
        return cls(streams, board, books, Depths(binance, books), usdm, prices)

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
    protection: Protection
    intents: Intents
    door: Door
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
        protection = Protection.of(
            storage, binance, accounts, shared.prices, shared.board, shared.depths, sender,
            environment=environment, now=utc_now,
        )  # fmt: skip
        guards = protection.guards
        telling = Telling(now=utc_now, pair_of=partial(_pair_of, binance))
        intents = Intents(storage, sender, guards, now=utc_now, grace=plan.grace, growing=telling)
        door = Door(guards)
        posting = Posting(door, intents)
        reconciler = Reconciler(
            storage, accounts, intents, posting, environment=environment, now=utc_now
        )
        streams = UserStreams(plan.hosts, binance.clock, binance.limits)
        spot = SpotFollowers(
            storage, streams, accounts, reconciler, sender, telling,
            listed=binance.symbols, environment=environment, now=utc_now,
        )  # fmt: skip
        others = beside_spot(
            binance, storage, accounts, sender, telling, environment=environment, now=utc_now
        )
        checks = KeyChecks(storage, binance, accounts, sender, environment=environment, now=utc_now)
        return cls(
            accounts, protection, intents, door, posting, reconciler, streams, spot, others, checks
        )

    @property
    def everywhere(self) -> EveryMarket:
        return EveryMarket(self.spot, *self.beside_spot)

    @property
    def workers(self) -> list[Worker]:
        followers = [self.spot.run, *(one.run for one in self.beside_spot)]
        return [self.user_streams.run, *followers, self.reconciler.run, self.checks.run]


def _trading(
    plan: Plan, storage: Storage, owned: _Owned, step_up: StepUp, settings: Settings
) -> Trading:
    protection = owned.protection
    return Trading(
        storage, owned.accounts, owned.intents, protection.guards, owned.posting,
        Rehearsal(protection.guards.dry),
        price_of=protection.references.price_of,
        clear=Clearance(storage, owned.checks, step_up),
        prepare=settings.prepare,
        environment=plan.environment, now=utc_now,
    )  # fmt: skip


def _services(
    plan: Plan,
    storage: Storage,
    binance: Binance,
    charts: ChartStudio,
    sender: Sender,
    shared: _Shared,
    owned: _Owned,
    alerts: AlertEngine,
) -> Services:
    """What handlers may reach for."""
    accounts, prices, depths = owned.accounts, shared.prices, shared.depths
    environment = plan.environment
    step_up = StepUp(storage, now=utc_now)
    protection = owned.protection
    settings = Settings(storage, accounts, owned.door)
    trading = _trading(plan, storage, owned, step_up, settings)
    contracts = Listing(binance)
    positions = Positions(accounts, binance, contracts)
    contract_previews = ContractPreviews(
        storage, accounts, trading, Standings(binance), positions,
        Depths(binance, shared.usdm_books, USD_M),
    )  # fmt: skip
    sharing = Sharing(storage, sender, environment=environment, now=utc_now)
    keys = Keys(
        storage, binance, accounts, owned.everywhere, owned.checks, sharing,
        environment=environment, now=utc_now,
    )  # fmt: skip
    return Services(
        environment=environment,
        admins=plan.admins,
        approval_needed=plan.approval_needed,
        language=plan.language,
        storage=storage,
        accounts=accounts,
        binance=binance,
        streams=shared.streams,
        prices=prices,
        depths=depths,
        portfolios=Portfolios(accounts, prices),
        statements=Statements.of(storage, accounts, binance, prices, now=utc_now),
        charts=charts,
        alerts=alerts,
        perpetuals=Perpetuals(binance, now=utc_now),
        step_up=step_up,
        authenticators=Authenticators(storage, step_up, now=utc_now),
        keys=keys,
        key_questions=KeyQuestions(
            storage, keys, sharing, sender, environment=environment, now=utc_now
        ),
        trading=trading,
        previews=Previews(storage, binance, trading, prices, depths, FeeTable(utc_now)),
        changes=Changes(storage, binance, trading, prices),
        caution=Caution(storage, step_up),
        contracts=contracts,
        positions=positions,
        contract_previews=contract_previews,
        contract_settings=settings,
        door=owned.door,
        protection=protection,
        people=People(storage, sender, admins=plan.admins, environment=environment, now=utc_now),
        sender=sender,
        now=utc_now,
        started_at=utc_now(),
        forms=_forms(plan, storage, keys, sender),
        keys_in_chat=plan.keys_in_chat,
    )


def _forms(plan: Plan, storage: Storage, keys: Keys, sender: Sender) -> Forms | None:
    if plan.site is None:
        return None
    return Forms(
        storage, keys, sender, Launches(plan.token), plan.site,
        environment=plan.environment, now=utc_now,
    )  # fmt: skip


def _application(plan: Plan, listening: Listening) -> App:
    return (
        Application.builder()
        .token(plan.token)
        .base_url(plan.base_url)
        .base_file_url(plan.file_url)
        .request(HTTPXRequest(connection_pool_size=64, pool_timeout=10, httpx_kwargs=DIRECT))
        .get_updates_request(listening)
        .rate_limiter(Pace())
        .concurrent_updates(SerialPerUser())
        .context_types(ContextTypes(context=Context))
        .job_queue(None)
        .build()
    )


def _register(application: App, routes: Routes, on_error: OnError) -> None:
    for group, handlers in routes.items():
        application.add_handlers(handlers, group)
    application.add_error_handler(on_error)


async def _flush(sender: Sender) -> None:
    async def drain() -> None:
        while await sender.send_due():
            pass

    await within(FLUSH, drain())


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
            await unit.inbox.purge(now - timedelta(days=2))  # Telegram repeats for one day
            await unit.outbox.purge(now - timedelta(days=7))
            await unit.keys.purge_expired(now)
            await unit.turnovers.purge(now - timedelta(days=2))
        await asyncio.sleep(3600)


def utc_now() -> datetime:
    return datetime.now(UTC)
