"""Whether our client reads what the sandbox answers."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from binance import coverage
from binance.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from binance.coverage import RequestType


def unreadable(product: str, answers: Mapping[str, Iterable[Any]]) -> list[str]:
    """List the answers that no request of the product can read.

    They are named by "METHOD /path" or by their method of the WebSocket API; some of the latter
    (sessions, subscriptions) are no requests of their own.
    """
    found = []
    for name, given in answers.items():
        readers = _readers(product).get(name) or _of_others(name)
        for answer in given:
            problems = [_problem(each, answer) for each in readers]
            if problems and all(problems):
                found.append(f"our client does not read {name}: {problems[:1]}")
    return sorted(set(found))


@cache
def _readers(product: str) -> Mapping[str, list[RequestType]]:
    found = defaultdict(list)
    for each in coverage.requests(product):
        found[f"{each.method} {each.path}"].append(each)
        if each.ws_method is not None:
            found[each.ws_method].append(each)
    return found


def _of_others(name: str) -> list[RequestType]:
    return [each for product in coverage.PRODUCTS for each in _readers(product).get(name, ())]


def _problem(request: RequestType, answer: Any) -> str:
    try:
        value = request.read(json.dumps(answer).encode())
        for row in getattr(value, "symbols", ()):
            assert row is not None
    except ValidationError as error:
        places = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()[:3]]
        return f"{request.__name__}: {places}"
    except Unreadable as error:
        return f"{request.__name__}: {error}"
    return ""
