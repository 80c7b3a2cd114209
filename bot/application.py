"""The running bot: what is opened, in which order, what works, and how it ends."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram.ext import Application, ContextTypes
from telegram.request import HTTPXRequest

from binance import Binance
from binance.observers import logs
from bot.assembly import Worker, assembled
from bot.charts import ChartStudio
from bot.listening import Listening
from bot.notifications import Sender
from bot.plan import Plan
from bot.polling import Greet, polling, reach_telegram, within
from bot.reconcile import Reconciler
from bot.services import App, Context, Handler, Services
from bot.telegram_limits import Pace
from bot.updates import Prompt, SerialPerUser
from bot.web import Forms, serving, web
from storage import EVERYBODY, Storage, utc_now

log = logging.getLogger(__name__)

DIRECT = {"trust_env": False}  # a proxy of the environment would see the token
FLUSH = 1.5  # seconds for what waits in the outbox; ten with `polling` and with closing

Routes = Mapping[int, Sequence[Handler]]
OnError = Callable[[object, Context], Coroutine[Any, Any, None]]


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
    prompt: Prompt | None = None,
    greet: Greet | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Open everything, work until `stop` is set, and end in order."""
    async with opened(plan) as bot:
        _register(bot.application, routes, on_error, prompt)
        left = await bot.reconciler.recover()
        if left:
            log.warning("%d orders were under way when the bot ended; asking for them", left)
        try:
            async with _pages(bot.services.forms):
                await _work(bot, stop, greet, ready)
        finally:
            await bot.application.shutdown()


def settle() -> None:
    """Leave out of garbage collection all that was made to start; for a process's only bot.

    To look through it takes 0.2 to 0.3 s, in which no order and no alert would go out.
    """
    gc.collect()
    gc.freeze()


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
                async with polling(bot.application, greet, stop):
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
        listening = Listening(httpx_kwargs=DIRECT)
        application = _application(plan, listening)
        parts = assembled(plan, storage, binance, charts, application.bot)
        application.bot_data["services"] = parts.services
        workers = [listening.run, *parts.workers]
        yield Bot(parts.services, application, parts.reconciler, workers)


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


def _application(plan: Plan, listening: Listening) -> App:
    return (
        Application.builder()
        .token(plan.token)
        .base_url(plan.base_url)
        .base_file_url(plan.file_url)
        .request(HTTPXRequest(connection_pool_size=64, pool_timeout=10, httpx_kwargs=DIRECT))
        .get_updates_request(listening)
        .rate_limiter(Pace(plan.rates))
        .concurrent_updates(SerialPerUser())
        .context_types(ContextTypes(context=Context))
        .job_queue(None)
        .build()
    )


def _register(
    application: App, routes: Routes, on_error: OnError, prompt: Prompt | None = None
) -> None:
    processor = application.update_processor
    if isinstance(processor, SerialPerUser):
        processor.prompt = prompt
    for group, handlers in routes.items():
        application.add_handlers(handlers, group)
    application.add_error_handler(on_error)


async def _flush(sender: Sender) -> None:
    async def drain() -> None:
        while await sender.send_due():
            pass

    await within(FLUSH, drain())
