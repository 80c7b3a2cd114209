"""The market data of `/fapi`, `/dapi` and `/futures/data`."""

from sandbox.exchange.futures.market.rest import (
    book,
    candles,
    funding,
    general,
    indices,
    interest,
    takers,
    tickers,
    trades,
)

TABLES = tuple(
    module.TABLE
    for module in (
        general,
        book,
        trades,
        candles,
        tickers,
        funding,
        interest,
        takers,
        indices,
    )
)
