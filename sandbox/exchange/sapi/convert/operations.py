"""Asking for a quote, accepting it, and looking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.money.amounts import plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.convert import quotes
from sandbox.exchange.sapi.convert.quotes import SOURCES, Conversion, Conversions, Quote
from sandbox.exchange.sapi.history import UNREAD, span
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

JSON = dict[str, Any]
TABLE = Table()
WALLET_TYPES = (
    "SPOT",
    "FUNDING",
    "EARN",
    "SPOT_FUNDING",
    "FUNDING_EARN",
    "SPOT_FUNDING_EARN",
    "SPOT_EARN",
)
_VALID = {"10s": 10_000, "30s": 30_000, "1m": 60_000}


@TABLE.operation(
    "GET /sapi/v1/convert/exchangeInfo", weight=3_000, parameters=f"fromAsset toAsset {UNREAD}"
)
def exchange_info(call: Call) -> list[JSON]:
    source, target = call.params.text("fromAsset"), call.params.text("toAsset")
    if source is None and target is None:
        raise errors.missing_both("fromAsset", "toAsset")
    return [
        _pair(each, other)
        for each in quotes.assets()
        for other in quotes.assets()
        if each != other and source in {None, each} and target in {None, other}
    ]


@TABLE.operation("GET /sapi/v1/convert/assetInfo", weight=100, permission=READ)
def asset_info(_: Call) -> list[JSON]:
    return [{"asset": asset, "fraction": 8} for asset in quotes.assets()]


@TABLE.operation(
    "POST /sapi/v1/convert/getQuote",
    weight=200,
    by_uid=True,
    parameters="fromAsset toAsset fromAmount toAmount walletType validTime",
    permission=TRADE,
)
def get_quote(call: Call) -> JSON:
    now, quote = call.core.clock(), _read(call)
    shown = {
        "ratio": plain(quote.ratio),
        "inverseRatio": plain(1 / quote.ratio),
        "validTimestamp": quote.expires,
        "toAmount": plain(quote.gets),
        "fromAmount": plain(quote.gives),
    }
    if not quotes.payable(call.core, call.account, quote):
        return shown
    call.account.part(Conversions).keep(quote, now)
    return {"quoteId": quote.id} | shown


@TABLE.operation(
    "POST /sapi/v1/convert/acceptQuote",
    weight=500,
    by_uid=True,
    parameters="quoteId",
    permission=TRADE,
)
def accept_quote(call: Call) -> JSON:
    quote = call.account.part(Conversions).quotes.get(call.params.required("quoteId"))
    if quote is None or quote.expires < call.core.clock():
        raise errors.not_valid("quoteId")
    if not quotes.payable(call.core, call.account, quote):
        raise refusals.not_enough()
    record = quotes.carry_out(call.core, call.account, quote)
    return {"orderId": str(record.id), "createTime": record.time, "orderStatus": "PROCESS"}


@TABLE.operation(
    "GET /sapi/v1/convert/orderStatus",
    weight=100,
    by_uid=True,
    parameters="orderId quoteId",
    permission=READ,
)
def order_status(call: Call) -> JSON:
    order, quote = call.params.integer("orderId"), call.params.text("quoteId")
    if order is None and quote is None:
        raise errors.missing_both("orderId", "quoteId")
    for record in call.account.part(Conversions).records:
        if order in {None, record.id} and quote in {None, record.quote.id}:
            return _view(record)
    raise errors.no_such_order()


@TABLE.operation(
    "GET /sapi/v1/convert/tradeFlow",
    weight=3_000,
    by_uid=True,
    parameters="startTime endTime limit",
    permission=READ,
)
def trade_flow(call: Call) -> JSON:
    for name in ("startTime", "endTime"):
        call.params.required(name)
    asked, limit = span(call), call.params.limit(100, 1_000)
    records = reversed(call.account.part(Conversions).records)
    rows = [record for record in records if asked.covers(record.time)]
    return {
        "list": [{"quoteId": each.quote.id} | _view(each) for each in rows[:limit]],
        "startTime": asked.start,
        "endTime": asked.end,
        "limit": limit,
        "moreData": len(rows) > limit,
    }


def _read(call: Call) -> Quote:
    params = call.params
    source, target = params.required("fromAsset"), params.required("toAsset")
    gives, gets = params.decimal("fromAmount"), params.decimal("toAmount")
    if gives is None and gets is None:
        raise errors.missing_both("fromAmount", "toAmount")
    if gives is not None and gets is not None:
        raise errors.bad_combination()
    price = _ratio(call, source, target)
    gives, gets = quotes.amounts(price, gives=gives, gets=gets)
    if not quotes.convertible(source, gives):
        raise errors.not_valid("fromAmount" if "fromAmount" in params else "toAmount")
    paying = params.choice("walletType", WALLET_TYPES) or "SPOT"
    valid = params.choice("validTime", _VALID) or "10s"
    return Quote(
        id=str(call.core.next_id()),
        source=source,
        target=target,
        gives=gives,
        gets=gets,
        ratio=price,
        wallets=tuple(SOURCES[each] for each in paying.split("_")),
        expires=call.core.clock() + _VALID[valid],
    )


def _ratio(call: Call, source: str, target: str) -> Decimal:
    known = quotes.assets()
    if source not in known or source == target:
        raise errors.not_valid("fromAsset")
    ratio = quotes.ratio(call.core, source, target) if target in known else None
    if ratio is None:
        raise errors.not_valid("toAsset")
    return ratio


def _pair(source: str, target: str) -> JSON:
    gives, gets = (quotes.bounds(each) for each in (source, target))
    return {
        "fromAsset": source,
        "toAsset": target,
        "fromAssetMinAmount": plain(gives.least),
        "fromAssetMaxAmount": plain(gives.most),
        "toAssetMinAmount": plain(gets.least),
        "toAssetMaxAmount": plain(gets.most),
    }


def _view(record: Conversion) -> JSON:
    quote = record.quote
    return {
        "orderId": record.id,
        "orderStatus": "SUCCESS",
        "fromAsset": quote.source,
        "fromAmount": plain(quote.gives),
        "toAsset": quote.target,
        "toAmount": plain(quote.gets),
        "ratio": plain(quote.ratio),
        "inverseRatio": plain(1 / quote.ratio),
        "createTime": record.time,
    }
