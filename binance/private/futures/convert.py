"""Exchanging assets of the futures wallet: get a quote, accept it in time, look what became of it.

Which pairs there are is in `binance.public.futures.ConvertPairs`.
"""

from binance.models import convert
from binance.parameters import Amount
from binance.request import Private, Security
from binance.rules import either, one_of


class RequestQuote(
    Private[convert.Quote],
    endpoint="POST /fapi/v1/convert/getQuote",
    weight=50,
    security=Security.USER_DATA,
    rules=(one_of("from_amount", "to_amount"),),
):
    """Ask for a price for what is given, or for what is wanted; 360 an hour and 500 a day."""

    from_asset: str
    to_asset: str
    from_amount: Amount | None = None
    to_amount: Amount | None = None
    valid_time: str | None = None  # "10s" is all there is


class AcceptQuote(
    Private[convert.AcceptedQuote],
    endpoint="POST /fapi/v1/convert/acceptQuote",
    weight=200,
    security=Security.USER_DATA,
):
    """Exchange at a quoted price; after an `Unknown`, ask with `QueryConversion` first."""

    quote_id: str


class QueryConversion(
    Private[convert.Conversion],
    endpoint="GET /fapi/v1/convert/orderStatus",
    weight=50,
    security=Security.USER_DATA,
    rules=(either("order_id", "quote_id"),),
):
    """What became of an accepted quote."""

    order_id: int | None = None
    quote_id: str | None = None
