"""Every documented sub-account endpoint is a request, with the documented terms and answers."""

import binance_catalogue as documents
import pytest
from client_catalogue import Product

A_LIST = "the values go into one text with commas between; here they are a tuple"

TWICE = "charged twice: 1 by address (weight_by_ip) and 360 by account"

SUB_ACCOUNT = Product(
    "sub-account",
    kinds={
        "GET /sapi/v1/sub-account/list isFreeze": "true or false",
        "POST /sapi/v1/sub-account/subAccountApi ipAddress": A_LIST,
        "POST /sapi/v2/sub-account/subAccountApi/ipRestriction ipAddress": A_LIST,
        "DELETE /sapi/v1/sub-account/subAccountApi/ipRestriction/ipList ipAddress": A_LIST,
    },
    weights={"POST /sapi/v1/sub-account/universalTransfer": TWICE},
    buckets={"POST /sapi/v1/sub-account/universalTransfer": TWICE},
)


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")
@pytest.mark.parametrize("endpoint", list(SUB_ACCOUNT.documented) if documents.PRESENT else [])
def test_a_sub_account_endpoint_is_as_documented(endpoint: str) -> None:
    assert SUB_ACCOUNT.differences(endpoint) == []
