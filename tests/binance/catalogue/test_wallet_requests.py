"""Every documented wallet endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

A_LIST = "the values go into one text with commas between; here they are a tuple"
BURN = "the notes and the answer spell it BNBBurn, and so does every other client"

WALLET = Product(
    "wallet",
    parameters={
        f"POST /sapi/v1/bnbBurn {name}": BURN
        for name in ("spotBnbBurn", "interestBnbBurn", "spotBNBBurn", "interestBNBBurn")
    },
    required={
        "POST /sapi/v1/localentity/broker/withdraw/apply withdrawOrderId": "we choose it ourselves",
    },
    kinds=dict.fromkeys(
        (
            "POST /sapi/v1/asset/dust asset",
            "GET /sapi/v1/spot/asset/tags tag",
            "GET /sapi/v1/capital/withdraw/history idList",
            "GET /sapi/v1/localentity/deposit/history trId",
            "GET /sapi/v1/localentity/deposit/history txId",
            "GET /sapi/v1/localentity/deposit/history tranId",
            "GET /sapi/v2/localentity/deposit/history depositId",
            "GET /sapi/v2/localentity/deposit/history txId",
            "GET /sapi/v1/localentity/withdraw/history trId",
            "GET /sapi/v1/localentity/withdraw/history txId",
            "GET /sapi/v2/localentity/withdraw/history trId",
            "GET /sapi/v2/localentity/withdraw/history txId",
        ),
        A_LIST,
    ),
    unread={
        "GET /sapi/v1/capital/deposit/address/list": {
            "[].isDefault": "0 and 1 are false and true",
        },
    },
)


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(WALLET.documented) if documents.PRESENT else [])
def test_a_wallet_endpoint_is_as_documented(endpoint: str) -> None:
    assert WALLET.differences(endpoint) == []
