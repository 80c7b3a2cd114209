"""Spot orders as people want them: from words to the very request that will be sent."""

from bot.ordering.grammar import parse
from bot.ordering.legs import Leg, client_ids, legs
from bot.ordering.market import Free, Market, OpenCounts
from bot.ordering.outlook import expected_fill, filled_at_once, to_the_tick, tradable
from bot.ordering.sentences import sentence
from bot.ordering.shapes import SpotOrder
from bot.ordering.sizing import request_for
from bot.ordering.wishes import Amount, Base, Quote, Share, Wish

__all__ = [
    "Amount",
    "Base",
    "Free",
    "Leg",
    "Market",
    "OpenCounts",
    "Quote",
    "Share",
    "SpotOrder",
    "Wish",
    "client_ids",
    "expected_fill",
    "filled_at_once",
    "legs",
    "parse",
    "request_for",
    "sentence",
    "to_the_tick",
    "tradable",
]
