import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.charts import ChartBusy, ChartFailed, ChartStudio, ChartWish, draw
from bot.charts.worker import SAMPLE, Worker

Wish = Callable[..., ChartWish]


def paint(wish: ChartWish) -> bytes:
    """Stand in for the drawing: the symbol is a folder that takes notes and tells what to do."""
    desk = Path(wish.symbol)
    if wish == SAMPLE:
        return b""
    with (desk / "begun").open("a") as notes:
        notes.write(f"{wish.interval} {os.getpid()}\n")
    if (desk / "deadly").exists():
        os.kill(os.getpid(), signal.SIGKILL)
    while (desk / "closed").exists():
        time.sleep(0.005)
    return str(os.getpid()).encode()


class Desk:
    """The folder, seen from the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self) -> None:
        (self._folder / "closed").touch()

    def release(self) -> None:
        (self._folder / "closed").unlink()

    def be_deadly(self, *, deadly: bool) -> None:
        path = self._folder / "deadly"
        path.touch() if deadly else path.unlink()

    def begun(self) -> list[str]:
        notes = self._folder / "begun"
        return notes.read_text().splitlines() if notes.exists() else []

    async def wait_for(self, count: int) -> None:
        while len(self.begun()) < count:  # noqa: ASYNC110 - the other process has no Event
            await asyncio.sleep(0.005)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def order(wish: Wish, tmp_path: Path) -> Wish:
    """A wish that is painted at the desk; the interval tells one from another."""

    def make(interval: str = "1h") -> ChartWish:
        return replace(wish(symbol=str(tmp_path), count=3), interval=interval)

    return make


async def pid_of(worker: Worker) -> int:
    return await asyncio.wrap_future(worker._pid)


async def gone(pid: int) -> None:
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
            await asyncio.sleep(0.005)


async def test_a_wish_comes_back_as_a_png(wish: Wish) -> None:
    async with ChartStudio() as studio:
        png = await studio.picture(wish())

    assert png == draw(wish())


async def test_the_loop_goes_on_while_a_picture_is_made(order: Wish, desk: Desk) -> None:
    desk.hold()
    async with ChartStudio(draw=paint) as studio:
        picture = asyncio.create_task(studio.picture(order()))
        await desk.wait_for(1)
        for _ in range(1000):
            await asyncio.sleep(0)
        assert not picture.done()
        desk.release()

        assert await picture


async def test_many_who_want_the_same_picture_have_it_drawn_once(order: Wish, desk: Desk) -> None:
    desk.hold()
    async with ChartStudio(draw=paint, room=1) as studio:
        everyone = [asyncio.create_task(studio.picture(order())) for _ in range(20)]
        await desk.wait_for(1)
        desk.release()
        pictures = await asyncio.gather(*everyone)
        again = await studio.picture(order())

    assert {*pictures, again} == {again}
    assert len(desk.begun()) == 1


async def test_the_picture_used_longest_ago_is_forgotten_first(order: Wish, desk: Desk) -> None:
    async with ChartStudio(draw=paint, keep=2) as studio:
        for interval in ("1m", "5m", "1m", "1d", "1m", "5m"):
            await studio.picture(order(interval))

    assert [note.split()[0] for note in desk.begun()] == ["1m", "5m", "1d", "5m"]


async def test_who_comes_to_a_full_queue_is_told_at_once(order: Wish, desk: Desk) -> None:
    desk.hold()
    async with ChartStudio(draw=paint, room=2) as studio:
        waiting = [asyncio.create_task(studio.picture(order(i))) for i in ("1m", "5m")]
        await desk.wait_for(1)

        with pytest.raises(ChartBusy):
            await studio.picture(order("1d"))

        desk.release()
        await asyncio.gather(*waiting)
        assert await studio.picture(order("1d"))


async def test_a_picture_is_finished_for_the_next_when_the_first_has_left(
    order: Wish, desk: Desk
) -> None:
    desk.hold()
    async with ChartStudio(draw=paint) as studio:
        impatient = asyncio.create_task(studio.picture(order()))
        await desk.wait_for(1)
        impatient.cancel()
        patient = asyncio.create_task(studio.picture(order()))
        desk.release()

        assert await patient
        assert impatient.cancelled()
    assert len(desk.begun()) == 1


async def test_a_worker_killed_over_a_picture_is_replaced_and_the_picture_made(
    order: Wish, desk: Desk
) -> None:
    desk.hold()
    async with ChartStudio(draw=paint) as studio:
        picture = asyncio.create_task(studio.picture(order()))
        await desk.wait_for(1)
        killed = await pid_of(studio._worker)
        os.kill(killed, signal.SIGKILL)
        desk.release()

        assert int(await picture) != killed
    assert len(desk.begun()) == 2


async def test_a_worker_killed_while_idle_is_replaced(order: Wish) -> None:
    async with ChartStudio(draw=paint) as studio:
        killed = int(await studio.picture(order("1m")))
        os.kill(killed, signal.SIGKILL)
        await gone(killed)

        assert int(await studio.picture(order("5m"))) != killed


async def test_a_picture_that_kills_two_workers_is_given_up_and_others_are_made(
    order: Wish, desk: Desk
) -> None:
    desk.be_deadly(deadly=True)
    async with ChartStudio(draw=paint) as studio:
        with pytest.raises(ChartFailed, match="died twice"):
            await studio.picture(order("1m"))
        assert len(desk.begun()) == 2

        desk.be_deadly(deadly=False)
        assert await studio.picture(order("5m"))


async def test_a_picture_that_takes_too_long_costs_the_worker_its_life(
    order: Wish, desk: Desk
) -> None:
    desk.hold()
    async with ChartStudio(draw=paint, timeout=0.1) as studio:
        slow = await pid_of(studio._worker)

        with pytest.raises(ChartFailed, match="no picture after"):
            await studio.picture(order())

        await gone(slow)
        assert await pid_of(studio._worker) != slow


async def test_an_error_of_the_drawing_reaches_who_asked_and_is_not_remembered(
    order: Wish, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "begun").mkdir()
    async with ChartStudio(draw=paint) as studio:
        with pytest.raises(IsADirectoryError):
            await studio.picture(order())
        (tmp_path / "begun").rmdir()

        assert await studio.picture(order())


async def test_closing_the_studio_lets_nobody_wait(order: Wish, desk: Desk) -> None:
    desk.hold()
    async with ChartStudio(draw=paint) as studio:
        waiting = asyncio.create_task(studio.picture(order()))
        await desk.wait_for(1)
        pid = await pid_of(studio._worker)
        asyncio.get_running_loop().call_soon(desk.release)

    with pytest.raises(asyncio.CancelledError):
        await waiting
    await gone(pid)


async def test_a_worker_that_does_not_finish_is_ended_after_its_grace(
    order: Wish, desk: Desk
) -> None:
    desk.hold()
    worker = Worker(paint)
    picture = asyncio.create_task(worker.run(order()))
    await desk.wait_for(1)
    pid = await pid_of(worker)

    await worker.close(grace=0.0)

    await gone(pid)
    with pytest.raises(BrokenProcessPool):
        await picture


async def test_ctrl_c_is_left_to_the_parent(order: Wish) -> None:
    async with ChartStudio(draw=paint) as studio:
        before = int(await studio.picture(order("1m")))
        os.kill(before, signal.SIGINT)

        assert int(await studio.picture(order("5m"))) == before


PARENT = """
import asyncio
from bot.charts.worker import Worker

async def main():
    await asyncio.wrap_future(Worker(repr)._pid)
    print('drawing', flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_no_worker_outlives_a_parent_that_was_killed() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    assert await parent.stdout.readline()
    parent.kill()

    # The worker writes to the same pipe, which ends when the last process that holds it is gone.
    assert await parent.stdout.read() == b""
    await parent.wait()
