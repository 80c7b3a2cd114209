"""What a person owns, and what it is worth: on spot, and in the wallets of futures."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from binance.errors import BadKey, BinanceError, NotAvailable
from binance.models.account import Balance
from binance.private import coin_futures, futures
from binance.private.spot import GetAccount
from bot.accounts import Accounts, Connected
from bot.prices import Prices

log = logging.getLogger(__name__)

QUOTE = "USDT"
BRIDGES = ("BTC", "ETH", "BNB")  # an asset without a USDT market is valued through one of these

LastPrice = Callable[[str], Decimal | None]
ContractMarket = Literal["usdm", "coinm"]


@dataclass(frozen=True)
class Holding:
    """One asset; `value` in USDT is None where nothing prices it."""

    asset: str
    free: Decimal
    locked: Decimal
    value: Decimal | None


@dataclass(frozen=True)
class Margin:
    """One asset of a futures wallet: what it would be if all positions were closed now.

    `profit` is the part of `amount` that open positions have not realised yet.
    """

    asset: str
    amount: Decimal
    profit: Decimal
    value: Decimal | None


@dataclass(frozen=True)
class Wallet:
    """The wallet of a futures market; `total` in USDT is None where it did not answer."""

    market: ContractMarket
    margins: tuple[Margin, ...]
    total: Decimal | None


@dataclass(frozen=True)
class Portfolio:
    """All that is owned, dearest first; `total` is of spot."""

    holdings: tuple[Holding, ...]
    total: Decimal
    wallets: tuple[Wallet, ...] = ()

    @property
    def worth(self) -> Decimal:
        """Everything that could be priced, on all markets."""
        return self.total + sum((one.total or Decimal(0) for one in self.wallets), Decimal(0))


class Portfolios:
    """Reads anybody's account and values it with the live board."""

    def __init__(self, accounts: Accounts, prices: Prices) -> None:
        self._accounts, self._prices = accounts, prices

    async def of(self, user_id: int) -> Portfolio:
        connected = await self._accounts.of(user_id)
        info = await connected.account.send(GetAccount(omit_zero_balances=True))
        last = await self._prices.last_of_all()
        spot = value(info.balances, last)
        found = [await _wallet(connected, "usdm", last), await _wallet(connected, "coinm", last)]
        wallets = tuple(one for one in found if one and (one.margins or one.total is None))
        return Portfolio(spot.holdings, spot.total, wallets)


async def _wallet(connected: Connected, market: ContractMarket, last: LastPrice) -> Wallet | None:
    """A futures wallet; None where the key has no business there."""
    venue = futures if market == "usdm" else coin_futures
    try:
        account = await connected.account.send(venue.GetAccount())
    except (BadKey, NotAvailable):
        return None
    except BinanceError as error:
        log.info("the wallet of %s cannot be read now: %r", market, error)
        return Wallet(market, (), None)
    margins = [
        Margin(
            one.asset,
            one.margin_balance,
            one.unrealized_profit,
            worth(one.asset, one.margin_balance, last),
        )
        for one in account.assets
        if one.margin_balance or one.wallet_balance
    ]
    margins.sort(key=lambda one: (one.value is None, -(one.value or 0), one.asset))
    total = sum((one.value or Decimal(0) for one in margins), Decimal(0))
    return Wallet(market, tuple(margins), total)


def value(balances: Iterable[Balance], last: LastPrice) -> Portfolio:
    """Price every balance with the latest prices."""
    holdings = [
        Holding(one.asset, one.free, one.locked, worth(one.asset, one.free + one.locked, last))
        for one in balances
        if one.free or one.locked
    ]
    holdings.sort(key=lambda one: (one.value is None, -(one.value or 0), one.asset))
    return Portfolio(
        tuple(holdings), sum((one.value or Decimal(0) for one in holdings), Decimal(0))
    )


def worth(asset: str, amount: Decimal, last: LastPrice) -> Decimal | None:
    """An amount of an asset in USDT; None where nothing prices it."""
    if asset == QUOTE:
        return amount
    if (price := last(asset + QUOTE)) is not None:
        return amount * price
    if price := last(QUOTE + asset):  # TRY and other money
        return amount / price
    for bridge in BRIDGES:
        through, price = last(asset + bridge), last(bridge + QUOTE)
        if through is not None and price is not None:
            return amount * through * price
    return None
