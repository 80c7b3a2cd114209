"""Every documented convert endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

CONVERT = Product(
    "convert",
    kinds={
        "GET /sapi/v1/convert/orderStatus orderId": "a number in all answers",
    },
)


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(CONVERT.documented) if documents.PRESENT else [])
def test_a_convert_endpoint_is_as_documented(endpoint: str) -> None:
    assert CONVERT.differences(endpoint) == []
