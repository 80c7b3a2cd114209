"""What happened to a futures account, of either venue: money, positions, settings, strategies."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis, OrBlank
from binance.models.futures.terms import PositionMarginType, PositionSide


class WalletBalance(Event):
    """What an account has of an asset; `change` leaves out profits, losses and commissions."""

    asset: str = Field(alias="a")
    wallet_balance: Decimal = Field(alias="wb")
    cross_wallet_balance: Decimal = Field(alias="cw")
    change: Decimal = Field(alias="bc")


class PositionUpdate(Event):
    """A position that changed; short ones have a negative `position_amt`."""

    symbol: str = Field(alias="s")
    position_side: PositionSide = Field(alias="ps")
    position_amt: Decimal = Field(alias="pa")
    entry_price: Decimal = Field(alias="ep")
    break_even_price: Decimal | None = Field(None, alias="bep")
    accumulated_realized: Decimal = Field(alias="cr")  # before fees
    unrealized_pnl: Decimal = Field(alias="up")
    margin_type: PositionMarginType = Field(alias="mt")
    isolated_wallet: Decimal = Field(alias="iw")


class AccountChange(Event):
    """What changed, and why: ORDER, FUNDING_FEE, DEPOSIT...; what is not here is as it was.

    `symbol` is told with a FUNDING_FEE: the one that it was paid for.
    """

    reason: str = Field(alias="m")
    balances: tuple[WalletBalance, ...] = Field((), alias="B")
    positions: tuple[PositionUpdate, ...] = Field((), alias="P")
    symbol: OrBlank[str] = Field(None, alias="S")


class AccountUpdate(Event):
    """Balances or positions changed; an order that leaves both alone brings none."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")
    account_alias: str | None = Field(None, alias="i")
    update: AccountChange = Field(alias="a")


class EndangeredPosition(Event):
    """A position whose margin is about to be too little."""

    symbol: str = Field(alias="s")
    position_side: PositionSide = Field(alias="ps")
    position_amt: Decimal = Field(alias="pa")
    margin_type: str = Field(alias="mt")  # documented as crossed, where positions say cross
    isolated_wallet: Decimal = Field(alias="iw")
    mark_price: Decimal = Field(alias="mp")
    unrealized_pnl: Decimal = Field(alias="up")
    maintenance_margin: Decimal = Field(alias="mm")


class MarginCall(Event):
    """Positions are close to liquidation; a guess for guidance, which may come too late."""

    event_time: Millis = Field(alias="E")
    account_alias: str | None = Field(None, alias="i")
    cross_wallet_balance: Decimal | None = Field(None, alias="cw")  # of crossed positions only
    positions: tuple[EndangeredPosition, ...] = Field(alias="p")


class LeverageChange(Event):
    symbol: str = Field(alias="s")
    leverage: int = Field(alias="l")


class ModeChange(Event):
    multi_assets_margin: bool = Field(alias="j")


class AccountConfigUpdate(Event):
    """The leverage of a symbol changed, or the multi-assets mode of the account."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")
    leverage: LeverageChange | None = Field(None, alias="ac")
    mode: ModeChange | None = Field(None, alias="ai")


class Strategy(Event):
    """A strategy of Binance's own site, such as a grid."""

    strategy_id: int = Field(alias="si")
    strategy_type: str = Field(alias="st")
    strategy_status: str = Field(alias="ss")
    symbol: str = Field(alias="s")
    update_time: Millis = Field(alias="ut")


class StrategyState(Strategy):
    op_code: int = Field(alias="c")


class StrategyUpdate(Event):
    """A strategy was made, changed its state or ended."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")
    strategy: StrategyState = Field(alias="su")


class GridState(Strategy):
    """How a grid does: profits of matched orders, and what still waits to be matched."""

    realized_pnl: Decimal = Field(alias="r")
    unmatched_average_price: Decimal = Field(alias="up")
    unmatched_qty: Decimal = Field(alias="uq")
    unmatched_fee: Decimal = Field(alias="uf")
    matched_pnl: Decimal = Field(alias="mp")


class GridUpdate(Event):
    """An order of a grid was filled."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")
    grid: GridState = Field(alias="gu")
