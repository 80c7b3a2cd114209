"""What a market has done lately: prices, best offers, and statistics of a window of time."""

from decimal import Decimal

from binance.models.base import Millis, Model


class TickerPrice(Model):
    symbol: str
    price: Decimal


class BookTicker(Model):
    """Best bid and ask."""

    symbol: str
    bid_price: Decimal
    bid_qty: Decimal
    ask_price: Decimal
    ask_qty: Decimal


class MiniTicker(Model):
    """Statistics of a window of time, the short form."""

    symbol: str
    open_price: Decimal
    high_price: Decimal
    low_price: Decimal
    last_price: Decimal
    volume: Decimal
    quote_volume: Decimal
    open_time: Millis
    close_time: Millis
    first_id: int
    """The first trade in the window; -1 if there was none."""
    last_id: int
    count: int


class Ticker(MiniTicker):
    """Statistics of a window of time."""

    price_change: Decimal
    price_change_percent: Decimal
    weighted_avg_price: Decimal


class Ticker24h(Ticker):
    """Statistics of the last 24 hours, rolling, and the best offers of now."""

    prev_close_price: Decimal
    last_qty: Decimal
    bid_price: Decimal
    bid_qty: Decimal
    ask_price: Decimal
    ask_qty: Decimal
