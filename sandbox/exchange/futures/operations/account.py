"""What an account has on futures: balances, positions and the margin they tie up."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.futures.market.assets import MARGIN_ASSETS
from sandbox.exchange.futures.operations import position_views
from sandbox.exchange.futures.operations.position_views import stakes
from sandbox.exchange.futures.operations.seats import Seat, seated
from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.margin import Standing, standing
from sandbox.exchange.futures.trading.numbers import alias, money
from sandbox.exchange.operations.table import READ, Table

JSON = dict[str, Any]
TABLE = Table()


@seated(TABLE, "GET /fapi/v3/account", "v2/account.status", weight=5, permission=READ)
def account_v3_by_method(seat: Seat) -> JSON:
    """Answer as REST does, but that assets say whether they can be margin."""
    account: JSON = account_v3(seat)
    account["assets"] = [row | {"marginAvailable": True} for row in account["assets"]]
    return account


@seated(TABLE, "GET /fapi/v3/account", weight=5, permission=READ)
def account_v3(seat: Seat) -> JSON:
    held = stakes(seat, everything=False)
    return {
        **_totals(seat),
        "assets": [_asset(seat, asset) for asset in _assets(seat)],
        "positions": [position_views.held_v3(stake) for stake in held],
    }


@seated(TABLE, "GET /fapi/v2/account", "account.status", weight=5, permission=READ)
def account_v2(seat: Seat) -> JSON:
    ledger = seat.ledger
    return {
        "feeTier": 0,
        "feeBurn": ledger.burns_bnb,
        **_rights(seat),
        "updateTime": ledger.updated,
        "multiAssetsMargin": ledger.multi_assets,
        "tradeGroupId": -1,
        **_totals(seat),
        "assets": [_asset(seat, asset) | {"marginAvailable": True} for asset in _assets(seat)],
        "positions": [position_views.held(stake) for stake in stakes(seat, everything=True)],
    }


@seated(TABLE, "GET /dapi/v1/account", weight=5, permission=READ)
def account_coin_m(seat: Seat) -> JSON:
    return {
        "assets": [_asset(seat, asset) for asset in _assets(seat)],
        "positions": [position_views.held(stake) for stake in stakes(seat, everything=True)],
        **_rights(seat),
        "feeTier": 0,
        "updateTime": seat.ledger.updated,
    }


@seated(TABLE, "GET /fapi/v3/balance", "v2/account.balance", weight=5, permission=READ)
def balance_v3(seat: Seat) -> list[JSON]:
    return _balances(seat)


@seated(TABLE, "GET /fapi/v2/balance", "account.balance", weight=5, permission=READ)
def balance_v2(seat: Seat) -> list[JSON]:
    return _balances(seat)


@seated(TABLE, "GET /dapi/v1/balance", weight=1, permission=READ)
def balance_coin_m(seat: Seat) -> list[JSON]:
    rows = _balances(seat)
    for row in rows:
        row["withdrawAvailable"] = row.pop("maxWithdrawAmount")
        del row["marginAvailable"]
    return rows


@seated(
    TABLE,
    "GET /fapi/v3/positionRisk",
    "v2/account.position",
    weight=5,
    parameters="symbol",
    permission=READ,
)
def position_risk_v3(seat: Seat) -> list[JSON]:
    return [position_views.risk_v3(stake) for stake in stakes(seat, everything=False)]


@seated(
    TABLE,
    "GET /fapi/v2/positionRisk",
    "account.position",
    weight=5,
    parameters="symbol",
    permission=READ,
)
def position_risk_v2(seat: Seat) -> list[JSON]:
    return [position_views.risk_v2(stake) for stake in stakes(seat, everything=True)]


@seated(
    TABLE,
    "GET /dapi/v1/positionRisk",
    weight=1,
    parameters="marginAsset pair",
    permission=READ,
)
def position_risk_coin_m(seat: Seat) -> list[JSON]:
    asset = seat.params.text("marginAsset")
    return [
        position_views.risk_coin_m(stake)
        for stake in stakes(seat, everything=True)
        if asset in {None, stake.contract.margin_asset}
    ]


@seated(
    TABLE,
    "GET /fapi/v1/adlQuantile",
    twin="GET /dapi/v1/adlQuantile",
    weight=5,
    parameters="symbol",
    permission=READ,
)
def adl_quantile(seat: Seat) -> Any:
    """Return how soon each open position would be deleveraged."""
    quantiles: dict[str, dict[str, int]] = {}
    for stake in stakes(seat, everything="symbol" in seat.params):
        quantiles.setdefault(stake.position.symbol, {})[stake.position.side] = stake.adl
    if seat.ledger.mode.hedged:
        for sides in quantiles.values():
            sides["HEDGE"] = 0
    return [{"symbol": symbol, "adlQuantile": sides} for symbol, sides in quantiles.items()]


def _assets(seat: Seat) -> dict[str, None]:
    """Return the assets that can be margin here, and whatever else lies in the wallet."""
    if seat.venue.inverse:
        usual = [contract.margin_asset for contract in seat.call.core.futures.cm.values()]
    else:
        usual = list(MARGIN_ASSETS)
    return dict.fromkeys([*usual, *seat.ledger.wallets])


def _rights(seat: Seat) -> JSON:
    trades = seat.call.owner.may("enableFutures")
    return {"canTrade": trades, "canDeposit": True, "canWithdraw": trades}


def _totals(seat: Seat) -> JSON:
    """Return the account as a whole: of USDT, or in multi-assets mode of everything in dollars."""
    state = seat.floor.standing(seat.ledger, "USDT")
    return {
        "totalInitialMargin": money(state.initial_margin),
        "totalMaintMargin": money(state.maintenance),
        "totalWalletBalance": money(state.wallet),
        "totalUnrealizedProfit": money(state.unrealized),
        "totalMarginBalance": money(state.balance),
        "totalPositionInitialMargin": money(state.position_margin),
        "totalOpenOrderInitialMargin": money(state.order_margin),
        "totalCrossWalletBalance": money(state.cross_wallet),
        "totalCrossUnPnl": money(state.cross_unrealized),
        "availableBalance": money(max(state.available, ZERO)),
        "maxWithdrawAmount": money(state.withdrawable),
    }


def _asset(seat: Seat, asset: str) -> JSON:
    state = standing(seat.ledger, asset, seat.floor.mark)
    return {
        "asset": asset,
        "walletBalance": money(state.wallet),
        "unrealizedProfit": money(state.unrealized),
        "marginBalance": money(state.balance),
        "maintMargin": money(state.maintenance),
        "initialMargin": money(state.initial_margin),
        "positionInitialMargin": money(state.position_margin),
        "openOrderInitialMargin": money(state.order_margin),
        "crossWalletBalance": money(state.cross_wallet),
        "crossUnPnl": money(state.cross_unrealized),
        **_free(seat, asset, state),
        "updateTime": seat.ledger.updated,
    }


def _balances(seat: Seat) -> list[JSON]:
    return [_balance(seat, asset) for asset in _assets(seat)]


def _balance(seat: Seat, asset: str) -> JSON:
    state = standing(seat.ledger, asset, seat.floor.mark)
    return {
        "accountAlias": alias(seat.account),
        "asset": asset,
        "balance": money(state.wallet),
        "crossWalletBalance": money(state.cross_wallet),
        "crossUnPnl": money(state.cross_unrealized),
        **_free(seat, asset, state),
        "marginAvailable": True,
        "updateTime": seat.ledger.updated,
    }


def _free(seat: Seat, asset: str, state: Standing) -> JSON:
    """Return what of an asset may be used and taken out; where all count together, less is free."""
    available, removable = state.available, state.withdrawable
    if seat.ledger.multi_assets and asset in MARGIN_ASSETS:
        available = seat.floor.standing(seat.ledger, asset).available / seat.floor.price(asset)
        removable = seat.floor.withdrawable(seat.ledger, asset)
    return {
        "availableBalance": money(max(available, ZERO)),
        "maxWithdrawAmount": money(removable),
    }
