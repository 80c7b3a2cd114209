"""A walk through endpoints, whose answers are then laid next to the documented samples."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.exchange.catalogue import REST
from tests.support import binance_catalogue as documents
from tests.support.client_reading import unreadable
from tests.support.shapes import Differences, compare, shape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tests.sandbox.exchange.conftest import Trader

Excuses = Mapping[str, Mapping[str, str]]
"""Reasons by patterns of paths by patterns of endpoints: {"GET /x*": {".a*": "why"}}."""


class Gathered(ABC):
    """What was answered or told, each by its name in the documents."""

    def __init__(self, product: str) -> None:
        self.product = product
        self.answers: dict[str, list[Any]] = defaultdict(list)

    @abstractmethod
    def offered(self) -> Collection[str]:
        """Return the names of all that the sandbox has."""

    @abstractmethod
    def samples(self, name: str) -> list[Any]:
        """Return what the documents show."""

    def unreadable(self) -> list[str]:
        """Return what our client could not read, where it is this that would be asked."""
        return []

    def differences(self, names: Iterable[str], excused: Excuses) -> dict[str, Differences]:
        """Compare what was gathered with the samples, but for what is excused with a reason."""
        found = {}
        for name in names:
            samples = self.samples(name)
            if samples and name in self.answers:
                result = compare(shape(*samples), shape(*self.answers[name]))
                found[name] = _but_for(result, _patterns(name, excused))
        return found


class Tour(Gathered):
    """Asks for one product as one trader, and remembers every answer by its endpoint."""

    def __init__(self, trader: Trader, product: str) -> None:
        super().__init__(product)
        self.trader = trader

    def offered(self) -> Collection[str]:
        return documents.offered(self.product)

    def samples(self, name: str) -> list[Any]:
        return documents.samples(name, self.product)

    def unreadable(self) -> list[str]:
        return unreadable(self.product, self.answers)

    async def ask(self, endpoint: str, **params: Any) -> Any:
        """Call "METHOD /path", signed if it has to be; the answer must be a good one."""
        method, path = endpoint.split()
        operation = REST[endpoint]
        if operation.permission is not None:
            answer = await self.trader.send(method, path, **params)
        else:
            headers = {"X-MBX-APIKEY": self.trader.api_key} if operation.key_only else {}
            answer = await self.trader.http.request(method, path, params=params, headers=headers)
        assert answer.status_code == 200, f"{endpoint} {params}: {answer.text}"
        content = json.loads(answer.content)
        self.answers[endpoint].append(content)
        return content


def problems(gathered: Gathered, excused: Excuses) -> list[str]:
    """Return what was not asked, what differs from the samples, and what is excused needlessly."""
    names = gathered.offered()
    compared = gathered.differences(names, excused)
    unasked = [f"{name} was not asked" for name in names if name not in gathered.answers]
    found = [*unasked, *lines(compared), *_idle(gathered, names, excused), *gathered.unreadable()]
    print(counts(compared), *found, sep="\n")  # noqa: T201 - wanted: pytest -rP shows it
    return found


def lines(differences: Mapping[str, Differences]) -> list[str]:
    """Word what is not as documented, one line each."""
    return [
        f"{endpoint} {what} {path}"
        for endpoint, each in differences.items()
        for what, paths in (
            ("lacks", each.missing),
            ("has the unknown", each.unknown),
            ("has another type at", each.other_type),
        )
        for path in paths
    ]


def counts(differences: Mapping[str, Differences]) -> str:
    fields = sum(each.compared for each in differences.values())
    return f"{len(differences)} answers, {fields} documented fields compared"


def _patterns(endpoint: str, excused: Excuses) -> list[str]:
    return [path for name, paths in excused.items() if _like(endpoint, name) for path in paths]


def _like(text: str, pattern: str) -> bool:
    """Tell whether a text matches a pattern in which only `*` means anything."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None


def _but_for(result: Differences, patterns: list[str]) -> Differences:
    def kept(paths: list[str]) -> list[str]:
        return [
            path
            for path in paths
            if not any(_like(path.partition(":")[0], pattern) for pattern in patterns)
        ]

    return Differences(
        kept(result.missing), kept(result.unknown), kept(result.other_type), result.compared
    )


def _idle(gathered: Gathered, names: Collection[str], excused: Excuses) -> list[str]:
    """Return the excuses without which nothing would differ."""
    return [
        f"{name} needs no excuse for {path}"
        for name, paths in excused.items()
        for path in paths
        if not lines(gathered.differences(names, _without(excused, name, path)))
    ]


def _without(excused: Excuses, name: str, path: str) -> Excuses:
    kept = {each: reason for each, reason in excused[name].items() if each != path}
    return {**excused, name: kept}
