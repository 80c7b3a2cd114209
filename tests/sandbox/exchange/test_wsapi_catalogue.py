"""What the WebSocket APIs understand, next to what Binance documents."""

from __future__ import annotations

import pytest

from sandbox.exchange.catalogue import METHODS
from sandbox.exchange.futures.users.dialect import dialect
from sandbox.exchange.operations.table import SIGNED, Operation
from tests.support import binance_catalogue as documents

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

ENTRIES = [
    pytest.param(product, method, operation, id=f"{product} {method}")
    for product, methods in (("spot", METHODS), ("usdm", dialect().methods))
    for method, operation in methods.items()
]
ACCEPTED = {
    ("usdm", "order.place"): "conditional orders are read, to be refused with -4120",
    ("usdm", "algoOrder.cancel"): "clients send the symbol, which an id does not need",
    ("usdm", "userDataStream.ping"): "clients send the key that is to be kept alive",
    ("usdm", "userDataStream.stop"): "clients send the key that is to be closed",
}
"""Methods that know more parameters than are documented, and why."""


@pytest.mark.parametrize(("product", "method", "operation"), ENTRIES)
def test_a_method_is_read_guarded_and_weighed_as_documented(
    product: str, method: str, operation: Operation
) -> None:
    entry = documents.methods(product)[method]
    known = {parameter["name"] for parameter in entry["params"]} - SIGNED
    read = operation.parameters - SIGNED

    assert known - read == set()
    assert (product, method) in ACCEPTED or read - known == set()
    assert (operation.permission is not None) == (entry["security"] in {"USER_DATA", "TRADE"})
    assert operation.key_only == (entry["security"] == "USER_STREAM")
    if isinstance(operation.weight, int) and entry["weight"] is not None:
        assert operation.weight == entry["weight"]
