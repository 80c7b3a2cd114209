"""Local order books, and what an order would get from one.

books = Books(binance, MarketStreams(binance.hosts))  # with both their run() going as tasks
book = await books.book("BTCUSDT")
print(book.best_ask, book.fill(Side.BUY, Decimal(2)).slippage)
"""

from binance.streams.books.book import DepthEvent, LocalBook
from binance.streams.books.ladder import Fill, Ladder, Worth
from binance.streams.books.lending import SPOT, USD_M, BookMarket, Books

__all__ = [
    "SPOT",
    "USD_M",
    "BookMarket",
    "Books",
    "DepthEvent",
    "Fill",
    "Ladder",
    "LocalBook",
    "Worth",
]
