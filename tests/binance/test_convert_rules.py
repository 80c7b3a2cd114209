"""What Convert's requests refuse, and a conversion on the sandbox."""

from decimal import Decimal
from typing import Any

import pytest
from on_the_sandbox import visiting
from pydantic import ValidationError

from binance.models.convert import ConvertStatus
from binance.models.orders import Side
from binance.private import convert
from binance.public.convert import ConvertPairs
from binance.request import Request

DAY = 86_400_000
ASSETS = {"from_asset": "USDT", "to_asset": "BTC"}
LIMIT = {
    "base_asset": "BTC",
    "quote_asset": "USDT",
    "limit_price": "1",
    "side": "BUY",
    "expired_type": "1_D",
}


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        (ConvertPairs, {}, "from_asset or to_asset"),
        (convert.RequestQuote, ASSETS, "exactly one of from_amount, to_amount"),
        (convert.RequestQuote, ASSETS | {"from_amount": 1, "to_amount": 1}, "exactly one of"),
        (convert.RequestQuote, ASSETS | {"from_amount": 0}, "greater than 0"),
        (convert.QueryConversion, {}, "order_id or quote_id"),
        (convert.ConversionHistory, {"start_time": 0, "end_time": 31 * DAY}, "30 days apart"),
        (convert.PlaceLimitOrder, LIMIT, "exactly one of base_amount, quote_amount"),
    ],
)
def test_a_request_that_convert_would_refuse_is_not_sent(
    kind: type[Request[Any]], fields: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        kind.model_validate(fields)


async def test_a_quote_is_taken_up_and_found_by_its_id() -> None:
    async with visiting(balances={"USDT": "1000"}) as visit:
        quote = await visit.account.send(
            convert.RequestQuote(**ASSETS, from_amount=Decimal(500), valid_time="30s")
        )
        assert quote.quote_id is not None
        accepted = await visit.account.send(convert.AcceptQuote(quote_id=quote.quote_id))
        found = await visit.account.send(convert.QueryConversion(quote_id=quote.quote_id))
        span = {"start_time": found.create_time, "end_time": found.create_time}
        past = await visit.account.send(convert.ConversionHistory(**span))

    assert accepted.order_id == found.order_id
    assert (found.order_status, found.from_amount) == (ConvertStatus.SUCCESS, Decimal(500))
    assert found.to_amount == quote.to_amount
    assert [each.quote_id for each in past.list] == [quote.quote_id]


async def test_a_limit_order_waits_until_it_is_given_up() -> None:
    async with visiting(balances={"USDT": "1000"}) as visit:
        (pair,) = await visit.binance.send(ConvertPairs(**ASSETS))
        placed = await visit.account.send(
            convert.PlaceLimitOrder(
                base_asset=pair.to_asset,
                quote_asset=pair.from_asset,
                limit_price=Decimal(20_000),
                quote_amount=Decimal(100),
                side=Side.BUY,
                expired_type=convert.ExpiredType.SEVEN_DAYS,
            )
        )
        waiting = await visit.account.send(convert.OpenLimitOrders())
        given_up = await visit.account.send(convert.CancelLimitOrder(order_id=placed.order_id))

    assert [each.order_id for each in waiting.list] == [placed.order_id]
    assert given_up.status is ConvertStatus.CANCELED
