"""What a market order would get, and in how many digits that is said."""

from decimal import Decimal
from typing import Any

import pytest

from binance.models.exchange import SymbolInfo
from binance.models.market import Level, OrderBook
from binance.models.orders import OrderType, Side
from binance.private.spot import NewOrder
from binance.streams.books import LocalBook
from bot.ordering import expected_fill, to_the_tick, tradable


def symbol(tick: str = "0.01000000", step: str = "0.00001000") -> SymbolInfo:
    filters = [
        {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000", "tickSize": tick},
        {"filterType": "LOT_SIZE", "minQty": step, "maxQty": "9000", "stepSize": step},
    ]
    return SymbolInfo.model_validate(
        {
            "symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "baseAssetPrecision": 8,
            "quoteAsset": "USDT", "quoteAssetPrecision": 8, "orderTypes": ["MARKET"],
            "quoteOrderQtyMarketAllowed": True, "isSpotTradingAllowed": True, "filters": filters,
        }
    )  # fmt: skip


def level(price: str, qty: str) -> Level:
    return Level(Decimal(price), Decimal(qty))


BOOK = LocalBook(
    OrderBook(
        last_update_id=1,
        bids=(level("99", "1"), level("98", "2")),
        asks=(level("101", "1"), level("102", "2")),
    ),
    limit=10,
)


def order(side: Side, **amount: Any) -> NewOrder:
    return NewOrder(symbol="BTCUSDT", side=side, type=OrderType.MARKET, **amount)


@pytest.mark.parametrize(
    ("made", "qty", "money"),
    [
        (order(Side.BUY, quantity=Decimal(2)), 2, 203),
        (order(Side.SELL, quantity=Decimal(2)), 2, 197),
        (order(Side.BUY, quote_order_qty=Decimal(203)), 2, 203),
        (order(Side.SELL, quote_order_qty=Decimal(197)), 2, 197),
    ],
)
def test_an_order_is_filled_from_the_other_side(made: NewOrder, qty: int, money: int) -> None:
    fill = expected_fill(made, BOOK)

    assert fill.complete
    assert (fill.qty, fill.quote_qty) == (Decimal(qty), Decimal(money))


def test_a_quantity_is_shown_in_no_more_digits_than_can_be_traded() -> None:
    assert tradable(symbol(), Decimal(20) / Decimal("67123.4")) == Decimal("0.00029")
    assert tradable(symbol(step="1.00000000"), Decimal("12.99")) == 12


@pytest.mark.parametrize(
    ("tick", "shown"), [("0.01000000", "33.33"), ("0.00010000", "33.3333"), ("1.00000000", "33")]
)
def test_an_average_price_has_the_digits_of_prices(tick: str, shown: str) -> None:
    assert str(to_the_tick(symbol(tick=tick), Decimal(100) / 3)) == shown
