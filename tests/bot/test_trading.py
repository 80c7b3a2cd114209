"""Between a question and its answer much may change: what a tap then does, through the storage."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from conftest import Clock, Nudged  # type: ignore[import-not-found]
from order_world.book import Order, cancelled, dumped, shown

from binance.private import futures
from binance.private.spot import CancelReplace, NewOrder, QueryOrder, TestOrder
from bot.asked import Asked
from bot.deeds import deed_of
from bot.door import Door
from bot.intents import Intents
from bot.posting import Posting
from bot.refusals import Refused
from bot.rehearsal import Rehearsal
from bot.trading import Tap, Tapped, Trading
from storage import OrderIntent, Storage

ALICE, BOB = 1001, 1002
CHAT, MESSAGE = 55, 7
SHOWN_AT = Decimal(100)  # the price that stands in a question
"""E
