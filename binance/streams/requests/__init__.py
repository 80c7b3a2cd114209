"""Requests over the WebSocket APIs, under the same limits and errors as over REST."""

from binance.streams.requests.carrier import WsCarrier
from binance.streams.requests.ways import WsRequests

__all__ = ["WsCarrier", "WsRequests"]
