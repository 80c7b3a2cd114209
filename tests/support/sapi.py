"""What the tours of `/sapi` have in common: somebody of means, and what is to hold at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.catalogue import REST
from tests.support.tour import Tour, counts, lines

if TYPE_CHECKING:
    from collections.abc import Collection

DAY = 86_400
BALANCES = {
    "USDT": "1000000",
    "BTC": "10",
    "ETH": "100",
    "BNB": "50",
    "SOL": "500",
    "BETH": "5",
    "ADA": "6",
}
RIGHTS = {
    "enableWithdrawals": True,
    "enableInternalTransfer": True,
    "enableMargin": True,
    "enableFutures": True,
    "permitsUniversalTransfer": True,
}
CAROL: dict[str, Any] = {"label": "carol", "balances": BALANCES, "permissions": RIGHTS}
"""An account with a little of everything and all rights."""

Excuses = dict[str, dict[str, str]]


def group(*prefixes: str) -> list[str]:
    """Return the endpoints whose paths begin so."""
    return [endpoint for endpoint in REST if endpoint.partition(" ")[2].startswith(prefixes)]


def problems(tour: Tour, endpoints: Collection[str], excused: Excuses) -> list[str]:
    """Return what was not asked, what differs from the samples, and what is excused needlessly."""
    compared = tour.differences(endpoints, excused)
    unasked = [f"{endpoint} was not asked" for endpoint in endpoints if endpoint not in tour.answers]
    found = [*unasked, *lines(compared), *_idle(tour, endpoints, excused)]
    print(counts(compared), *found, sep="\n")  # noqa: T201 - wanted: pytest -rP shows it
    return found


def _idle(tour: Tour, endpoints: Collection[str], excused: Excuses) -> list[str]:
    """Return the excuses without which nothing would differ."""
    return [
        f"{name} needs no excuse for {path}"
        for name, paths in excused.items()
        for path in paths
        if not lines(tour.differences(endpoints, _without(excused, name, path)))
    ]


def _without(excused: Excuses, name: str, path: str) -> Excuses:
    kept = {each: reason for each, reason in excused[name].items() if each != path}
    return {**excused, name: kept}
