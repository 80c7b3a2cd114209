"""The spot account: balances, fees, and how many orders it may still place."""

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
    """Balances, rights and fees of the spot account; the four commissions are basis points."""

    maker_commission: int
    taker_commission: int
    buyer_commission: int
    seller_commission: int
    commission_rates: CommissionRates | None = None
    can_trade: bool
    can_withdraw: bool
    can_deposit: bool
    brokered: bool = False
    require_self_trade_prevention: bool = False
    prevent_sor: bool = False
    update_time: Millis
    account_type: str
    balances: tuple[Balance, ...]
    permissions: tuple[str, ...] = ()
    uid: int | None = None


class Discount(Model):
    """The share of the standard fee that is left when it is paid in `discount_asset`."""

    enabled_for_account: bool
    enabled_for_symbol: bool
    discount_asset: str
    discount: Decimal


class SymbolCommission(Model):
    """What the account pays for trades of one symbol: the three add up, the first discounted."""

    symbol: str
    standard_commission: CommissionRates
    special_commission: CommissionRates
    tax_commission: CommissionRates
    discount: Discount


class MakerTaker(Model):
    maker: Decimal
    taker: Decimal


class OrderCommission(Model):
    """What an order would pay, as a test of it tells; all None unless the test asked for it."""

    standard_commission_for_order: MakerTaker | None = None
    special_commission_for_order: MakerTaker | None = None
    tax_commission_for_order: MakerTaker | None = None
    discount: Discount | None = None
