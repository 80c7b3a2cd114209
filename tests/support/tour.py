"""A walk through endpoints, whose answers are then laid next to the documented samples."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sandbox.exchange.catalogue import REST
from tests.support import binance_catalogue as documents
from tests.support.shapes import Differences, compare, shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.sandbox.exchange.conftest import Trader


class Tour:
    """Asks as one trader, and remembers every answer by its endpoint.

    Where products share a path, only the samples of this product count.
    """

    def __init__(self, trader: Trader, product: str | None = None) -> None:
        self.trader = trader
        self.product = product
        self.answers: dict[str, list[Any]] = defaultdict(list)

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

    def differences(
        self, endpoints: Iterable[str], excused: Mapping[str, Mapping[str, str]]
    ) -> dict[str, Differences]:
        """Compare what was answered with the samples, but for what is excused with a reason.

        `excused` has patterns of paths by patterns of endpoints: {"GET /x*": {".a*": "why"}}.
        """
        found = {}
        for endpoint in endpoints:
            samples = documents.samples(endpoint, self.product)
            if samples and endpoint in self.answers:
                result = compare(shape(*samples), shape(*self.answers[endpoint]))
                found[endpoint] = _but_for(result, _patterns(endpoint, excused))
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
    return f"{len(differences)} endpoints answered, {fields} documented fields compared"


def _patterns(endpoint: str, excused: Mapping[str, Mapping[str, str]]) -> list[str]:
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
