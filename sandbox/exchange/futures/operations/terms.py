"""The terms on which an account trades: brackets, fees, limits, and what it has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.rest.venues import one_or_all
from sandbox.exchange.futures.operations.seats import Seat, seated
from sandbox.exchange.futures.trading.bookkeeping import MAKER, TAKER
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.numbers import plain
from sandbox.exchange.operations.table import READ, Table

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract

JSON = dict[str, Any]
TABLE = Table()


@seated(TABLE, "GET /fapi/v1/leverageBracket", weight=1, parameters="symbol", permission=READ)
def brackets(seat: Seat) -> list[JSON]:
    return [_bracketed(contract) for contract in seat.contracts()]


@seated(
    TABLE,
    "GET /dapi/v2/leverageBracket",
    weight=one_or_all(1, 2),
    parameters="symbol",
    permission=READ,
)
def brackets_coin_m(seat: Seat) -> list[JSON]:
    return [_bracketed(contract) for contract in seat.contracts()]


@seated(TABLE, "GET /dapi/v1/leverageBracket", weight=1, parameters="pair", permission=READ)
def brackets_by_pair(seat: Seat) -> list[JSON]:
    pairs = {contract.pair: contract for contract in seat.contracts()}
    return [{"pair": pair, "brackets": _brackets(each)} for pair, each in pairs.items()]


def _bracketed(contract: Contract) -> JSON:
    return {"symbol": contract.symbol, "notionalCoef": 1.0, "brackets": _brackets(contract)}


def _brackets(contract: Contract) -> list[JSON]:
    cap, floor = ("qtyCap", "qtylFloor") if contract.inverse else ("notionalCap", "notionalFloor")
    return [
        {
            "bracket": number,
            "initialLeverage": each.leverage,
            cap: int(each.cap),
            floor: int(each.floor),
            "maintMarginRatio": float(each.rate),
            "cum": float(each.deducted),
        }
        for number, each in enumerate(brackets_of(contract.base, inverse=contract.inverse), 1)
    ]


@seated(
    TABLE,
    "GET /fapi/v1/commissionRate",
    twin="GET /dapi/v1/commissionRate",
    weight=20,
    parameters="symbol",
    permission=READ,
)
def commission_rate(seat: Seat) -> JSON:
    rates = {
        "symbol": seat.contract().symbol,
        "makerCommissionRate": f"{MAKER:.6f}",
        "takerCommissionRate": f"{TAKER:.6f}",
    }
    return rates | ({} if seat.venue.inverse else {"rpiCommissionRate": "0.000050"})


@seated(TABLE, "GET /fapi/v1/rateLimit/order", weight=1, permission=READ)
def order_limits(seat: Seat) -> list[JSON]:
    rows = seat.account.futures_order_count.rows()
    return [{name: value for name, value in row.items() if name != "count"} for row in rows]


@seated(
    TABLE,
    "GET /fapi/v1/apiTradingStatus",
    weight=one_or_all(1, 10),
    parameters="symbol",
    permission=READ,
)
def trading_status(seat: Seat) -> JSON:
    """Return what keeps an account from trading; nothing here ever does."""
    return {"indicators": {}, "updateTime": seat.clock}


@seated(TABLE, "GET /fapi/v1/accountConfig", weight=5, permission=READ)
def account_config(seat: Seat) -> JSON:
    ledger, trades = seat.ledger, seat.call.owner.may("enableFutures")
    return {
        "feeTier": 0,
        "canTrade": trades,
        "canDeposit": True,
        "canWithdraw": trades,
        "dualSidePosition": ledger.mode.hedged,
        "updateTime": ledger.updated,
        "multiAssetsMargin": ledger.multi_assets,
        "tradeGroupId": -1,
    }


@seated(TABLE, "GET /fapi/v1/symbolConfig", weight=5, parameters="symbol", permission=READ)
def symbol_config(seat: Seat) -> list[JSON]:
    return [_chosen(seat, contract) for contract in seat.contracts()]


def _chosen(seat: Seat, contract: Contract) -> JSON:
    chosen = seat.ledger.settings[contract.symbol]
    most = brackets_of(contract.base, inverse=contract.inverse).most(chosen.leverage)
    return {
        "symbol": contract.symbol,
        "marginType": "ISOLATED" if chosen.isolated else "CROSSED",
        "isAutoAddMargin": False,
        "leverage": chosen.leverage,
        "maxNotionalValue": plain(most),
    }
