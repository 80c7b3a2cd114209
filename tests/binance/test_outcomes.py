"""What an answer means, and what is done about it."""

import json
import pickle
from decimal import Decimal
from typing import Any

import pytest

from binance import errors
from binance.classify import classify, failure, not_by_binance
from binance.models.orders import OrderType, Side
from binance.private import asset, convert, spot
from binance.reasons import RejectReason


@pytest.mark.parametrize(
    ("status", "code", "msg", "expected"),
    [
        (400, -1000, "An unknown error occurred", errors.Unknown),
        (400, -1001, "Internal error", errors.Unknown),
        (400, -1006, "An unexpected response", errors.Unknown),
        (400, -1007, "Timeout waiting for response", errors.Unknown),
        (503, -1008, "Server is currently overloaded", errors.Unknown),
        (500, -2010, "Account has insufficient balance", errors.Unknown),
        (408, 0, "", errors.Unknown),
        (429, -1003, "Too many requests queued.", errors.RateLimited),
        (418, -1003, "Way too much request weight used", errors.RateLimited),
        (429, -1015, "Too many new orders.", errors.TooManyOrders),
        (400, -1021, "Timestamp for this request", errors.ClockSkew),
        (400, -1022, "Signature for this request is not valid.", errors.BadKey),
        (401, -2014, "API-key format invalid.", errors.BadKey),
        (401, -2015, "Invalid API-key, IP, or permissions for action.", errors.BadKey),
        (401, -1002, "You are not authorized", errors.BadKey),
        (400, -1121, "Invalid symbol.", errors.NoSuchSymbol),
        (400, -2013, "Order does not exist.", errors.NoSuchOrder),
        (400, -2011, "Unknown order sent.", errors.NoSuchOrder),
        (400, -2026, "Order was canceled or expired", errors.NoSuchOrder),
        (400, -1013, "Filter failure: LOT_SIZE", errors.OrderRejected),
        (400, -2010, "Account has insufficient balance", errors.OrderRejected),
        (400, -2010, "Duplicate order sent.", errors.DuplicateOrder),
        (400, -1102, "Mandatory parameter", errors.Rejected),
        (400, -99999, "Something new", errors.Rejected),
    ],
)
def test_the_code_comes_first_then_the_status(
    status: int, code: int, msg: str, expected: type[errors.BinanceError]
) -> None:
    assert type(classify(status, code, msg)) is expected


def test_a_cancellation_refused_for_its_restrictions_found_the_order() -> None:
    error = classify(400, -2011, "Order was not canceled due to cancel restrictions.")

    assert type(error) is errors.Rejected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, errors.BadKey),
        (403, errors.Forbidden),
        (404, errors.NotAvailable),
        (302, errors.NotAvailable),
        (410, errors.NotAvailable),
        (400, errors.Rejected),
        (429, errors.RateLimited),
        (418, errors.RateLimited),
        (500, errors.Unknown),
        (502, errors.Unknown),
        (504, errors.Unknown),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'"x"', b"\xff", b'{"code":"?"}'])
def test_an_answer_that_is_not_binances_is_judged_by_its_status(
    status: int, expected: type[errors.BinanceError], body: bytes
) -> None:
    assert type(failure(status, body)) is expected


def test_a_cancellation_that_the_account_may_not_make_says_nothing_of_the_order() -> None:
    error = classify(400, -2011, "This account may not place or cancel orders.")

    assert type(error) is errors.OrderRejected


NOT_DONE = "Internal error; unable to process your request. Please try again."


@pytest.mark.parametrize("code", [-1000, -1001, 0])
@pytest.mark.parametrize("text", ["Service Unavailable.", NOT_DONE])
def test_on_futures_a_text_says_that_nothing_was_done(text: str, code: int) -> None:
    body = json.dumps({"code": code, "msg": text}).encode()

    assert type(failure(503, body, api="fapi")) is errors.Busy
    assert type(failure(503, body, api="api")) is errors.Unknown


@pytest.mark.parametrize(
    "text",
    ["Unknown error, please check your request or try again later.", NOT_DONE + " Soon.", ""],
)
def test_any_other_text_on_futures_says_nothing(text: str) -> None:
    assert type(classify(503, -1000, text, api="fapi")) is errors.Unknown
    assert type(classify(400, -1001, text, api="fapi")) is errors.Unknown


def test_a_service_that_is_shut_did_nothing() -> None:
    error = classify(400, -1016, "This service is no longer available.")

    assert type(error) is errors.Maintenance
    assert isinstance(error, errors.Unsent)
    assert type(classify(503, -1016, "This service is no longer available.")) is errors.Unknown


def halves(cancel: str, order: str, **responses: Any) -> bytes:
    data = {"cancelResult": cancel, "newOrderResult": order, **responses}
    return json.dumps({"code": -2021, "msg": "partially failed", "data": data}).encode()


def test_of_a_cancel_replace_it_is_told_which_half_was_done() -> None:
    error = failure(409, halves("SUCCESS", "FAILURE"))

    assert isinstance(error, errors.HalfDone)
    assert (error.cancelled, error.placed) == (True, False)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.cancelled, copy.placed, str(copy)) == (True, False, "partially failed (-2021)")


