"""The latest price, best offers and 24-hour statistics of every symbol, in memory."""

import time
from collections.abc import Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from binance.clock import Clock
from binance.models.events import MiniTicker
from binance.models.market import BookTicker, Ticker24h
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams
from binance.streams.spot import AllMiniTickers


@dataclass(frozen=True)
class BoardRow:
    """One symbol as it was last heard of; `received_at` is our clock."""

    symbol: str
    close: Decimal
    open: Decimal
    high: Decimal
    low: Decimal
    volume: Decimal
    quote_volume: Decimal
    event_time: datetime
    received_at: float

    @property
    def change_percent(self) -> Decimal:
        return (self.close - self.open) / self.open * 100 if self.open else Decimal(0)

    @classmethod
    def of_ticker(cls, ticker: Ticker24h, received_at: float) -> "BoardRow":
        """Make a row of a REST ticker, for a symbol the stream has not named yet."""
        return cls(
            symbol=ticker.symbol,
            close=ticker.last_price,
            open=ticker.open_price,
            high=ticker.high_price,
            low=ticker.low_price,
            volume=ticker.volume,
            quote_volume=ticker.quote_volume,
            event_time=ticker.close_time,
            received_at=received_at,
        )


@dataclass(frozen=True)
class Offers:
    """The best bid and ask of a symbol as they were at `received_at`, by our clock."""

    bid: Decimal
    ask: Decimal
    received_at: float


class PriceBoard:
    """What `/price` reads, so that being asked costs Binance nothing.

    `heard_at` is when the stream last told anything; what was kept before `resumed_at` may have
    moved unseen, because the stream was away in between. Spot has no stream of everybody's best
    offers: they are put here by whoever asked for them, for all symbols at `offers_at`.
    """

    def __init__(self, now: Clock = time.time) -> None:
        self._now = now
        self._rows: dict[str, BoardRow] = {}
        self._offers: dict[str, Offers] = {}
        self.offers_at = float("-inf")
        self.heard_at: float | None = None
        self.resumed_at = 0.0

    def update(self, ticker: MiniTicker) -> None:
        self.put(
            BoardRow(
                symbol=ticker.symbol,
                close=ticker.close,
                open=ticker.open,
                high=ticker.high,
                low=ticker.low,
                volume=ticker.volume,
                quote_volume=ticker.quote_volume,
                event_time=ticker.event_time,
                received_at=self._now(),
            )
        )

    def put(self, row: BoardRow) -> None:
        """Keep a row unless a newer one is there: REST and the stream overtake each other."""
        known = self._rows.get(row.symbol)
        if known is None or known.event_time <= row.event_time:
            self._rows[row.symbol] = row

    def put_offers(self, tickers: Iterable[BookTicker | Ticker24h]) -> None:
        """Keep the best offers of some symbols; one without a bid or an ask has none."""
        now = self._now()
        for one in tickers:
            if one.bid_price and one.ask_price:
                self._offers[one.symbol] = Offers(one.bid_price, one.ask_price, now)
            else:
                self._offers.pop(one.symbol, None)

    def put_all_offers(self, tickers: Iterable[BookTicker]) -> None:
        """Keep the best offers of all symbols."""
        self._offers.clear()
        self.put_offers(tickers)
        self.offers_at = self._now()

    def offers(self, symbol: str) -> Offers | None:
        return self._offers.get(symbol)

    def row(self, symbol: str) -> BoardRow | None:
        return self._rows.get(symbol)

    def rows(self) -> Iterator[BoardRow]:
        return iter(self._rows.values())

    def age(self, symbol: str) -> float | None:
        """Count the seconds since the symbol was last heard of; None if never."""
        row = self._rows.get(symbol)
        return None if row is None else self._now() - row.received_at

    async def run(self, streams: MarketStreams) -> None:
        """Follow the stream of all symbols; never returns."""
        tickers = streams.subscribe(AllMiniTickers())
        async with aclosing(tickers) as events:
            async for event in events:
                if isinstance(event, MiniTicker):
                    self.heard_at = self._now()
                    self.update(event)
                elif isinstance(event, Resumed):
                    self.resumed_at = self._now()
