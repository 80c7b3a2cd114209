"""The running bot: what is opened, in which order, what works, and how it ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes
from telegram.request import HTTPXRequest

from binance import Binance, Hosts
from binance.errors import BinanceError
from binance.observers import logs
from binance.streams.board import PriceBoard
from binance.streams.books import Books
from binance.streams.market import MarketStreams
from binance.streams.users import UserStreams
from bot.accounts import Accounts
from bot.alerts import AlertEngine
from bot.alerts.perpetuals import Perpetuals
from bot.charts import ChartStudio
from bot.depths import LEVELS, Depths
from bot.following import EveryMarket, SpotFollowers, beside_spot
from bot.intents import BACKEND, MARGIN, Intents
from bot.keys import Keys
from bot.listening import Listening
from bot.notifications import Sender
from bot.portfolio import Portfolios
from bot.prices import Prices
from bot.reconcile import Reconciler
from bot.services import App, Context, Handler, Services
from bot.telegram_limits import Pace
from bot.trading import Trading
from bot.updates import SerialPerUser
from storage import EVERYBODY, Storage, Vault

log = logging.getLogger(__name__)

UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
DIRECT = {"trust_env": False}  # a proxy of the environment would see the token
LISTEN = 2.0  # seconds that the last look for updates may take after the signal to stop,
FINISH = 4.0  # that handlers under way have after it,
FLUSH = 1.5  # and what waits in the outbox after that: ten in all, with closing

Routes = Mapping[int, Sequence[Handler]]
OnError = Callable[[object, Context], Coroutine[Any, Any, None]]
Greet = Callable[[Any], Awaitable[None]]


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


@dataclass(frozen=True)
class Bot:
    """The parts that live as long as the bot."""

    services: Services
    application: App
    reconciler: Reconciler
    workers: Sequence[Callable[[], Coroutine[Any, Any, None]]]


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
            await _work(bot, stop, greet, ready)
        finally:
            await bot.application.shutdown()


async def _work(
    bot: Bot, stop: asyncio.Event, greet: Greet | None, ready: Callable[[], None]
) -> None:
    """Run the workers and listen to Telegram until told to stop; what waits still goes out."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work()) for work in bot.workers]
        try:
            if await _reach_telegram(bot.application, stop):
                async with _polling(bot.application, greet):
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
    environment = plan.environment
    listening = Listening(httpx_kwargs=DIRECT)
    application = _application(plan, listening)
    streams = MarketStreams(plan.hosts)
    board = PriceBoard()
    books = Books(binance, streams, limit=LEVELS)
    depths = Depths(binance, books)
    user_streams = UserStreams(plan.hosts, binance.clock, binance.limits)
    sender = Sender(storage, application.bot, now=utc_now)
    accounts = Accounts(storage, binance, plan.environment, recv_window=plan.recv_window)
    prices = Prices(binance, board, now=lambda: utc_now().timestamp(), book_at_hand=books.at_hand)
    intents = Intents(storage, sender, now=utc_now, grace=plan.grace)
    reconciler = Reconciler(storage, accounts, intents, environment=environment, now=utc_now)
    followers = SpotFollowers(
        storage, user_streams, accounts, reconciler, sender,
        listed=binance.symbols, environment=environment, now=utc_now,
    )  # fmt: skip
    others = beside_spot(binance, storage, accounts, sender, environment=environment, now=utc_now)
    everywhere = EveryMarket(followers, *others)
    alerts = AlertEngine(storage, streams, binance, sender, environment=environment, now=utc_now)
    services = Services(
        environment=plan.environment,
        admins=plan.admins,
        approval_needed=plan.approval_needed,
        language=plan.language,
        storage=storage,
        binance=binance,
        streams=streams,
        prices=prices,
        depths=depths,
        portfolios=Portfolios(accounts, prices),
        charts=charts,
        alerts=alerts,
        perpetuals=Perpetuals(binance, now=utc_now),
        keys=Keys(storage, binance, accounts, everywhere, environment=environment, now=utc_now),
        trading=Trading(
            storage, accounts, prices, intents, depths, environment=environment, now=utc_now
        ),
        sender=sender,
        now=utc_now,
        started_at=utc_now(),
    )
    application.bot_data["services"] = services
    workers = [
        listening.run,
        binance.run,
        streams.run,
        books.run,
        lambda: board.run(streams),
        lambda: _seed(prices),
        user_streams.run,
        followers.run,
        *(one.run for one in others),
        reconciler.run,
        alerts.run,
        sender.run,
        lambda: _tidy(storage),
    ]
    return Bot(services, application, reconciler, workers)


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


@asynccontextmanager
async def _polling(application: App, greet: Greet | None) -> AsyncIterator[None]:
    """Listen to Telegram inside; leaving stops listening and lets what is under way end."""
    updater = application.updater
    assert updater is not None
    try:
        if greet is not None:
            await _try(greet(application.bot))
        await application.start()
        await updater.start_polling(
            allowed_updates=UPDATES, bootstrap_retries=3, error_callback=_polling_failed
        )
        yield
    finally:
        if updater.running:
            with suppress(InvalidToken):  # with which it ended before; `Listening` has told it
                await _within(LISTEN, updater.stop())
        if application.running:
            await _within(FINISH, application.stop())


async def _reach_telegram(application: App, stop: asyncio.Event) -> bool:
    """Wait until Telegram answers, or until told to stop; a wrong token is not waited for."""
    pause = 1.0
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()
            pause = min(30.0, pause * 2)
        else:
            return True
    return False


def _polling_failed(error: TelegramError) -> None:
    log.warning("reading updates failed: %s", type(error).__name__)


async def _flush(sender: Sender) -> None:
    async def drain() -> None:
        while await sender.send_due():
            pass

    await _within(FLUSH, drain())


async def _within(seconds: float, work: Awaitable[None]) -> None:
    """Give it so much time; what does not end by then is left to the next start."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        log.warning("something under way did not end in time and is left for the next start")


async def _try(work: Awaitable[None]) -> None:
    try:
        await work
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", type(error).__name__)


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
        await asyncio.sleep(3600)


def utc_now() -> datetime:
    return datetime.now(UTC)
