"""What an account had at the end of each day."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model


class SnapshotBalance(Model):
    asset: str
    free: Decimal
    locked: Decimal


class MarginAsset(Model):
    """One asset of a margin account; `net_asset` is what is left when all debts are paid."""

    asset: str
    borrowed: Decimal
    free: Decimal
    interest: Decimal
    locked: Decimal
    net_asset: Decimal


class FuturesAsset(Model):
    """One asset of a futures account, with and without what open positions would bring."""

    asset: str
    margin_balance: Decimal
    wallet_balance: Decimal


class FuturesPosition(Model):
    """`position_amt` is negative for a short position."""

    symbol: str
    entry_price: Decimal
    mark_price: Decimal
    position_amt: Decimal
    un_realized_profit: Decimal | None = None


class SnapshotData(Model):
    """Only what the type of account has is filled.

    Spot: `balances`, `total_asset_of_btc`. Margin: `user_assets`, the level and all totals.
    Futures: `assets` and `position`.
    """

    balances: tuple[SnapshotBalance, ...] = ()
    user_assets: tuple[MarginAsset, ...] = ()
    assets: tuple[FuturesAsset, ...] = ()
    position: tuple[FuturesPosition, ...] = ()
    margin_level: Decimal | None = None
    total_asset_of_btc: Decimal | None = None
    total_liability_of_btc: Decimal | None = None
    total_net_asset_of_btc: Decimal | None = None


class Snapshot(Model):
    """One day; `type` is "spot", "margin" or "futures"."""

    type: str
    update_time: Millis
    data: SnapshotData


class Snapshots(Model):
    """The days that were asked for; `code` is 200 where all is well."""

    code: int
    msg: str
    snapshots: tuple[Snapshot, ...] = Field(alias="snapshotVos")
