"""What the exchange offers, next to what Binance documents."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.exchange.catalogue import REST
from sandbox.exchange.operations.table import SIGNED, Operation
from sandbox.exchange.wire.params import Params
from tests.support import binance_catalogue as documents

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

ACCEPTED = {
    "POST /fapi/v1/order": "conditional orders are read, to be refused with -4120",
    "POST /sapi/v1/bnbBurn": "the site spells both names in another way than the clients",
    "POST /sapi/v1/margin/order": "what a spot order may carry",
    "POST /dapi/v1/order": "read as on USD-M since both were integrated",
    "PUT /dapi/v1/order": "read as on USD-M since both were integrated",
    "POST /dapi/v1/algoOrder": "the documents at hand show a first draft of it",
    "GET /dapi/v1/openAlgoOrders": "the documents at hand show a first draft of it",
    "GET /dapi/v1/allAlgoOrders": "the documents at hand show a first draft of it",
    "GET /fapi/v1/algoOrder": "clients send the symbol, which an id does not need",
    "GET /dapi/v1/algoOrder": "clients send the symbol, which an id does not need",
    "DELETE /fapi/v1/algoOrder": "clients send the symbol, which an id does not need",
    "DELETE /dapi/v1/algoOrder": "clients send the symbol, which an id does not need",
    **dict.fromkeys(
        [f"{verb} /{api}/v1/algoOrder" for verb in ("GET", "DELETE") for api in ("fapi", "dapi")],
        "clients name the symbol too",
    ),
    "PUT /fapi/v1/listenKey": "clients send the key that is to be kept alive",
    "PUT /dapi/v1/listenKey": "clients send the key that is to be kept alive",
    "DELETE /fapi/v1/listenKey": "clients send the key that is to be closed",
    "DELETE /dapi/v1/listenKey": "clients send the key that is to be closed",
}
"""Endpoints that know more parameters than are documented, and why."""

TOURED = {
    "spot", "usdm", "coinm", "wallet", "convert", "simple-earn", "staking", "margin",
    "sub-account", "mining",
}  # fmt: skip
"""Products all of whose answers are laid next to the samples, each in a test of its own."""

ENTRIES = list(REST.items())


def test_every_endpoint_is_documented() -> None:
    assert set(REST) - set(documents.endpoints()) == set()


def test_every_product_has_a_tour() -> None:
    assert {entry["product"] for name in REST for entry in documents.endpoints()[name]} == TOURED


def test_every_spot_endpoint_is_there() -> None:
    entries = documents.endpoints().items()
    spot = {name for name, products in entries if products[0]["product"] == "spot"}

    assert spot - set(REST) == set()


@pytest.mark.parametrize(("endpoint", "operation"), ENTRIES, ids=list(REST))
def test_an_endpoint_reads_the_documented_parameters(endpoint: str, operation: Operation) -> None:
    entries = documents.endpoints()[endpoint]
    known = {parameter["name"] for entry in entries for parameter in entry["params"]} - SIGNED
    read = operation.parameters - SIGNED

    assert known - read == set()
    assert endpoint in ACCEPTED or read - known == set()


@pytest.mark.parametrize(("endpoint", "operation"), ENTRIES, ids=list(REST))
def test_an_endpoint_is_guarded_and_weighed_as_documented(
    endpoint: str, operation: Operation
) -> None:
    entry, *_ = documents.endpoints()[endpoint]

    assert (operation.permission is not None) == (entry["auth"] == "signed")
    assert operation.key_only == (entry["auth"] == "api_key")
    assert operation.pool.by_uid == (entry["bucket"] == "UID")
    if operation.pool.header is None:  # a pool that counts requests, whatever they weigh
        assert operation.weight == 1
    elif isinstance(operation.weight, int) and entry["weight"] is not None:
        assert operation.weight == entry["weight"]


def sent(condition: dict[str, Any]) -> dict[str, str] | None:
    """Return parameters that meet a condition; the rarer ones have tests of their own."""
    match condition:
        case {"present": "symbol"}:
            return {"symbol": "BTCUSDT"}
        case {"absent": _}:
            return {}
        case {"param": name, "in": [first, *_]} | {"param": name, "min": first}:
            return {name: str(first)}
    return None


STEPS = [
    (endpoint, step["weight"], params)
    for endpoint, operation in ENTRIES
    if documents.PRESENT and not isinstance(operation.weight, int)
    for step in documents.endpoints()[endpoint][0].get("weight_steps") or ()
    if (params := sent(step["if"])) is not None
]


@pytest.mark.parametrize(("endpoint", "weight", "params"), STEPS)
def test_a_weight_follows_from_what_is_sent(
    endpoint: str, weight: int, params: dict[str, str]
) -> None:
    assert REST[endpoint].cost(Params(params.items())) == weight
