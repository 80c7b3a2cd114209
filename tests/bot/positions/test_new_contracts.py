"""Positions in contracts that were listed after it was last asked which there are."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from contract_listing import contract

from binance.errors import NotAvailable
from binance.models.futures.positions import Position
from binance.models.futures.terms import PositionSide
from binance.private import futures
from binance.public import futures as market
from bot.i18n import Say
from bot.positions import Holdings, Listing, Positions
from handlers.views import contract_words as words


def position(symbol: str) -> Position:
    told = dict.fromkeys(Position.model_fields, Decimal(1))
    named = {"symbol": symbol, "position_side": PositionSide.BOTH}
    return Position.model_construct(**told | named)


class Exchange:
    """Lists contracts, and has positions of one account in them; it knows no COIN-M."""

    def __init__(self) -> None:
        self.contracts, self.held = ["BTCUSDT"], ["BTCUSDT", "NEWUSDT"]
        self.now, self.asked = 1000.0, 0
        self.positions = Positions(
            SimpleNamespace(), SimpleNamespace(), Listing(self, now=lambda: self.now)  # type: ignore[arg-type]  # never asked
        )  # fmt: skip

    async def send(self, request: Any, **_: Any) -> Any:
        if isinstance(request, market.ExchangeInfo):
            self.asked += 1
            return SimpleNamespace(symbols=[contract(one) for one in self.contracts])
        if isinstance(request, futures.PositionInformation):
            return [position(one) for one in self.held]
        if isinstance(request, futures.SymbolConfigs):
            return []
        raise NotAvailable("none here")

    async def holdings(self) -> Holdings:
        return await self.positions.of_account(SimpleNamespace(account=self))  # type: ignore[arg-type]  # as much as is used


@pytest.fixture
async def exchange() -> Exchange:
    """It was asked which contracts there are two minutes ago."""
    exchange = Exchange()
    exchange.held = ["BTCUSDT"]
    await exchange.holdings()
    exchange.held, exchange.now = ["BTCUSDT", "NEWUSDT"], exchange.now + 120
    return exchange


async def test_a_position_in_a_contract_that_is_new_is_seen(exchange: Exchange) -> None:
    exchange.contracts.append("NEWUSDT")

    holdings = await exchange.holdings()

    assert {one.symbol for one in holdings.positions} == {"BTCUSDT", "NEWUSDT"}
    assert holdings.unlisted == ()


async def test_which_contracts_there_are_is_not_asked_more_than_once_a_minute(
    exchange: Exchange,
) -> None:
    for _ in range(3):
        holdings = await exchange.holdings()
        assert [one.symbol for one in holdings.positions] == ["BTCUSDT"]
        assert holdings.unlisted == ("NEWUSDT",)
    assert exchange.asked == 2

    exchange.now += 60
    await exchange.holdings()

    assert exchange.asked == 3


async def test_contracts_that_are_known_are_not_asked_for_anew(exchange: Exchange) -> None:
    exchange.held = ["BTCUSDT"]

    await exchange.holdings()

    assert exchange.asked == 1


def test_what_is_not_known_is_said_to_be_missing() -> None:
    told = words.unlisted(Say("en"), ("AUSDT", "BUSDT", "CUSDT"))

    assert told is not None
    assert "Not shown: your position in AUSDT · BUSDT and 1 more</b>" in told
    assert words.unlisted(Say("en"), ()) is None
