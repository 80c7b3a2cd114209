"""One event loop that does everything at once, and how late it is for an appointment.

20,000 trades a second arrive and are held against 10,000 alerts, 600 rows a second go onto the
price board, a chart is drawn every second, 20 messages a second are sent to a Telegram that
answers at once, and exchangeInfo of 3,500 symbols is refreshed. Trades, Telegram and exchangeInfo
come from processes of their own. A ticker wants to wake every 5 ms and writes down how late it is.

Other programs on the cores make the loop late too. How much of each lateness can be the loop's own
is bounded by the CPU time that its thread used meanwhile: the goal is measured by that.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table
from telegram import Bot
from telegram.request import HTTPXRequest

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from benchmarks.peers.beside import beside  # noqa: E402 - of the project, which is not installed
from binance import Binance, Hosts  # noqa: E402 - as above
from binance.models.events import AggTrade  # noqa: E402 - as above
from binance.streams import spot  # noqa: E402 - as above
from binance.streams.board import PriceBoard  # noqa: E402 - as above
from binance.streams.market import MarketStreams, TradeRange  # noqa: E402 - as above
from bot.alerts.thresholds import Thresholds, scaled  # noqa: E402 - as above
from bot.charts import Candle, ChartStudio, ChartWish  # noqa: E402 - as above

A_SECOND = 20_000
SENDS = 20
ALERTS = 10_000
SETTLING, MEASURED = 3.0, 12.0
TICK = 0.005
GOAL = 0.020
TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
ANSWER = {  # to getMe and to sendMessage
    "ok": True,
    "result": {
        "id": 1,
        "is_bot": True,
        "first_name": "Bot",
        "username": "test_bot",
        "message_id": 1,
        "date": 1_767_225_600,
        "chat": {"id": 1, "type": "private", "first_name": "Alice"},
        "text": "BTCUSDT is above 70,000",
    },
}


@dataclass
class Done:
    """What was got through, to show that the work was really done."""

    trades: int = 0
    summed_up: int = 0
    fired: int = 0
    charts: int = 0
    sends: int = 0
    refreshes: int = 0
    late: list[float] = field(default_factory=list)
    by_itself: list[float] = field(default_factory=list)

    def reset(self) -> None:
        self.__init__()  # type: ignore[misc]


def main() -> None:
    if sys.argv[1:] == ["telegram"]:
        asyncio.run(telegram())
    else:
        with (
            beside("peers/feeding.py", str(A_SECOND)) as feeder,
            beside("one_loop.py", "telegram") as bot_api,
            beside("peers/answers.py") as answers,
        ):
            Console(width=100).print(asyncio.run(measured(feeder, bot_api, answers)))


async def measured(feeder: int, bot_api: int, answers: int) -> Table:
    done = Done()
    async with AsyncExitStack() as stack:
        binance = await stack.enter_async_context(Binance(Hosts.sandbox(answers)))
        studio = await stack.enter_async_context(ChartStudio())
        request = HTTPXRequest(connection_pool_size=64, httpx_kwargs={"trust_env": False})
        address = f"http://127.0.0.1:{bot_api}/bot"
        bot = await stack.enter_async_context(Bot(TOKEN, base_url=address, request=request))
        streams, board = MarketStreams(Hosts.sandbox(feeder)), PriceBoard()
        work = (
            board.run(streams),
            watch(streams, done),
            every(1.0, lambda: draw(studio, done)),
            every(1 / SENDS, lambda: send(bot, done)),
            every(5.0, lambda: refresh(binance, done)),
            punctually(done),
        )
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
            await asyncio.sleep(0)
            tasks.append(group.create_task(streams.run()))  # both streams in the first address
            await asyncio.sleep(SETTLING)
            done.reset()
            begun = time.process_time()
            await asyncio.sleep(MEASURED)
            share = (time.process_time() - begun) / MEASURED
            for task in tasks:
                task.cancel()
    return table(done, share, sum(1 for _ in board.rows()))


async def watch(streams: MarketStreams, done: Done) -> None:
    """Hold every trade against the alerts; fired ones stay, so that some fire again and again."""
    alerts = Thresholds()
    chance = random.Random(5)
    levels = (chance.uniform(60_000, 67_099.5) for _ in range(ALERTS))
    alerts.load(
        (n, False, scaled(Decimal(f"{level - 6_000:.2f}"))) for n, level in enumerate(levels)
    )
    alerts.add(ALERTS, above=True, level=scaled(Decimal(67099)))
    async for event in streams.subscribe(spot.AggTrade(symbol="BTCUSDT")):
        if isinstance(event, AggTrade):
            done.trades += 1
            done.fired += len(alerts.hits(scaled(event.price)))
        elif isinstance(event, TradeRange):
            done.summed_up += event.last_id - event.first_id + 1


async def every(seconds: float, do: Callable[[], object]) -> None:
    """Begin something at even times, whether or not the last one is finished."""
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        due = loop.time()
        while True:
            group.create_task(do())  # type: ignore[arg-type]
            due += seconds
            await asyncio.sleep(due - loop.time())


async def draw(studio: ChartStudio, done: Done) -> None:
    now = datetime.now(UTC)
    rows = ((67_000 + n, 67_050 + n, 66_990 + n, 67_010 + n, 5.0) for n in range(200))
    candles = (Candle(now + timedelta(hours=n), *row) for n, row in enumerate(rows))
    await studio.picture(ChartWish("BTCUSDT", "1h", tuple(candles), price_tick=0.01))
    done.charts += 1


async def send(bot: Bot, done: Done) -> None:
    await bot.send_message(1, "BTCUSDT is above 70,000")
    done.sends += 1


async def refresh(binance: Binance, done: Done) -> None:
    symbols = await binance._fetch_symbols()  # noqa: SLF001 - past the cache
    assert symbols["BTCUSDT"].filters
    done.refreshes += 1


async def punctually(done: Done) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due, used = loop.time() + TICK, time.thread_time()
        await asyncio.sleep(TICK)
        late = loop.time() - due
        done.late.append(late)
        done.by_itself.append(min(late, time.thread_time() - used))


async def telegram() -> None:
    """Answer every request in the name of Telegram: the message was sent."""
    body = json.dumps(ANSWER).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    answer = head.encode() + b"\r\n\r\n" + body

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                _, _, after = head.partition(b"content-length:")
                await reader.readexactly(int(after.split(b"\r\n")[0] or 0))
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def table(done: Done, share: float, rows: int) -> Table:
    worst = percentiles(done.by_itself)[2]
    verdict = "reached" if worst < GOAL else "missed"
    shown = Table("", "", show_header=False, title="One loop that does everything")
    shown.add_row("trades a second", f"{done.trades / MEASURED:,.0f}")
    shown.add_row("trades that were summed up, the reader being slow", f"{done.summed_up:,}")
    shown.add_row("hits of alerts a second", f"{done.fired / MEASURED:,.0f} of {ALERTS:,} waiting")
    shown.add_row("rows of the board", f"{rows}")
    shown.add_row("charts, sends, refreshes", f"{done.charts}, {done.sends}, {done.refreshes}")
    shown.add_row("of a core", f"{share:.0%}")
    for whose, late in (("by all", done.late), ("by itself", done.by_itself)):
        figures = ", ".join(f"{each * 1e3:.1f}" for each in percentiles(late))
        shown.add_row(f"late {whose}, ms: p50, p99, p99.9, at most", figures)
    shown.add_row(f"p99.9 by itself under {GOAL * 1e3:.0f} ms", verdict)
    return shown


def percentiles(late: list[float]) -> tuple[float, ...]:
    ordered = sorted(late)
    return tuple(ordered[int((len(ordered) - 1) * share)] for share in (0.5, 0.99, 0.999, 1))


if __name__ == "__main__":
    main()
