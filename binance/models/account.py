"""The spot account."""

from decimal import Decimal

from binance.models.base import Millis, Model


class Balance(Model):
    asset: str
    free: Decimal
    locked: Decimal

    @property
    def total(self) -> Decimal:
        return self.free + self.locked


class CommissionRates(Model):
    maker: Decimal
    taker: Decimal
    buyer: Decimal
    seller: Decimal


class AccountInfo(Model):
    """Balances, rights and fees of the spot account."""

    commission_rates: CommissionRates | None = None
    can_trade: bool
    can_withdraw: bool
    can_deposit: bool
    update_time: Millis
    account_type: str
    balances: tuple[Balance, ...]
    permissions: tuple[str, ...] = ()
    uid: int | None = None
