"""Positions as they stand, of both venues in one form."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from binance import Binance
from binance.errors import BadKey, BinanceError, NotAvailable
from binance.models.coin_futures.contracts import SymbolInfo as CoinContract
from binance.models.coin_futures.positions import PositionRisk
from binance.models.futures.contracts import Contract
from binance.models.futures.positions import Position
from binance.models.futures.prices import PremiumIndex
from binance.models.futures.settings import SymbolConfig
from binance.models.futures.terms import MarginType, PositionMarginType, PositionSide
from binance.private import coin_futures, futures
from binance.public import coin_futures as coin_market
from binance.public import futures as market
from bot.accounts import Accounts, Connected
from bot.positions.listed import Listing
from bot.positions.standing import no_right
from bot.positions.wishes import Direction, Venue

_ONE_BY_ONE = 8  # contracts whose funding is asked for singly; that of all weighs 10


@dataclass(frozen=True)
class Funding:
    """What is paid at `at`: a positive rate by long positions to short ones."""

    rate: Decimal
    at: datetime


@dataclass(frozen=True)
class Held:
    """A position; `quantity` of COIN-M is contracts, `size` the dollars that one stands for.

    `named` is what hedge mode calls it, and BOTH in one-way mode. Profit and margin are in
    `asset`: `margin` is what it needs at its leverage, `tied` what an isolated one has of its own.
    """

    venue: Venue
    contract: Contract
    direction: Direction
    named: PositionSide
    quantity: Decimal
    entry: Decimal
    mark: Decimal
    profit: Decimal
    liquidation: Decimal | None
    margin: Decimal
    tied: Decimal | None = None
    leverage: int | None = None
    isolated: bool | None = None
    size: Decimal | None = None
    funding: Funding | None = None

    @property
    def symbol(self) -> str:
        return self.contract.symbol

    @property
    def asset(self) -> str:
        return self.contract.margin_asset

    @property
    def worth(self) -> Decimal:
        """In the quote asset, at the mark price; a contract of COIN-M is always as many dollars."""
        return self.quantity * (self.mark if self.size is None else self.size)

    @property
    def roe(self) -> Decimal | None:
        """The profit as a share of the margin that the position needs."""
        return self.profit / self.margin if self.margin else None

    @property
    def ties_up(self) -> Decimal:
        """The margin that nothing else can use: its own, or of a crossed one what it needs."""
        return self.margin if self.tied is None else self.tied

    @property
    def distance(self) -> Decimal | None:
        """How far the mark price is from liquidation, as a share of it."""
        if self.liquidation is None or not self.mark:
            return None
        return abs(self.mark - self.liquidation) / self.mark

    @property
    def funding_due(self) -> Decimal | None:
        """What the next funding brings, if rate and mark stay; negative where it costs."""
        if self.funding is None:
            return None
        worth = self.worth if self.size is None else self.worth / self.mark
        return -self.direction.sign * self.funding.rate * worth


@dataclass(frozen=True)
class Holdings:
    """All positions but those in `unlisted` contracts; `unread` are venues that did not answer."""

    positions: tuple[Held, ...]
    unread: tuple[Venue, ...] = ()
    unlisted: tuple[str, ...] = ()


class _Found(NamedTuple):
    """What one venue tells."""

    positions: Sequence[Held]
    unlisted: Sequence[str]


class Positions:
    """Looks at people's positions."""

    def __init__(self, accounts: Accounts, binance: Binance, listing: Listing) -> None:
        self._accounts, self._binance, self._listing = accounts, binance, listing

    async def of(self, user_id: int) -> Holdings:
        """Everything held, the worthiest first, with its funding."""
        connected = await self._accounts.of(user_id)
        holdings = await self.of_account(connected)
        funded = await self._with_funding(holdings.positions, connected.account.owner)
        return replace(holdings, positions=funded)

    async def of_account(self, connected: Connected) -> Holdings:
        """Everything held, without its funding; a key without the right to futures is refused."""
        usdm, coinm = await asyncio.gather(
            self._usdm(connected), self._coinm(connected), return_exceptions=True
        )
        found: list[Held] = []
        unread: list[Venue] = []
        unlisted: list[str] = []
        answers: list[tuple[Venue, _Found | BaseException]] = [("usdm", usdm), ("coinm", coinm)]
        for venue, answer in answers:
            if not isinstance(answer, BaseException):
                found += answer.positions
                unlisted += answer.unlisted
            elif isinstance(answer, BadKey | NotAvailable) and venue == "coinm":
                continue
            elif isinstance(answer, BadKey):
                raise no_right()
            elif isinstance(answer, BinanceError):
                unread.append(venue)
            else:
                raise answer
        found.sort(key=lambda one: one.worth, reverse=True)
        return Holdings(tuple(found), tuple(unread), tuple(unlisted))

    async def in_contract(
        self, connected: Connected, venue: Venue, contract: Contract
    ) -> tuple[Held, ...]:
        """What is held of one contract: at most two positions, and two only in hedge mode."""
        try:
            if venue == "usdm":
                question = futures.PositionInformation(symbol=contract.symbol)
                told = await connected.account.send(question)
                held = [_of_usdm(one, contract, None) for one in told if _is(one, contract)]
            else:
                asked = coin_futures.PositionInformation(pair=contract.pair)
                rows = await connected.account.send(asked)
                held = [_of_coinm(one, contract) for one in rows if _is(one, contract)]
        except BadKey:
            raise no_right() from None
        return tuple(held)

    async def _usdm(self, connected: Connected) -> _Found:
        told = await connected.account.send(futures.PositionInformation())
        held = [one for one in told if one.position_amt]
        listed = (await self._listing.knowing("usdm", (one.symbol for one in held))).usdm
        there = [one for one in held if one.symbol in listed]
        configs = await connected.account.send(futures.SymbolConfigs()) if there else []
        chosen = {one.symbol: one for one in configs}
        return _Found(
            [_of_usdm(one, listed[one.symbol], chosen.get(one.symbol)) for one in there],
            _beyond(held, listed),
        )

    async def _coinm(self, connected: Connected) -> _Found:
        told = await connected.account.send(coin_futures.PositionInformation())
        held = [one for one in told if one.position_amt]
        listed = (await self._listing.knowing("coinm", (one.symbol for one in held))).coinm
        there = [one for one in held if one.symbol in listed]
        return _Found([_of_coinm(one, listed[one.symbol]) for one in there], _beyond(held, listed))

    async def _with_funding(self, positions: Sequence[Held], asker: str) -> tuple[Held, ...]:
        """Funding is told beside; where Binance does not answer, positions are shown without."""
        try:
            known = {
                "usdm": await self._usdm_funding(_symbols(positions, "usdm"), asker),
                "coinm": await self._coinm_funding(_symbols(positions, "coinm"), asker),
            }
        except BinanceError:
            return tuple(positions)
        return tuple(replace(one, funding=known[one.venue].get(one.symbol)) for one in positions)

    async def _usdm_funding(self, symbols: set[str], asker: str) -> Mapping[str, Funding]:
        if len(symbols) > _ONE_BY_ONE:
            told = await self._binance.send(market.PremiumIndices(), owner=asker)
        else:
            told = await asyncio.gather(
                *(
                    self._binance.send(market.PremiumIndex(symbol=one), owner=asker)
                    for one in sorted(symbols)
                )
            )
        return {one.symbol: found for one in told if (found := funding_of(one))}

    async def _coinm_funding(self, symbols: set[str], asker: str) -> Mapping[str, Funding]:
        if not symbols:
            return {}
        told = await self._binance.send(coin_market.PremiumIndex(), owner=asker)
        return {one.symbol: found for one in told if (found := funding_of(one))}


