"""Every spot endpoint's answer, next to the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import binance_catalogue as documents
from tests.support.shapes import shape
from tests.support.spot_tour import CONDITIONAL, walk
from tests.support.tour import Tour, problems

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Trader

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

EXCUSED: dict[str, dict[str, str]] = {
    "*": {f"*.{name}": "there only under its condition" for name in CONDITIONAL}
    | {".code": "a sample of an error", ".msg": "a sample of an error", ".data": "of an error"},
    "GET /api/v3/exchangeInfo": {
        "*.filters[].*": "each kind of filter has its own fields, and the sample shows one",
        ".rateLimits[].count": "of the socket's answers only",
        ".exchangeFilters[]": "no filter concerns all symbols",
        ".symbols[].permissions[]": "empty since permissionSets took its place",
    },
    "GET /api/v3/myFilters": {
        ".symbolFilters[].*": "each kind of filter has its own fields, and the sample shows one",
        ".assetFilters[]": "no filter concerns a whole asset",
        ".rateLimits": "in the client's model, but not in the documents",
    },
    "GET /api/v3/referencePrice/calculation": {
        ".externalCalculationId": "only where the calculation is not the exchange's own"
    },
    "POST /api/v3/order": {".preventedMatches*": "shown in the FAQ on self-trade prevention"},
    "GET /api/v3/myPreventedMatches": {
        "[].takerPreventedQuantity": "shown in the FAQ on self-trade prevention"
    },
    "POST /api/v3/order/cancelReplace": {".newOrderResponse.fills[]": "nothing was filled"},
    "PUT /api/v3/order/amend/keepPriority": {".listStatus": "the order is not of a list"},
}
"""Fields that differ, and why."""


async def test_spot_answers_as_documented(alice: Trader, clock: Hand) -> None:
    tour = Tour(alice, "spot")
    await walk(tour, clock)

    assert problems(tour, EXCUSED) == []
    assert conditional_fields(tour) == CONDITIONAL


def conditional_fields(tour: Tour) -> set[str]:
    """Return which conditional fields some order has shown."""
    seen = shape(*(answer for answers in tour.answers.values() for answer in answers))
    return {path.rpartition(".")[2] for path in seen} & CONDITIONAL
