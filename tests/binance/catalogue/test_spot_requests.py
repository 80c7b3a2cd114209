"""Every documented spot endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

BINARY = "a field of the binary encoding alone"
BASIS_POINTS = "whole basis points, as trailingDelta is elsewhere"
A_QUANTITY = "a quantity, as icebergQty is elsewhere"
A_PAIR = "without it there is no pair"
SHORTENED = "the sample is shortened to what several answers have in common"

SPOT = Product(
    "spot",
    required={
        "POST /api/v3/orderList/opoco pendingBelowType": A_PAIR,
        "POST /api/v3/orderList/otoco pendingBelowType": A_PAIR,
    },
    kinds={
        "GET /api/v3/exchangeInfo permissions": "one or several of them: a list says both",
        "POST /api/v3/orderList/oco aboveIcebergQty": A_QUANTITY,
        "POST /api/v3/orderList/oco belowIcebergQty": A_QUANTITY,
        "POST /api/v3/orderList/opo pendingTrailingDelta": BASIS_POINTS,
        "POST /api/v3/orderList/opoco pendingAboveTrailingDelta": BASIS_POINTS,
        "POST /api/v3/orderList/opoco pendingBelowTrailingDelta": BASIS_POINTS,
        "POST /api/v3/orderList/oto pendingTrailingDelta": BASIS_POINTS,
        "POST /api/v3/orderList/otoco pendingAboveTrailingDelta": BASIS_POINTS,
        "POST /api/v3/orderList/otoco pendingBelowTrailingDelta": BASIS_POINTS,
    },
    free={
        "PUT /api/v3/order/amend/keepPriority": "free only where it ends the order",
    },
    samples={
        "GET /api/v3/exchangeInfo Response": "its rate limits are left out",
        "GET /api/v3/klines sample": SHORTENED,
        "GET /api/v3/ticker sample": SHORTENED,
        "GET /api/v3/ticker/24hr sample": SHORTENED,
        "GET /api/v3/ticker/bookTicker sample": SHORTENED,
        "GET /api/v3/ticker/price sample": SHORTENED,
        "GET /api/v3/ticker/tradingDay sample": SHORTENED,
        "GET /api/v3/uiKlines sample": SHORTENED,
        "POST /api/v3/order sample": SHORTENED,
        "POST /api/v3/order/test sample": SHORTENED,
        "POST /api/v3/sor/order/test sample": SHORTENED,
    },
    unread={
        "GET /api/v3/myFilters": {
            "assetFilters[].qtyExponent": BINARY,
            "symbolFilters[].priceExponent": BINARY,
        },
    },
)


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(SPOT.documented) if documents.PRESENT else [])
def test_a_spot_endpoint_is_as_documented(endpoint: str) -> None:
    assert SPOT.differences(endpoint) == []
