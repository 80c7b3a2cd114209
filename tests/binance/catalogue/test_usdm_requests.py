"""Every documented USD-M endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

_CUT = "the sample's rows are cut after their first value"
_FLAG = "a truth, documented as a text that is true or false"
_MERGED = "the sample merges an order and the refusal of another"
_REFUSALS = {"[].code": _MERGED, "[].msg": _MERGED}

USDM = Product(
    "usdm",
    required={
        "PUT /fapi/v1/order price": "priceMatch stands in its place, and excludes it",
        "POST /fapi/v1/algoOrder algoType": "there is one value, so that it is the default",
    },
    kinds={
        "GET /fapi/v1/convert/orderStatus orderId": "order ids are numbers everywhere else",
        "POST /fapi/v1/feeBurn feeBurn": _FLAG,
        "POST /fapi/v1/multiAssetsMargin multiAssetsMargin": _FLAG,
        "POST /fapi/v1/positionSide/dual dualSidePosition": _FLAG,
        "GET /fapi/v1/positionMargin/history type": "a number in its sister, POST positionMargin",
    },
    orders={
        "POST /fapi/v1/order/test": "undocumented, and seen to count as an order that is placed",
    },
    samples=dict.fromkeys(
        (
            "GET /fapi/v1/klines",
            "GET /fapi/v1/continuousKlines",
            "GET /fapi/v1/indexPriceKlines",
            "GET /fapi/v1/markPriceKlines",
            "GET /fapi/v1/premiumIndexKlines",
        ),
        _CUT,
    ),
    unread=dict.fromkeys(
        (
            "POST /fapi/v1/batchOrders",
            "PUT /fapi/v1/batchOrders",
            "DELETE /fapi/v1/batchOrders",
        ),
        _REFUSALS,
    ),
)


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(USDM.documented) if documents.PRESENT else [])
def test_a_futures_endpoint_is_as_documented(endpoint: str) -> None:
    assert USDM.differences(endpoint) == []
