"""Every documented margin endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

LIST = "several names, which travel as one text with commas"
BASIS_POINTS = "whole basis points, as the same parameter of a single order is documented"
MAX_BORROWABLE = "the change log of 2026-04-16 says 750 by UID, the page still 50 by IP: be careful"

MARGIN = Product(
    "margin",
    required={
        "POST /sapi/v1/margin/order/oto workingIcebergQty": (
            "documented as mandatory, but also as allowed with GTC only; OTOCO has it optional"
        ),
        "DELETE /sapi/v1/margin/apiKey apiName": "nothing says which keys go when none is named",
    },
    kinds={
        "GET /sapi/v1/margin/isolated/account symbols": LIST,
        "GET /sapi/v1/margin/next-hourly-interest-rate assets": LIST,
        "POST /sapi/v1/margin/exchange-small-liability assetNames": LIST,
        "POST /sapi/v1/margin/apiKey ip": LIST,
        "PUT /sapi/v1/margin/apiKey/ip ip": LIST,
        "POST /sapi/v1/margin/borrow-repay amount": "money, which the documents call a text",
        "POST /sapi/v1/margin/order/oto pendingTrailingDelta": BASIS_POINTS,
        "POST /sapi/v1/margin/order/otoco pendingAboveTrailingDelta": BASIS_POINTS,
        "POST /sapi/v1/margin/order/otoco pendingBelowTrailingDelta": BASIS_POINTS,
    },
    weights={"GET /sapi/v1/margin/maxBorrowable": MAX_BORROWABLE},
    buckets={"GET /sapi/v1/margin/maxBorrowable": MAX_BORROWABLE},
    samples={
        "DELETE /sapi/v1/margin/openOrders": "the sample merges an order and a list into one row",
    },
)


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(MARGIN.documented) if documents.PRESENT else [])
def test_a_margin_endpoint_is_as_documented(endpoint: str) -> None:
    assert MARGIN.differences(endpoint) == []
