"""What a person owns, and what it is worth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from binance.models.account import Balance
from binance.private.spot import GetAccount
from bot.accounts import Accounts
from bot.prices import Prices

QUOTE = "USDT"
BRIDGES = ("BTC", "ETH", "BNB")  # an asset without a USDT market is valued through one of these

LastPrice = Callable[[str], Decimal | None]


@dataclass(frozen=True)
class Holding:
    """One asset; `value` in USDT is None where nothing prices it."""

    asset: str
    free: Decimal
    locked: Decimal
    value: Decimal | None


@dataclass(frozen=True)
class Portfolio:
    """All that is owned, dearest first."""

    holdings: tuple[Holding, ...]
    total: Decimal


class Portfolios:
    """Reads anybody's account and values it with the live board."""

    def __init__(self, accounts: Accounts, prices: Prices) -> None:
        self._accounts, self._prices = accounts, prices

    async def of(self, user_id: int) -> Portfolio:
        connected = await self._accounts.of(user_id)
        info = await connected.account.send(GetAccount(omit_zero_balances=True))
        return value(info.balances, await self._prices.last_of_all())


def value(balances: Iterable[Balance], last: LastPrice) -> Portfolio:
    """Price every balance with the latest prices."""
    holdings = [
        Holding(one.asset, one.free, one.locked, _worth(one.asset, one.free + one.locked, last))
        for one in balances
        if one.free or one.locked
    ]
    holdings.sort(key=lambda one: (one.value is None, -(one.value or 0), one.asset))
    return Portfolio(
        tuple(holdings), sum((one.value or Decimal(0) for one in holdings), Decimal(0))
    )


def _worth(asset: str, amount: Decimal, last: LastPrice) -> Decimal | None:
    if asset == QUOTE:
        return amount
    if (price := last(asset + QUOTE)) is not None:
        return amount * price
    for bridge in BRIDGES:
        through, price = last(asset + bridge), last(bridge + QUOTE)
        if through is not None and price is not None:
            return amount * through * price
    return None