def funding_of(premium: PremiumIndex) -> Funding | None:
    """The next funding of a perpetual; contracts with a delivery have none."""
    rate, at = premium.last_funding_rate, premium.next_funding_time
    return None if rate is None or at is None else Funding(rate, at)


def _symbols(positions: Sequence[Held], venue: Venue) -> set[str]:
    return {one.symbol for one in positions if one.venue == venue}


def _beyond(
    held: Iterable[Position | PositionRisk], listed: Mapping[str, Contract]
) -> Sequence[str]:
    return sorted({one.symbol for one in held if one.symbol not in listed})


def _is(one: Position | PositionRisk, contract: Contract) -> bool:
    return bool(one.position_amt) and one.symbol == contract.symbol


def _of_usdm(one: Position, contract: Contract, chosen: SymbolConfig | None) -> Held:
    return Held(
        venue="usdm", contract=contract, direction=Direction.of(one.position_amt),
        named=one.position_side, quantity=abs(one.position_amt), entry=one.entry_price,
        mark=one.mark_price, profit=one.un_realized_profit,
        liquidation=one.liquidation_price if one.liquidation_price > 0 else None,
        margin=one.position_initial_margin,
        tied=one.isolated_margin if one.isolated_wallet else None,
        leverage=None if chosen is None else chosen.leverage,
        isolated=None if chosen is None else chosen.margin_type is MarginType.ISOLATED,
    )  # fmt: skip


def _of_coinm(one: PositionRisk, contract: Contract) -> Held:
    assert isinstance(contract, CoinContract)
    size, quantity = Decimal(contract.contract_size), abs(one.position_amt)
    needed = quantity * size / one.mark_price / one.leverage if one.mark_price else Decimal(0)
    isolated = one.margin_type is PositionMarginType.ISOLATED
    return Held(
        venue="coinm", contract=contract, direction=Direction.of(one.position_amt),
        named=one.position_side, quantity=quantity, entry=one.entry_price,
        mark=one.mark_price, profit=one.un_realized_profit,
        liquidation=one.liquidation_price if one.liquidation_price > 0 else None,
        margin=needed, tied=one.isolated_margin if isolated else None, leverage=one.leverage,
        isolated=isolated, size=size,
    )  # fmt: skip
