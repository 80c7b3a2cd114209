"""Orders and trades of a margin account, whose answers have fewer fields than those of spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading import views

if TYPE_CHECKING:
    from sandbox.exchange.sapi.margin.accounts import Margin
    from sandbox.exchange.sapi.margin.records import Loan
    from sandbox.exchange.trading.orders import Fill, Order

JSON = dict[str, Any]
_NOT_SHOWN = frozenset(
    {
        "orderListId",
        "origQuoteOrderQty",
        "workingTime",
        "tradeGroupId",
        "preventedMatches",
        "preventedQuantity",
        "expiryReason",
        "trailingDelta",
        "trailingTime",
    }
)
_NOT_PLACED = frozenset({"stopPrice", "icebergQty"})


def placed(order: Order, margin: Margin, form: str, loan: Loan | None) -> JSON:
    shown = _trimmed(views.RESPONSES[form](order), margin, without=_NOT_PLACED)
    if loan is not None and form != "ACK":
        shown["marginBuyBorrowAmount"] = float(loan.principal)
        shown["marginBuyBorrowAsset"] = loan.asset
    return shown


def query(order: Order, margin: Margin) -> JSON:
    return _trimmed(views.query(order), margin)


def canceled(order: Order, margin: Margin, cancel_id: str) -> JSON:
    """Return a cancelled order; here alone its id is text."""
    shown = _trimmed(views.canceled(order, cancel_id), margin, without=_NOT_PLACED)
    hidden = {"transactTime", "selfTradePreventionMode"}
    return {name: value for name, value in shown.items() if name not in hidden} | {
        "orderId": str(order.id)
    }


def canceled_with_others(order: Order, margin: Margin, cancel_id: str) -> JSON:
    """Return one of several orders that were cancelled together."""
    shown = _trimmed(views.canceled(order, cancel_id), margin, without=_NOT_PLACED)
    return {name: value for name, value in shown.items() if name != "transactTime"} | {
        "orderListId": -1
    }


def of_list(shown: JSON, margin: Margin, loan: Loan | None = None) -> JSON:
    """Return a list of orders, and what was borrowed for it, here as text."""
    listed = shown | {"isIsolated": margin.symbol is not None}
    if "orderReports" in shown:
        listed["orderReports"] = [_of_list(each) for each in shown["orderReports"]]
    if loan is not None:
        listed["marginBuyBorrowAmount"] = views.number(loan.principal)
        listed["marginBuyBorrowAsset"] = loan.asset
    return listed


def fill(record: Fill, margin: Margin) -> JSON:
    shown = _trimmed(views.fill(record), margin)
    return {name: value for name, value in shown.items() if name != "quoteQty"}


def _of_list(report: JSON) -> JSON:
    hidden = _NOT_SHOWN - {"orderListId"}
    if "origClientOrderId" in report:  # it was cancelled
        hidden |= {"transactTime"}
    return {name: value for name, value in report.items() if name not in hidden}


def _trimmed(shown: JSON, margin: Margin, without: frozenset[str] = frozenset()) -> JSON:
    hidden = _NOT_SHOWN | without
    kept = {name: value for name, value in shown.items() if name not in hidden}
    return kept | {"isIsolated": margin.symbol is not None}
