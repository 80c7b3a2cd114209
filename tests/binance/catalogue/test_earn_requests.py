"""Every documented Simple Earn endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

EARN = Product("simple-earn")


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(EARN.documented) if documents.PRESENT else [])
def test_an_earn_endpoint_is_as_documented(endpoint: str) -> None:
    assert EARN.differences(endpoint) == []
