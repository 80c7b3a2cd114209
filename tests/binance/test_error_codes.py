"""Every code and sentence of Binance's documents, and where it ends in the tree."""

import json
from typing import Any

import pytest
from binance_catalogue import FOLDER, PRESENT

from binance import errors
from binance.classify import classify
from binance.reasons import RejectReason

pytestmark = pytest.mark.skipif(not PRESENT, reason="Binance's documents are not here")

APIS = {
    "spot": ["api"],
    "sapi": ["sapi"],
    "usdm": ["fapi"],
    "coinm": ["dapi"],
    "all": ["api", "sapi", "fapi", "dapi"],
}
IMPLIED: dict[str, tuple[type[errors.BinanceError], ...]] = {
    "auth_stop_user": (errors.BadKey,),
    "rate_limit_wait": (errors.RateLimited,),
    "order_limit_wait": (errors.TooManyOrders,),
    "maintenance_wait": (errors.Maintenance,),
    "recreate_listen_key": (errors.NoSuchListenKey,),
    "resync_clock_resign_retry_once": (errors.ClockSkew,),
    "unknown_execution_query_first": (errors.Unknown,),
    "retry_backoff_not_executed": (errors.Busy,),
    "state_mismatch_reconcile": (errors.NoSuchOrder,),
    "duplicate_client_id_query_existing": (errors.DuplicateOrder,),
    "already_done_treat_success": (errors.AlreadyDone,),
    "reject_no_retry": (errors.Rejected, errors.OrderRejected, errors.NoSuchSymbol),
    "bad_request_no_retry": (errors.Rejected, errors.NoSuchSymbol),
}
_CAREFUL = "that nothing was done is documented on futures alone: here an order is asked for first"
_PLACEHOLDER = "a number that another product uses: spot's is the text of -2010"
_AGREEMENT = "the same number, but here it is an agreement that was not signed"
OTHERWISE: dict[tuple[str, int], tuple[type[errors.BinanceError], str]] = {
    ("spot", -1001): (errors.Unknown, _CAREFUL),
    ("spot", -1008): (errors.Unknown, _CAREFUL),
    ("sapi", -1001): (errors.Unknown, _CAREFUL),
    ("sapi", -1008): (errors.Unknown, _CAREFUL),
    ("spot", -4046): (errors.Rejected, _AGREEMENT),
    ("sapi", -4046): (errors.Rejected, _AGREEMENT),
    ("spot", -4059): (errors.Rejected, _PLACEHOLDER),
    ("spot", -4116): (errors.Rejected, _PLACEHOLDER),
    ("spot", -2008): (errors.BadKey, "it is the key that is refused"),
    ("spot", -2021): (errors.HalfDone, "one of two deeds was done: who calls it refused errs"),
    ("sapi", -2021): (errors.HalfDone, "one of two deeds was done: who calls it refused errs"),
    ("usdm", -4052): (errors.AlreadyDone, "the sentence begins as those of its like"),
    ("coinm", -4188): (errors.ClockSkew, "the sentence of -5028"),
    ("coinm", -4197): (errors.AlreadyDone, "the sentence of -5027"),
}


def documented() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "errors.json").read_text())
    return content


def ours() -> list[dict[str, Any]]:
    return [entry for entry in documented()["errors"] if entry["scope"] in APIS]


def test_every_code_of_every_product_ends_where_its_documents_imply() -> None:
    wrong = []
    for entry in ours():
        key = (entry["scope"], entry["code"])
        expected = (OTHERWISE[key][0],) if key in OTHERWISE else IMPLIED[entry["retry_class"]]
        for api in APIS[entry["scope"]]:
            for msg in entry["messages"] or [""]:
                found = type(classify(400, entry["code"], msg, api=api))
                if found not in expected:
                    wrong.append(f"{api} {entry['code']} {msg!r}: {found.__name__}")

    assert not wrong


def test_no_exception_to_the_documents_is_idle() -> None:
    implied = {(entry["scope"], entry["code"]): IMPLIED[entry["retry_class"]] for entry in ours()}

    idle = [key for key, (kind, _) in OTHERWISE.items() if kind in implied[key]]

    assert not idle


def test_a_refused_order_is_told_by_its_sentence() -> None:
    special = {
        "Unknown order sent.": errors.NoSuchOrder,
        "Duplicate order sent.": errors.DuplicateOrder,
        "Order was not canceled due to cancel restrictions.": errors.Rejected,
        "Cancel order is invalid. Check origClOrdId and orderId.": errors.Rejected,
    }
    for entry in documented()["spot_reject_messages"]:
        expected = special.get(entry["message"], errors.OrderRejected)
        for code in (-1010, -2010):
            assert type(classify(400, code, entry["message"])) is expected, entry["message"]


def test_every_filter_has_its_reason() -> None:
    for entry in documented()["spot_filter_failures"]:
        error = classify(400, -1013, entry["message"])

        assert isinstance(error, errors.OrderRejected)
        assert entry["message"] == f"Filter failure: {error.reason}"


@pytest.mark.parametrize(
    ("api", "code", "reason"),
    [
        ("fapi", -2019, RejectReason.INSUFFICIENT_MARGIN),
        ("dapi", -2019, RejectReason.INSUFFICIENT_MARGIN),
        ("fapi", -2022, RejectReason.REDUCE_ONLY),
        ("fapi", -5022, RejectReason.WOULD_MATCH_IMMEDIATELY),
        ("dapi", -4090, RejectReason.ACCOUNT_MAY_NOT_TRADE),
    ],
)
def test_futures_tell_the_reason_by_the_code(api: str, code: int, reason: RejectReason) -> None:
    error = classify(400, code, "whatever the sentence", api=api)

    assert isinstance(error, errors.OrderRejected)
    assert error.reason is reason
