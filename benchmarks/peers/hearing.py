"""CPU time of this process for each message that its consumer was given."""

import os
import sys
import time

from measuring import report

_WARM, _COUNTED = 5_000, 50_000


class Stopwatch:
    """Counts messages; with the last one it reports and ends the process, threads and all."""

    def __init__(self) -> None:
        self._heard = 0
        self._begun: float | None = None

    def heard(self, messages: int = 1) -> None:
        self._heard += messages
        if self._begun is None and self._heard >= _WARM:
            self._heard, self._begun = 0, time.process_time()
        elif self._begun is not None and self._heard >= _COUNTED:
            report({"us": (time.process_time() - self._begun) / self._heard * 1e6})
            sys.stdout.flush()
            os._exit(0)
