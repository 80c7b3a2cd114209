"""Histories as files: ask for a download, then, until it is ready, for its link.

The few that a month has are counted when they are asked for, so that none is asked for twice.
A download costs so much weight that two fit into a minute, if nothing else is asked.
"""

from binance.history import ONE_YEAR
from binance.models.futures.history import Download, DownloadLink
from binance.private.contracts.histories import DownloadSpan, OneDownload
from binance.request import Private, Security


class OrderDownload(
    Private[Download],
    DownloadSpan,
    endpoint="GET /dapi/v1/order/asyn",
    weight=1000,
    security=Security.USER_DATA,
    reads=False,
    rules=(ONE_YEAR,),
):
    """Have the history of orders written; eight times a month, the website's included."""


class TradeDownload(
    Private[Download],
    DownloadSpan,
    endpoint="GET /dapi/v1/trade/asyn",
    weight=1000,
    security=Security.USER_DATA,
    reads=False,
    rules=(ONE_YEAR,),
):
    """Have the history of trades written; eight times a month, the website's included."""


class IncomeDownload(
    Private[Download],
    DownloadSpan,
    endpoint="GET /dapi/v1/income/asyn",
    weight=1000,
    security=Security.USER_DATA,
    reads=False,
    rules=(ONE_YEAR,),
):
    """Have the wallet's history written; a hundred times a month, USD-M's included."""


class OrderDownloadLink(
    Private[DownloadLink],
    OneDownload,
    endpoint="GET /dapi/v1/order/asyn/id",
    weight=5,
    security=Security.USER_DATA,
):
    """Where the history of orders can be fetched, for seven days."""


class TradeDownloadLink(
    Private[DownloadLink],
    OneDownload,
    endpoint="GET /dapi/v1/trade/asyn/id",
    weight=5,
    security=Security.USER_DATA,
):
    """Where the history of trades can be fetched, for seven days."""


class IncomeDownloadLink(
    Private[DownloadLink],
    OneDownload,
    endpoint="GET /dapi/v1/income/asyn/id",
    weight=5,
    security=Security.USER_DATA,
):
    """Where the wallet's history can be fetched, for seven days."""
