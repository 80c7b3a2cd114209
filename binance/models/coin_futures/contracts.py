"""exchangeInfo of COIN-M: contracts and their filters."""

from binance.models.base import Millis, Model
from binance.models.exchange import RateLimit
from binance.models.futures.contracts import Contract
from binance.models.futures.terms import ContractStatus


class SymbolInfo(Contract):
    """A COIN-M contract; `contract_size` is how many dollars one of it is worth."""

    contract_status: ContractStatus
    contract_size: int
    equal_qty_precision: int


class ExchangeInfo(Model):
    """Limits and contracts of COIN-M; the limits are those of USD-M, which it shares."""

    timezone: str
    server_time: Millis
    rate_limits: tuple[RateLimit, ...]
    symbols: tuple[SymbolInfo, ...]
