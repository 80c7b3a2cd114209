"""Every documented COIN-M endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

_CUT = "the sample's rows are cut after their first value"
_FLAG = "a truth, documented as a text that is true or false"
_MERGED = "the sample merges an order and the refusal of another"
_SHARED = "USD-M documents the count, and both share the limits since they were joined"
_OUTLINE = "the family is documented in outline only: USD-M's has it, and types or modes need it"
_REFUSALS = {"[].code": _MERGED, "[].msg": _MERGED}
_NOT_IN_OUTLINE = (
    "activatePrice",
    "callbackRate",
    "newOrderRespType",
    "positionSide",
    "priceMatch",
    "priceProtect",
    "selfTradePreventionMode",
    "timeInForce",
)

COINM = Product(
    "coinm",
    parameters={f"POST /dapi/v1/algoOrder {name}": _OUTLINE for name in _NOT_IN_OUTLINE},
    required={
        "PUT /dapi/v1/order quantity": "mandatory (-1102) since COIN-M and USD-M were joined",
        "POST /dapi/v1/algoOrder algoType": "there is one value, so that it is the default",
    },
    kinds={
        "GET /dapi/v1/userTrades orderId": "order ids are numbers everywhere else",
        "POST /dapi/v1/positionSide/dual dualSidePosition": _FLAG,
        "POST /dapi/v1/order closePosition": _FLAG,
        "POST /dapi/v1/algoOrder closePosition": _FLAG,
        "POST /dapi/v1/algoOrder reduceOnly": _FLAG,
    },
    orders=dict.fromkeys(
        (
            "PUT /dapi/v1/order",
            "POST /dapi/v1/batchOrders",
            "PUT /dapi/v1/batchOrders",
            "POST /dapi/v1/algoOrder",
        ),
        _SHARED,
    ),
    samples=dict.fromkeys(
        (
            "GET /dapi/v1/klines",
            "GET /dapi/v1/continuousKlines",
            "GET /dapi/v1/indexPriceKlines",
            "GET /dapi/v1/markPriceKlines",
            "GET /dapi/v1/premiumIndexKlines",
        ),
        _CUT,
    ),
    unread=dict.fromkeys(
        (
            "POST /dapi/v1/batchOrders",
            "PUT /dapi/v1/batchOrders",
            "DELETE /dapi/v1/batchOrders",
        ),
        _REFUSALS,
    ),
)


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(COINM.documented) if documents.PRESENT else [])
def test_a_coin_futures_endpoint_is_as_documented(endpoint: str) -> None:
    assert COINM.differences(endpoint) == []
