"""Every documented spot endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

SPOT = Product("spot")


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(SPOT.documented) if documents.PRESENT else [])
def test_a_spot_endpoint_is_as_documented(endpoint: str) -> None:
    assert SPOT.differences(endpoint) == []
