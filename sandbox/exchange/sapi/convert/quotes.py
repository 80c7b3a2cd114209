"""Quotes and what became of them: prices that were promised for a moment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sandbox.exchange.market.coins import COINS, FIAT
from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import down, up
from sandbox.exchange.money.wallets import WALLETS

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

_SPREAD = Decimal("0.001")
SOURCES = {"SPOT": "MAIN", "FUNDING": "FUNDING", "EARN": "EARN"}
"""The wallets that may pay, by what `walletType` calls them."""


class Bounds(NamedTuple):
    """Between which amounts a conversion may be."""

    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Quote:
    """So much of one asset for so much of another one, until a moment."""

    id: str
    source: str
    target: str
    gives: Decimal
    gets: Decimal
    ratio: Decimal
    wallets: tuple[str, ...]
    expires: int


@dataclass(frozen=True)
class Conversion:
    """A quote that was accepted."""

    id: int
    quote: Quote
    time: int


class Conversions:
    """An account's quotes, and the conversions it made of them, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.quotes: dict[str, Quote] = {}
        self.records: list[Conversion] = []

    def keep(self, quote: Quote, now: int) -> None:
        """Remember a quote, and forget those that can no longer be accepted."""
        self.quotes = {key: each for key, each in self.quotes.items() if each.expires >= now}
        self.quotes[quote.id] = quote


def assets() -> list[str]:
    return [each for each in prices.assets() if each not in FIAT]


def ratio(core: Core, source: str, target: str) -> Decimal | None:
    """Return what one unit fetches: the market's price less what converting costs."""
    price = prices.price(core, source, target)
    return None if price is None else price * (1 - _SPREAD)


def bounds(asset: str) -> Bounds:
    """Return about one dollar and about five millions, in round numbers."""
    dollar = 1 / Decimal(COINS[asset].price)
    unit = max(Decimal(1).scaleb(dollar.adjusted()), Decimal("1E-8"))
    return Bounds(unit, unit * 5_000_000)


def convertible(asset: str, amount: Decimal) -> bool:
    """Tell whether an amount is neither too little to be converted nor too much."""
    least, most = bounds(asset)
    return least <= amount <= most


def amounts(
    price: Decimal, *, gives: Decimal | None, gets: Decimal | None
) -> tuple[Decimal, Decimal]:
    """Return both sides of a conversion of which one is given."""
    if gives is not None:
        return gives, down(gives * price)
    assert gets is not None
    return up(gets / price), gets


def payable(core: Core, account: Account, quote: Quote) -> bool:
    return sum(WALLETS[each](core, account).free(quote.source) for each in quote.wallets) >= (
        quote.gives
    )


def carry_out(core: Core, account: Account, quote: Quote) -> Conversion:
    """Exchange the money: the wallets pay in their order, the first that can hold it receives."""
    due = quote.gives
    for name in quote.wallets:
        wallet = WALLETS[name](core, account)
        paid = min(due, wallet.free(quote.source))
        if paid:
            wallet.change(quote.source, -paid)
            due -= paid
    receives = "FUNDING" if quote.wallets == ("FUNDING",) else "MAIN"
    WALLETS[receives](core, account).change(quote.target, quote.gets)
    record = Conversion(core.next_id(), quote, core.clock())
    conversions = account.part(Conversions)
    conversions.records.append(record)
    conversions.quotes.pop(quote.id, None)
    return record
