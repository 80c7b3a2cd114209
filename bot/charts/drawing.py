"""The functions that run inside the worker process."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.charts.wish import Wish


def draw(wish: Wish) -> bytes:
    """Draw a PNG of 1280x720, in whatever process this is called."""
    from bot.charts.picture import paint

    return paint(wish)


def settle_in() -> None:
    """Prepare a fresh worker: Ctrl-C is the parent's to answer, and so is when to live and die."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)  # a picture may wait, the event loop may not
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()


def _leave_with_the_parent() -> None:
    """End when the parent is killed; holding both ends of its pipe, a worker sees no EOF."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
