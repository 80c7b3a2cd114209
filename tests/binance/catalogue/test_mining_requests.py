"""Every documented mining endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

MINING = Product("mining")


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(MINING.documented) if documents.PRESENT else [])
def test_a_mining_endpoint_is_as_documented(endpoint: str) -> None:
    assert MINING.differences(endpoint) == []
