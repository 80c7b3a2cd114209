"""What a candle picture costs: against a plain matplotlib drawing, and to the event loop.

Ratios of one run are what counts; absolute times are the machine's.
"""

import asyncio
import io
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from bot.charts import Candle, ChartStudio, ChartWish, draw

CANDLES = 200
ROUNDS = 9
PICTURES = 10
TICK = 0.005


def main() -> None:
    wish = ChartWish("BTCUSDT", "1h", random_walk(CANDLES), price_tick=0.01)
    console = Console()
    console.print(drawing_table(wish))
    console.print(asyncio.run(stall_table(wish)))


def random_walk(count: int) -> tuple[Candle, ...]:
    chance, close = random.Random(7), 67_000.0
    candles = []
    for hour in range(count):
        before, close = close, close * (1 + chance.gauss(0, 0.004))
        high, low = max(before, close) * 1.002, min(before, close) * 0.998
        time_of = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        candles.append(Candle(time_of, before, high, low, close, chance.uniform(100, 900)))
    return tuple(candles)


def draw_naively(wish: ChartWish) -> bytes:
    """As tutorials do it: three artists a candle, no labels beyond the axes' own."""
    figure = Figure((12.8, 7.2), dpi=100)
    FigureCanvasAgg(figure)
    prices, volume = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    for index, candle in enumerate(wish.candles):
        color = "green" if candle.close >= candle.open else "red"
        prices.vlines(index, candle.low, candle.high, color=color, linewidth=1)
        prices.bar(index, candle.close - candle.open, 0.7, candle.open, color=color)
        volume.bar(index, candle.volume, 0.7, color=color)
    page = io.BytesIO()
    figure.savefig(page, format="png")
    return page.getvalue()


def drawing_table(wish: ChartWish) -> Table:
    """Interleave the rounds, so that a noisy machine is unfair to both alike."""
    ways: dict[str, Callable[[ChartWish], bytes]] = {"collections": draw, "naive": draw_naively}
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for round_ in range(ROUNDS + 1):
        for way, make in ways.items():
            began = time.process_time()
            make(wish)
            if round_ > 0:  # the first one loads the fonts
                taken[way].append(time.process_time() - began)
    medians = {way: statistics.median(times) for way, times in taken.items()}
    return table(f"CPU time of a picture of {CANDLES} candles", medians, best="collections")


async def stall_table(wish: ChartWish) -> Table:
    wishes = [replace(wish, environment=f"NO {number}") for number in range(PICTURES)]

    async def in_the_loop(each: ChartWish) -> bytes:
        return draw(each)

    async with ChartStudio() as studio:
        await studio.picture(wish)  # so that the worker is warm
        lateness = {
            "studio": await longest_stall(studio.picture, wishes),
            "in the loop": await longest_stall(in_the_loop, wishes),
        }
    title = f"Longest stall of the event loop during {PICTURES} pictures"
    return table(title, lateness, best="studio")


async def longest_stall(
    make: Callable[[ChartWish], Awaitable[bytes]], wishes: list[ChartWish]
) -> float:
    """Say by how much a ticker of 5 ms was late, at most, while the pictures were made."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append(time.perf_counter() - due)

    ticker = asyncio.create_task(tick())
    for wish in wishes:
        await make(wish)
        await asyncio.sleep(2 * TICK)
    ticker.cancel()
    return max(late)


def table(title: str, seconds: dict[str, float], *, best: str) -> Table:
    result = Table("way", "ms", "ratio", title=title)
    for way, value in seconds.items():
        result.add_row(way, f"{value * 1000:.1f}", f"{value / seconds[best]:.1f}x")
    return result


if __name__ == "__main__":
    main()
