"""What a client was told: it says when it is ready, and on SIGTERM what it has heard."""

import json
import os
import signal
import sys
from importlib.metadata import version
from typing import Any

TOLD: dict[str, Any] = json.loads(sys.argv[1])
"""Address and key, as whoever started the client gave them."""


class Hearsay:
    """Ids of the market's aggregate trades and of one's own fills, in the order they were told."""

    def __init__(self, package: str | None = None) -> None:
        self._client = f"{package} {version(package)}" if package else "this client"
        self._trades: list[int] = []
        self._fills: list[int] = []
        signal.signal(signal.SIGTERM, lambda *_: self._report())

    def ready(self) -> None:
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    def trade(self, agg_trade_id: int) -> None:
        self._trades.append(agg_trade_id)

    def event(self, report: dict[str, Any]) -> None:
        """Take a user event; only fills count."""
        if report.get("e") == "executionReport" and report["x"] == "TRADE":
            self.fill(report["t"])

    def fill(self, trade_id: int) -> None:
        self._fills.append(trade_id)

    def _report(self) -> None:
        told = {"client": self._client, "trades": self._trades, "fills": self._fills}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        os._exit(0)
