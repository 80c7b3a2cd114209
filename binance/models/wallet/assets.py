"""What an account holds, and what its assets cost and bring."""

from decimal import Decimal

from binance.models.base import Millis, Model


class AssetDetail(Model):
    """The terms of one asset on its usual network; `deposit_tip` tells why deposits are closed."""

    min_withdraw_amount: Decimal
    deposit_status: bool
    withdraw_fee: Decimal
    withdraw_status: bool
    deposit_tip: str | None = None


class AssetDividend(Model):
    """Something that Binance gave: interest, an airdrop, a distribution; `en_info` says which."""

    id: int
    amount: Decimal
    asset: str
    div_time: Millis
    en_info: str
    tran_id: int
    direction: int
    """1 for what came in."""


class FundingAsset(Model):
    """One asset of a wallet; its worth in BTC only where it was asked for."""

    asset: str
    free: Decimal
    locked: Decimal
    freeze: Decimal
    withdrawing: Decimal
    btc_valuation: Decimal | None = None


class UserAsset(FundingAsset):
    """One asset of the spot wallet."""

    ipoable: Decimal


class WalletAsset(FundingAsset):
    """One asset of any wallet, with its full name; worth is in the quote asset asked for."""

    asset_name: str


class WalletBalance(Model):
    """What all of a wallet is worth, in BTC or in the quote asset asked for."""

    activate: bool
    balance: Decimal
    wallet_name: str
    asset_balances: tuple[WalletAsset, ...] = ()


class TradeFee(Model):
    """What trading costs on spot: 0.001 is a tenth of a percent."""

    symbol: str
    maker_commission: Decimal
    taker_commission: Decimal
