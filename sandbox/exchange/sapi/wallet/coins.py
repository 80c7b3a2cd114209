"""The coins as `capital/config/getall` describes them: names, networks, fees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from sandbox.exchange.market.coins import FIAT
from sandbox.exchange.money import prices
from sandbox.exchange.sapi.wallet.networks import NETWORKS

if TYPE_CHECKING:
    from sandbox.exchange.sapi.wallet.networks import Network

LEAST_INTERNAL = Decimal("0.00000001")
"""The smallest withdrawal to somebody else's account here."""


@dataclass(frozen=True)
class Route:
    """A network that a coin can take, and what that costs; the first one is the usual one."""

    network: Network
    fee: Decimal

    @property
    def least(self) -> Decimal:
        """The smallest withdrawal."""
        return self.fee * 2


@dataclass(frozen=True)
class Coin:
    code: str
    name: str
    routes: tuple[Route, ...]

    def route(self, network: str | None) -> Route | None:
        """Return the way over a network, the usual one if none is named."""
        fitting = (each for each in self.routes if network in {None, each.network.code})
        return next(fitting, None)

    @property
    def fiat(self) -> bool:
        """Whether it is money of a state, which comes by bank and not by a chain."""
        return self.code in FIAT


_TABLE = """
USDT TetherUS       TRX:1 ETH:2.5 BSC:0.01 SOL:0.5
USDC USDC           ETH:2.5 BSC:0.01 SOL:0.5
BTC  Bitcoin        BTC:0.00003 BSC:0.0000012
ETH  Ethereum       ETH:0.0003 BSC:0.000026
BNB  BNB            BSC:0.00001
SOL  Solana         SOL:0.001
XRP  Ripple         XRP:0.2 BSC:0.13
ADA  Cardano        ADA:0.8 BSC:0.18
DOGE Dogecoin       DOGE:4 BSC:0.5
LTC  Litecoin       LTC:0.0001 BSC:0.00096
TRX  TRON           TRX:1 BSC:0.55
WBETH Wrapped-Beacon-ETH ETH:0.0003 BSC:0.000025
BETH Beacon-ETH     BSC:0.000026
BNSOL Binance-Staked-SOL SOL:0.001
"""


def _coin(line: str) -> Coin:
    code, name, *routes = line.split()
    ways = (each.split(":") for each in routes)
    return Coin(code, name, tuple(Route(NETWORKS[way], Decimal(fee)) for way, fee in ways))


_KNOWN = {each.code: each for each in map(_coin, _TABLE.strip().splitlines())}


@cache
def coins() -> dict[str, Coin]:
    """Return every coin; one that is only traded has a token on BNB Smart Chain."""
    token = (Route(NETWORKS["BSC"], Decimal("0.1")),)
    traded = {code: Coin(code, code, () if code in FIAT else token) for code in prices.assets()}
    return traded | _KNOWN