def test_a_cancel_replace_whose_new_order_was_one_too_many_has_cancelled_all_the_same() -> None:
    too_many = {"code": -1015, "msg": "Too many new orders; current limit is 1 orders."}
    neither = halves("FAILURE", "NOT_ATTEMPTED").replace(b"2021", b"2022")

    error = failure(429, halves("SUCCESS", "FAILURE", newOrderResponse=too_many))

    assert isinstance(error, errors.HalfDone)
    assert (error.cancelled, error.placed) == (True, False)
    assert type(failure(429, neither)) is errors.OrderRejected


def test_half_a_cancel_replace_without_an_answer_is_unknown() -> None:
    timeout = {"code": -1007, "msg": "Timeout waiting for response from backend server."}
    neither = halves("FAILURE", "FAILURE", newOrderResponse=timeout).replace(b"2021", b"2022")

    assert type(failure(409, halves("SUCCESS", "FAILURE", newOrderResponse=timeout))) is (
        errors.Unknown
    )
    assert type(failure(400, neither)) is errors.Unknown
    assert type(failure(400, halves("FAILURE", "FAILURE").replace(b"2021", b"2022"))) is (
        errors.OrderRejected
    )


def test_an_unknown_order_keeps_its_names_when_it_is_pickled() -> None:
    unknown = errors.Unknown("HTTP 503", None)
    unknown.concerns(
        spot.NewOrder(
            symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=Decimal(1),
            new_client_order_id="mine",
        )
    )  # fmt: skip

    copy = pickle.loads(pickle.dumps(unknown))

    assert (copy.endpoint, copy.symbol) == ("POST /api/v3/order", "BTCUSDT")
    assert (copy.client_order_id, copy.order_id) == ("mine", None)


def test_an_unknown_cancellation_points_at_the_order() -> None:
    unknown = errors.Unknown("HTTP 503")
    unknown.concerns(spot.CancelOrder(symbol="BTCUSDT", orig_client_order_id="mine"))

    assert unknown.client_order_id == "mine"


@pytest.mark.parametrize(
    "deed",
    [
        asset.Withdraw(coin="USDT", address="T1", amount=Decimal(1), withdraw_order_id="mine"),
        asset.ConvertDust(asset="USDT", client_id="mine"),
        convert.AcceptQuote(quote_id="mine"),
    ],
)
def test_an_unknown_deed_keeps_the_name_by_which_it_can_be_asked_for(deed: Any) -> None:
    unknown = errors.Unknown("HTTP 503")
    unknown.concerns(deed)

    assert unknown.client_order_id == "mine"


def test_a_200_is_no_failure() -> None:
    assert failure(200, b"whatever") is None


@pytest.mark.parametrize(
    ("msg", "reason"),
    [
        ("Filter failure: LOT_SIZE", RejectReason.LOT_SIZE),
        ("Filter failure: PERCENT_PRICE_BY_SIDE", RejectReason.PERCENT_PRICE_BY_SIDE),
        ("Filter failure: NEWER_THAN_US", RejectReason.OTHER),
        (
            "Account has insufficient balance for requested action.",
            RejectReason.INSUFFICIENT_BALANCES,
        ),
        ("Order would immediately match and take.", RejectReason.WOULD_MATCH_IMMEDIATELY),
        ("Market is closed.", RejectReason.MARKET_CLOSED),
        ("Something else.", RejectReason.OTHER),
    ],
)
def test_a_refused_order_names_its_reason(msg: str, reason: RejectReason) -> None:
    assert errors.OrderRejected(-2010, msg).reason is reason


def test_the_branches_say_what_to_do_next() -> None:
    unsent: list[Any] = [errors.RateLimited, errors.BreakerOpen, errors.Unreachable]

    assert all(issubclass(kind, errors.Unsent) for kind in [*unsent, errors.NotAvailable])
    assert issubclass(errors.DuplicateOrder, errors.Unknown)
    assert not issubclass(errors.Unknown, errors.Rejected)


def test_every_error_reads_as_a_sentence() -> None:
    assert str(errors.RateLimited(2.5, 10.0)) == "rate limited for another 2.5 s"
    assert str(errors.BreakerOpen(3)) == "the circuit breaker is open for another 3.0 s"
    assert str(errors.Rejected(-1102, "Missing.")) == "Missing. (-1102)"
    assert str(errors.Unknown("HTTP 502")) == "HTTP 502"
    assert str(errors.Unknown("Timeout.", -1007)) == "Timeout. (-1007)"


@pytest.mark.parametrize("status", [202, 204, 302, 400, 404, 413])
def test_a_page_of_something_in_between_says_nothing_about_an_order(status: int) -> None:
    error = failure(status, b"<html>nginx</html>")

    assert error is not None
    assert not_by_binance(status, error)


@pytest.mark.parametrize("status", [401, 403, 418, 429])
def test_refusals_without_a_code_are_refusals(status: int) -> None:
    error = failure(status, b"")

    assert error is not None
    assert not not_by_binance(status, error)


def test_a_code_of_binances_own_is_its_word() -> None:
    error = failure(400, b'{"code":-2010,"msg":"Account has insufficient balance"}')

    assert error is not None
    assert not not_by_binance(400, error)
